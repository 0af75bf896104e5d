/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/board.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "db/rows.h"
#include "db/tx.h"
#include "rest/answer.h"
#include "rest/etag.h"
#include "rest/row.h"
#include "rest/table.h"
#include "rest/write.h"

#define STAGE_EXAMPLE "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4d\""

const struct field move_request[] = {
    {"stage_id", FIELD_ID, FIELD_REQUIRED, .target = "deal_stages", .doc = "Where it goes; the stage it is in, too.", .example = STAGE_EXAMPLE},
    {"after_id", FIELD_ID, .target = "deals", .doc = "The open deal there that it comes right behind. With neither: last.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4e\""},
    {"before_id", FIELD_ID, .target = "deals", .doc = "The one that it comes right before; not together with after_id.", .example = "null"},
    {.type = FIELD_END}};

const struct field reorder_stages_request[] = {
    {"ids", FIELD_TEXTS, FIELD_REQUIRED, .most = 100, .doc = "Stages in the order wanted. Those left out follow as they stood.",
     .example = "[" STAGE_EXAMPLE "]"},
    {.type = FIELD_END}};

static const struct field stage_place[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the stage.", .example = STAGE_EXAMPLE},
    {"position", FIELD_INT, FIELD_NOT_NULL, .doc = "From 1.", .example = "1"},
    {.type = FIELD_END}};

const struct field reorder_stages_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = stage_place, .doc = "All stages in their order."}, {.type = FIELD_END}};

const struct field replace_stage_request[] = {
    {"to_id", FIELD_ID, FIELD_REQUIRED, .target = "deal_stages", .doc = "Where its open deals go: last there, in their order.", .example = STAGE_EXAMPLE},
    {.type = FIELD_END}};

const struct field replace_stage_response[] = {
    {"deals", FIELD_INT, FIELD_NOT_NULL, .doc = "How many went there.", .example = "3"}, {.type = FIELD_END}};

const struct field totals_query[] = {
    {"owner_id", FIELD_ID, .target = "users", .doc = "Of this member's deals alone.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {.type = FIELD_END}};

static const struct field total[] = {
    {"stage_id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the stage.", .example = STAGE_EXAMPLE},
    {"currency", FIELD_TEXT, FIELD_NOT_NULL, .doc = "ISO 4217; a stage has a total for each.", .example = "\"EUR\""},
    {"deals", FIELD_INT, FIELD_NOT_NULL, .doc = "Open ones.", .example = "3"},
    {"amount", FIELD_DECIMAL, FIELD_NOT_NULL, .doc = "Of all of them.", .example = "1934000.00"},
    {"weighted", FIELD_DECIMAL, FIELD_NOT_NULL, .doc = "amount times the stage's probability.", .example = "1160400.00"},
    {.type = FIELD_END}};

const struct field totals_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = total, .doc = "In the order of the stages; none of a stage without open deals."},
    {.type = FIELD_END}};

static const struct field stay[] = {
    {"stage_id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the stage.", .example = STAGE_EXAMPLE},
    {"entered_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it came.", .example = "\"2026-05-12T09:30:00Z\""},
    {"left_at", FIELD_TIME, .doc = "When it went on, or was closed; null: it is there.", .example = "null"},
    {.type = FIELD_END}};

const struct field stays_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = stay, .doc = "The oldest first."}, {.type = FIELD_END}};

/* As the caller sees the deal: nothing of the function runs for one that is not readable, or of another version. */
static int add_move(struct call *c, const struct table *t, const struct write *w, const struct etag_wanted *wanted)
{
	struct sql q;
	sql_init(&q, c->arena);
	buf_printf(&q.text, "select estate.move_deal(t.id, %s, ", wanted->count > 0 ? "t.version" : "null");
	sql_bind(&q, write_text(w, "stage_id"));
	buf_lit(&q.text, "::uuid, ");
	sql_bind(&q, write_text(w, "after_id"));
	buf_lit(&q.text, "::uuid, ");
	sql_bind(&q, write_text(w, "before_id"));
	buf_lit(&q.text, "::uuid) from public.deals t");
	sql_where_id(&q, c, t, c->params[0]);
	buf_lit(&q.text, " and t.deleted_at is null");
	etag_where(&q, c, wanted);
	return sql_add(&q, c->tx, "deals.move", 1);
}

