/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "base/buf.h"
#include "rest/render.h"
#include "rest/selection.h"
#include "sample.h"
#include "stage.h"

static struct stage s;

static const char *selected_of(struct unit *u, const char *table, const char *query)
{
	struct selection sel;
	struct buf b;
	sample_register();
	stage_open(&s, u);
	stage_query(&s, query);
	assert_int_equal(selection_read_one(&s.call, table_find(table), &sel, &u->p), 0);
	buf_init(&b, u->arena, 0);
	shape_select(&b, &sel.shape);
	buf_lit(&b, " |");
	shape_joins(&b, &sel.shape);
	return buf_text(&b);
}

static const char *selected(struct unit *u, const char *query)
{
	return selected_of(u, "things", query);
}

static void test_shapes(void **state)
{
	struct unit *u = *state;
	assert_string_equal(selected(u, "fields=name,double"), "t.id,t.name,(t.price * t.amount) |");
	assert_string_equal(selected(u, "fields=id&include=person"),
			    "t.id,i1.id,i1.owner_id,i1.name,i1.external_ref,i1.version,i1.created_at,i1.updated_at,i1.deleted_at | left join "
			    "public.people i1 on i1.id = t.person_id and i1.agency_id = t.agency_id and i1.deleted_at is null");
	assert_string_equal(selected(u, "fields=id&include=person,origin"),
			    "t.id,i1.id,i1.owner_id,i1.name,i1.external_ref,i1.version,i1.created_at,i1.updated_at,i1.deleted_at,i2.id,i2.name | "
			    "left join public.people i1 on i1.id = t.person_id and i1.agency_id = t.agency_id and i1.deleted_at is null "
			    "left join public.countries i2 on i2.id = t.code");
}

#define PERSON(i) #i ".id," #i ".owner_id," #i ".name," #i ".external_ref," #i ".version," #i ".created_at," #i ".updated_at," #i ".deleted_at"
#define TEXT(i, name) #i "." #name "::text"
#define THING(i)                                                                                                                            \
	TEXT(i, id) "," TEXT(i, owner_id) "," TEXT(i, name) "," TEXT(i, title) "," TEXT(i, price) "," TEXT(i, ratio) "," TEXT(i, amount) "," \
	TEXT(i, bytes) "," TEXT(i, serial) "," TEXT(i, done) "," TEXT(i, due) "," TEXT(i, kind) "," TEXT(i, tags) "," TEXT(i, extra) ","     \
	TEXT(i, email) "," TEXT(i, phone) "," TEXT(i, phone_raw) "," TEXT(i, code) "," TEXT(i, person_id) ",(" #i ".price * " #i             \
	".amount)::text," TEXT(i, external_ref) "," TEXT(i, version) "," TEXT(i, created_at) "," TEXT(i, updated_at) "," TEXT(i, deleted_at)

/* One column, in the agency of the row it belongs to, live, in order, one row more than are shown. */
static void test_many(void **state)
{
	assert_string_equal(selected_of(*state, "people", "fields=id&include=things"),
			    "t.id,(select array_agg(x.r) from (select array[" THING(i1) "] from public.things i1 where i1.person_id = t.id and "
			    "i1.agency_id = t.agency_id and i1.deleted_at is null order by i1.created_at desc, i1.id desc limit 21) x(r)) |");
	/* a sort of its own; a table of nobody has no agency to compare */
	assert_string_equal(selected_of(*state, "countries", "fields=id&include=things"),
			    "t.id,(select array_agg(x.r) from (select array[" THING(i1) "] from public.things i1 where i1.code = t.id and "
			    "i1.deleted_at is null order by i1.price, i1.id limit 21) x(r)) |");
}

