/* SPDX-License-Identifier: Apache-2.0 */
/* PayFast's signatures and notifications, against tests/vectors/payfast.json. */
#include "link/payfast_api.h"
#include "link/payfast_form.h"
#include "link/payfast_itn.h"
#include "link/payfast_money.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/encode.h"
#include "base/file.h"
#include "base/jvalue.h"
#include "base/problem.h"

#define MERCHANT "10000100"

static struct arena *arena;
static const struct jvalue *vectors;

static const char *text(const struct jvalue *v, const char *name)
{
	return jvalue_string(jvalue_get(v, name));
}

/* The list under that name, which must have so many cases. */
static const struct jvalue *cases(const char *name, size_t count)
{
	const struct jvalue *list = jvalue_get(vectors, name);
	assert_int_equal(jvalue_size(list), count);
	return list;
}

static struct payfast_field *pairs_of(const struct jvalue *list)
{
	struct payfast_field *out = arena_new_array(arena, struct payfast_field, jvalue_size(list) + 1);
	for (size_t i = 0; i < jvalue_size(list); i++)
		out[i] = (struct payfast_field){jvalue_string(jvalue_at(jvalue_at(list, i), 0)), jvalue_string(jvalue_at(jvalue_at(list, i), 1))};
	return out;
}

static const char *encoded(const char *s)
{
	struct buf b;
	buf_init(&b, arena, 64);
	payfast_sign_encode(&b, s);
	return buf_text(&b);
}

static void encodes_as_php_does(void **state)
{
	(void)state;
	const struct jvalue *encoder = jvalue_get(vectors, "encoder"), *sample = jvalue_get(encoder, "sample");
	assert_int_equal(jvalue_size(sample), 23);
	for (size_t i = 0; i < jvalue_size(sample); i++)
		assert_string_equal(encoded(jvalue_string(jvalue_at(jvalue_at(sample, i), 0))), jvalue_string(jvalue_at(jvalue_at(sample, i), 1)));
	const char *plain = text(encoder, "unreserved_bytes_left_as_is");
	for (int c = 1; c < 256; c++) {
		const char one[] = {(char)c, '\0'};
		const char *want = c == ' ' ? "+" : c < 128 && strchr(plain, c) != NULL ? one : arena_printf(arena, "%%%02X", (unsigned)c);
		assert_string_equal(encoded(one), want);
	}
}

static void trims_what_php_trims(void **state)
{
	(void)state;
	assert_string_equal(payfast_sign_trim(arena, "\t\n\v\r  a \t b\r\n"), "a \t b");
	assert_string_equal(payfast_sign_trim(arena, " \t "), "");
	assert_string_equal(payfast_sign_trim(arena, "\fa\f"), "\fa\f"); /* the form feed is none of them */
}

static void signs_checkouts_as_the_vectors_do(void **state)
{
	(void)state;
	const struct jvalue *list = cases("checkout", 8);
	for (size_t i = 0; i < jvalue_size(list); i++) {
		const struct jvalue *v = jvalue_at(list, i), *given = jvalue_get(v, "fields");
		struct payfast_form form;
		char own[PAYFAST_SIGN_SIZE];
		assert_int_equal(payfast_form_make(arena, pairs_of(given), jvalue_size(given), text(v, "passphrase"), &form), 0);
		payfast_sign_text(arena, payfast_form_text(arena, &form), text(v, "passphrase"), own);
		const char *signature = form.fields[form.count - 1].value;
		if (strcmp(signature, text(v, "signature")) != 0 || strcmp(signature, own) != 0)
			fail_msg("%s: %s", text(v, "name"), payfast_form_text(arena, &form));
	}
}

static void a_form_is_the_same_whatever_order_its_fields_are_given_in(void **state)
{
	(void)state;
	const struct jvalue *v = jvalue_at(jvalue_get(vectors, "checkout"), 6), *given = jvalue_get(v, "fields");
	size_t n = jvalue_size(given);
	struct payfast_field *turned = arena_new_array(arena, struct payfast_field, n), *straight = pairs_of(given);
	struct payfast_form form;
	for (size_t i = 0; i < n; i++)
		turned[i] = straight[n - 1 - i];
	assert_int_equal(payfast_form_make(arena, turned, n, text(v, "passphrase"), &form), 0);
	assert_string_equal(form.fields[form.count - 1].value, text(v, "signature"));
	assert_string_equal(form.fields[0].name, "merchant_id");
}

