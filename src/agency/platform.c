/* SPDX-License-Identifier: Apache-2.0 */
#include "agency/platform.h"

#include "base/problem.h"
#include "db/tx.h"
#include "rest/answer.h"
#include "rest/call.h"
#include "rest/parameters.h"
#include "rest/reason.h"
#include "rest/write.h"

#define ID_EXAMPLE "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""
#define TIME_EXAMPLE "\"2026-05-12T09:30:00Z\""
#define USERS_PAGE "50"
#define AUDIT_PAGE "100"

static const struct field agency_fields[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the agency.", .example = ID_EXAMPLE},
    {"name", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Its name.", .example = "\"Maison Alzette\""},
    {"role", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "owner|admin|agent|viewer", .doc = "Their role there.", .example = "\"agent\""},
    {.type = FIELD_END}};

static const struct field user_fields[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the person.", .example = ID_EXAMPLE},
    {"email", FIELD_TEXT, .doc = "As the issuer has it.", .example = "\"lea@maison-alzette.example\""},
    {"email_verified", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Whether the issuer says so.", .example = "true"},
    {"full_name", FIELD_TEXT, .doc = "Their name.", .example = "\"Léa Hoffmann\""},
    {"role", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "agent|admin", .doc = "On the platform; admin is a platform admin.", .example = "\"agent\""},
    {"is_active", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Whether they may sign in.", .example = "true"},
    {"created_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When the account was made.", .example = TIME_EXAMPLE},
    {"agencies", FIELD_LIST, FIELD_NOT_NULL, .fields = agency_fields, .doc = "Where they are a member."},
    {.type = FIELD_END}};

const struct field platform_users_query[] = {
    {"q", FIELD_TEXT, .doc = "Only those with this in their name or e-mail.", .example = "\"hoffmann\""},
    {"before", FIELD_ID, .doc = "Only those made before the one with this id: the last one of the page before.", .example = ID_EXAMPLE},
    {.type = FIELD_END}};
const struct field platform_users_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = user_fields, .doc = "Newest first, " USERS_PAGE " at most."}, {.type = FIELD_END}};
const struct field platform_user_request[] = {REASON_FIELD, {.type = FIELD_END}};

int platform_users_run(struct call *c, struct problem *p)
{
	static const struct statement list = {.name = "platform_users.list",
					      .sql = "select id, email, email_verified, full_name, role, is_active, created_at, agencies "
						     "from agency.platform_users($1, $2::uuid, " USERS_PAGE ")"};
	const char *values[2];
	if (parameters_read(c, platform_users_query, values, p) < 0)
		return -1;
	int index = tx_add(c->tx, &list, 2, values);
	if (call_execute(c, p) < 0)
		return -1;
	answer_rows(c, index, user_fields);
	return 0;
}

static int set_active(struct call *c, const char *active, struct problem *p)
{
	static const struct statement set = {.name = "platform_users.set_active", .sql = "select agency.set_active($1::uuid, $2::boolean, $3)", .writes = true};
	struct write w;
	if (call_check_id(c, "user", p) < 0)
		return -1;
	if (write_read(c->arena, platform_user_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *const values[] = {c->params[0], active, write_text(&w, REASON)};
	tx_add(c->tx, &set, 3, values);
	return call_execute(c, p);
}

int platform_user_deactivate_run(struct call *c, struct problem *p)
{
	return set_active(c, "false", p);
}

int platform_user_reactivate_run(struct call *c, struct problem *p)
{
	return set_active(c, "true", p);
}

static const struct field audit_fields[] = {
    {"id", FIELD_INT, FIELD_NOT_NULL, .doc = "Grows with time.", .example = "4711"},
    {"admin_user_id", FIELD_ID, FIELD_NOT_NULL, .target = "users", .doc = "The platform admin.", .example = ID_EXAMPLE},
    {"admin_name", FIELD_TEXT, .doc = "Their name, else their e-mail.", .example = "\"Platform admin\""},
    {"action", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "created|updated|deleted|restored", .doc = "What became of the row.", .example = "\"updated\""},
    {"resource_type", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Its table.", .example = "\"plans\""},
    {"resource_id", FIELD_ID, FIELD_NOT_NULL, .doc = "And its id there.", .example = ID_EXAMPLE},
    {"agency_id", FIELD_ID, .target = "agencies", .doc = "Whose it is; null: the platform's.", .example = "null"},
    {"agency_name", FIELD_TEXT, .doc = "That agency's name.", .example = "null"},
    {"old_values", FIELD_JSON, .doc = "What stood in the fields that changed; null: the row is new.", .example = "{\"credits\":2000}"},
    {"new_values", FIELD_JSON, .doc = "What stands in them since.", .example = "{\"credits\":2500}"},
    {"reason", FIELD_TEXT, .doc = "What the admin said; null where none is asked for.", .example = "\"Agreed by phone on 12 May\""},
    {"ip_address", FIELD_TEXT, .doc = "From where.", .example = "\"192.0.2.7\""},
    {"created_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When.", .example = TIME_EXAMPLE},
    {.type = FIELD_END}};

const struct field platform_audit_query[] = {
    {"resource_type", FIELD_TEXT, .doc = "Only rows of this table.", .example = "\"plans\""},
    {"agency_id", FIELD_ID, .doc = "Only what is this agency's.", .example = ID_EXAMPLE},
    {"before", FIELD_INT, .doc = "Only what came before the entry with this id: the last one of the page before.", .example = "4711"},
    {.type = FIELD_END}};
const struct field platform_audit_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = audit_fields, .doc = "Newest first, " AUDIT_PAGE " at most."}, {.type = FIELD_END}};

int platform_audit_run(struct call *c, struct problem *p)
{
	static const struct statement list = {
	    .name = "platform_audit_log.list",
	    .sql = "select l.id, l.admin_user_id, coalesce(u.full_name, u.email), l.action, l.resource_type, l.resource_id, l.agency_id, a.name, l.old_values, "
		   "l.new_values, l.reason, host(l.ip_address), l.created_at from public.admin_audit_log l "
		   "left join public.users u on u.id = l.admin_user_id left join public.agencies a on a.id = l.agency_id "
		   "where ($1::text is null or l.resource_type = $1) and ($2::uuid is null or l.agency_id = $2::uuid) and ($3::bigint is null or l.id < $3::bigint) "
		   "order by l.created_at desc, l.id desc limit " AUDIT_PAGE};
	const char *values[3];
	if (parameters_read(c, platform_audit_query, values, p) < 0)
		return -1;
	int index = tx_add(c->tx, &list, 3, values);
	if (call_execute(c, p) < 0)
		return -1;
	answer_rows(c, index, audit_fields);
	return 0;
}