/* What is below a relation to many is joined to its rows; what is beside it, to the row. */
static void test_two_levels(void **state)
{
	assert_string_equal(selected_of(*state, "people", "fields=id&include=things.origin"),
			    "t.id,(select array_agg(x.r) from (select array[" THING(i1) ",i2.id::text,i2.name::text] from public.things i1 "
			    "left join public.countries i2 on i2.id = i1.code where i1.person_id = t.id and i1.agency_id = t.agency_id "
			    "and i1.deleted_at is null order by i1.created_at desc, i1.id desc limit 21) x(r)) |");
	assert_string_equal(selected(*state, "fields=id&include=person.things,origin"),
			    "t.id," PERSON(i1) ",(select array_agg(x.r) from (select array[" THING(i2) "] from public.things i2 where "
			    "i2.person_id = i1.id and i2.agency_id = i1.agency_id and i2.deleted_at is null order by i2.created_at desc, "
			    "i2.id desc limit 21) x(r)),i3.id,i3.name | left join public.people i1 on i1.id = t.person_id and "
			    "i1.agency_id = t.agency_id and i1.deleted_at is null left join public.countries i3 on i3.id = t.code");
}

/* Expressions of an included table speak of it by its own alias, and words that end in t stay as they are. */
static void test_included_expression(void **state)
{
	struct unit *u = *state;
	static const struct field fields[] = {{.name = "id", .type = FIELD_ID}, {.name = "x", .type = FIELD_TEXT, .expression = "coalesce(t.a,t.b)||at.time||t.t.c||'t'"}, {.type = FIELD_END}};
	static const struct resource r = {.name = "odd", .schema = "Odd", .fields = fields, .global = true};
	sample_register();
	if (table_find("odd") == NULL)
		table_register(&r);
	const struct table *t = table_find("odd");
	struct shape shape;
	struct buf b;
	shape_all(t, &shape);
	struct relation self = {.name = "odd", .target = t, .field = "odd_id"};
	assert_int_equal(shape_include(&shape, 0, &self), 1);
	shape_number(&shape);
	buf_init(&b, u->arena, 0);
	shape_select(&b, &shape);
	assert_string_equal(buf_text(&b), "t.id,(coalesce(t.a,t.b)||at.time||t.t.c||'t'),i1.id,(coalesce(i1.a,i1.b)||at.time||i1.t.c||'t')");
}

static const char *rendered_of(struct unit *u, const char *table, const char *query, int columns, const char *const values[])
{
	struct selection sel;
	struct buf b;
	sample_register();
	stage_open(&s, u);
	stage_query(&s, query);
	assert_int_equal(selection_read_one(&s.call, table_find(table), &sel, &u->p), 0);
	stage_rows(0, columns, 1, values);
	extern const struct rows *__wrap_tx_rows(const struct tx *tx, int index);
	buf_init(&b, u->arena, 0);
	render_row(&b, &sel.shape, __wrap_tx_rows(NULL, 0), 0, &s.conf);
	return buf_text(&b);
}

static const char *rendered(struct unit *u, const char *query, int columns, const char *const values[])
{
	return rendered_of(u, "things", query, columns, values);
}

static void test_render(void **state)
{
	struct unit *u = *state;
	const char *const row[] = {"I", "a\"b", NULL, "1.50", "{x,NULL}", "t", "2026-05-12 09:30:00+00", "n"};
	assert_string_equal(rendered(u, "fields=name,notes,price,tags,done,due,link", 8, row),
			    "{\"id\":\"I\",\"name\":\"a\\\"b\",\"notes\":null,\"price\":1.50,\"tags\":[\"x\",null],\"done\":true,"
			    "\"due\":\"2026-05-12T09:30:00Z\",\"link\":{\"to\":\"n\"}}");
	const char *const nulls[] = {"I", NULL};
	assert_string_equal(rendered(u, "fields=link", 2, nulls), "{\"id\":\"I\",\"link\":{\"to\":null}}");
}