static void a_form_refuses_what_payfast_does_not_know(void **state)
{
	(void)state;
	struct payfast_form form;
	const struct payfast_field unknown[] = {{"amount", "5.00"}, {"colour", "red"}}, twice[] = {{"amount", "5.00"}, {"amount", "6.00"}};
	assert_int_equal(payfast_form_make(arena, unknown, 2, NULL, &form), -1);
	assert_int_equal(payfast_form_make(arena, twice, 2, NULL, &form), -1);
}

static void setup_is_sent_and_not_signed(void **state)
{
	(void)state;
	struct payfast_form form;
	const struct payfast_field with[] = {{"setup", "{}"}, {"amount", "5.00"}};
	assert_int_equal(payfast_form_make(arena, with, 2, NULL, &form), 0);
	assert_int_equal(form.count, 3);
	assert_string_equal(form.fields[1].name, "setup");
	assert_string_equal(payfast_form_text(arena, &form), "amount=5.00");
}

static void signs_calls_as_the_vectors_do(void **state)
{
	(void)state;
	static const char *const parts[] = {"headers", "query", "body"};
	const struct jvalue *list = cases("api", 6);
	for (size_t i = 0; i < jvalue_size(list); i++) {
		const struct jvalue *v = jvalue_at(list, i);
		struct payfast_field pairs[32];
		char signature[PAYFAST_SIGN_SIZE];
		size_t n = 0;
		for (size_t part = 0; part < 3; part++) {
			const struct jvalue *object = jvalue_get(v, parts[part]);
			struct jvalue_member *members = jvalue_members(arena, object);
			for (size_t k = 0; k < jvalue_size(object); k++)
				pairs[n++] = (struct payfast_field){members[k].name, jvalue_string(members[k].value)};
		}
		const char *signed_text = payfast_api_text(arena, pairs, n, text(v, "passphrase"));
		payfast_sign_text(arena, signed_text, NULL, signature);
		assert_string_equal(signed_text, text(v, "string_to_hash"));
		assert_string_equal(signature, text(v, "signature"));
	}
}

static void takes_the_notifications_of_the_vectors(void **state)
{
	(void)state;
	const struct jvalue *list = cases("itn", 5);
	for (size_t i = 0; i < jvalue_size(list); i++) {
		const struct jvalue *v = jvalue_at(list, i), *fields = jvalue_get(v, "fields");
		const struct payfast_field *want = pairs_of(fields);
		const char *body = text(v, "raw_body");
		struct payfast_itn itn;
		assert_null(payfast_itn_read(arena, body, strlen(body), &itn));
		assert_int_equal(itn.count + 1, jvalue_size(fields));
		for (size_t k = 0; k < itn.count; k++) {
			assert_string_equal(itn.fields[k].name, want[k].name);
			assert_string_equal(itn.fields[k].value, want[k].value);
		}
		assert_string_equal(itn.signature, text(v, "signature"));
		assert_string_equal(itn.signed_text, text(v, "validate_body"));
		if (!payfast_itn_signed(arena, &itn, text(v, "passphrase")))
			fail_msg("%s is not taken for signed", text(v, "name"));
	}
}

/* The word for what is wrong, as a receiver finds it. */
static const char *fault_of(const char *body, const char *passphrase)
{
	struct payfast_itn itn;
	const char *fault = payfast_itn_read(arena, body, strlen(body), &itn);
	if (fault != NULL)
		return fault;
	if (!payfast_itn_signed(arena, &itn, passphrase))
		return "bad_signature";
	return strcmp(payfast_itn_value(&itn, "merchant_id"), MERCHANT) == 0 ? "none" : "wrong_merchant";
}

static void refuses_the_notifications_of_the_vectors(void **state)
{
	(void)state;
	const struct jvalue *list = cases("itn_reject", 10);
	for (size_t i = 0; i < jvalue_size(list); i++) {
		const struct jvalue *v = jvalue_at(list, i);
		const char *found = fault_of(text(v, "raw_body"), text(v, "passphrase"));
		if (strcmp(found, text(v, "reason")) != 0)
			fail_msg("%s: %s instead of %s", text(v, "name"), found, text(v, "reason"));
	}
}

