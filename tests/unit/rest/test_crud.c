/* SPDX-License-Identifier: Apache-2.0 */
/* The operations: what they put into the transaction, and what they answer to the rows they find. */
#include "base/jvalue.h"
#include "rest/crud.h"
#include "rest/cursor.h"
#include "rest/shape.h"
#include "sample.h"
#include "stage.h"

#define ID "019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a"

static struct stage s;

static const struct table *things(void)
{
	sample_register();
	return table_find("things");
}

static const char *body(void)
{
	return buf_text(&s.response.body);
}

static void answer_everything(int index, int extra, const char *last)
{
	int n = things()->count;
	const char *values[64];
	for (int i = 0; i < n; i++)
		values[i] = NULL;
	values[0] = ID;
	values[table_column(things(), "version")] = "3";
	values[table_column(things(), "updated_at")] = "2026-05-12 09:30:00+00";
	values[n] = last;
	stage_rows(index, n + extra, 1, values);
}

/* All columns, as RETURNING has them. */
static const char *all_columns(struct unit *u)
{
	struct shape shape;
	struct buf b;
	shape_all(things(), &shape);
	buf_init(&b, u->arena, 0);
	shape_select(&b, &shape);
	return buf_text(&b);
}

static void test_create(void **state)
{
	struct unit *u = *state;
	things();
	stage_open(&s, u);
	stage_body(&s, "{\"name\":\"Lamp\",\"title\":{\"en\":\"A\"},\"price\":null}");
	answer_everything(0, 0, NULL);
	assert_int_equal(crud_create(&s.call, things(), &u->p), 0);
	const char *begin = "things.create writes: insert into public.things as t (id,agency_id,name,title,price) values "
			    "($1,app.agency_id(),$2,app.merge_patch('{}',$3),$4) returning ";
	assert_string_equal(stage_sql(0), arena_printf(u->arena, "%s%s", begin, all_columns(u)));
	assert_int_equal(s.response.status, 201);
	const char *location = response_find(&s.response, "Location");
	assert_memory_equal(location, "/api/things/", 12);
	assert_int_equal(location[12 + 14], '7');
	assert_memory_equal(response_find(&s.response, "ETag"), "\"3.", 3);
	assert_memory_equal(body(), "{\"id\":\"" ID "\",", 7 + 36 + 2);
	assert_null(strstr(body(), "secret"));
}

static void test_create_refused(void **state)
{
	struct unit *u = *state;
	stage_open(&s, u);
	stage_body(&s, "{\"price\":1}");
	assert_int_equal(crud_create(&s.call, things(), &u->p), -1);
	assert_string_equal(unit_violations(&u->p), "/name required");
	assert_false(stage_executed());
	assert_string_equal(stage_said(), "");
}

static void test_by_ref(void **state)
{
	struct unit *u = *state;
	for (int made = 0; made < 2; made++) {
		stage_open(&s, u);
		stage_body(&s, "{\"name\":\"Lamp\",\"code\":\"x\"}");
		s.call.params[0] = "crm-1";
		answer_everything(0, 1, made ? "t" : "f");
		assert_int_equal(crud_by_ref(&s.call, things(), &u->p), 0);
		assert_string_equal(stage_sql(0),
				    arena_printf(u->arena,
						 "things.by_ref writes: insert into public.things as t (id,agency_id,name,code,external_ref) values "
						 "($1,app.agency_id(),$2,$3,$4) on conflict (agency_id, external_ref) do update set deleted_at = null,"
						 "name = excluded.name,external_ref = excluded.external_ref returning %s,(t.xmax = 0)",
						 all_columns(u)));
		assert_int_equal(s.response.status, made ? 201 : 200);
		if (made)
			assert_string_equal(response_find(&s.response, "Location"), "/api/things/" ID);
		else
			assert_null(response_find(&s.response, "Location"));
	}
}

#define UPDATE_BY_REF "things.by_ref writes: update public.things t set name = $1,external_ref = $2 where t.agency_id = app.agency_id() and t.external_ref = $3 and t.deleted_at is null"
#define LOOK_BY_REF "things.look: select t.version, t.owner_id from public.things t where t.agency_id = app.agency_id() and t.external_ref = $1 and t.deleted_at is null"

