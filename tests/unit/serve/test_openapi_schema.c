/* SPDX-License-Identifier: Apache-2.0 */
#include "../rest/sample.h"
#include "../unit.h"

#include "base/jvalue.h"
#include "rest/field_type.h"
#include "serve/openapi_schema.h"

static const char *schema(struct unit *u, const char *name, enum schema_use use)
{
	struct buf b;
	struct field f = *field_find(sample_things.fields, name);
	f.doc = f.example = NULL;
	buf_init(&b, u->arena, 0);
	struct json_out o = json_out(&b);
	schema_write_field(&o, &f, use);
	return buf_text(&b);
}

static void test_fields(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *field;
		enum schema_use use;
		const char *wanted;
	} cases[] = {
	    {"id", SCHEMA_ANSWER, "{\"type\":\"string\",\"format\":\"uuid\",\"readOnly\":true}"},
	    {"person_id", SCHEMA_CREATE, "{\"type\":[\"string\",\"null\"],\"format\":\"uuid\"}"},
	    {"name", SCHEMA_CREATE, "{\"type\":\"string\",\"minLength\":2,\"maxLength\":20}"},
	    {"name", SCHEMA_ANSWER, "{\"type\":\"string\",\"maxLength\":20}"},
	    {"price", SCHEMA_CREATE, "{\"type\":[\"number\",\"null\"],\"minimum\":0,\"maximum\":1000000}"},
	    {"ratio", SCHEMA_CREATE, "{\"type\":[\"number\",\"null\"]}"},
	    {"amount", SCHEMA_UPDATE, "{\"type\":[\"integer\",\"null\"],\"minimum\":-5,\"maximum\":99}"},
	    {"done", SCHEMA_ANSWER, "{\"type\":\"boolean\"}"},
	    {"due", SCHEMA_ANSWER, "{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}"},
	    {"kind", SCHEMA_ANSWER, "{\"type\":\"string\",\"enum\":[\"a\",\"bb\",\"c\"]}"},
	    {"tags", SCHEMA_ANSWER, "{\"type\":\"array\",\"maxItems\":3,\"items\":{\"type\":\"string\",\"maxLength\":80}}"},
	    {"title", SCHEMA_ANSWER, "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\",\"maxLength\":10}}"},
	    {"title", SCHEMA_UPDATE, "{\"type\":\"object\",\"additionalProperties\":{\"type\":[\"string\",\"null\"],\"maxLength\":10}}"},
	    {"email", SCHEMA_ANSWER, "{\"type\":[\"string\",\"null\"],\"format\":\"idn-email\"}"},
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(schema(u, cases[i].field, cases[i].use), cases[i].wanted);
}

static const struct jvalue *object(struct unit *u, enum schema_use use)
{
	struct buf b;
	const struct jvalue *v;
	struct json_fault fault;
	buf_init(&b, u->arena, 0);
	struct json_out o = json_out(&b);
	schema_write_object(&o, sample_things.fields, use, "Doc.", use == SCHEMA_ANSWER ? "\"person\":{}" : NULL);
	assert_int_equal(jvalue_parse(u->arena, b.data, b.size, &v, &fault), 0);
	return v;
}

/* What has a place where: nothing of the server's own is asked for, nothing secret shown. */
static void test_objects(void **state)
{
	struct unit *u = *state;
	static const struct {
		enum schema_use use;
		const char *has, *lacks, *required;
		bool closed;
	} cases[] = {{SCHEMA_ANSWER, "id phone_raw double person code", "secret", "[\"id\"]", false},
		     {SCHEMA_CREATE, "name code secret", "id phone_raw double version", "[\"name\"]", true},
		     {SCHEMA_UPDATE, "name secret", "id code phone_raw", NULL, true}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct jvalue *v = object(u, cases[i].use), *properties = jvalue_get(v, "properties");
		char *has = arena_strdup(u->arena, cases[i].has), *lacks = arena_strdup(u->arena, cases[i].lacks), *name;
		while ((name = strsep(&has, " ")) != NULL)
			if (jvalue_get(properties, name) == NULL)
				fail_msg("%zu lacks %s", i, name);
		while ((name = strsep(&lacks, " ")) != NULL)
			if (jvalue_get(properties, name) != NULL)
				fail_msg("%zu has %s", i, name);
		if (cases[i].required == NULL)
			assert_null(jvalue_get(v, "required"));
		else
			assert_string_equal(jvalue_print(u->arena, jvalue_get(v, "required")), cases[i].required);
		assert_int_equal(jvalue_get(v, "additionalProperties") != NULL, cases[i].closed);
	}
}

