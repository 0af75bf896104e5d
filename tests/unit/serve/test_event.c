/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include <string.h>
#include <strings.h>

#include "app/modules.h"
#include "base/jvalue.h"
#include "rest/table.h"
#include "serve/event.h"
#include "serve/router.h"

static int build(void **state)
{
	(void)state;
	router_build(app_modules);
	return 0;
}

static void test_names_are_in_order_and_there_once(void **state)
{
	(void)state;
	for (size_t i = 1; event_at(i) != NULL; i++)
		assert_true(strcmp(event_at(i - 1)->name, event_at(i)->name) < 0);
}

/* Tables that no resource shows: what stands in them is read by actions. */
static bool is_no_resource(const char *table)
{
	return strcmp(table, "credit_accounts") == 0 || strcmp(table, "subscriptions") == 0;
}

/* "property.created" is of the table whose rows are properties. */
static void test_each_is_of_a_resource_and_named_after_it(void **state)
{
	struct unit *u = *state;
	const struct event *e;
	for (size_t i = 0; (e = event_at(i)) != NULL; i++) {
		const struct table *t = table_find(e->table);
		const char *dot = strchr(e->name, '.');
		assert_non_null(dot);
		assert_true(e->doc[strlen(e->doc) - 1] == '.');
		assert_int_equal(t == NULL, is_no_resource(e->table));
		if (t == NULL)
			continue;
		char *label = arena_strndup(u->arena, e->name, (size_t)(dot - e->name));
		for (char *c = label; *c != '\0'; c++)
			*c = *c == '_' ? ' ' : *c;
		assert_int_equal(strcasecmp(label, t->label), 0);
	}
}

static void test_sql_gets_those_that_were_asked_for(void **state)
{
	static const char *const only[] = {"media_item.ready", "contact.created"};
	struct unit *u = *state;
	assert_string_equal(event_types(u->arena, only, 2),
			    "[{\"type\":\"contact.created\",\"table_name\":\"contacts\",\"actions\":[\"created\"],\"status\":null},"
			    "{\"type\":\"media_item.ready\",\"table_name\":\"media_items\",\"actions\":[\"created\",\"updated\"],\"status\":\"ready\"}]");
	assert_string_equal(event_types(u->arena, only, 0), "[]");
}

static void test_a_name_that_is_none_does_not_exist(void **state)
{
	(void)state;
	assert_string_equal(event_find("property.published")->table, "properties");
	assert_null(event_find("property"));
	assert_null(event_find("properties.created"));
	assert_non_null(strstr(event_names, "|property.published|"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_names_are_in_order_and_there_once), UNIT(test_each_is_of_a_resource_and_named_after_it),
					   UNIT(test_sql_gets_those_that_were_asked_for), UNIT(test_a_name_that_is_none_does_not_exist)};
	return cmocka_run_group_tests(tests, build, NULL);
}
