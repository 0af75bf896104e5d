/* SPDX-License-Identifier: Apache-2.0 */
/* The exact text of representative selections, with the values behind it. */
#include "rest/where.h"
#include "sample.h"
#include "stage.h"

static struct stage s;

static const char *finish(struct sql *q)
{
	const char *all = arena_printf(q->text.arena, "%s {", buf_text(&q->text));
	for (int i = 0; i < q->count; i++)
		all = arena_printf(q->text.arena, "%s%s%s", all, i == 0 ? "" : ";", q->values[i] == NULL ? "null" : q->values[i]);
	return arena_printf(q->text.arena, "%s}", all);
}

static void select_from(struct unit *u, const char *table, const char *query, struct selection *sel)
{
	sample_register();
	stage_open(&s, u);
	stage_query(&s, query);
	if (selection_read_list(&s.call, table_find(table), sel, &u->p) < 0)
		fail_msg("%s: %s", query, unit_violations(&u->p));
}

static const char *where(struct unit *u, const char *table, const char *query)
{
	struct selection sel;
	struct sql q;
	select_from(u, table, query, &sel);
	sql_init(&q, u->arena);
	where_write(&q, &s.call, &sel);
	return finish(&q);
}

static void test_filters(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *query, *wanted;
	} cases[] = {
	    {"", " where t.agency_id = app.agency_id() and t.deleted_at is null {}"},
	    {"deleted=only", " where t.agency_id = app.agency_id() and t.deleted_at is not null {}"},
	    {"deleted=with", " where t.agency_id = app.agency_id() {}"},
	    {"deleted=with&owner_id=me", " where t.agency_id = app.agency_id() and t.owner_id = app.user_id() {}"},
	    {"deleted=with&kind=a", " where t.agency_id = app.agency_id() and t.kind = $1 {a}"},
	    {"deleted=with&kind[in]=a,bb", " where t.agency_id = app.agency_id() and t.kind = any($1) {{\"a\",\"bb\"}}"},
	    {"deleted=with&price[gte]=1&price[lt]=2.50", " where t.agency_id = app.agency_id() and t.price >= $1 and t.price < $2 {1;2.50}"},
	    {"deleted=with&price[gt]=1&price[lte]=2", " where t.agency_id = app.agency_id() and t.price > $1 and t.price <= $2 {1;2}"},
	    {"deleted=with&amount=5000000000&amount[lt]=7",
	     " where t.agency_id = app.agency_id() and t.amount = $1::int8 and t.amount < $2::int8 {5000000000;7}"},
	    {"deleted=with&amount[in]=1,2", " where t.agency_id = app.agency_id() and t.amount = any($1::int8[]) {{\"1\",\"2\"}}"},
	    {"deleted=with&person_id[null]=true&due[null]=false",
	     " where t.agency_id = app.agency_id() and t.person_id is null and t.due is not null {}"},
	    {"deleted=with&name=x%27%3Bdrop", " where t.agency_id = app.agency_id() and t.name = $1 {x';drop}"},
	    {"deleted=with&q=big+lamp",
	     " where t.agency_id = app.agency_id() and t.id in (select app.search_things(app.agency_id(),$1,$2,$3)) {big lamp;null;null}"},
	    {"deleted=with&tags[contains]=a,b%22c",
	     " where t.agency_id = app.agency_id() and t.id in (select app.search_things(app.agency_id(),$1,$2,$3)) {null;{\"a\",\"b\\\"c\"};null}"},
	    {"deleted=with&name[like]=50%25&kind=c",
	     " where t.agency_id = app.agency_id() and t.kind = $1 and t.id in (select app.search_things(app.agency_id(),$2,$3,$4)) "
	     "{c;null;null;{\"name\":\"50%\"}}"},
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(where(u, "things", cases[i].query), cases[i].wanted);
	assert_string_equal(where(u, "countries", ""), " where true {}");
}

static void test_known_agency(void **state)
{
	struct unit *u = *state;
	struct selection sel;
	struct sql q;
	select_from(u, "things", "q=x", &sel);
	s.call.agency_id = "the-agency";
	sql_init(&q, u->arena);
	where_write(&q, &s.call, &sel);
	assert_string_equal(finish(&q), " where t.agency_id = $1 and t.deleted_at is null and t.id in "
					"(select app.search_things($2,$3,$4,$5)) {the-agency;the-agency;x;null;null}");
}

static const char *after(struct unit *u, const char *sort, const char *a, const char *b, const char *c)
{
	struct selection sel;
	struct sql q;
	const char *const values[] = {a, b, c};
	select_from(u, "things", arena_printf(u->arena, "sort=%s", sort), &sel);
	sql_init(&q, u->arena);
	where_write_after(&q, &sel, values);
	return finish(&q);
}

/* Behind the row with these values: nulls are last both ways, and the id breaks ties. */
static void test_after(void **state)
{
	struct unit *u = *state;
	/* one key that is never null: a comparison of rows */
	assert_string_equal(after(u, "-created_at", "T", "I", NULL), " and (t.created_at, t.id) < ($1,$2) {T;I}");
	assert_string_equal(after(u, "kind", "a", "I", NULL), " and (t.kind, t.id) > ($1,$2) {a;I}");
	/* one that may be null */
	assert_string_equal(after(u, "price", "5", "I", NULL),
			    " and (t.price > $1 or t.price is null or (t.price = $2 and (t.id > $3))) {5;5;I}");
	assert_string_equal(after(u, "-price", "5", "I", NULL),
			    " and (t.price < $1 or t.price is null or (t.price = $2 and (t.id < $3))) {5;5;I}");
	assert_string_equal(after(u, "price", NULL, "I", NULL), " and (t.price is null and (t.id > $1)) {I}");
	assert_string_equal(after(u, "-price", NULL, "I", NULL), " and (t.price is null and (t.id < $1)) {I}");
	/* two keys, each way round */
	assert_string_equal(after(u, "-price,name", "5", "N", "I"),
			    " and (t.price < $1 or t.price is null or (t.price = $2 and (t.name > $3 or (t.name = $4 and (t.id > $5))))) {5;5;N;N;I}");
	assert_string_equal(after(u, "kind,-due", "a", NULL, "I"),
			    " and (t.kind > $1 or (t.kind = $2 and (t.due is null and (t.id < $3)))) {a;a;I}");
	assert_string_equal(after(u, "price,-due", NULL, NULL, "I"), " and (t.price is null and (t.due is null and (t.id < $1))) {I}");
}

static void test_order(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *sort, *wanted;
	} cases[] = {{"-created_at", " order by t.created_at desc, t.id desc {}"},
		     {"kind", " order by t.kind, t.id {}"},
		     {"price", " order by t.price, t.id {}"},
		     {"-price", " order by t.price desc nulls last, t.id desc {}"},
		     {"-price,name", " order by t.price desc nulls last, t.name, t.id {}"},
		     {"name,-kind,-due", " order by t.name, t.kind desc, t.due desc nulls last, t.id desc {}"}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct selection sel;
		struct sql q;
		select_from(u, "things", arena_printf(u->arena, "sort=%s", cases[i].sort), &sel);
		sql_init(&q, u->arena);
		where_write_order(&q, &sel);
		assert_string_equal(finish(&q), cases[i].wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_filters), UNIT(test_known_agency), UNIT(test_after), UNIT(test_order)};
	return UNIT_RUN(tests);
}
