/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/gate.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/encode.h"
#include "base/jvalue.h"

enum { PARTS = 3, KID_MOST = 256 };

struct part {
	const char *text;
	size_t size;
	uint8_t *bytes;
	size_t byte_count;
};

static enum reason split(const char *text, size_t n, struct part parts[PARTS])
{
	size_t count = 0;
	const char *from = text, *end = text + n;
	for (const char *c = text; c <= end; c++) {
		if (c < end && *c != '.')
			continue;
		if (count == PARTS || c == from)
			return REASON_MALFORMED; /* a part too many, or an empty one */
		parts[count++] = (struct part){.text = from, .size = (size_t)(c - from)};
		from = c + 1;
	}
	return count == PARTS ? REASON_OK : REASON_MALFORMED;
}

static enum reason decode(struct arena *a, struct part parts[PARTS])
{
	for (int i = 0; i < PARTS; i++) {
		parts[i].bytes = arena_alloc(a, parts[i].size);
		ssize_t got = encode_unbase64url(parts[i].text, parts[i].size, parts[i].bytes);
		if (got < 0)
			return REASON_BAD_BASE64;
		parts[i].byte_count = (size_t)got;
	}
	return REASON_OK;
}

static enum reason fault_reason(enum json_fault_kind kind, bool is_header)
{
	switch (kind) {
	case JSON_DUPLICATE_MEMBER:
		return REASON_DUPLICATE_MEMBER;
	case JSON_LONG_NUMBER: /* valid JSON, but no time or version has 19 digits */
		return is_header ? REASON_MALFORMED : REASON_BAD_CLAIM_VALUE;
	case JSON_HAS_NUL:
	case JSON_LONE_SURROGATE:
		return is_header ? REASON_MALFORMED : REASON_BAD_JSON;
	case JSON_OK:
	case JSON_SYNTAX:
	case JSON_NOT_UTF8:
	case JSON_TOO_DEEP:
		break;
	}
	return REASON_BAD_JSON;
}

static enum reason parse(struct arena *a, const struct part *part, bool is_header, const struct jvalue **out)
{
	struct json_fault fault;
	if (jvalue_parse(a, (const char *)part->bytes, part->byte_count, out, &fault) < 0)
		return fault_reason(fault.kind, is_header);
	return jvalue_kind(*out) == JSON_OBJECT ? REASON_OK : REASON_BAD_JSON;
}

static bool has(const struct jvalue *object, const char *name)
{
	const struct jvalue *v;
	return jvalue_find(object, name, &v);
}

/* What the header says about how to read the token: only the plain reading is known here. */
static enum reason check_form(const struct jvalue *header)
{
	const struct jvalue *typ;
	if (has(header, "crit") || has(header, "b64"))
		return REASON_CRIT_UNSUPPORTED;
	if (has(header, "cty"))
		return REASON_BAD_HEADER_TYPE; /* a token within a token */
	if (!jvalue_find(header, "typ", &typ))
		return REASON_OK;
	if (jvalue_string(typ) == NULL)
		return REASON_BAD_HEADER_TYPE;
	return strcmp(jvalue_string(typ), "JWT") == 0 ? REASON_OK : REASON_OTHER_TYP; /* at+jwt and others */
}

static enum reason read_header(const struct jvalue *header, struct token *out)
{
	const struct jvalue *kid;
	const char *alg = jvalue_string(jvalue_get(header, "alg"));
	if (alg == NULL || !key_alg_from(alg, &out->alg))
		return REASON_ALG_NOT_ALLOWED;
	if (!jvalue_find(header, "kid", &kid))
		return REASON_OK;
	out->kid = jvalue_string(kid);
	out->kid_size = jvalue_string_size(kid);
	if (out->kid == NULL)
		return REASON_MISSING_KID;
	return out->kid_size <= KID_MOST ? REASON_OK : REASON_UNKNOWN_KID;
}

enum reason gate_read(struct arena *a, const char *text, size_t n, struct token *out)
{
	struct part parts[PARTS];
	struct token t = {0};
	enum reason reason;
	if (n > GATE_MOST_BYTES)
		return REASON_TOO_LARGE;
	if ((reason = split(text, n, parts)) != REASON_OK || (reason = decode(a, parts)) != REASON_OK ||
	    (reason = parse(a, &parts[0], true, &t.header)) != REASON_OK ||
	    (reason = parse(a, &parts[1], false, &t.claims)) != REASON_OK ||
	    (reason = check_form(t.header)) != REASON_OK || (reason = read_header(t.header, &t)) != REASON_OK)
		return reason;
	t.text = text;
	t.size = (size_t)(parts[2].text - 1 - text);
	t.signature = parts[2].bytes;
	t.signature_size = parts[2].byte_count;
	*out = t;
	return REASON_OK;
}
