/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/claims.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/email.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/utf8.h"

void claims_expect(struct claims *c, bool ok, enum reason reason, const char *claim)
{
	if (ok || c->reason != REASON_OK)
		return;
	c->reason = reason;
	c->claim = claim;
}

const char *claims_optional_text(struct claims *c, const char *name)
{
	const struct jvalue *v;
	if (!jvalue_find(c->object, name, &v))
		return NULL;
	claims_expect(c, jvalue_kind(v) == JSON_STRING, REASON_BAD_CLAIM_TYPE, name);
	return jvalue_string(v);
}

const char *claims_text(struct claims *c, const char *name)
{
	const struct jvalue *v;
	claims_expect(c, jvalue_find(c->object, name, &v), REASON_MISSING_CLAIM, name);
	const char *text = claims_optional_text(c, name);
	return text == NULL ? "" : text;
}

static int64_t read_time(struct claims *c, const char *name, bool required)
{
	const struct jvalue *v;
	int64_t t = 0;
	if (!jvalue_find(c->object, name, &v)) {
		claims_expect(c, !required, REASON_MISSING_CLAIM, name);
		return 0;
	}
	claims_expect(c, jvalue_integer(v, &t), REASON_BAD_CLAIM_TYPE, name);
	claims_expect(c, t >= 0, REASON_BAD_CLAIM_VALUE, name);
	claims_expect(c, t <= CLAIMS_TIME_MOST, REASON_IMPLAUSIBLE_TIME, name);
	return t;
}

struct claims_times claims_read_times(struct claims *c)
{
	struct claims_times t;
	t.expires = read_time(c, "exp", true);
	t.issued = read_time(c, "iat", true);
	t.not_before = read_time(c, "nbf", false);
	return t;
}

void claims_check_times(struct claims *c, const struct claims_times *t)
{
	claims_expect(c, t->expires > c->now - CLAIMS_LEEWAY_S, REASON_EXPIRED, "exp");
	claims_expect(c, t->not_before <= c->now + CLAIMS_LEEWAY_S, REASON_NOT_YET_VALID, "nbf");
	claims_expect(c, t->issued <= c->now + CLAIMS_LEEWAY_S, REASON_ISSUED_IN_FUTURE, "iat");
}

void claims_check_issuer(struct claims *c, const char *iss)
{
	claims_expect(c, strcmp(iss, c->rules->issuer) == 0, REASON_WRONG_ISSUER, "iss");
}

static bool is_shown(const char *s, size_t n, size_t most)
{
	if (n == 0 || utf8_length(s, n) > most)
		return false;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
			return false;
	return true;
}

const char *claims_display(const struct jvalue *object, const char *name, size_t most)
{
	const struct jvalue *v = jvalue_get(object, name);
	const char *s = jvalue_string(v);
	return s != NULL && is_shown(s, jvalue_string_size(v), most) ? s : NULL;
}

const char *claims_email(const struct jvalue *object, const char *name)
{
	const struct jvalue *v = jvalue_get(object, name);
	const char *s = jvalue_string(v);
	return s != NULL && email_valid(s, jvalue_string_size(v)) ? s : NULL;
}

bool claims_is_id(const char *s, const char *prefix)
{
	size_t n = strlen(prefix);
	if (strncmp(s, prefix, n) != 0 || s[n] == '\0' || strlen(s) > CLAIMS_ID_MOST)
		return false;
	for (const char *c = s + n; *c != '\0'; c++)
		if (!isascii((unsigned char)*c) || !isalnum((unsigned char)*c))
			return false;
	return true;
}

const char *claims_uuid(struct claims *c, const char *name, const char *value)
{
	bool ok = uuid_valid(value, strlen(value));
	claims_expect(c, ok, REASON_BAD_CLAIM_VALUE, name);
	char *lower = arena_strdup(c->arena, ok ? value : "");
	for (char *s = lower; *s != '\0'; s++)
		*s = (char)tolower((unsigned char)*s);
	return lower;
}

static void member(struct json_out *o, const char *name, const char *value)
{
	if (value != NULL)
		json_out_member(o, name, value);
}

const char *claims_for_first_sight(struct arena *a, const struct principal *p)
{
	struct buf b;
	buf_init(&b, a, 256);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	member(&o, "email", p->email);
	if (p->email != NULL)
		json_out_member_bool(&o, "email_verified", p->email_verified);
	member(&o, "full_name", p->full_name);
	member(&o, "locale", p->locale);
	member(&o, "org_slug", p->org_slug);
	member(&o, "org_name", p->org_name);
	member(&o, "org_role", p->org_role);
	json_out_close(&o, '}');
	return buf_text(&b);
}
