/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/jvalue.h"
#include "events/signature.h"

static const char *sign(struct unit *u, const char *secret, const char *id, int64_t at, const char *body)
{
	struct buf b;
	buf_init(&b, u->arena, 64);
	if (signature_write(&b, secret, id, at, body, strlen(body)) < 0)
		return NULL;
	return buf_text(&b);
}

static void test_the_vector_of_standard_webhooks(void **state)
{
	struct unit *u = *state;
	char *text;
	size_t size;
	const struct jvalue *all;
	struct json_fault fault;
	assert_int_equal(file_read(u->arena, arena_printf(u->arena, "%s/webhook-signatures.json", getenv("VECTORS")), 1 << 20, &text, &size, &u->p), 0);
	assert_int_equal(jvalue_parse(u->arena, text, size, &all, &fault), 0);
	const struct jvalue *v = jvalue_get(all, "standard_webhooks"), *valid = jvalue_at(jvalue_get(v, "cases"), 0);
	const struct jvalue *headers = jvalue_get(valid, "headers");
	assert_string_equal(sign(u, jvalue_string(jvalue_get(v, "secret")), jvalue_string(jvalue_get(headers, "webhook-id")),
				 strtoll(jvalue_string(jvalue_get(headers, "webhook-timestamp")), NULL, 10), jvalue_string(jvalue_get(v, "body"))),
			    jvalue_string(jvalue_get(headers, "webhook-signature")));
}

static void test_two_secrets_are_two_signatures(void **state)
{
	struct unit *u = *state;
	struct buf b;
	buf_init(&b, u->arena, 64);
	assert_int_equal(signature_write(&b, "whsec_3hBlN6u4HbUQxWvqWDa6S8uvj72JA7NL", "id", 1, "{}", 2), 0);
	assert_int_equal(signature_write(&b, "whsec_c3RhZ2VmeS10ZXN0LXdlYmhvb2stc2VjcmV0LTAwMDE=", "id", 1, "{}", 2), 0);
	assert_non_null(strstr(buf_text(&b), "= v1,"));
}

static void test_a_made_secret_signs(void **state)
{
	struct unit *u = *state;
	char a[SIGNATURE_SECRET_SIZE], b[SIGNATURE_SECRET_SIZE];
	signature_make_secret(a);
	signature_make_secret(b);
	assert_int_equal(strlen(a), SIGNATURE_SECRET_SIZE - 1);
	assert_string_not_equal(a, b);
	assert_string_not_equal(sign(u, a, "id", 1, "{}"), sign(u, b, "id", 1, "{}"));
}

static void test_what_is_no_secret_signs_nothing(void **state)
{
	static const char *const bad[] = {"", "whsec_", "whsec_=", "3hBlN6u4HbUQxWvqWDa6S8uvj72JA7NL", "whsec_3h lN6u4", "whsec_3hBl=N6u"};
	struct unit *u = *state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_null(sign(u, bad[i], "id", 1, "{}"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_the_vector_of_standard_webhooks), UNIT(test_two_secrets_are_two_signatures),
					   UNIT(test_a_made_secret_signs), UNIT(test_what_is_no_secret_signs_nothing)};
	return UNIT_RUN(tests);
}
