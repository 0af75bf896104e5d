/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/listing.h"

#include <string.h>

#include "base/json_out.h"
#include "base/problem.h"
#include "db/rows.h"
#include "db/tx.h"
#include "rest/answer.h"
#include "rest/row.h"
#include "rest/table.h"

static const struct {
	const char *from, *to;
} edges[] = {
#define EDGE(from, to, why) {#from, #to},
#include "estate/listing_edges.def"
#undef EDGE
};

static const struct field missing[] = {
    {"field", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Of the property; cover_media_id: a photo.", .example = "\"price\""},
    {"code", FIELD_TEXT, FIELD_NOT_NULL, .doc = "As of violations.", .example = "\"required\""},
    {"detail", FIELD_TEXT, FIELD_NOT_NULL, .doc = "A sentence that goes on from the name of the field.", .example = "\"is required\""},
    {.type = FIELD_END}};

const struct field publishing_response[] = {
    {"status", FIELD_TEXT, FIELD_NOT_NULL, .doc = "As it is now.", .example = "\"draft\""},
    {"ways", FIELD_TEXTS, FIELD_NOT_NULL, .doc = "Which it may become from there.", .example = "[\"active\"]"},
    {"missing", FIELD_LIST, FIELD_NOT_NULL, .fields = missing,
     .doc = "What it lacks to go from draft to active: each a violation of the request that tries. Address, price and a photo that is ready; "
	    "the energy class of houses, apartments, offices and commercial space in the European Union and the United Kingdom. In another "
	    "status: what it would lack."},
    {.type = FIELD_END}};

static const struct field price[] = {
    {"price", FIELD_DECIMAL, .doc = "null: none was told.", .example = "1450000.00"},
    {"currency", FIELD_TEXT, FIELD_NOT_NULL, .doc = "ISO 4217.", .example = "\"EUR\""},
    {"since", FIELD_TIME, FIELD_NOT_NULL, .doc = "From then on.", .example = "\"2026-05-12T09:30:00Z\""},
    {"percent", FIELD_DECIMAL, .doc = "More or less than the one before; null: there is none in that currency.", .example = "-2.4"},
    {"changed_by", FIELD_ID, .doc = "The user who set it; null: nobody in particular, or no longer known.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {.type = FIELD_END}};

const struct field prices_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = price, .doc = "The newest first, 100 at most."}, {.type = FIELD_END}};

static void write_ways(struct json_out *o, const char *status)
{
	json_out_name(o, "ways");
	json_out_open(o, '[');
	for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++)
		if (strcmp(edges[i].from, status) == 0)
			json_out_string(o, edges[i].to);
	json_out_close(o, ']');
}

static int add_status(struct call *c, const struct table *t)
{
	struct sql q;
	sql_init(&q, c->arena);
	buf_lit(&q.text, "select t.status from public.properties t");
	sql_where_id(&q, c, t, c->params[0]);
	buf_lit(&q.text, " and t.deleted_at is null");
	return sql_add(&q, c->tx, "properties.status", 0);
}

int publishing_run(struct call *c, struct problem *p)
{
	static const struct statement lacks = {
	    .name = "properties.publishing", .sql = "select field, code, detail from estate.publishing($1::uuid)"};
	const struct table *t = table_find("properties");
	if (row_check_id(c, t, p) < 0)
		return -1;
	int row = add_status(c, t), lacking = tx_add(c->tx, &lacks, 1, c->params);
	if (call_execute(c, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(c->tx, row);
	if (rows_count(rows) == 0)
		return row_missing(t, p);
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_member(&o, "status", rows_text(rows, 0, 0));
	write_ways(&o, rows_text(rows, 0, 0));
	answer_member(&o, c, "missing", lacking, missing);
	json_out_close(&o, '}');
	return 0;
}

int prices_run(struct call *c, struct problem *p)
{
	static const struct statement prices = {
	    .name = "properties.prices", .sql = "select price, currency, since, percent, changed_by from estate.property_prices($1::uuid)"};
	const struct table *t = table_find("properties");
	if (row_check_id(c, t, p) < 0)
		return -1;
	int index = tx_add(c->tx, &prices, 1, c->params), look = row_add_look(c, t, 0);
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, look)) == 0)
		return row_missing(t, p);
	answer_rows(c, index, price);
	return 0;
}
