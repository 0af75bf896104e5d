/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"

#include <stddef.h>

#include "base/json_out.h"
#include "rest/table.h"

static void render_link(struct json_out *o, const char *text, const struct conf *conf)
{
	(void)conf;
	json_out_open(o, '{');
	json_out_member(o, "to", text);
	json_out_close(o, '}');
}

static const struct field thing_fields[] = {
    FIELDS_FIRST,
    {"name", FIELD_TEXT, FIELD_REQUIRED | FIELD_FILTER | FIELD_SORT | FIELD_SEARCHED, .least = 2, .most = 20, .doc = "Name.", .example = "\"Lamp\""},
    {"title", FIELD_I18N, .most = 10, .doc = "Title.", .example = "{\"en\":\"A lamp\"}"},
    {"notes", FIELD_TEXT, FIELD_DETAIL, .most = 30, .doc = "Notes.", .example = "\"None.\""},
    {"price", FIELD_DECIMAL, FIELD_FILTER | FIELD_SORT, .least = 0, .most = 1000000, .scale = 2, .doc = "Price.", .example = "1.50"},
    {"ratio", FIELD_DECIMAL, .scale = 3, .doc = "Without bounds.", .example = "-0.125"},
    {"amount", FIELD_INT, FIELD_FILTER | FIELD_SORT, .least = -5, .most = 99, .doc = "Count.", .example = "4"},
    {"bytes", FIELD_INT, FIELD_FILTER, .least = 0, .most = 5368709120, .doc = "Larger than 32 bits.", .example = "5000000000"},
    {"serial", FIELD_INT, .doc = "Without bounds.", .example = "7"},
    {"done", FIELD_BOOL, FIELD_NOT_NULL | FIELD_FILTER, .doc = "Done.", .example = "false"},
    {"due", FIELD_TIME, FIELD_FILTER | FIELD_SORT, .doc = "Due.", .example = "\"2026-05-12T09:30:00Z\""},
    {"day", FIELD_DATE, FIELD_DETAIL | FIELD_FILTER | FIELD_SORT, .doc = "Day.", .example = "\"2026-05-12\""},
    {"kind", FIELD_CHOICE, FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .choices = "a|bb|c", .doc = "Kind.", .example = "\"a\""},
    {"tags", FIELD_TEXTS, FIELD_SEARCHED, .most = 3, .doc = "Tags.", .example = "[\"new\"]"},
    {"extra", FIELD_JSON, .most = 40, .doc = "Extra.", .example = "{}"},
    {"email", FIELD_TEXT, FIELD_FILTER, .format = FORMAT_EMAIL, .doc = "E-mail.", .example = "\"a@example.com\""},
    {"phone", FIELD_TEXT, FIELD_FILTER, .format = FORMAT_PHONE, .raw = "phone_raw", .doc = "Phone.", .example = "\"+352661123456\""},
    {"phone_raw", FIELD_TEXT, FIELD_READ_ONLY, .doc = "As typed.", .example = "\"+352 661\""},
    {"secret", FIELD_TEXT, FIELD_WRITE_ONLY, .doc = "Never shown.", .example = "\"x\""},
    {"code", FIELD_TEXT, FIELD_CREATE_ONLY, .doc = "Never changed.", .example = "\"x\""},
    {"person_id", FIELD_ID, FIELD_FILTER, .target = "people", .doc = "Whose.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"double", FIELD_DECIMAL, FIELD_READ_ONLY, .expression = "t.price * t.amount", .doc = "Worked out.", .example = "3.00"},
    {"link", FIELD_JSON, FIELD_READ_ONLY | FIELD_DETAIL, .expression = "t.name", .render = render_link, .doc = "Signed.", .example = "{}"},
    FIELDS_LAST,
    {.type = FIELD_END}};

static const struct include includes[] = {{"person", "person_id", "people", .back = "things"},
					  {"origin", "code", "countries", .back = "things", .back_sort = "price"},
					  {"lost", "code", "nowhere", .back = NULL},
					  {.name = NULL}};

const struct resource sample_things = {
    .name = "things",
    .schema = "SmallThing",
    .scope = "things",
    .doc = "Things.",
    .fields = thing_fields,
    .includes = includes,
    .roles = {ROLES_READ, ROLES_READ, ROLES_WRITE, ROLES_WRITE, ROLES_WRITE},
    .sort = "-created_at",
    .search = "app.search_things",
    .live = "app.live_things",
    .keeps_deleted = true,
    .by_ref = true,
};

static const struct field person_fields[] = {
    FIELDS_FIRST,
    {"name", FIELD_TEXT, FIELD_REQUIRED | FIELD_FILTER | FIELD_SORT, .least = 1, .most = 200, .doc = "Name.", .example = "\"Ann\""},
    {"story", FIELD_TEXT, FIELD_DETAIL, .doc = "Story.", .example = "\"Long.\""},
    FIELDS_LAST,
    {.type = FIELD_END}};

const struct resource sample_people = {
    .name = "people",
    .schema = "Person",
    .scope = "people",
    .doc = "People.",
    .fields = person_fields,
    .roles = {.list = ROLES_READ, .read = ROLES_READ, .update = ROLES_MANAGE},
    .sort = "name",
    .keeps_deleted = true,
};

static const struct field country_fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "Id.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"name", FIELD_TEXT, FIELD_REQUIRED | FIELD_SORT, .doc = "Name.", .example = "\"Luxembourg\""},
    {.type = FIELD_END}};

const struct resource sample_countries = {
    .name = "countries",
    .schema = "Country",
    .doc = "Countries, of nobody.",
    .fields = country_fields,
    .roles = {.list = ROLES_READ, .read = ROLES_READ, .remove = ROLES_MANAGE},
    .sort = "name",
    .global = true,
};

void sample_register(void)
{
	static bool done;
	if (done)
		return;
	done = true;
	table_register(&sample_things);
	table_register(&sample_people);
	table_register(&sample_countries);
}
