/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/lead_actions.h"

#include <string.h>

#include "base/arena.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "db/tx.h"
#include "rest/row.h"
#include "rest/shape.h"
#include "rest/table.h"
#include "rest/write.h"

const struct field lead_request[] = {
    {"name", FIELD_TEXT, FIELD_REQUIRED, .least = 1, .most = 200, .doc = "Of whoever asks.", .example = "\"Emma Nilsson\""},
    {"email", FIELD_TEXT, .format = FORMAT_EMAIL, .doc = "This or a phone number. The contact that has it is found by it.",
     .example = "\"emma@example.com\""},
    {"phone", FIELD_TEXT, .format = FORMAT_PHONE, .raw = "phone_raw", .doc = "With the country's code.", .example = "\"+352 661 123 456\""},
    {"message", FIELD_TEXT, .most = 5000, .doc = "What they wrote.", .example = "\"May we see it on Saturday?\""},
    {"source", FIELD_TEXT, .least = 1, .most = 60, .doc = "Where it came from; api unless said otherwise.", .example = "\"athome.lu\""},
    {"property_id", FIELD_ID, .target = "properties", .doc = "What it is about.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4b\""},
    {"property_reference", FIELD_TEXT, .least = 1, .most = 40, .doc = "The same by the property's reference.", .example = "\"MA-0401\""},
    {"wanted_transaction", FIELD_CHOICE, .choices = "sale|rent", .doc = "What they look for, where it is about no property.", .example = "\"sale\""},
    {"wanted_area", FIELD_TEXT, .least = 1, .most = 120, .doc = "Where: a city or a zip code.", .example = "\"Belval\""},
    {"wanted_price", FIELD_DECIMAL, .least = 0, .most = 999999999999.99, .scale = 2, .doc = "For how much.", .example = "650000.00"},
    {"external_ref", FIELD_TEXT, .least = 1, .most = 120, .doc = "Your own id for it: sent again, it is the same lead.", .example = "\"form-4711\""},
    {.type = FIELD_END}};

/* The lead with that external_ref may be older than the request, so it is found by it. */
static int add_row(struct call *c, const struct table *t, const char *id, const char *ref)
{
	struct shape shape;
	struct sql q;
	shape_all(t, &shape);
	sql_init(&q, c->arena);
	buf_lit(&q.text, "select ");
	shape_select(&q.text, &shape);
	buf_lit(&q.text, " from public.leads t");
	if (ref != NULL)
		sql_where_ref(&q, c, ref);
	else
		sql_where_id(&q, c, t, id);
	return sql_add(&q, c->tx, "leads.row", 0);
}

/* Whoever enters a lead need not be able to read it: it may have gone to somebody else. */
static void answer_id(struct call *c, const char *id)
{
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_member(&o, "id", id);
	json_out_close(&o, '}');
}

int lead_take_run(struct call *c, struct problem *p)
{
	static const struct statement take = {
	    .name = "leads.take",
	    .sql = "select id, made from estate.take_lead($1::uuid, $2, $3, $4, $5, $6, $7, $8::uuid, $9, $10, $11, $12::numeric, $13)",
	    .writes = true};
	const struct table *t = table_find("leads");
	struct write w;
	if (write_read(c->arena, lead_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	char *id = arena_alloc(c->arena, UUID_TEXT_SIZE);
	uuid_v7(id);
	const char *const values[] = {id,
				      write_text(&w, "name"),
				      write_text(&w, "email"),
				      write_text(&w, "phone"),
				      write_text(&w, "phone_raw"),
				      write_text(&w, "message"),
				      write_text(&w, "source"),
				      write_text(&w, "property_id"),
				      write_text(&w, "property_reference"),
				      write_text(&w, "wanted_transaction"),
				      write_text(&w, "wanted_area"),
				      write_text(&w, "wanted_price"),
				      write_text(&w, "external_ref")};
	int taken = tx_add(c->tx, &take, sizeof values / sizeof values[0], values);
	int row = add_row(c, t, id, write_text(&w, "external_ref"));
	if (call_execute(c, p) < 0)
		return -1;
	const struct rows *lead = tx_rows(c->tx, taken);
	if (rows_bool(lead, 0, 1))
		row_created(c, t, id);
	else
		c->response->status = 200;
	if (rows_count(tx_rows(c->tx, row)) > 0)
		row_answer(c, t, row);
	else
		answer_id(c, rows_text(lead, 0, 0));
	return 0;
}

int lead_claim_run(struct call *c, struct problem *p)
{
	static const struct statement claim = {.name = "leads.claim", .sql = "select estate.claim_lead($1::uuid)", .writes = true};
	const struct table *t = table_find("leads");
	if (row_check_id(c, t, p) < 0)
		return -1;
	tx_add(c->tx, &claim, 1, c->params);
	int row = row_add_read(c, t, c->params[0]);
	if (call_execute(c, p) < 0)
		return -1;
	row_answer(c, t, row);
	return 0;
}

enum job_outcome leads_return_run(struct job_run *run, struct problem *p)
{
	static const struct statement give_back = {.name = "leads.return", .sql = "select estate.return_leads()", .writes = true};
	struct tx *tx = job_tx(run);
	tx_add(tx, &give_back, 0, NULL);
	job_complete(run, tx, NULL);
	return tx_commit(tx, p) < 0 ? JOB_AGAIN : JOB_DONE;
}
