/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "base/buf.h"
#include "base/jvalue.h"
#include "rest/assign.h"
#include "rest/field.h"
#include "rest/write.h"
#include "sample.h"

static const struct jvalue *parse(struct unit *u, const char *json)
{
	const struct jvalue *v;
	struct json_fault fault;
	if (jvalue_parse_body(u->arena, json, strlen(json), &v, &fault) < 0)
		fail_msg("%s", json);
	return v;
}

/* "column=text" of each value, or the violations. */
static const char *read_body(struct unit *u, const char *json, enum write_kind kind)
{
	struct write w;
	if (write_read(u->arena, sample_things.fields, parse(u, json), kind, &w, unit_again(u)) < 0)
		return arena_printf(u->arena, "!%s", unit_violations(&u->p));
	const char *all = "";
	for (int i = 0; i < w.count; i++)
		all = arena_printf(u->arena, "%s%s%s=%s", all, i == 0 ? "" : " ", w.values[i].column,
				   w.values[i].text == NULL ? "NULL" : w.values[i].text);
	return all;
}

static void test_bodies(void **state)
{
	struct unit *u = *state;
	static const struct {
		enum write_kind kind;
		const char *json, *wanted;
	} cases[] = {
	    {WRITE_CREATE, "{\"name\":\"Lamp\"}", "name=Lamp"},
	    {WRITE_CREATE, "{\"price\":1.50,\"name\":\"Lamp\",\"code\":\"x\"}", "price=1.50 name=Lamp code=x"},
	    {WRITE_CREATE, "{}", "!/name required"},
	    {WRITE_CREATE, "{\"name\":null}", "!/name required"},
	    {WRITE_UPDATE, "{}", ""},
	    {WRITE_UPDATE, "{\"name\":null}", "!/name required"},
	    {WRITE_UPDATE, "{\"kind\":null,\"done\":null}", "!/kind required; /done required"},
	    {WRITE_UPDATE, "{\"price\":null,\"tags\":null,\"title\":null,\"extra\":null}", "price=NULL tags={} title={} extra={}"},
	    {WRITE_UPDATE, "{\"code\":\"x\"}", "!/code read_only"},
	    {WRITE_UPDATE, "{\"id\":\"x\",\"version\":1,\"double\":2,\"phone_raw\":\"x\",\"created_at\":null}",
	     "!/id read_only; /version read_only; /double read_only; /phone_raw read_only; /created_at read_only"},
	    {WRITE_UPDATE, "{\"agency_id\":\"x\",\"nam\":1,\"a/b~c\":1,\"\":1}", "!/agency_id unknown; /nam unknown; /a~1b~0c unknown; / unknown"},
	    {WRITE_UPDATE, "{\"phone\":\"+352 661 123\"}", "phone_raw=+352 661 123 phone=+352661123"},
	    {WRITE_UPDATE, "{\"phone\":null}", "phone_raw=NULL phone=NULL"},
	    {WRITE_UPDATE, "{\"phone\":\"x\"}", "!/phone format"},
	    {WRITE_UPDATE, "{\"secret\":\"x\"}", "secret=x"},
	    {WRITE_UPDATE, "[]", "! type"},
	    {WRITE_UPDATE, "\"x\"", "! type"},
	    {WRITE_UPDATE, "null", "! type"},
	    /* every broken rule at once, in the order of the body, what is missing behind them */
	    {WRITE_CREATE, "{\"price\":-1,\"nope\":1,\"kind\":\"z\",\"version\":5,\"tags\":[\"\",2],\"due\":\"x\"}",
	     "!/price out_of_range; /nope unknown; /kind not_one_of; /version read_only; /tags/0 required; /tags/1 type; /due format; "
	     "/name required"},
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(read_body(u, cases[i].json, cases[i].kind), cases[i].wanted);
}

static void test_objects_and_lists(void **state)
{
	struct unit *u = *state;
	static const struct field inner[] = {{.name = "a", .type = FIELD_INT}, {.type = FIELD_END}};
	static const struct field fields[] = {{.name = "one", .type = FIELD_OBJECT, .fields = inner}, {.name = "many", .type = FIELD_LIST, .fields = inner}, {.type = FIELD_END}};
	struct write w;
	assert_int_equal(write_read(u->arena, fields, parse(u, "{\"one\":{\"a\":1},\"many\":[{\"a\":2}]}"), WRITE_ACTION, &w, &u->p), 0);
	assert_string_equal(write_text(&w, "one"), "{\"a\":1}");
	assert_int_equal(jvalue_size(write_find(&w, "many")->json), 1);
	assert_int_equal(write_read(u->arena, fields, parse(u, "{\"one\":[],\"many\":{}}"), WRITE_ACTION, &w, unit_again(u)), -1);
	assert_string_equal(unit_violations(&u->p), "/one type; /many type");
}

static void test_find_and_set(void **state)
{
	struct unit *u = *state;
	struct write w;
	assert_int_equal(write_read(u->arena, sample_things.fields, parse(u, "{\"name\":\"Lamp\",\"price\":null}"), WRITE_CREATE, &w, &u->p), 0);
	assert_true(w.creating);
	assert_string_equal(write_text(&w, "name"), "Lamp");
	assert_null(write_text(&w, "price"));
	assert_non_null(write_find(&w, "price"));
	assert_null(write_find(&w, "amount"));
	assert_null(write_text(&w, "amount"));
	write_set(&w, "name", "Desk");
	assert_int_equal(w.count, 2);
	assert_string_equal(write_text(&w, "name"), "Desk");
	assert_non_null(write_find(&w, "name")->field);
	/* as many as a hook likes */
	for (int i = 0; i < 100; i++)
		write_set(&w, arena_printf(u->arena, "hook%d", i), arena_printf(u->arena, "%d", i));
	assert_int_equal(w.count, 102);
	assert_string_equal(write_text(&w, "name"), "Desk");
	assert_string_equal(write_text(&w, "hook99"), "99");
	assert_null(write_find(&w, "hook99")->field);
	assert_null(write_find(&w, "hook99")->json);
}

/* All fields at once, each with its companion, and then some. */
static void test_room(void **state)
{
	struct unit *u = *state;
	struct write w;
	for (int extra = 0; extra < 20; extra++) {
		assert_int_equal(write_read(u->arena, sample_things.fields, parse(u, "{}"), WRITE_UPDATE, &w, unit_again(u)), 0);
		for (int i = 0; i < extra; i++)
			write_set(&w, arena_printf(u->arena, "c%d", i), "x");
		assert_int_equal(w.count, extra);
	}
}

static const char *assigned(struct unit *u, const char *json, const char *column, int patching)
{
	struct write w;
	struct sql q;
	assert_int_equal(write_read(u->arena, sample_things.fields, parse(u, json), WRITE_UPDATE, &w, unit_again(u)), 0);
	sql_init(&q, u->arena);
	assign_value(&q, write_find(&w, column), patching);
	assert_int_equal(q.count, 1);
	return arena_printf(u->arena, "%s <- %s", buf_text(&q.text), q.values[0] == NULL ? "NULL" : q.values[0]);
}

static void test_assign(void **state)
{
	struct unit *u = *state;
	assert_string_equal(assigned(u, "{\"price\":5}", "price", 1), "$1 <- 5");
	assert_string_equal(assigned(u, "{\"price\":null}", "price", 1), "$1 <- NULL");
	assert_string_equal(assigned(u, "{\"title\":{\"en\":null}}", "title", 1), "app.merge_patch(t.title,$1) <- {\"en\":null}");
	assert_string_equal(assigned(u, "{\"title\":{\"en\":null}}", "title", 0), "app.merge_patch('{}',$1) <- {\"en\":null}");
	assert_string_equal(assigned(u, "{\"extra\":{}}", "extra", 1), "app.merge_patch(t.extra,$1) <- {}");
	/* null empties it: what was there is not merged with */
	assert_string_equal(assigned(u, "{\"extra\":null}", "extra", 1), "app.merge_patch('{}',$1) <- {}");
	assert_string_equal(assigned(u, "{\"tags\":null}", "tags", 1), "$1 <- {}");
	assert_string_equal(assigned(u, "{\"phone\":\"+352 661 123\"}", "phone_raw", 1), "$1 <- +352 661 123");
}

static const char *changed_items(struct unit *u, enum write_how how)
{
	struct write from, to = {.arena = u->arena, .values = arena_new_array(u->arena, struct write_value, 1), .room = 1};
	struct sql q;
	assert_int_equal(write_read(u->arena, sample_things.fields, parse(u, "{\"tags\":[\"a\"]}"), WRITE_UPDATE, &from, unit_again(u)), 0);
	write_add(&to, write_find(&from, "tags"), how);
	sql_init(&q, u->arena);
	assign_value(&q, &to.values[0], 1);
	return buf_text(&q.text);
}

static void test_items(void **state)
{
	struct unit *u = *state;
	assert_string_equal(changed_items(u, WRITE_ADD), "app.add_items('tags',t.tags,$1::text[],3)");
	assert_string_equal(changed_items(u, WRITE_REMOVE),
			    "array(select i from unnest(t.tags) with ordinality l (i, n) where i <> all ($1::text[]) order by n)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_bodies), UNIT(test_objects_and_lists), UNIT(test_find_and_set), UNIT(test_room),
					   UNIT(test_assign), UNIT(test_items)};
	return UNIT_RUN(tests);
}