/* look: the version that stands there, NULL where there is no row. written: whether the write found its row. */
static int put_by_ref(struct unit *u, enum http_header field, const char *value, bool written, const char *look)
{
	problem_init(&u->p, u->arena);
	stage_open(&s, u);
	stage_body(&s, "{\"name\":\"Lamp\",\"code\":\"x\"}");
	s.call.params[0] = "crm-1";
	s.request.headers[field] = value;
	if (written)
		answer_everything(0, 1, "t");
	const char *const row[] = {look, ID};
	if (look != NULL)
		stage_rows(1, 2, 1, row);
	return crud_by_ref(&s.call, things(), &u->p);
}

/* With If-Match nothing is made: no row is 412, as is another version; one that the policy hides from writing is 403. */
static void test_by_ref_if_match(void **state)
{
	struct unit *u = *state;
	assert_int_equal(put_by_ref(u, HEADER_IF_MATCH, "\"3.00000000\"", true, "4"), 0);
	assert_string_equal(stage_sql(0), arena_printf(u->arena, UPDATE_BY_REF " and t.version = $4 returning %s", all_columns(u)));
	assert_string_equal(stage_sql(1), LOOK_BY_REF);
	assert_int_equal(s.response.status, 200);
	assert_int_equal(put_by_ref(u, HEADER_IF_MATCH, "*", false, NULL), -1);
	expect_problem(&u->p, PROBLEM_STALE_VERSION, "there is no such small thing");
	assert_string_equal(stage_sql(0), arena_printf(u->arena, UPDATE_BY_REF " returning %s", all_columns(u)));
	assert_int_equal(put_by_ref(u, HEADER_IF_MATCH, "\"3.00000000\"", false, "4"), -1);
	expect_problem(&u->p, PROBLEM_STALE_VERSION, NULL);
	assert_int_equal(put_by_ref(u, HEADER_IF_MATCH, "\"3.00000000\"", false, "3"), -1);
	expect_problem(&u->p, PROBLEM_FORBIDDEN, "you may read this small thing, but not change it");
}

static void test_by_ref_if_none_match(void **state)
{
	struct unit *u = *state;
	assert_int_equal(put_by_ref(u, HEADER_IF_NONE_MATCH, "*", true, NULL), 0);
	assert_non_null(strstr(stage_sql(0), "external_ref = excluded.external_ref where t.deleted_at is not null returning "));
	assert_int_equal(s.response.status, 201);
	assert_int_equal(put_by_ref(u, HEADER_IF_NONE_MATCH, "*", false, NULL), -1);
	expect_problem(&u->p, PROBLEM_STALE_VERSION, "there is a small thing with this external_ref");
	assert_int_equal(put_by_ref(u, HEADER_IF_NONE_MATCH, "\"3.00000000\"", false, NULL), -1);
	expect_problem(&u->p, PROBLEM_MALFORMED_REQUEST, "If-None-Match takes nothing but * here: only if there is no such record");
	assert_false(stage_executed());
}

static void test_by_ref_refused(void **state)
{
	struct unit *u = *state;
	stage_open(&s, u);
	stage_body(&s, "{\"name\":\"Lamp\",\"external_ref\":\"other\"}");
	s.call.params[0] = "crm-1";
	assert_int_equal(crud_by_ref(&s.call, things(), &u->p), -1);
	assert_string_equal(unit_violations(&u->p), "/external_ref mismatch");
	stage_open(&s, u);
	stage_body(&s, "{\"name\":5}");
	char ref[122];
	memset(ref, 'x', 121);
	ref[121] = '\0';
	s.call.params[0] = ref;
	assert_int_equal(crud_by_ref(&s.call, things(), &u->p), -1);
	expect_problem(&u->p, PROBLEM_VALIDATION, NULL);
	assert_string_equal(unit_violations(&u->p), "/external_ref too_long; /name type");
	assert_false(stage_executed());
}

