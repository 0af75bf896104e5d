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

static const struct jvalue *vectors(struct unit *u, const char *name)
{
	char *text;
	size_t size;
	const struct jvalue *all;
	struct json_fault fault;
	assert_int_equal(file_read(u->arena, arena_printf(u->arena, "%s/%s", getenv("VECTORS"), name), 1 << 20, &text, &size, &u->p), 0);
	assert_int_equal(jvalue_parse(u->arena, text, size, &all, &fault), 0);
	return all;
}

static void test_the_vector_of_standard_webhooks(void **state)
{
	struct unit *u = *state;
	const struct jvalue *v = jvalue_get(vectors(u, "webhook-signatures.json"), "standard_webhooks"), *valid = jvalue_at(jvalue_get(v, "cases"), 0);
	const struct jvalue *headers = jvalue_get(valid, "headers");
	assert_string_equal(sign(u, jvalue_string(jvalue_get(v, "secret")), jvalue_string(jvalue_get(headers, "webhook-id")),
				 strtoll(jvalue_string(jvalue_get(headers, "webhook-timestamp")), NULL, 10), jvalue_string(jvalue_get(v, "body"))),
			    jvalue_string(jvalue_get(headers, "webhook-signature")));
}

static void test_the_vector_of_svix_for_senders(void **state)
{
	struct unit *u = *state;
	int64_t at;
	const struct jvalue *v = jvalue_get(vectors(u, "svix.json"), "outgoing");
	assert_true(jvalue_integer(jvalue_get(v, "webhook_timestamp"), &at));
	assert_string_equal(sign(u, jvalue_string(jvalue_get(v, "secret")), jvalue_string(jvalue_get(v, "webhook_id")), at, jvalue_string(jvalue_get(v, "body"))),
			    jvalue_string(jvalue_get(v, "v1")));
}

/* Whether one of the signatures that came with it is the one that we would write under one of the receiver's secrets. */
static bool is_signed_as_by_us(struct unit *u, const struct jvalue *v)
{
	const struct jvalue *headers = jvalue_get(v, "headers"), *secrets = jvalue_get(v, "secrets");
	const char *all = arena_printf(u->arena, " %s ", jvalue_string(jvalue_get(headers, "svix-signature")));
	for (size_t i = 0; i < jvalue_size(secrets); i++) {
		const char *ours = sign(u, jvalue_string(jvalue_at(secrets, i)), jvalue_string(jvalue_get(headers, "svix-id")),
					strtoll(jvalue_string(jvalue_get(headers, "svix-timestamp")), NULL, 10), jvalue_string(jvalue_get(v, "body_utf8")));
		if (ours != NULL && strstr(all, arena_printf(u->arena, " %s ", ours)) != NULL)
			return true;
	}
	return false;
}

static void test_what_receivers_of_svix_take_and_refuse(void **state)
{
	struct unit *u = *state;
	const struct jvalue *cases = jvalue_get(vectors(u, "svix.json"), "cases");
	size_t taken = 0, refused = 0;
	for (size_t i = 0; i < jvalue_size(cases); i++) {
		const struct jvalue *v = jvalue_at(cases, i);
		const char *name = jvalue_string(jvalue_get(v, "name")), *reason = jvalue_string(jvalue_get(v, "reason"));
		bool taken_by_them = strcmp(jvalue_string(jvalue_get(v, "expect")), "accept") == 0;
		if (!taken_by_them && (reason == NULL || strcmp(reason, "no_matching_signature") != 0))
			continue; /* for other reasons than its signature */
		if (taken_by_them && strncmp(jvalue_string(jvalue_at(jvalue_get(v, "secrets"), 0)), "whsec_", 6) != 0)
			continue; /* a secret without its prefix is none of ours */
		if (is_signed_as_by_us(u, v) != taken_by_them)
			fail_msg("%s", name);
		taken_by_them ? taken++ : refused++;
	}
	assert_int_equal(taken, 9);
	assert_true(refused >= 8);
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
	const struct CMUnitTest tests[] = {UNIT(test_the_vector_of_standard_webhooks), UNIT(test_the_vector_of_svix_for_senders),
					   UNIT(test_what_receivers_of_svix_take_and_refuse), UNIT(test_two_secrets_are_two_signatures),
					   UNIT(test_a_made_secret_signs), UNIT(test_what_is_no_secret_signs_nothing)};
	return UNIT_RUN(tests);
}