static void test_render_included(void **state)
{
	struct unit *u = *state;
	const char *const with[] = {"I", "P", "O", "Ann", NULL, "1", NULL, NULL, NULL, NULL, NULL};
	assert_string_equal(rendered(u, "fields=id&include=person,origin", 11, with),
			    "{\"id\":\"I\",\"person\":{\"id\":\"P\",\"owner_id\":\"O\",\"name\":\"Ann\",\"external_ref\":null,\"version\":1,"
			    "\"created_at\":null,\"updated_at\":null,\"deleted_at\":null},\"origin\":null}");
}

#define CELLS "NULL,1.50,NULL,NULL,NULL,NULL,t,NULL,a,\"{x,\\\"y z\\\"}\",NULL,NULL,NULL,NULL,NULL,P,3.00,NULL,1,NULL,NULL,NULL"
#define THING_JSON(id, name)                                                                                                           \
	"{\"id\":\"" id "\",\"owner_id\":null,\"name\":\"" name "\",\"title\":null,\"price\":1.50,\"ratio\":null,\"amount\":null,"      \
	"\"bytes\":null,\"serial\":null,\"done\":true,\"due\":null,\"kind\":\"a\",\"tags\":[\"x\",\"y z\"],\"extra\":null,"             \
	"\"email\":null,\"phone\":null,\"phone_raw\":null,\"code\":null,\"person_id\":\"P\",\"double\":3.00,\"external_ref\":null,"     \
	"\"version\":1,\"created_at\":null,\"updated_at\":null,\"deleted_at\":null"

static const char *thing(struct arena *a, const char *id, const char *name, const char *rest)
{
	return arena_printf(a, "{%s,NULL,%s," CELLS "%s}", id, name, rest);
}

static void test_render_many(void **state)
{
	struct unit *u = *state;
	struct arena *a = u->arena;
	const char *const none[] = {"I", NULL};
	assert_string_equal(rendered_of(u, "people", "fields=id&include=things", 2, none), "{\"id\":\"I\",\"things\":{\"data\":[],\"has_more\":false}}");
	const char *const two[] = {"I", arena_printf(a, "{%s,%s}", thing(a, "A", "Lamp", ",C,France"), thing(a, "B", "\"a \\\"b\\\"\"", ",NULL,NULL"))};
	assert_string_equal(rendered_of(u, "people", "fields=id&include=things.origin", 2, two),
			    "{\"id\":\"I\",\"things\":{\"data\":[" THING_JSON("A", "Lamp") ",\"origin\":{\"id\":\"C\",\"name\":\"France\"}},"
			    THING_JSON("B", "a \\\"b\\\"") ",\"origin\":null}],\"has_more\":false}}");
}

static void test_render_has_more(void **state)
{
	struct unit *u = *state;
	struct buf grid, data;
	for (int n = 20; n <= 21; n++) {
		buf_init(&grid, u->arena, 0);
		buf_init(&data, u->arena, 0);
		for (int i = 0; i < n; i++) {
			buf_printf(&grid, "%c%s", i == 0 ? '{' : ',', thing(u->arena, "A", "x", ""));
			if (i < 20)
				buf_printf(&data, "%s%s}", i == 0 ? "" : ",", THING_JSON("A", "x"));
		}
		buf_put(&grid, '}');
		const char *const row[] = {"I", buf_text(&grid)};
		assert_string_equal(rendered_of(u, "people", "fields=id&include=things", 2, row),
				    arena_printf(u->arena, "{\"id\":\"I\",\"things\":{\"data\":[%s],\"has_more\":%s}}", buf_text(&data), n > 20 ? "true" : "false"));
	}
}

/* Below a row that is not there is nothing, however the columns are filled. */
static void test_render_many_of_none(void **state)
{
	const char *const row[] = {"I", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL};
	assert_string_equal(rendered(*state, "fields=id&include=person.things", 10, row), "{\"id\":\"I\",\"person\":null}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_shapes), UNIT(test_many), UNIT(test_two_levels), UNIT(test_included_expression), UNIT(test_render),
					   UNIT(test_render_included), UNIT(test_render_many), UNIT(test_render_has_more), UNIT(test_render_many_of_none)};
	return UNIT_RUN(tests);
}