static void test_update(void **state)
{
	struct unit *u = *state;
	stage_open(&s, u);
	stage_body(&s, "{\"name\":\"Lamp\",\"title\":{\"en\":null}}");
	s.call.params[0] = ID;
	s.call.agency_id = "A";
	s.request.headers[HEADER_IF_MATCH] = "\"2.0\"";
	answer_everything(0, 0, NULL);
	assert_int_equal(crud_update(&s.call, things(), &u->p), 0);
	assert_string_equal(stage_said(),
			    arena_printf(u->arena,
					 "things.update writes: update public.things t set name = $1,title = app.merge_patch(t.title,$2) where t.agency_id = $3 and "
					 "t.id = $4 and t.deleted_at is null and t.version = $5 returning %s {Lamp,{\"en\":null},A," ID ",2}\n"
					 "things.look: select t.version, t.owner_id from public.things t where t.agency_id = $1 and t.id = $2 and t.deleted_at is null {A," ID "}\n",
					 all_columns(u)));
	assert_int_equal(s.response.status, 200);
	assert_memory_equal(response_find(&s.response, "ETag"), "\"3.", 3);
}

/* Nothing to change is still a write. */
static void test_update_of_nothing(void **state)
{
	struct unit *u = *state;
	stage_open(&s, u);
	stage_body(&s, "{}");
	s.call.params[0] = ID;
	answer_everything(0, 0, NULL);
	assert_int_equal(crud_update(&s.call, things(), &u->p), 0);
	assert_non_null(strstr(stage_sql(0), "update public.things t set owner_id = t.owner_id where"));
}

/* No row was touched: missing, of another version, or not the caller's to write. */
static void test_why_not(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *if_match, *version;
		enum problem_code wanted;
		const char *sentence, *members;
	} cases[] = {{NULL, NULL, PROBLEM_NOT_FOUND, "there is no such small thing", NULL},
		     {"\"2.0\"", NULL, PROBLEM_NOT_FOUND, "there is no such small thing", NULL},
		     {"\"2.0\"", "5", PROBLEM_STALE_VERSION, NULL, "\"version\":5"},
		     {"\"5.0\"", "5", PROBLEM_FORBIDDEN, "you may read this small thing, but not change it",
		      "\"needs\":\"owner of the record, or admin\",\"owner_id\":\"" ID "\""},
		     {NULL, "5", PROBLEM_FORBIDDEN, "you may read this small thing, but not change it",
		      "\"needs\":\"owner of the record, or admin\",\"owner_id\":\"" ID "\""}};
	for (size_t i = 0; i < COUNT(cases); i++)
		for (int removing = 0; removing < 2; removing++) {
			stage_open(&s, u);
			stage_body(&s, "{\"name\":\"Lamp\"}");
			s.call.params[0] = ID;
			s.request.headers[HEADER_IF_MATCH] = cases[i].if_match;
			const char *const look[] = {cases[i].version, ID};
			stage_rows(1, 2, cases[i].version == NULL ? 0 : 1, look);
			assert_int_equal(removing ? crud_remove(&s.call, things(), &u->p) : crud_update(&s.call, things(), &u->p), -1);
			expect_problem(&u->p, cases[i].wanted, cases[i].sentence);
			if (cases[i].members == NULL)
				assert_null(u->p.members);
			else
				assert_string_equal(u->p.members, cases[i].members);
		}
}