int deal_move_run(struct call *c, struct problem *p)
{
	const struct table *t = table_find("deals");
	struct write w;
	struct etag_wanted wanted;
	if (row_check_id(c, t, p) < 0 || etag_wanted(c, &wanted, p) < 0 || write_read(c->arena, move_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	int moved = add_move(c, t, &w, &wanted), look = row_add_look(c, t, 0), row = row_add_read(c, t, c->params[0]);
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, moved)) == 0)
		return row_why_not(c, t, look, &wanted, p);
	row_answer(c, t, row);
	return 0;
}

int deal_stays_run(struct call *c, struct problem *p)
{
	static const struct statement stays = {.name = "deals.stays", .sql = "select stage_id, entered_at, left_at from estate.deal_stays($1::uuid)"};
	const struct table *t = table_find("deals");
	if (row_check_id(c, t, p) < 0)
		return -1;
	int index = tx_add(c->tx, &stays, 1, c->params), look = row_add_look(c, t, 0);
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, look)) == 0)
		return row_missing(t, p);
	answer_rows(c, index, stay);
	return 0;
}

int deal_totals_run(struct call *c, struct problem *p)
{
	static const struct statement totals = {
	    .name = "deals.totals", .sql = "select stage_id, currency, deals, amount, weighted from estate.deal_totals($1::uuid)"};
	const char *owner = c->query.count > 0 ? c->query.params[0].value : NULL; /* there is no other */
	if (owner != NULL && !uuid_valid(owner, strlen(owner))) {
		problem_set(p, PROBLEM_BAD_QUERY, "the parameter 'owner_id' is not understood");
		return problem_violation(p, "owner_id", "format", "{\"format\":\"uuid\"}", "must be a UUID");
	}
	int index = tx_add(c->tx, &totals, 1, &owner);
	if (call_execute(c, p) < 0)
		return -1;
	answer_rows(c, index, total);
	return 0;
}

static int check_ids(const struct call *c, const struct jvalue *ids, struct problem *p)
{
	for (size_t i = 0; i < jvalue_size(ids); i++) {
		const char *id = jvalue_string(jvalue_at(ids, i));
		if (!uuid_valid(id, strlen(id)))
			problem_violation(p, arena_printf(c->arena, "/ids/%zu", i), "format", "{\"format\":\"uuid\"}", "must be a UUID");
	}
	return p->code == PROBLEM_NONE ? 0 : -1;
}

int stages_reorder_run(struct call *c, struct problem *p)
{
	static const struct statement reorder = {
	    .name = "deal_stages.reorder", .sql = "select id, \"position\" from estate.reorder_stages($1::uuid[])", .writes = true};
	struct write w;
	if (write_read(c->arena, reorder_stages_request, c->body, WRITE_ACTION, &w, p) < 0 || check_ids(c, write_find(&w, "ids")->json, p) < 0)
		return -1;
	const char *ids = write_text(&w, "ids");
	int index = tx_add(c->tx, &reorder, 1, &ids);
	if (call_execute(c, p) < 0)
		return -1;
	answer_rows(c, index, stage_place);
	return 0;
}

int stage_replace_run(struct call *c, struct problem *p)
{
	static const struct statement replace = {
	    .name = "deal_stages.replace", .sql = "select estate.replace_stage($1::uuid, $2::uuid)", .writes = true};
	struct write w;
	if (row_check_id(c, table_find("deal_stages"), p) < 0 || write_read(c->arena, replace_stage_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *params[] = {c->params[0], write_text(&w, "to_id")};
	int index = tx_add(c->tx, &replace, 2, params);
	if (call_execute(c, p) < 0)
		return -1;
	buf_printf(&c->response->body, "{\"deals\":%s}", rows_text(tx_rows(c->tx, index), 0, 0));
	return 0;
}
