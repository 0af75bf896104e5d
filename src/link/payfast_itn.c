/* SPDX-License-Identifier: Apache-2.0 */
#include "link/payfast_itn.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/problem.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "net/fetch.h"

static const char signature[] = "signature";

/* One name or value; NULL: no text. */
static const char *decoded(struct arena *a, const char *s, size_t n)
{
	char *text = arena_strndup(a, s, n);
	ssize_t size = encode_unpercent(text, n, 1);
	if (size < 0 || memchr(text, '\0', (size_t)size) != NULL || !utf8_valid(text, (size_t)size))
		return NULL;
	text[size] = '\0';
	return text;
}

static const struct payfast_field *find(const struct payfast_field *fields, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
	return NULL;
}

static const char *split(struct arena *a, const char *body, size_t size, struct payfast_field *fields, size_t *count)
{
	size_t n = 0;
	for (const char *end = body + size; body < end;) {
		const char *stop = memchr(body, '&', (size_t)(end - body));
		if (stop == NULL)
			stop = end;
		const char *equals = memchr(body, '=', (size_t)(stop - body));
		if (equals == NULL || equals == body)
			return "bad_form_encoding";
		if (n == PAYFAST_ITN_MOST)
			return "too_many_fields";
		struct payfast_field f = {decoded(a, body, (size_t)(equals - body)), decoded(a, equals + 1, (size_t)(stop - equals - 1))};
		if (f.name == NULL || f.value == NULL)
			return "bad_form_encoding";
		fields[n++] = f;
		body = stop + 1;
	}
	*count = n;
	return NULL;
}

static const char *text_of(struct arena *a, const struct payfast_itn *itn)
{
	struct buf b;
	buf_init(&b, a, 1024);
	for (size_t i = 0; i < itn->count; i++)
		payfast_sign_pair(&b, itn->fields[i].name, itn->fields[i].value);
	return buf_text(&b);
}

const char *payfast_itn_read(struct arena *a, const char *body, size_t size, struct payfast_itn *out)
{
	struct payfast_itn itn = {.count = 0};
	size_t n;
	const char *fault = split(a, body, size, itn.fields, &n);
	if (fault != NULL)
		return fault;
	for (size_t i = 0; i < n; i++)
		if (find(itn.fields, i, itn.fields[i].name) != NULL)
			return "duplicate_field";
	const struct payfast_field *sign = find(itn.fields, n, signature);
	if (sign == NULL)
		return "missing_signature";
	if (sign != &itn.fields[n - 1])
		return "field_after_signature";
	itn.count = n - 1;
	itn.signature = sign->value;
	itn.signed_text = text_of(a, &itn);
	*out = itn;
	return NULL;
}

const char *payfast_itn_value(const struct payfast_itn *itn, const char *name)
{
	const struct payfast_field *f = find(itn->fields, itn->count, name);
	return f == NULL ? "" : f->value;
}

bool payfast_itn_signed(struct arena *a, const struct payfast_itn *itn, const char *passphrase)
{
	char right[PAYFAST_SIGN_SIZE];
	payfast_sign_text(a, itn->signed_text, passphrase, right);
	return strlen(itn->signature) == PAYFAST_SIGN_SIZE - 1 && digest_equal(itn->signature, right, PAYFAST_SIGN_SIZE - 1);
}

/* Source: PayFast's documentation, "Ports and IP addresses". */
bool payfast_itn_from_known(const char *address)
{
	static const struct {
		const char *base;
		int bits;
	} blocks[] = {{"197.97.145.144", 28}, {"41.74.179.192", 27}, {"102.216.36.0", 28}, {"102.216.36.128", 28}, {"144.126.193.139", 32}};
	struct in_addr from, base;
	if (address == NULL || inet_pton(AF_INET, address, &from) != 1)
		return false;
	for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
		uint32_t mask = UINT32_MAX << (32 - blocks[i].bits);
		if (inet_pton(AF_INET, blocks[i].base, &base) == 1 && (ntohl(from.s_addr) & mask) == ntohl(base.s_addr))
			return true;
	}
	return false;
}

int payfast_itn_confirm(struct arena *a, const struct conf *conf, const struct payfast_itn *itn, struct problem *p)
{
	enum { TIMEOUT_MS = 10000, MOST = 4096 };
	static const char *const headers[] = {"Content-Type: application/x-www-form-urlencoded", NULL};
	struct fetch_answer answer;
	const struct fetch f = {.method = "POST", .url = arena_printf(a, "%s/eng/query/validate", conf->payfast_url), .headers = headers,
				.body = itn->signed_text, .body_size = strlen(itn->signed_text), .timeout_ms = TIMEOUT_MS, .most_bytes = MOST,
				.trusted = true};
	if (fetch_run(a, &f, &answer, p) < 0)
		return -1;
	const char *word = payfast_sign_trim(a, answer.body);
	if (answer.status == 200 && strcmp(word, "VALID") == 0)
		return 1;
	if (answer.status == 200 && strcmp(word, "INVALID") == 0)
		return 0;
	return problem_set(p, PROBLEM_BAD_GATEWAY, "PayFast answered %d to a question that it answers with VALID or INVALID", answer.status);
}
