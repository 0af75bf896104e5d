/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/encode.h"
#include "base/file.h"
#include "base/jvalue.h"
#include "conf/conf.h"
#include "link/svix.h"

static const char secret[] = "whsec_3hBlN6u4HbUQxWvqWDa6S8uvj72JA7NL", body[] = "{\"type\":\"x\"}";

static const struct conf_list *secrets_of(struct unit *u, const struct jvalue *list)
{
	struct conf_list *out = arena_new_array(u->arena, struct conf_list, 1);
	out->count = jvalue_size(list);
	out->items = arena_new_array(u->arena, const char *, out->count + 1);
	for (size_t i = 0; i < out->count; i++)
		out->items[i] = jvalue_string(jvalue_at(list, i));
	return out;
}

/* As the receiver answers: the signature, then whether it is JSON. */
static const char *outcome(struct unit *u, const struct jvalue *v)
{
	int64_t now;
	struct json_fault fault;
	const struct jvalue *sent = jvalue_get(v, "headers"), *text = jvalue_get(v, "body_utf8");
	const struct svix_headers h = {jvalue_string(jvalue_get(sent, "svix-id")), jvalue_string(jvalue_get(sent, "svix-timestamp")),
				       jvalue_string(jvalue_get(sent, "svix-signature"))};
	assert_true(jvalue_integer(jvalue_get(v, "now"), &now));
	enum svix_verdict verdict =
	    svix_verify(u->arena, secrets_of(u, jvalue_get(v, "secrets")), &h, jvalue_string(text), jvalue_string_size(text), now);
	if (verdict != SVIX_GOOD)
		return svix_verdict_name(verdict);
	return jvalue_check(jvalue_string(text), jvalue_string_size(text), &fault) < 0 ? "bad_json" : "good";
}

static void test_every_vector(void **state)
{
	struct unit *u = *state;
	char *text;
	size_t size;
	const struct jvalue *all;
	struct json_fault fault;
	assert_int_equal(file_read(u->arena, arena_printf(u->arena, "%s/svix.json", getenv("VECTORS")), 1 << 20, &text, &size, &u->p), 0);
	assert_int_equal(jvalue_parse(u->arena, text, size, &all, &fault), 0);
	const struct jvalue *cases = jvalue_get(all, "cases");
	assert_int_equal(jvalue_size(cases), 34);
	for (size_t i = 0; i < jvalue_size(cases); i++) {
		const struct jvalue *v = jvalue_at(cases, i);
		const char *reason = jvalue_string(jvalue_get(v, "reason")), *got = outcome(u, v);
		if (strcmp(got, reason == NULL ? "good" : reason) != 0)
			fail_msg("%s: %s", jvalue_string(jvalue_get(v, "name")), got);
	}
}

static enum svix_verdict verify(struct unit *u, const char *id, const char *timestamp, const char *more)
{
	const char *items[] = {secret};
	const struct conf_list secrets = {items, 1};
	uint8_t key[SVIX_KEY_MOST];
	struct buf b;
	buf_init(&b, u->arena, 64);
	buf_lit(&b, "v1,");
	svix_sign(&b, key, (size_t)svix_key(secret, key), id, timestamp, body, sizeof body - 1);
	const struct svix_headers h = {id, timestamp, arena_printf(u->arena, "%s%s", buf_text(&b), more)};
	return svix_verify(u->arena, &secrets, &h, body, sizeof body - 1, 1000);
}

static void test_ids_are_plain_and_not_long(void **state)
{
	struct unit *u = *state;
	char longest[SVIX_ID_MOST + 2];
	memset(longest, 'x', sizeof longest);
	longest[SVIX_ID_MOST + 1] = '\0';
	assert_int_equal(verify(u, longest + 1, "1000", ""), SVIX_GOOD);
	assert_int_equal(verify(u, longest, "1000", ""), SVIX_BAD_ID);
	assert_int_equal(verify(u, "", "1000", ""), SVIX_BAD_ID);
	assert_int_equal(verify(u, "a b", "1000", ""), SVIX_BAD_ID);
	assert_int_equal(verify(u, "\xff", "1000", ""), SVIX_BAD_ID);
}

static void test_times_are_plain_numbers(void **state)
{
	static const char *const bad[] = {"", "-1", "+1000", " 1000", "1000 ", "01000", "1e3", "1000.0", "1000000000000000"};
	struct unit *u = *state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(verify(u, "x", bad[i], ""), SVIX_BAD_TIMESTAMP);
	assert_int_equal(verify(u, "x", "0", ""), SVIX_TOO_OLD);
	assert_int_equal(verify(u, "x", "700", ""), SVIX_GOOD);
	assert_int_equal(verify(u, "x", "699", ""), SVIX_TOO_OLD);
	assert_int_equal(verify(u, "x", "1300", ""), SVIX_GOOD);
	assert_int_equal(verify(u, "x", "1301", ""), SVIX_TOO_NEW);
}

static void test_entries_are_split_by_one_space(void **state)
{
	struct unit *u = *state;
	assert_int_equal(verify(u, "x", "1000", " v1,AAAA"), SVIX_GOOD);
	assert_int_equal(verify(u, "x", "1000", " "), SVIX_GOOD);
	assert_int_equal(verify(u, "x", "1000", "  v2,x"), SVIX_GOOD);
	assert_int_equal(verify(u, "x", "1000", ",v1,AAAA"), SVIX_NO_MATCH);
	assert_int_equal(verify(u, "x", "1000", "\tv1,AAAA"), SVIX_NO_MATCH);
	assert_int_equal(verify(u, "x", "1000", "="), SVIX_NO_MATCH);
}

static void test_secrets(void **state)
{
	static const char *const bad[] = {"", "whsec_", "whsec_=", "whsec_AAAA", "whsec_3hBlN6u4HbUQxWvqWDa6S8uvj72JA7N", "whsec_3hBlN6u4HbUQxWvqWDa6S8uvj72JA7N-",
					  "whsec_3hBlN6u4HbUQxWvqWDa6S8uvj72JA7N ", "whsec_3hBlN6u4HbUQxWvqWDa6S8uvj72JA7NL====", "whpk_3hBlN6u4HbUQxWvqWDa6S8uvj72JA7NL"};
	struct unit *u = *state;
	uint8_t key[SVIX_KEY_MOST];
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(svix_key(bad[i], key), -1);
	for (size_t n = 20; n < 70; n++) {
		struct buf b;
		uint8_t bytes[70] = {0};
		buf_init(&b, u->arena, 128);
		buf_lit(&b, "whsec_");
		encode_base64(&b, bytes, n);
		assert_int_equal(svix_key(buf_text(&b), key), n >= SVIX_KEY_LEAST && n <= SVIX_KEY_MOST ? (ssize_t)n : -1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_every_vector), UNIT(test_ids_are_plain_and_not_long), UNIT(test_times_are_plain_numbers),
					   UNIT(test_entries_are_split_by_one_space), UNIT(test_secrets)};
	return UNIT_RUN(tests);
}
