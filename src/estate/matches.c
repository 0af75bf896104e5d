/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/matches.h"

#include "base/problem.h"
#include "db/tx.h"
#include "estate/limit.h"
#include "rest/answer.h"
#include "rest/row.h"
#include "rest/table.h"

const struct field matches_query[] = {
    {"limit", FIELD_INT, .least = 1, .most = LIMIT_MOST, .doc = "How many at most; 50 unless given.", .example = "50"}, {.type = FIELD_END}};

#define STATE FIELD_CHOICE, .choices = "met|partly|missed|unknown"

static const struct field reasons[] = {
    {"place", STATE, .flags = FIELD_NOT_NULL, .doc = "Always met.", .example = "\"met\""},
    {"price", STATE, .flags = FIELD_NOT_NULL, .doc = "Always met.", .example = "\"met\""},
    {"property_type", STATE, .flags = FIELD_NOT_NULL, .doc = "Always met.", .example = "\"met\""},
    {"living_area", STATE, .doc = "Weighs 3; partly from 80 % of what is wanted on.", .example = "\"met\""},
    {"bedrooms", STATE, .doc = "Weighs 3; partly with one fewer.", .example = "\"partly\""},
    {"features", STATE, .doc = "Weigh 4 together.", .example = "\"missed\""},
    {.type = FIELD_END}};

static const struct field match[] = {
    {"request_id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the buyer request.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4d\""},
    {"property_id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the property.", .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"contact_id", FIELD_ID, FIELD_NOT_NULL, .doc = "Who is looking.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"score", FIELD_INT, FIELD_NOT_NULL, .least = 0, .most = 100, .doc = "How much is met of what weighs, in percent; what is unknown counts half.",
     .example = "65"},
    {"reasons", FIELD_OBJECT, FIELD_NOT_NULL, .fields = reasons, .doc = "Of what the request says, what is met. What it does not say is left out."},
    {.type = FIELD_END}};

const struct field matches_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = match, .doc = "The best first."}, {.type = FIELD_END}};

/* Of one record, as the caller sees it: what is not readable has no matches, and is not there. */
static int answer_matches(struct call *c, const struct table *t, const struct statement *statement, struct problem *p)
{
	const char *values[] = {c->params[0], NULL};
	if (row_check_id(c, t, p) < 0 || limit_read(c, &values[1], p) < 0)
		return -1;
	int index = tx_add(c->tx, statement, 2, values), look = row_add_look(c, t, 0);
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, look)) == 0)
		return row_missing(t, p);
	answer_rows(c, index, match);
	return 0;
}

#define COLUMNS "select request_id, property_id, contact_id, score, reasons from estate.matches"

int request_matches_run(struct call *c, struct problem *p)
{
	static const struct statement of_request = {.name = "buyer_requests.matches", .sql = COLUMNS "($1::uuid, null, $2::int)"};
	return answer_matches(c, table_find("buyer_requests"), &of_request, p);
}

int property_matches_run(struct call *c, struct problem *p)
{
	static const struct statement of_property = {.name = "properties.matches", .sql = COLUMNS "(null, $1::uuid, $2::int)"};
	return answer_matches(c, table_find("properties"), &of_property, p);
}
