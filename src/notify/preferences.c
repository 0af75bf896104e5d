/* SPDX-License-Identifier: Apache-2.0 */
/* What the caller wants to be told of, and how. What holds for whoever has chosen nothing is internal.notification_kinds. */
#include <string.h>

#include "base/arena.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "db/tx.h"
#include "notify/actions.h"
#include "notify/kind.h"
#include "rest/call.h"
#include "rest/write.h"

#define DIGESTS "off|soon|daily"
#define DIGEST_DOC "When they go out by mail, several in one: never; ten minutes after the first; at eight in the morning in the agency's time zone."

static const struct field choice_fields[] = {
    {"kind", FIELD_CHOICE, FIELD_REQUIRED, .choices = kind_names, .doc = "Of notification.", .example = "\"webhook_disabled\""},
    {"in_app", FIELD_BOOL, FIELD_NOT_NULL, .doc = "In the list; as it is unless given.", .example = "true"},
    {"mail", FIELD_BOOL, FIELD_NOT_NULL, .doc = "By mail, unless it was read before; as it is unless given.", .example = "true"},
    {.type = FIELD_END}};

static const struct field kind_fields[] = {
    {"kind", FIELD_CHOICE, FIELD_NOT_NULL, .choices = kind_names, .doc = "Of notification.", .example = "\"webhook_disabled\""},
    {"in_app", FIELD_BOOL, FIELD_NOT_NULL, .doc = "In the list.", .example = "true"},
    {"mail", FIELD_BOOL, FIELD_NOT_NULL, .doc = "By mail, unless it was read before.", .example = "true"},
    {.type = FIELD_END}};

const struct field preferences_request[] = {
    {"mail_digest", FIELD_CHOICE, FIELD_NOT_NULL, .choices = DIGESTS, .doc = DIGEST_DOC " As it is unless given.", .example = "\"soon\""},
    {"kinds", FIELD_LIST, FIELD_NOT_NULL, .most = 40, .fields = choice_fields, .doc = "Those to change."},
    {.type = FIELD_END}};

const struct field preferences_response[] = {
    {"mail_digest", FIELD_CHOICE, FIELD_NOT_NULL, .choices = DIGESTS, .doc = DIGEST_DOC, .example = "\"soon\""},
    {"kinds", FIELD_LIST, FIELD_NOT_NULL, .fields = kind_fields, .doc = "All that there are."},
    {.type = FIELD_END}};

enum { KIND, IN_APP, MAIL, MAIL_DIGEST };

static int add_look(struct call *c)
{
	static const struct statement look = {.name = "notify.preferences", .sql = "select kind, in_app, mail, mail_digest from notify.preferences()"};
	return tx_add(c->tx, &look, 0, NULL);
}

static void write_kind(struct json_out *o, const char *name, const struct rows *rows)
{
	for (int i = 0; i < rows_count(rows); i++) {
		if (strcmp(rows_text(rows, i, KIND), name) != 0)
			continue;
		json_out_open(o, '{');
		json_out_member(o, "kind", name);
		json_out_member_bool(o, "in_app", rows_bool(rows, i, IN_APP));
		json_out_member_bool(o, "mail", rows_bool(rows, i, MAIL));
		json_out_close(o, '}');
	}
}

static int answer(struct call *c, int index, struct problem *p)
{
	if (call_execute(c, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(c->tx, index);
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_member(&o, "mail_digest", rows_text(rows, 0, MAIL_DIGEST));
	json_out_name(&o, "kinds");
	json_out_open(&o, '[');
	for (size_t i = 0; kind_at(i) != NULL; i++)
		write_kind(&o, kind_at(i)->name, rows);
	json_out_close(&o, ']');
	json_out_close(&o, '}');
	return 0;
}

int preferences_read_run(struct call *c, struct problem *p)
{
	return answer(c, add_look(c), p);
}

/* Each choice by its own rows, so that every violation is told with its place. */
static void check_choices(struct call *c, const struct jvalue *list, struct problem *p)
{
	for (size_t i = 0; jvalue_kind(list) == JSON_ARRAY && i < jvalue_size(list); i++) {
		struct write w;
		struct problem own;
		problem_init(&own, c->arena);
		write_read(c->arena, choice_fields, jvalue_at(list, i), WRITE_ACTION, &w, &own);
		for (const struct violation *v = own.violations; v != NULL; v = v->next)
			problem_violation(p, arena_printf(c->arena, "/kinds/%zu%s", i, v->pointer), v->code, v->params, "%s", v->detail);
	}
}

int preferences_update_run(struct call *c, struct problem *p)
{
	static const struct statement prefer = {.name = "notify.prefer", .sql = "select notify.prefer($1, $2::jsonb)", .writes = true};
	struct write w;
	write_read(c->arena, preferences_request, c->body, WRITE_ACTION, &w, p);
	check_choices(c, jvalue_get(c->body, "kinds"), p);
	if (p->code != PROBLEM_NONE)
		return -1;
	const char *kinds = write_text(&w, "kinds");
	const char *const values[] = {write_text(&w, "mail_digest"), kinds == NULL ? "[]" : kinds};
	tx_add(c->tx, &prefer, 2, values);
	return answer(c, add_look(c), p);
}
