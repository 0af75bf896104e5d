/* SPDX-License-Identifier: Apache-2.0 */
#include "link/sigv4.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/encode.h"

#define ALGORITHM "AWS4-HMAC-SHA256"

void sigv4_date(int64_t wall_us, char out[SIGV4_DATE_SIZE])
{
	time_t seconds = (time_t)(wall_us / 1000000);
	struct tm tm;
	gmtime_r(&seconds, &tm);
	strftime(out, SIGV4_DATE_SIZE, "%Y%m%dT%H%M%SZ", &tm);
}

void sigv4_path(struct buf *b, const char *path)
{
	encode_percent(b, path, strlen(path), "/");
}

static int by_name_and_value(const void *x, const void *y)
{
	const struct sigv4_pair *a = x, *b = y;
	int order = strcmp(a->name, b->name);
	return order != 0 ? order : strcmp(a->value, b->value);
}

static void sort(struct sigv4_pair *pairs, size_t count)
{
	qsort(pairs, count, sizeof *pairs, by_name_and_value);
}

static const char *encoded(struct arena *a, const char *s)
{
	struct buf b;
	buf_init(&b, a, strlen(s) + 16);
	encode_percent(&b, s, strlen(s), "");
	return buf_text(&b);
}

/* The order is that of the encoded names. */
static const char *query_text(struct arena *a, const struct sigv4_pair *query, size_t count)
{
	struct sigv4_pair *pairs = arena_new_array(a, struct sigv4_pair, count);
	struct buf b;
	for (size_t i = 0; i < count; i++)
		pairs[i] = (struct sigv4_pair){encoded(a, query[i].name), encoded(a, query[i].value)};
	sort(pairs, count);
	buf_init(&b, a, 512);
	for (size_t i = 0; i < count; i++)
		buf_printf(&b, "%s%s=%s", i == 0 ? "" : "&", pairs[i].name, pairs[i].value);
	return buf_text(&b);
}

const char *sigv4_query(struct arena *a, const struct sigv4_request *r)
{
	return query_text(a, r->query, r->query_count);
}

