/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the options for PayFast make sense together. */
#include "billing/checkout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/problem.h"
#include "conf/conf.h"

static struct arena *arena;
static struct problem problem;
static struct conf conf;

static void refused(const char *part)
{
	problem_init(&problem, arena);
	assert_int_equal(checkout_check(&conf, &problem), -1);
	assert_non_null(strstr(problem.detail, part));
}

static void none_are_needed(void **state)
{
	(void)state;
	conf.payfast_merchant_id = conf.payfast_merchant_key = conf.payfast_passphrase = NULL;
	assert_int_equal(checkout_check(&conf, &problem), 0);
}

static void all_three_are_enough(void **state)
{
	(void)state;
	assert_int_equal(checkout_check(&conf, &problem), 0);
	conf.payfast_passphrase = "abcdefghijklmnopqrstuvwxyzABC-_0";
	assert_int_equal(checkout_check(&conf, &problem), 0);
}

static void a_merchant_needs_a_key_and_a_passphrase(void **state)
{
	(void)state;
	conf.payfast_merchant_key = NULL;
	refused("PAYFAST_MERCHANT_KEY");
	conf.payfast_merchant_key = "46f0cd694581a";
	conf.payfast_passphrase = NULL;
	refused("PAYFAST_PASSPHRASE");
}

static void a_passphrase_is_one_that_payfast_signs_as_we_do(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "with space", "slash/", "accent\303\251", "abcdefghijklmnopqrstuvwxyzABC-_01"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		conf.payfast_passphrase = bad[i];
		refused("PAYFAST_PASSPHRASE");
	}
}

static void addresses_end_without_a_slash(void **state)
{
	(void)state;
	conf.payfast_url = "https://sandbox.payfast.co.za/";
	refused("slash");
	conf.payfast_url = "https://sandbox.payfast.co.za";
	conf.payfast_api_url = "https://api.payfast.co.za/";
	refused("slash");
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(4096);
	problem_init(&problem, arena);
	conf = (struct conf){.payfast_merchant_id = "10000100", .payfast_merchant_key = "46f0cd694581a", .payfast_passphrase = "jt7NOE43FZPn",
			     .payfast_url = "https://www.payfast.co.za", .payfast_api_url = "https://api.payfast.co.za"};
	return 0;
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
		TEST(none_are_needed),
		TEST(all_three_are_enough),
		TEST(a_merchant_needs_a_key_and_a_passphrase),
		TEST(a_passphrase_is_one_that_payfast_signs_as_we_do),
		TEST(addresses_end_without_a_slash),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