static void test_remove_and_restore(void **state)
{
	struct unit *u = *state;
	const char *const one[] = {ID};
	stage_open(&s, u);
	s.call.params[0] = ID;
	s.request.headers[HEADER_IF_MATCH] = "\"9.0\"";
	stage_rows(0, 1, 1, one);
	assert_int_equal(crud_remove(&s.call, things(), &u->p), 0);
	assert_int_equal(s.response.status, 204);
	assert_int_equal(s.response.body.size, 0);
	assert_string_equal(stage_sql(0), "things.remove writes: update public.things t set deleted_at = app.now() where t.agency_id = app.agency_id() and "
					  "t.id = $1 and t.deleted_at is null and t.version = $2 returning t.id");
	stage_open(&s, u);
	s.call.params[0] = ID;
	stage_rows(0, 1, 1, one);
	assert_int_equal(crud_remove(&s.call, table_find("countries"), &u->p), 0);
	assert_string_equal(stage_said(), "countries.remove writes: delete from public.countries t where t.id = $1 returning t.id {" ID "}\n"
					  "countries.look: select 0, null from public.countries t where t.id = $1 {" ID "}\n");
	stage_open(&s, u);
	s.call.params[0] = ID;
	answer_everything(0, 0, NULL);
	assert_int_equal(crud_restore(&s.call, things(), &u->p), 0);
	assert_string_equal(stage_sql(1), "things.look: select t.version, t.owner_id from public.things t where t.agency_id = app.agency_id() and t.id = $1 and "
					  "t.deleted_at is not null");
	assert_string_equal(stage_sql(0), arena_printf(u->arena, "things.restore writes: update public.things t set deleted_at = null where t.agency_id = "
								 "app.agency_id() and t.id = $1 and t.deleted_at is not null returning %s", all_columns(u)));
	stage_open(&s, u);
	s.call.params[0] = ID;
	assert_int_equal(crud_restore(&s.call, things(), &u->p), -1);
	expect_problem(&u->p, PROBLEM_NOT_FOUND, "there is no such small thing");
}

/* What is no id is nothing that exists, and nothing is asked of the database. */
static void test_no_id(void **state)
{
	struct unit *u = *state;
	int (*const handlers[])(struct call *, const struct table *, struct problem *) = {crud_read, crud_update, crud_remove, crud_restore};
	for (size_t i = 0; i < COUNT(handlers); i++) {
		stage_open(&s, u);
		stage_body(&s, "{}");
		s.call.params[0] = "1";
		assert_int_equal(handlers[i](&s.call, things(), &u->p), -1);
		expect_problem(&u->p, PROBLEM_NOT_FOUND, "there is no such small thing");
		assert_false(stage_executed());
	}
}

static void test_read(void **state)
{
	struct unit *u = *state;
	const char *const row[] = {ID, "Lamp", "3", "2026-05-12 09:30:00+00"};
	stage_open(&s, u);
	stage_query(&s, "fields=name,version,updated_at");
	s.call.params[0] = ID;
	stage_rows(0, 4, 1, row);
	assert_int_equal(crud_read(&s.call, things(), &u->p), 0);
	assert_string_equal(stage_said(), "things.read: select t.id,t.name,t.version,t.updated_at from public.things t where t.agency_id = app.agency_id() and "
					  "t.id = $1 and t.deleted_at is null {" ID "}\n");
	assert_string_equal(body(), "{\"id\":\"" ID "\",\"name\":\"Lamp\",\"version\":3,\"updated_at\":\"2026-05-12T09:30:00Z\"}");
	const char *tag = response_find(&s.response, "ETag");
	/* the same again, for somebody who has it */
	tag = arena_strdup(u->arena, tag);
	stage_open(&s, u);
	stage_query(&s, "fields=name,version,updated_at");
	s.call.params[0] = ID;
	s.request.headers[HEADER_IF_NONE_MATCH] = tag;
	stage_rows(0, 4, 1, row);
	assert_int_equal(crud_read(&s.call, things(), &u->p), 0);
	assert_int_equal(s.response.status, 304);
	assert_int_equal(s.response.body.size, 0);
	assert_string_equal(response_find(&s.response, "ETag"), tag);
	stage_open(&s, u);
	s.call.params[0] = ID;
	assert_int_equal(crud_read(&s.call, things(), &u->p), -1);
	expect_problem(&u->p, PROBLEM_NOT_FOUND, "there is no such small thing");
}

static void list(struct unit *u, const char *query, int count)
{
	static const char *const rows[] = {ID, "1.00", "1.00", ID, "019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4b", NULL, NULL,
					   "019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4b", ID, "3", "3", ID};
	static const char *const total[] = {"41"};
	stage_open(&s, u);
	stage_query(&s, query);
	stage_rows(0, 4, count, rows);
	stage_rows(1, 1, 1, total);
	if (crud_list(&s.call, things(), &u->p) < 0)
		fail_msg("%s", problem_kind(u->p.code)->slug);
}