static const char *lower_case(struct arena *a, const char *s)
{
	char *lower = arena_strdup(a, s);
	for (char *c = lower; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	return lower;
}

/* Without white space around it, and with runs inside it as one space. */
static const char *trimmed(struct arena *a, const char *value)
{
	struct buf b;
	buf_init(&b, a, strlen(value) + 1);
	for (value += strspn(value, " \t"); *value != '\0';) {
		size_t word = strcspn(value, " \t"), space = strspn(value + word, " \t");
		buf_write(&b, value, word);
		value += word + space;
		if (space > 0 && *value != '\0')
			buf_put(&b, ' ');
	}
	return buf_text(&b);
}

/* The headers to sign as the canonical request has them. */
struct signed_headers {
	struct sigv4_pair *pairs;
	size_t count;
};

static void sign_header(struct arena *a, struct signed_headers *h, const char *name, const char *value)
{
	h->pairs[h->count++] = (struct sigv4_pair){lower_case(a, name), trimmed(a, value)};
}

static struct signed_headers headers_of(struct arena *a, const struct sigv4_request *r)
{
	enum { AMZ_HEADERS = 4 }; /* host, and the three that sigv4_authorize() adds */
	struct signed_headers h = {arena_new_array(a, struct sigv4_pair, r->header_count + AMZ_HEADERS), 0};
	sign_header(a, &h, "host", r->host);
	for (size_t i = 0; i < r->header_count; i++)
		sign_header(a, &h, r->headers[i].name, r->headers[i].value);
	sort(h.pairs, h.count);
	return h;
}

/* "content-type;host" */
static const char *names_of(struct arena *a, const struct signed_headers *h)
{
	struct buf b;
	buf_init(&b, a, 128);
	for (size_t i = 0; i < h->count; i++)
		buf_printf(&b, "%s%s", i == 0 ? "" : ";", h->pairs[i].name);
	return buf_text(&b);
}

static const char *canonical_request(struct arena *a, const struct sigv4_request *r, const char *query,
				     const struct signed_headers *h, const char *payload)
{
	struct buf b;
	buf_init(&b, a, 1024);
	buf_printf(&b, "%s\n%s\n%s\n", r->method, r->path, query);
	for (size_t i = 0; i < h->count; i++)
		buf_printf(&b, "%s:%s\n", h->pairs[i].name, h->pairs[i].value);
	buf_printf(&b, "\n%s\n%s", names_of(a, h), payload);
	return buf_text(&b);
}

/* "20260304/auto/s3/aws4_request" */
static const char *scope_of(struct arena *a, const struct sigv4_signer *signer, const char *date)
{
	return arena_printf(a, "%.8s/%s/s3/aws4_request", date, signer->region);
}

static void signing_key(const struct sigv4_signer *signer, const char *date, uint8_t key[DIGEST_SIZE])
{
	struct buf secret;
	struct arena *own = arena_new(256); /* so that the copy of the secret can be wiped and is gone */
	buf_init(&secret, own, 64);
	buf_printf(&secret, "AWS4%s", signer->secret_access_key);
	digest_hmac(secret.data, secret.size, date, 8, key);
	digest_wipe(secret.data, secret.size);
	arena_free(own);
	digest_hmac(key, DIGEST_SIZE, signer->region, strlen(signer->region), key);
	digest_hmac(key, DIGEST_SIZE, "s3", 2, key);
	digest_hmac(key, DIGEST_SIZE, "aws4_request", 12, key);
}

static const char *hex(struct arena *a, const uint8_t digest[DIGEST_SIZE])
{
	char *text = arena_alloc(a, DIGEST_HEX_SIZE);
	encode_hex(digest, DIGEST_SIZE, text);
	return text;
}

static const char *signature(struct arena *a, const struct sigv4_signer *signer, const char *date,
			     const char *canonical)
{
	uint8_t digest[DIGEST_SIZE], key[DIGEST_SIZE];
	digest_sha256(canonical, strlen(canonical), digest);
	const char *to_sign =
		arena_printf(a, ALGORITHM "\n%s\n%s\n%s", date, scope_of(a, signer, date), hex(a, digest));
	signing_key(signer, date, key);
	digest_hmac(key, DIGEST_SIZE, to_sign, strlen(to_sign), digest);
	digest_wipe(key, sizeof key);
	return hex(a, digest);
}

static const char *credential(struct arena *a, const struct sigv4_signer *signer, const char *date)
{
	return arena_printf(a, "%s/%s", signer->access_key_id, scope_of(a, signer, date));
}

const char *sigv4_presign(struct arena *a, const struct sigv4_signer *signer, const struct sigv4_request *r,
			  const char date[SIGV4_DATE_SIZE], int64_t expires_s)
{
	enum { AMZ_PARAMETERS = 6 };
	struct signed_headers h = headers_of(a, r);
	struct sigv4_pair *query = arena_new_array(a, struct sigv4_pair, r->query_count + AMZ_PARAMETERS);
	size_t n = 0;
	query[n++] = (struct sigv4_pair){"X-Amz-Algorithm", ALGORITHM};
	query[n++] = (struct sigv4_pair){"X-Amz-Credential", credential(a, signer, date)};
	query[n++] = (struct sigv4_pair){"X-Amz-Date", date};
	query[n++] = (struct sigv4_pair){"X-Amz-Expires", arena_printf(a, "%lld", (long long)expires_s)};
	query[n++] = (struct sigv4_pair){"X-Amz-SignedHeaders", names_of(a, &h)};
	if (signer->session_token != NULL)
		query[n++] = (struct sigv4_pair){"X-Amz-Security-Token", signer->session_token};
	for (size_t i = 0; i < r->query_count; i++)
		query[n++] = r->query[i];
	const char *text = query_text(a, query, n);
	const char *canonical = canonical_request(a, r, text, &h, "UNSIGNED-PAYLOAD");
	return arena_printf(a, "%s?%s&X-Amz-Signature=%s", r->path, text, signature(a, signer, date, canonical));
}

const char *sigv4_authorize(struct arena *a, const struct sigv4_signer *signer, const struct sigv4_request *r,
			    const char date[SIGV4_DATE_SIZE], const char *payload)
{
	struct signed_headers h = headers_of(a, r);
	sign_header(a, &h, "x-amz-date", date);
	sign_header(a, &h, "x-amz-content-sha256", payload);
	if (signer->session_token != NULL)
		sign_header(a, &h, "x-amz-security-token", signer->session_token);
	sort(h.pairs, h.count);
	const char *canonical = canonical_request(a, r, sigv4_query(a, r), &h, payload);
	return arena_printf(a, ALGORITHM " Credential=%s, SignedHeaders=%s, Signature=%s", credential(a, signer, date),
			    names_of(a, &h), signature(a, signer, date, canonical));
}
