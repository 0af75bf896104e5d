/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "rest/render.h"
#include "sample.h"
#include "stage.h"
#include "rest/selection.h"

static struct stage s;

static void test_columns(void **state)
{
	(void)state;
	sample_register();
	const struct table *t = table_find("things");
	assert_string_equal(t->label, "small thing");
	assert_string_equal(t->columns[table_column(t, "price")].sql, "t.price");
	assert_string_equal(t->columns[table_column(t, "double")].sql, "(t.price * t.amount)");
	assert_string_equal(t->columns[table_column(t, "price")].key, ",\"price\":");
	assert_int_equal(t->columns[0].key_size, strlen(",\"id\":"));
	assert_true(t->has_version > 0 && t->has_updated_at > 0);
	assert_int_equal(t->has_window, table_column(t, "link"));
	assert_int_equal(table_find("people")->has_window, -1);
	assert_int_equal(table_find("countries")->has_version, -1);
	assert_null(table_find("nowhere"));
	assert_null(table_at(3));
	assert_ptr_equal(table_at(0), t);
}

static const char *selected(struct unit *u, const char *query)
{
	struct selection sel;
	struct buf b;
	sample_register();
	stage_open(&s, u);
	stage_query(&s, query);
	assert_int_equal(selection_read_one(&s.call, table_find("things"), &sel, &u->p), 0);
	buf_init(&b, u->arena, 0);
	shape_select(&b, &sel.shape);
	buf_lit(&b, " |");
	shape_joins(&b, &sel.shape);
	return buf_text(&b);
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

/* Expressions of an included table speak of it by its own alias, and words that end in t stay as they are. */
static void test_included_expression(void **state)
{
	struct unit *u = *state;
	static const struct field fields[] = {{.name = "id", .type = FIELD_ID}, {.name = "x", .type = FIELD_TEXT, .expression = "coalesce(t.a,t.b)||at.time||t.t.c||'t'"}, {.type = FIELD_END}};
	static const struct resource r = {.name = "odd", .schema = "Odd", .fields = fields, .global = true};
	static const struct include i = {"odd", "odd_id", "odd"};
	sample_register();
	if (table_find("odd") == NULL)
		table_register(&r);
	const struct table *t = table_find("odd");
	struct shape shape;
	struct buf b;
	shape_all(t, &shape);
	shape.parts[1] = (struct shape_part){.table = t, .include = &i, .columns = t->all, .count = 2};
	shape.part_count = 2;
	buf_init(&b, u->arena, 0);
	shape_select(&b, &shape);
	assert_string_equal(buf_text(&b), "t.id,(coalesce(t.a,t.b)||at.time||t.t.c||'t'),i1.id,(coalesce(i1.a,i1.b)||at.time||i1.t.c||'t')");
}

static const char *rendered(struct unit *u, const char *query, int columns, const char *const values[])
{
	struct selection sel;
	struct buf b;
	sample_register();
	stage_open(&s, u);
	stage_query(&s, query);
	assert_int_equal(selection_read_one(&s.call, table_find("things"), &sel, &u->p), 0);
	stage_rows(0, columns, 1, values);
	extern const struct rows *__wrap_tx_rows(const struct tx *tx, int index);
	buf_init(&b, u->arena, 0);
	render_row(&b, &sel.shape, __wrap_tx_rows(NULL, 0), 0, &s.conf);
	return buf_text(&b);
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

/* A field that only a search function could answer needs one. */
static void test_search_without_function(void **state)
{
	static const struct field fields[] = {{.name = "id", .type = FIELD_ID}, {.name = "x", .type = FIELD_TEXT, .flags = FIELD_SEARCHED}, {.type = FIELD_END}};
	static const struct resource r = {.name = "deaf", .schema = "Deaf", .fields = fields};
	(void)state;
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		struct rlimit none = {0, 0};
		setrlimit(RLIMIT_CORE, &none);
		signal(SIGABRT, SIG_DFL);
		table_register(&r);
		_exit(0);
	}
	int status;
	waitpid(child, &status, 0);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_columns), UNIT(test_shapes), UNIT(test_included_expression), UNIT(test_render),
					   UNIT(test_render_included), UNIT(test_search_without_function)};
	return UNIT_RUN(tests);
}