static void test_list(void **state)
{
	struct unit *u = *state;
	things();
	list(u, "fields=price&sort=price&limit=2", 3);
	assert_string_equal(stage_said(), "things.list: select t.id,t.price,t.price,t.id from public.things t where t.agency_id = app.agency_id() and "
					  "t.deleted_at is null order by t.price, t.id limit $1 {3}\n");
	const struct jvalue *v;
	struct json_fault fault;
	assert_int_equal(jvalue_parse(u->arena, s.response.body.data, s.response.body.size, &v, &fault), 0);
	assert_int_equal(jvalue_size(jvalue_get(v, "data")), 2);
	const char *cursor = jvalue_string(jvalue_get(jvalue_get(v, "pagination"), "next_cursor"));
	assert_string_equal(body(), arena_printf(u->arena, "{\"data\":[{\"id\":\"" ID "\",\"price\":1.00},{\"id\":\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4b\","
							   "\"price\":null}],\"pagination\":{\"limit\":2,\"next_cursor\":\"%s\",\"has_more\":true}}", cursor));
	/* it goes on behind the row that was last: one without a price */
	const char *query = arena_printf(u->arena, "fields=price&sort=price&limit=2&cursor=%s", cursor);
	list(u, query, 1);
	assert_string_equal(stage_said(), "things.list: select t.id,t.price,t.price,t.id from public.things t where t.agency_id = app.agency_id() and "
					  "t.deleted_at is null and (t.price is null and (t.id > $1)) order by t.price, t.id limit $2 "
					  "{019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4b,3}\n");
	assert_string_equal(strstr(body(), "\"pagination\""), "\"pagination\":{\"limit\":2,\"next_cursor\":null,\"has_more\":false}}");
	/* and nowhere else */
	stage_open(&s, u);
	stage_query(&s, arena_printf(u->arena, "sort=-price&cursor=%s", cursor));
	assert_int_equal(crud_list(&s.call, things(), &u->p), -1);
	expect_problem(&u->p, PROBLEM_BAD_CURSOR, NULL);
	assert_false(stage_executed());
}

static void test_empty_list(void **state)
{
	list(*state, "", 0);
	assert_string_equal(body(), "{\"data\":[],\"pagination\":{\"limit\":25,\"next_cursor\":null,\"has_more\":false}}");
}

static void test_pages(void **state)
{
	struct unit *u = *state;
	list(u, "fields=price&sort=price&page=3&limit=2", 3);
	assert_string_equal(stage_said(), "things.list: select t.id,t.price,t.price,t.id from public.things t where t.agency_id = app.agency_id() and "
					  "t.deleted_at is null order by t.price, t.id limit $1 offset $2 {3,4}\n"
					  "things.count: select coalesce(app.live_things('things'),("
					  "select count(*) from public.things t where t.agency_id = app.agency_id() and t.deleted_at is null)) {}\n");
	assert_string_equal(strstr(body(), "\"pagination\""),
			    "\"pagination\":{\"limit\":2,\"next_cursor\":null,\"has_more\":true,\"total\":41,\"page\":3,\"pages\":21}}");
	static const char *const fewer[] = {"price=2", "deleted=only", "deleted=with", "q=a", "name[like]=a"};
	for (size_t i = 0; i < sizeof fewer / sizeof *fewer; i++) {
		list(u, arena_printf(u->arena, "%s&count=exact", fewer[i]), 1);
		assert_non_null(strstr(stage_said(), "things.count: select count(*) from public.things t where"));
	}
	list(u, "fields=price&sort=price&count=exact&limit=2", 1);
	assert_string_equal(strstr(body(), "\"pagination\""), "\"pagination\":{\"limit\":2,\"next_cursor\":null,\"has_more\":false,\"total\":41}}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT(test_create),	 UNIT(test_create_refused), UNIT(test_by_ref), UNIT(test_by_ref_refused),     UNIT(test_update),
	    UNIT(test_by_ref_if_match), UNIT(test_by_ref_if_none_match),
	    UNIT(test_update_of_nothing), UNIT(test_why_not), UNIT(test_remove_and_restore), UNIT(test_no_id), UNIT(test_read),
	    UNIT(test_list),	 UNIT(test_empty_list),	    UNIT(test_pages)};
	return UNIT_RUN(tests);
}
