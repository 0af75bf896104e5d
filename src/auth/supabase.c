/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/supabase.h"

#include <string.h>

#include "base/jvalue.h"

/* A string, or an array of nothing but strings (RFC 7519 section 4.1.3). */
static void check_audience_type(struct claims *c)
{
	const struct jvalue *aud;
	bool found = jvalue_find(c->object, "aud", &aud);
	claims_expect(c, found, REASON_MISSING_CLAIM, "aud");
	if (!found)
		return;
	enum json_kind kind = jvalue_kind(aud);
	claims_expect(c, kind == JSON_STRING || kind == JSON_ARRAY, REASON_BAD_CLAIM_TYPE, "aud");
	for (size_t i = 0; kind == JSON_ARRAY && i < jvalue_size(aud); i++)
		claims_expect(c, jvalue_string(jvalue_at(aud, i)) != NULL, REASON_BAD_CLAIM_TYPE, "aud");
}

static bool is_audience(const struct jvalue *v, const char *audience)
{
	const char *s = jvalue_string(v);
	return s != NULL && strcmp(s, audience) == 0;
}

static void check_audience(struct claims *c)
{
	const struct jvalue *aud = jvalue_get(c->object, "aud");
	bool ok = is_audience(aud, c->rules->audience);
	for (size_t i = 0; jvalue_kind(aud) == JSON_ARRAY && i < jvalue_size(aud); i++)
		ok = ok || is_audience(jvalue_at(aud, i), c->rules->audience);
	claims_expect(c, ok, REASON_WRONG_AUDIENCE, "aud");
}

static void read_anonymous(struct claims *c, struct principal *out)
{
	const struct jvalue *v;
	if (!jvalue_find(c->object, "is_anonymous", &v))
		return;
	claims_expect(c, jvalue_kind(v) == JSON_BOOL, REASON_BAD_CLAIM_TYPE, "is_anonymous");
	out->anonymous = jvalue_bool(v);
}

/* A token that carries client_id was given to somebody's OAuth client with a scope; we grant no scopes. */
static void check_own(struct claims *c)
{
	const struct jvalue *v = jvalue_get(c->object, "client_id");
	claims_expect(c, v == NULL || (jvalue_kind(v) == JSON_STRING && jvalue_string_size(v) == 0), REASON_DELEGATED,
		      "client_id");
}

/* The address is only as verified as a claim of the top level says: Supabase's own one stands in
 * user_metadata, where the user can write it. */
static void read_profile(struct claims *c, struct principal *out)
{
	const struct jvalue *user = jvalue_get(c->object, "user_metadata");
	out->email = claims_email(c->object, "email");
	out->email_verified = out->email != NULL && jvalue_bool(jvalue_get(c->object, "email_verified"));
	out->full_name = claims_display(user, "full_name", CLAIMS_NAME_MOST);
	if (out->full_name == NULL)
		out->full_name = claims_display(user, "name", CLAIMS_NAME_MOST);
}

void supabase_read(struct claims *c, struct principal *out)
{
	const struct jvalue *v;
	out->kind = ISSUER_SUPABASE;
	const char *sub = claims_text(c, "sub");
	claims_expect(c, jvalue_find(c->object, "session_id", &v), REASON_NO_SESSION, "session_id");
	const char *session = claims_text(c, "session_id"), *iss = claims_text(c, "iss"),
		   *role = claims_text(c, "role");
	check_audience_type(c);
	read_anonymous(c, out);
	struct claims_times times = claims_read_times(c);
	out->subject = claims_uuid(c, "sub", sub);
	claims_uuid(c, "session_id", session);
	claims_check_issuer(c, iss);
	check_audience(c);
	claims_expect(c, strcmp(role, "authenticated") == 0, REASON_ROLE_NOT_ALLOWED, "role");
	check_own(c);
	claims_check_times(c, &times);
	read_profile(c, out);
	out->expires_at = times.expires;
}
