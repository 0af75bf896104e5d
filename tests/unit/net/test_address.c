/* SPDX-License-Identifier: Apache-2.0 */
#include "net/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static bool is_public(const char *text)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
		return address_public((const struct sockaddr *)&v4, sizeof v4);
	assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
	return address_public((const struct sockaddr *)&v6, sizeof v6);
}

static void expect(const char *const *texts, size_t count, bool expected)
{
	for (size_t i = 0; i < count; i++)
		if (is_public(texts[i]) != expected)
			fail_msg("%s is %s", texts[i], expected ? "refused" : "let through");
}

#define EXPECT(texts, expected) expect((texts), sizeof(texts) / sizeof *(texts), (expected))

static void public_addresses_pass(void **state)
{
	(void)state;
	static const char *const texts[] = {
	    "1.1.1.1",	      "8.8.8.8",	  "9.255.255.255",     "11.0.0.0",	 "100.63.255.255", "100.128.0.0",
	    "126.255.255.255", "128.0.0.1",	  "169.253.255.255",   "169.255.0.0",	 "172.15.255.255", "172.32.0.0",
	    "192.0.1.1",      "192.167.255.255",  "192.169.0.0",       "198.17.255.255", "198.20.0.0",	   "223.255.255.255",
	    "2606:4700::1111", "2a00:1450::1",	  "2001:200::1",       "2001:4860::8888", "3ffd::1",	   "2003::1",
	    "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
	};
	EXPECT(texts, true);
}

static void every_special_block_of_ipv4_is_refused(void **state)
{
	(void)state;
	static const char *const texts[] = {
	    "0.0.0.0",	    "0.1.2.3",	     "10.0.0.1",      "10.255.255.255", "100.64.0.1",	"100.127.255.255", "127.0.0.1",
	    "127.255.255.255", "169.254.0.1", "169.254.169.254", "172.16.0.1",	"172.31.255.255", "192.0.0.1",	   "192.0.2.1",
	    "192.88.99.1",  "192.168.0.1",   "192.168.255.255", "198.18.0.1",	"198.19.255.255", "198.51.100.7",  "203.0.113.9",
	    "224.0.0.1",    "239.255.255.255", "240.0.0.1",    "255.255.255.255",
	};
	EXPECT(texts, false);
}

static void every_special_block_of_ipv6_is_refused(void **state)
{
	(void)state;
	static const char *const texts[] = {
	    "::",	 "::1",		 "::7f00:1" /* compatible */, "100::1",	"fc00::1",  "fd12:3456::1", "fe80::1", "febf::1",
	    "fec0::1",	 "ff02::1",	 "ff0e::1",	  "2001::1" /* Teredo */, "2001:2::1", "2001:db8::1", "2001:1ff::1",
	    "2002:7f00:1::1" /* 6to4 */, "2002:808:808::1", "3fff::1", "3fff:fff::1", "4000::1", "5f00::1", "64:ff9b:1::1",
	};
	EXPECT(texts, false);
}

static void ipv4_in_ipv6_is_judged_as_ipv4(void **state)
{
	(void)state;
	static const char *const texts[] = {
	    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::127.0.0.1", "64:ff9b::192.168.1.1",
	    "::ffff:0:8.8.8.8" /* translated, not mapped */,
	};
	EXPECT(texts, false);
}

static void other_families_and_short_addresses_are_refused(void **state)
{
	(void)state;
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr unix_socket = {.sa_family = AF_UNIX};
	inet_pton(AF_INET, "8.8.8.8", &v4.sin_addr);
	assert_false(address_public((const struct sockaddr *)&v4, sizeof v4 - 1));
	assert_false(address_public(&unix_socket, sizeof unix_socket));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(public_addresses_pass),
	    cmocka_unit_test(every_special_block_of_ipv4_is_refused),
	    cmocka_unit_test(every_special_block_of_ipv6_is_refused),
	    cmocka_unit_test(ipv4_in_ipv6_is_judged_as_ipv4),
	    cmocka_unit_test(other_families_and_short_addresses_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
