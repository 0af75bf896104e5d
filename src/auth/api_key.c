/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/api_key.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { ID_SIZE = 8, SECRET_SIZE = 36, CHECK_SIZE = 6, ID_AT = 9, SECRET_AT = 18, CHECK_AT = SECRET_AT + SECRET_SIZE };

_Static_assert(ID_AT + ID_SIZE == API_KEY_PREFIX, "the prefix ends with the id");
_Static_assert(CHECK_AT + CHECK_SIZE == API_KEY_LENGTH, "a key ends with its checksum");

static const char base62[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/* IEEE 802.3, reflected; four bits at a time. */
static uint32_t crc32_of(const char *s, size_t n)
{
	static const uint32_t nibbles[16] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
					     0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
					     0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
	uint32_t crc = 0xffffffff;
	for (size_t i = 0; i < n; i++) {
		crc ^= (uint8_t)s[i];
		crc = crc >> 4 ^ nibbles[crc & 15];
		crc = crc >> 4 ^ nibbles[crc & 15];
	}
	return ~crc;
}

static void write_check(const char *text, char out[CHECK_SIZE])
{
	uint32_t crc = crc32_of(text, CHECK_AT);
	for (int i = CHECK_SIZE - 1; i >= 0; i--) {
		out[i] = base62[crc % 62];
		crc /= 62;
	}
}

static bool all_base62(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] == '\0' || strchr(base62, s[i]) == NULL)
			return false;
	return true;
}

static void finish(struct api_key *key)
{
	key->text[API_KEY_LENGTH] = '\0';
	memcpy(key->prefix, key->text, API_KEY_PREFIX);
	key->prefix[API_KEY_PREFIX] = '\0';
	digest_sha256(key->text, API_KEY_LENGTH, key->digest);
}

enum api_key_fault api_key_read(const char *text, size_t n, struct api_key *out)
{
	char check[CHECK_SIZE];
	if (n < ID_AT || (memcmp(text, "sfy_live_", ID_AT) != 0 && memcmp(text, "sfy_test_", ID_AT) != 0))
		return API_KEY_UNKNOWN_PREFIX;
	if (n != API_KEY_LENGTH || !all_base62(text + ID_AT, ID_SIZE) || text[API_KEY_PREFIX] != '_' ||
	    !all_base62(text + SECRET_AT, SECRET_SIZE + CHECK_SIZE))
		return API_KEY_MALFORMED;
	write_check(text, check);
	if (memcmp(check, text + CHECK_AT, CHECK_SIZE) != 0)
		return API_KEY_BAD_CHECKSUM;
	memcpy(out->text, text, API_KEY_LENGTH);
	finish(out);
	return API_KEY_OK;
}

/* Each letter equally likely: bytes from 248 on are thrown away, 248 being four times 62. */
static void write_random(char *out, size_t n)
{
	uint8_t bytes[64];
	for (size_t made = 0; made < n;) {
		digest_random(bytes, sizeof bytes);
		for (size_t i = 0; i < sizeof bytes && made < n; i++)
			if (bytes[i] < 248)
				out[made++] = base62[bytes[i] % 62];
	}
	digest_wipe(bytes, sizeof bytes);
}

void api_key_make(const char *mode, struct api_key *out)
{
	snprintf(out->text, sizeof out->text, "sfy_%.4s_", mode);
	write_random(out->text + ID_AT, ID_SIZE);
	out->text[API_KEY_PREFIX] = '_';
	write_random(out->text + SECRET_AT, SECRET_SIZE);
	write_check(out->text, out->text + CHECK_AT);
	finish(out);
}