static void test_nested(void **state)
{
	struct unit *u = *state;
	static const struct field inner[] = {{.name = "a", .type = FIELD_INT, .flags = FIELD_REQUIRED}, {.type = FIELD_END}};
	static const struct field fields[] = {{.name = "one", .type = FIELD_OBJECT, .flags = FIELD_NOT_NULL, .fields = inner},
					      {.name = "maybe", .type = FIELD_OBJECT, .fields = inner},
					      {.name = "many", .type = FIELD_LIST, .fields = inner, .most = 5},
					      {.name = "any", .type = FIELD_OBJECT},
					      {.type = FIELD_END}};
	struct buf b;
	buf_init(&b, u->arena, 0);
	struct json_out o = json_out(&b);
	schema_write_object(&o, fields, SCHEMA_REQUEST, NULL, NULL);
#define INNER "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}},\"required\":[\"a\"],\"additionalProperties\":false}"
	assert_string_equal(buf_text(&b), "{\"type\":\"object\",\"properties\":{\"one\":" INNER ",\"maybe\":{\"anyOf\":[" INNER
					  ",{\"type\":\"null\"}]},\"many\":{\"type\":\"array\",\"maxItems\":5,\"items\":" INNER
					  "},\"any\":{\"type\":[\"object\",\"null\"],\"additionalProperties\":true}},\"additionalProperties\":false}");
}

static void test_example(void **state)
{
	struct unit *u = *state;
	struct buf b;
	const struct jvalue *v;
	struct json_fault fault;
	buf_init(&b, u->arena, 0);
	struct json_out o = json_out(&b);
	schema_write_example(&o, sample_things.fields, SCHEMA_CREATE);
	assert_int_equal(jvalue_parse(u->arena, b.data, b.size, &v, &fault), 0);
	assert_string_equal(jvalue_string(jvalue_get(v, "name")), "Lamp");
	assert_null(jvalue_get(v, "id"));
}

/* Without an example of its own a field has one that its type and form allow. */
static void test_examples_by_type(void **state)
{
	struct unit *u = *state;
	static const struct field inner[] = {{.name = "n", .type = FIELD_INT, .least = 3, .most = 9}, {.type = FIELD_END}};
	static const struct field fields[] = {{.name = "id", .type = FIELD_ID, .flags = FIELD_REQUIRED},
					      {.name = "other_id", .type = FIELD_ID},
					      {.name = "text", .type = FIELD_TEXT},
					      {.name = "phone", .type = FIELD_TEXT, .format = FORMAT_PHONE},
					      {.name = "kind", .type = FIELD_CHOICE, .choices = "a|b"},
					      {.name = "share", .type = FIELD_DECIMAL, .least = 0, .most = 5},
					      {.name = "none", .type = FIELD_TEXT, .example = "null"},
					      {.name = "many", .type = FIELD_LIST, .fields = inner},
					      {.type = FIELD_END}};
#define SENT "\"text\":\"text\",\"phone\":\"+352661123456\",\"kind\":\"a\",\"share\":1,"
	static const struct {
		enum schema_use use;
		const char *wanted;
	} cases[] = {
	    {SCHEMA_REQUEST, "{\"id\":\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\"," SENT "\"many\":[{\"n\":3}]}"},
	    {SCHEMA_ANSWER, "{\"id\":\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\",\"other_id\":\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\"," SENT
			    "\"none\":null,\"many\":[{\"n\":3}]}"},
	    {SCHEMA_UPDATE, "{\"id\":\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\",\"text\":\"text\",\"phone\":\"+352661123456\"}"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b;
		buf_init(&b, u->arena, 0);
		struct json_out o = json_out(&b);
		schema_write_example(&o, fields, cases[i].use);
		assert_string_equal(buf_text(&b), cases[i].wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_fields), UNIT(test_objects), UNIT(test_nested), UNIT(test_example),
					   UNIT(test_examples_by_type)};
	return UNIT_RUN(tests);
}
