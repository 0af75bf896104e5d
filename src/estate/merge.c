/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/merge.h"

#include "base/problem.h"
#include "db/tx.h"
#include "estate/limit.h"
#include "rest/answer.h"
#include "rest/row.h"
#include "rest/table.h"
#include "rest/write.h"

const struct field duplicates_query[] = {
    {"limit", FIELD_INT, .least = 1, .most = LIMIT_MOST, .doc = "How many pairs at most; 50 unless given.", .example = "50"}, {.type = FIELD_END}};

static const struct field pair[] = {
    {"contact_id", FIELD_ID, FIELD_NOT_NULL, .doc = "The older one.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"other_id", FIELD_ID, FIELD_NOT_NULL, .doc = "The newer one.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4b\""},
    {"reasons", FIELD_TEXTS, FIELD_NOT_NULL,
     .doc = "Why: name, where the names have the same words, accents, case and order aside; phone, where they have a number in common. Addresses "
	    "cannot be shared.",
     .example = "[\"name\",\"phone\"]"},
    {.type = FIELD_END}};

const struct field duplicates_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = pair, .doc = "The newest first."}, {.type = FIELD_END}};

const struct field merge_request[] = {
    {"other_id", FIELD_ID, FIELD_REQUIRED, .target = "contacts", .doc = "The contact that is put into this one.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4b\""},
    {"fields", FIELD_TEXTS, .most = 7,
     .doc = "Of these the other's value stays: name, username, email, phone, type, status, notes. Of the rest this one's, unless it has none; tags are both's.",
     .example = "[\"email\"]"},
    {.type = FIELD_END}};

const struct field dismiss_request[] = {
    {"other_id", FIELD_ID, FIELD_REQUIRED, .target = "contacts", .doc = "The contact that looks like this one.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4b\""},
    {.type = FIELD_END}};

int duplicates_run(struct call *c, struct problem *p)
{
	static const struct statement duplicates = {
	    .name = "contacts.duplicates", .sql = "select contact_id, other_id, reasons from estate.duplicates($1::int)"};
	const char *limit;
	if (limit_read(c, &limit, p) < 0)
		return -1;
	int index = tx_add(c->tx, &duplicates, 1, &limit);
	if (call_execute(c, p) < 0)
		return -1;
	answer_rows(c, index, pair);
	return 0;
}

/* The function says itself what is not there or not allowed; the row is read as it is afterwards. */
static int change(struct call *c, const struct statement *statement, int count, const char *const *values, struct problem *p)
{
	const struct table *t = table_find("contacts");
	tx_add(c->tx, statement, count, values);
	int row = row_add_read(c, t, c->params[0]);
	if (call_execute(c, p) < 0)
		return -1;
	row_answer(c, t, row);
	return 0;
}

int contact_merge_run(struct call *c, struct problem *p)
{
	static const struct statement merge = {
	    .name = "contacts.merge", .sql = "select estate.merge_contacts($1::uuid, $2::uuid, coalesce($3::text[], '{}'))", .writes = true};
	struct write w;
	if (row_check_id(c, table_find("contacts"), p) < 0 || write_read(c->arena, merge_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *values[] = {c->params[0], write_text(&w, "other_id"), write_text(&w, "fields")};
	return change(c, &merge, 3, values, p);
}

int contact_unmerge_run(struct call *c, struct problem *p)
{
	static const struct statement unmerge = {.name = "contacts.unmerge", .sql = "select estate.unmerge_contact($1::uuid)", .writes = true};
	if (row_check_id(c, table_find("contacts"), p) < 0)
		return -1;
	return change(c, &unmerge, 1, c->params, p);
}

static int dismiss(struct call *c, const struct statement *statement, struct problem *p)
{
	struct write w;
	if (row_check_id(c, table_find("contacts"), p) < 0 || write_read(c->arena, dismiss_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *values[] = {c->params[0], write_text(&w, "other_id")};
	tx_add(c->tx, statement, 2, values);
	return call_execute(c, p);
}

int duplicate_dismiss_run(struct call *c, struct problem *p)
{
	static const struct statement apart = {
	    .name = "contacts.dismiss_duplicate", .sql = "select estate.dismiss_duplicate($1::uuid, $2::uuid)", .writes = true};
	return dismiss(c, &apart, p);
}

int duplicate_undismiss_run(struct call *c, struct problem *p)
{
	static const struct statement again = {
	    .name = "contacts.undismiss_duplicate", .sql = "select estate.undismiss_duplicate($1::uuid, $2::uuid)", .writes = true};
	return dismiss(c, &again, p);
}
