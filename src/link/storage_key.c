/* SPDX-License-Identifier: Apache-2.0 */
#include "link/storage_key.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/uuid.h"

enum {
	UUID_SIZE = UUID_TEXT_SIZE - 1,
	PREFIX_SIZE = sizeof STORAGE_KEY_PENDING_PREFIX - 1,
	RANDOM_SIZE = 16,
	RANDOM_TEXT_SIZE = 22,
	EXTENSION_MOST = 5,
	VARIANT_MOST = 12
};

static const char lower_digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";

static bool is_uuid(const char *s)
{
	for (size_t i = 0; i < UUID_SIZE; i++)
		if (s[i] >= 'A' && s[i] <= 'F')
			return false;
	return uuid_valid(s, UUID_SIZE);
}

static bool is_pending(const char *key, size_t n)
{
	return n == PREFIX_SIZE + UUID_SIZE + 1 + UUID_SIZE &&
	       memcmp(key, STORAGE_KEY_PENDING_PREFIX, PREFIX_SIZE) == 0 && is_uuid(key + PREFIX_SIZE) &&
	       key[PREFIX_SIZE + UUID_SIZE] == '/' && is_uuid(key + PREFIX_SIZE + UUID_SIZE + 1);
}

static bool is_random(const char *s)
{
	uint8_t bytes[RANDOM_SIZE];
	return encode_unbase64url(s, RANDOM_TEXT_SIZE, bytes) == RANDOM_SIZE;
}

static bool is_extension(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] == '\0' || strchr(lower_digits, s[i]) == NULL)
			return false;
	return n >= 1 && n <= EXTENSION_MOST;
}

static bool is_variant_name(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < 'a' || s[i] > 'z')
			return false;
	return n >= 1 && n <= VARIANT_MOST;
}

/* FINAL or VARIANT, by what stands behind the stem. */
static enum storage_key_kind ending(const char *s, size_t n)
{
	static const char webp[] = ".webp";
	size_t k = sizeof webp - 1;
	if (is_extension(s, n))
		return STORAGE_KEY_FINAL;
	return n > k && memcmp(s + n - k, webp, k) == 0 && is_variant_name(s, n - k) ? STORAGE_KEY_VARIANT : STORAGE_KEY_NONE;
}

static enum storage_key_kind stored(const char *key, size_t n)
{
	enum { MEDIA = UUID_SIZE + 1, RANDOM = MEDIA + UUID_SIZE + 1, DOT = STORAGE_KEY_STEM_SIZE };
	if (n > DOT + 1 && is_uuid(key) && key[UUID_SIZE] == '/' && is_uuid(key + MEDIA) && key[RANDOM - 1] == '-' &&
	    is_random(key + RANDOM) && key[DOT] == '.')
		return ending(key + DOT + 1, n - DOT - 1);
	return STORAGE_KEY_NONE;
}

enum storage_key_kind storage_key_kind(const char *key, size_t n)
{
	if (is_pending(key, n))
		return STORAGE_KEY_PENDING;
	return stored(key, n);
}

/* What this file makes it must also accept: anything else is a mistake of the caller's. */
static const char *checked(const char *key, enum storage_key_kind kind)
{
	if (storage_key_kind(key, strlen(key)) != kind)
		abort();
	return key;
}

const char *storage_key_pending(struct arena *a, const char *agency, const char *upload)
{
	return checked(arena_printf(a, STORAGE_KEY_PENDING_PREFIX "%s/%s", agency, upload), STORAGE_KEY_PENDING);
}

const char *storage_key_final(struct arena *a, const char *agency, const char *media, const char *extension)
{
	uint8_t random[RANDOM_SIZE];
	struct buf b;
	digest_random(random, sizeof random);
	buf_init(&b, a, 112);
	buf_printf(&b, "%s/%s-", agency, media);
	encode_base64url(&b, random, sizeof random);
	buf_printf(&b, ".%s", extension);
	return checked(buf_text(&b), STORAGE_KEY_FINAL);
}

const char *storage_key_variant(struct arena *a, const char *final, const char *variant)
{
	checked(final, STORAGE_KEY_FINAL);
	return checked(arena_printf(a, "%.*s.%s.webp", STORAGE_KEY_STEM_SIZE, final, variant), STORAGE_KEY_VARIANT);
}

bool storage_key_belongs(const char *key, const char *agency)
{
	enum storage_key_kind kind = storage_key_kind(key, strlen(key));
	if (kind == STORAGE_KEY_NONE || strlen(agency) != UUID_SIZE)
		return false;
	return memcmp(kind == STORAGE_KEY_PENDING ? key + PREFIX_SIZE : key, agency, UUID_SIZE) == 0;
}

int64_t storage_key_made_ms(const char *key)
{
	enum { VERSION_AT = 14 }; /* "01234567-89ab-7": 48 bits of milliseconds, then the version */
	if (storage_key_kind(key, strlen(key)) != STORAGE_KEY_PENDING)
		return -1;
	const char *upload = key + PREFIX_SIZE + UUID_SIZE + 1;
	if (upload[VERSION_AT] != '7')
		return -1;
	char digits[13];
	memcpy(digits, upload, 8);
	memcpy(digits + 8, upload + 9, 4);
	digits[12] = '\0';
	return strtoll(digits, NULL, 16);
}
