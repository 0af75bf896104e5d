/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/format.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/email.h"

static bool all(const char *s, size_t n, const char *set)
{
	return strspn(s, set) == n;
}

#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGIT "0123456789"

/* Stored in lower case: A to Z, what becomes of other letters only the mail server knows. */
static const char *read_email(struct arena *a, const char *s, size_t n)
{
	if (!email_valid(s, n))
		return NULL;
	char *lower = arena_strndup(a, s, n);
	for (char *c = lower; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return lower;
}

/* E.164, with the marks that people put between the digits taken out; 00 stands for +. */
static const char *read_phone(struct arena *a, const char *s, size_t n)
{
	char *out = arena_alloc(a, n + 2), *p = out;
	if (n > 40)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		if (isdigit((unsigned char)s[i]) || (s[i] == '+' && p == out))
			*p++ = s[i];
		else if (strchr(" .-()/", s[i]) == NULL)
			return NULL;
	}
	*p = '\0';
	if (out[0] == '0' && out[1] == '0') {
		out[1] = '+';
		out++;
	}
	size_t digits = strlen(out) - 1;
	return out[0] == '+' && out[1] >= '1' && out[1] <= '9' && digits >= 7 && digits <= 15 ? out : NULL;
}

static const char *read_url(struct arena *a, const char *s, size_t n)
{
	if (n > 2000 || strncmp(s, "https://", 8) != 0 || n < 10)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] <= ' ' || strchr("\"<>\\^`{|}", s[i]) != NULL)
			return NULL;
	return arena_strndup(a, s, n);
}

static const char *read_currency(struct arena *a, const char *s, size_t n)
{
	return n == 3 && all(s, n, UPPER) ? arena_strndup(a, s, n) : NULL;
}

static const char *read_country(struct arena *a, const char *s, size_t n)
{
	return n == 2 && all(s, n, UPPER) ? arena_strndup(a, s, n) : NULL;
}

/* The subset of BCP 47 in use: language, script, region, variants. */
static const char *read_locale(struct arena *a, const char *s, size_t n)
{
	size_t part = strcspn(s, "-");
	if (n > 35 || part < 2 || part > 3 || strspn(s, LOWER) < part)
		return NULL;
	for (const char *c = s + part; *c != '\0'; c += part) {
		part = strcspn(++c, "-");
		if (part < 2 || part > 8 || strspn(c, UPPER LOWER DIGIT) < part)
			return NULL;
	}
	return arena_strndup(a, s, n);
}

static const char *read_colour(struct arena *a, const char *s, size_t n)
{
	return n == 7 && s[0] == '#' && all(s + 1, 6, DIGIT "abcdefABCDEF") ? arena_strndup(a, s, n) : NULL;
}

static const char *read_slug(struct arena *a, const char *s, size_t n)
{
	bool inside = n >= 2 && n <= 60 && all(s, n, LOWER DIGIT "-");
	return inside && s[0] != '-' && s[n - 1] != '-' ? arena_strndup(a, s, n) : NULL;
}

static const char *read_time_zone(struct arena *a, const char *s, size_t n)
{
	bool known = strcmp(s, "UTC") == 0 || strchr(s, '/') != NULL;
	return n <= 60 && known && all(s, n, UPPER LOWER DIGIT "/_+-") ? arena_strndup(a, s, n) : NULL;
}

static const char *read_sha256(struct arena *a, const char *s, size_t n)
{
	return n == 64 && all(s, n, DIGIT "abcdef") ? arena_strndup(a, s, n) : NULL;
}

static const char *read_content_type(struct arena *a, const char *s, size_t n)
{
	const char *slash = memchr(s, '/', n);
	bool fits = n <= 100 && slash != NULL && slash != s && slash[1] != '\0' && all(s, n, LOWER DIGIT "/.+-");
	return fits ? arena_strndup(a, s, n) : NULL;
}

static const struct format rows[FORMAT_COUNT] = {
    [FORMAT_EMAIL] = {"email", "\"format\":\"email\"", "must be an e-mail address", read_email},
    [FORMAT_PHONE] = {"phone", "\"pattern\":\"^[+0-9 .()/-]+$\"",
		      "must be a phone number in international form, such as +352 661 123 456", read_phone},
    [FORMAT_URL] = {"url", "\"format\":\"uri\"", "must be an address that begins with https://", read_url},
    [FORMAT_CURRENCY] = {"currency", "\"pattern\":\"^[A-Z]{3}$\"", "must be an ISO 4217 code such as EUR", read_currency},
    [FORMAT_COUNTRY] = {"country", "\"pattern\":\"^[A-Z]{2}$\"", "must be an ISO 3166-1 code such as LU", read_country},
    [FORMAT_LOCALE] = {"locale", "\"pattern\":\"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$\"",
		       "must be a BCP 47 language tag such as fr-LU", read_locale},
    [FORMAT_COLOUR] = {"colour", "\"pattern\":\"^#[0-9A-Fa-f]{6}$\"", "must be a colour such as #1f6f54", read_colour},
    [FORMAT_SLUG] = {"slug", "\"pattern\":\"^[a-z0-9][a-z0-9-]*[a-z0-9]$\"",
		     "must be 2 to 60 small letters, digits and hyphens", read_slug},
    [FORMAT_TIME_ZONE] = {"time_zone", "\"pattern\":\"^(UTC|[A-Za-z0-9_+-]+/[A-Za-z0-9/_+-]+)$\"",
			  "must be a time zone such as Europe/Luxembourg", read_time_zone},
    [FORMAT_SHA256] = {"sha256", "\"pattern\":\"^[0-9a-f]{64}$\"", "must be a SHA-256 in lower-case hex", read_sha256},
    [FORMAT_CONTENT_TYPE] = {"content_type", "\"pattern\":\"^[a-z0-9.+-]+/[a-z0-9.+-]+$\"",
			     "must be a content type such as image/jpeg", read_content_type},
};

const struct format *format_row(enum field_format f)
{
	return &rows[f];
}
