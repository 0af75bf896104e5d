/* SPDX-License-Identifier: Apache-2.0 */
/* tests/vectors/email.json, which the database's domain is held against too. */
#include <stdlib.h>

#include "../unit.h"
#include "base/email.h"
#include "base/file.h"
#include "base/jvalue.h"

static void expect_all(struct unit *u, const char *list, size_t count, bool valid)
{
	const struct jvalue *vectors;
	struct json_fault fault;
	char *text;
	size_t size;
	assert_int_equal(file_read(u->arena, arena_printf(u->arena, "%s/email.json", getenv("VECTORS")), 1 << 20, &text, &size, &u->p), 0);
	assert_int_equal(jvalue_parse(u->arena, text, size, &vectors, &fault), 0);
	const struct jvalue *cases = jvalue_get(vectors, list);
	assert_int_equal(jvalue_size(cases), count);
	for (size_t i = 0; i < count; i++) {
		const struct jvalue *address = jvalue_get(jvalue_at(cases, i), "address");
		if (email_valid(jvalue_string(address), jvalue_string_size(address)) != valid)
			fail_msg("%s: %s", jvalue_string(jvalue_get(jvalue_at(cases, i), "name")), jvalue_string(address));
	}
}

static void test_valid(void **state)
{
	expect_all(*state, "valid", 17, true);
}

static void test_invalid(void **state)
{
	expect_all(*state, "invalid", 53, false);
}

/* No JSON holds these. */
static void test_bytes(void **state)
{
	(void)state;
	assert_false(email_valid("a@b.lu\0", 7));
	assert_false(email_valid("a\0@b.lu", 7));
	assert_false(email_valid("a\xff@b.lu", 7));
	assert_false(email_valid("a@b\xc3.lu", 7));
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_valid), UNIT(test_invalid), UNIT(test_bytes)};
	return UNIT_RUN(tests);
}