static void refuses_forms_that_two_readers_could_read_in_two_ways(void **state)
{
	(void)state;
	struct buf many;
	assert_string_equal(fault_of("", NULL), "missing_signature");
	assert_string_equal(fault_of("a=1&signature=x&b=2", NULL), "field_after_signature");
	assert_string_equal(fault_of("a=1&&signature=x", NULL), "bad_form_encoding");
	assert_string_equal(fault_of("a&signature=x", NULL), "bad_form_encoding");
	assert_string_equal(fault_of("=1&signature=x", NULL), "bad_form_encoding");
	assert_string_equal(fault_of("a=%C3&signature=x", NULL), "bad_form_encoding");
	assert_string_equal(fault_of("a=%4&signature=x", NULL), "bad_form_encoding");
	assert_string_equal(fault_of("%61=1&a=2&signature=x", NULL), "duplicate_field");
	assert_string_equal(fault_of("a=1&signature=x", NULL), "bad_signature");
	buf_init(&many, arena, 1024);
	for (int i = 0; i <= PAYFAST_ITN_MOST; i++)
		buf_printf(&many, "f%d=&", i);
	assert_string_equal(fault_of(buf_text(&many), NULL), "too_many_fields");
}

static void every_byte_of_a_notification_is_signed(void **state)
{
	(void)state;
	const struct jvalue *v = jvalue_at(jvalue_get(vectors, "itn"), 0);
	const char *body = text(v, "raw_body");
	for (size_t i = 0; body[i] != '\0'; i++) {
		char *changed = arena_strdup(arena, body);
		changed[i] = body[i] == '1' ? '2' : '1';
		assert_string_not_equal(fault_of(changed, text(v, "passphrase")), "none");
		changed[i] = '\0'; /* and cut off there */
		assert_string_not_equal(fault_of(changed, text(v, "passphrase")), "none");
	}
}

static void knows_payfasts_own_addresses(void **state)
{
	(void)state;
	static const char *const theirs[] = {"197.97.145.144", "197.97.145.159", "41.74.179.192", "41.74.179.223", "102.216.36.15", "102.216.36.128", "144.126.193.139"};
	static const char *const others[] = {"197.97.145.143", "197.97.145.160", "41.74.179.224", "102.216.36.16", "144.126.193.138", "127.0.0.1", "::1", "", "197.97.145.144 "};
	for (size_t i = 0; i < sizeof theirs / sizeof *theirs; i++)
		assert_true(payfast_itn_from_known(theirs[i]));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_false(payfast_itn_from_known(others[i]));
	assert_false(payfast_itn_from_known(NULL));
}

static void money_is_read_to_the_cent_or_not_at_all(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t hundredths;
	} good[] = {{"0.00", 0}, {"5.00", 500}, {"1234.50", 123450}, {"-41.98", -4198}, {"-0.50", -50}, {"007.10", 710}, {"999999999999.99", 99999999999999}};
	static const char *const bad[] = {"",	 "5",	 "5.0",	 "5.000", ".50",     "5.",   "1,234.50", "1e3",	 "1.5e3", "+5.00", " 5.00", "5.00 ",
					  "0x5.00", "--5.00", "5,00",	 "NaN",	    "5.0a", "-",	 "1000000000000.00"};
	struct payfast_rand amount;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_int_equal(payfast_money_read(good[i].text, &amount), 0);
		assert_int_equal(amount.hundredths, good[i].hundredths);
		assert_int_equal(payfast_money_to_rand(payfast_money_to_cents(amount)).hundredths, good[i].hundredths);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(payfast_money_read(bad[i], &amount), -1);
	assert_string_equal(payfast_money_write(arena, (struct payfast_rand){123450}), "1234.50");
	assert_string_equal(payfast_money_write(arena, (struct payfast_rand){-5}), "-0.05");
	assert_string_equal(payfast_money_write_cents(arena, payfast_money_to_cents((struct payfast_rand){123450})), "123450");
}

static int set_up(void **state)
{
	(void)state;
	struct problem p;
	struct json_fault fault;
	char *json;
	size_t n;
	arena = arena_new(4096);
	problem_init(&p, arena);
	if (file_read(arena, arena_printf(arena, "%s/payfast.json", getenv("VECTORS")), 1 << 20, &json, &n, &p) < 0)
		fail_msg("%s", p.detail);
	return jvalue_parse(arena, json, n, &vectors, &fault);
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(encodes_as_php_does),
		TEST(trims_what_php_trims),
		TEST(signs_checkouts_as_the_vectors_do),
		TEST(a_form_is_the_same_whatever_order_its_fields_are_given_in),
		TEST(a_form_refuses_what_payfast_does_not_know),
		TEST(setup_is_sent_and_not_signed),
		TEST(signs_calls_as_the_vectors_do),
		TEST(takes_the_notifications_of_the_vectors),
		TEST(refuses_the_notifications_of_the_vectors),
		TEST(refuses_forms_that_two_readers_could_read_in_two_ways),
		TEST(every_byte_of_a_notification_is_signed),
		TEST(knows_payfasts_own_addresses),
		TEST(money_is_read_to_the_cent_or_not_at_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
