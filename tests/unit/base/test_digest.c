/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "base/digest.h"
#include "base/encode.h"

static void expect(const uint8_t *digest, const char *hex)
{
	char text[DIGEST_HEX_SIZE];
	encode_hex(digest, DIGEST_SIZE, text);
	assert_string_equal(text, hex);
}

/* FIPS 180-2, appendix B */
static void test_sha256(void **state)
{
	(void)state;
	static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	uint8_t out[DIGEST_SIZE];
	digest_sha256("abc", 3, out);
	expect(out, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	struct digest *d = digest_begin();
	for (const char *c = two_blocks; *c != '\0'; c++)
		digest_add(d, c, 1);
	digest_end(d, out);
	expect(out, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

/* RFC 4231, cases 2 and 6 (a key longer than a block) */
static void test_hmac(void **state)
{
	(void)state;
	uint8_t out[DIGEST_SIZE], key[131];
	static const char text[] = "Test Using Larger Than Block-Size Key - Hash Key First";
	digest_hmac("Jefe", 4, "what do ya want for nothing?", 28, out);
	expect(out, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, sizeof key);
	digest_hmac(key, sizeof key, text, strlen(text), out);
	expect(out, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void test_random_equal_wipe(void **state)
{
	(void)state;
	uint8_t a[300] = {0}, b[300] = {0};
	digest_random(a, sizeof a);
	digest_random(b, sizeof b);
	assert_false(digest_equal(a, b, sizeof a));
	memcpy(b, a, sizeof a);
	assert_true(digest_equal(a, b, sizeof a));
	b[299] ^= 1;
	assert_false(digest_equal(a, b, sizeof a));
	assert_true(digest_equal(a, b, 299));
	digest_wipe(a, sizeof a);
	for (size_t i = 0; i < sizeof a; i++)
		assert_int_equal(a[i], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_sha256), UNIT(test_hmac), UNIT(test_random_equal_wipe)};
	return UNIT_RUN(tests);
}
