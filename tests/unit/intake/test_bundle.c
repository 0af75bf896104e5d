/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of bundles as records: what they name, what of them is a file's, and what is refused. */
#include "../unit.h"
#include "app/modules.h"
#include "base/jvalue.h"
#include "intake/bundle.h"
#include "rest/table.h"

#define ID "019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e"

static struct bundle_row read_line(struct unit *u, const char *table, const char *json)
{
	struct bundle_row row = {.line = NULL};
	const struct jvalue *line = NULL;
	struct json_fault fault;
	problem_init(&u->p, u->arena);
	assert_int_equal(jvalue_parse(u->arena, json, strlen(json), &line, &fault), 0);
	bundle_read(u->arena, table_find(table), line, &row, &u->p);
	return row;
}

/* "/pointer code" of each violation. */
static const char *faults(struct unit *u)
{
	const char *all = "";
	for (const struct violation *v = u->p.violations; v != NULL; v = v->next)
		all = arena_printf(u->arena, "%s%s%s %s", all, *all == '\0' ? "" : ", ", v->pointer, v->code);
	return all;
}

static void tables_are_read_before_those_that_name_them(void **state)
{
	struct unit *u = *state;
	const char *all = "";
	for (size_t i = 0; bundle_table(i) != NULL; i++)
		all = arena_printf(u->arena, "%s %s", all, bundle_table(i)->resource->name);
	assert_string_equal(all, " contacts properties buyer_requests deals tasks media_items");
}

static void what_it_names_is_found_by_the_caller(void **state)
{
	struct unit *u = *state;
	struct mapping_row values;
	struct bundle_row row = read_line(u, "deals", "{\"table\":\"deals\",\"external_ref\":\"d\",\"title\":\"x\",\"contact_ref\":\"c-1\",\"property_ref\":null}");
	assert_int_equal(row.ref_count, 1);
	assert_string_equal(row.refs[0].field->target, "contacts");
	assert_string_equal(row.refs[0].ref, "c-1");
	row.refs[0].id = ID;
	assert_int_equal(bundle_values(u->arena, table_find("deals"), &row, true, &values, &u->p), 0);
	assert_string_equal(write_text(&values.write, "contact_id"), ID);
	assert_non_null(write_find(&values.write, "property_id"));
	assert_null(write_text(&values.write, "property_id"));
	assert_string_equal(write_text(&values.write, "external_ref"), "d");
}

static void what_can_only_be_said_first_is_passed_over_afterwards(void **state)
{
	struct unit *u = *state;
	struct mapping_row values;
	struct bundle_row row = read_line(u, "buyer_requests", "{\"external_ref\":\"b\",\"contact_ref\":\"c\",\"note\":\"n\"}");
	row.refs[0].id = ID;
	assert_int_equal(bundle_values(u->arena, table_find("buyer_requests"), &row, false, &values, &u->p), 0);
	assert_null(write_find(&values.write, "contact_id"));
	row.ref_count = 0;
	assert_int_equal(bundle_values(u->arena, table_find("buyer_requests"), &row, true, &values, &u->p), -1);
	assert_string_equal(faults(u), "/contact_id required");
}

static void a_file_is_apart_from_its_record(void **state)
{
	struct unit *u = *state;
	struct mapping_row values;
	struct bundle_row row = read_line(u, "media_items", "{\"external_ref\":\"m\",\"url\":\"https://x.example/a.jpg\",\"position\":2,\"cover\":true,\"note\":\"n\",\"id\":\"" ID "\"}");
	assert_string_equal(faults(u), "");
	assert_string_equal(row.id, ID);
	assert_string_equal(write_text(&row.file, "url"), "https://x.example/a.jpg");
	assert_string_equal(write_text(&row.file, "position"), "2");
	assert_int_equal(bundle_values(u->arena, table_find("media_items"), &row, true, &values, &u->p), 0);
	assert_int_equal(values.write.count, 2);
	read_line(u, "media_items", "{\"external_ref\":\"m\",\"url\":\"https://x\",\"storage_key\":\"k\",\"position\":0}");
	assert_string_equal(faults(u), "/position out_of_range, /url excluded");
	struct bundle_row other = read_line(u, "tasks", "{\"external_ref\":\"m\",\"title\":\"t\",\"url\":\"https://x\",\"reasons\":[\"once wrong\"]}");
	assert_int_equal(bundle_values(u->arena, table_find("tasks"), &other, true, &values, &u->p), -1);
	assert_string_equal(faults(u), "/url unknown");
}

static void a_line_needs_a_ref_and_names_others_by_theirs(void **state)
{
	struct unit *u = *state;
	struct mapping_row values;
	read_line(u, "contacts", "{\"name\":\"x\",\"id\":\"7\"}");
	assert_string_equal(faults(u), "/external_ref required, /id format");
	read_line(u, "tasks", "{\"external_ref\":\"\",\"contact_ref\":7}");
	assert_string_equal(faults(u), "/external_ref too_long, /contact_ref too_long");
	/* what is read later cannot be named */
	struct bundle_row row = read_line(u, "properties", "{\"external_ref\":\"p\",\"address\":\"a\",\"cover_media_ref\":\"m\"}");
	assert_int_equal(bundle_values(u->arena, table_find("properties"), &row, true, &values, &u->p), -1);
	assert_string_equal(faults(u), "/cover_media_ref unknown");
}

int main(void)
{
	modules_register_tables();
	const struct CMUnitTest tests[] = {
	    UNIT(tables_are_read_before_those_that_name_them),
	    UNIT(what_it_names_is_found_by_the_caller),
	    UNIT(what_can_only_be_said_first_is_passed_over_afterwards),
	    UNIT(a_file_is_apart_from_its_record),
	    UNIT(a_line_needs_a_ref_and_names_others_by_theirs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
