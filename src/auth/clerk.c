/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/clerk.h"

#include <string.h>

#include "base/arena.h"
#include "base/jvalue.h"

enum reason clerk_check_category(const struct jvalue *header)
{
	/* a session, and the value that some instances stamp on every class */
	static const char *const sessions[] = {"cl_B7d4PD111AAA", "cl_I7d4PD111III"};
	const struct jvalue *cat;
	if (!jvalue_find(header, "cat", &cat))
		return REASON_OK;
	const char *text = jvalue_string(cat);
	for (size_t i = 0; text != NULL && i < sizeof sessions / sizeof sessions[0]; i++)
		if (strcmp(text, sessions[i]) == 0)
			return REASON_OK;
	return REASON_WRONG_CATEGORY;
}

/* v: 2, or absent for the first layout. A layout that is not known is not guessed at. */
static bool read_is_v2(struct claims *c)
{
	const struct jvalue *v;
	int64_t version = 2;
	if (!jvalue_find(c->object, "v", &v))
		return false;
	claims_expect(c, jvalue_integer(v, &version), REASON_BAD_CLAIM_TYPE, "v");
	claims_expect(c, version == 2, REASON_BAD_CLAIM_VALUE, "v");
	return true;
}

static const char *member_text(struct claims *c, const struct jvalue *object, const char *name, const char *claim)
{
	const struct jvalue *v;
	if (!jvalue_find(object, name, &v))
		return NULL;
	claims_expect(c, jvalue_kind(v) == JSON_STRING, REASON_BAD_CLAIM_TYPE, claim);
	return jvalue_string(v);
}

static bool is_slug(const char *s)
{
	return s == NULL ||
	       (*s != '\0' && strlen(s) <= CLAIMS_ID_MOST &&
		strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == strlen(s));
}

static bool is_role(const char *s)
{
	return s == NULL ||
	       (*s != '\0' && strlen(s) <= CLAIMS_ID_MOST &&
		strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-:") == strlen(s));
}

static void read_v2_org(struct claims *c, struct principal *out)
{
	const struct jvalue *o, *v;
	struct clerk_permissions ignored;
	if (!jvalue_find(c->object, "o", &o))
		return;
	claims_expect(c, jvalue_kind(o) == JSON_OBJECT, REASON_BAD_CLAIM_TYPE, "o");
	claims_expect(c, jvalue_kind(o) != JSON_OBJECT || jvalue_find(o, "id", &v), REASON_MISSING_CLAIM, "o.id");
	out->org_id = member_text(c, o, "id", "o.id");
	out->org_slug = member_text(c, o, "slg", "o.slg");
	const char *role = member_text(c, o, "rol", "o.rol");
	claims_expect(c, is_role(role), REASON_BAD_CLAIM_VALUE, "o.rol");
	if (role != NULL)
		out->org_role = arena_printf(c->arena, "org:%s", role);
	enum reason reason = clerk_read_permissions(c->arena, c->object, &ignored);
	claims_expect(c, reason == REASON_OK, reason, "fea");
}

static void read_v1_org(struct claims *c, struct principal *out)
{
	out->org_id = claims_optional_text(c, "org_id");
	if (out->org_id == NULL)
		return;
	out->org_slug = claims_optional_text(c, "org_slug");
	out->org_role = claims_optional_text(c, "org_role");
	claims_expect(c, is_role(out->org_role), REASON_BAD_CLAIM_VALUE, "org_role");
}

static void read_org(struct claims *c, struct principal *out)
{
	if (read_is_v2(c))
		read_v2_org(c, out);
	else
		read_v1_org(c, out);
	claims_expect(c, out->org_id == NULL || claims_is_id(out->org_id, "org_"), REASON_BAD_CLAIM_VALUE, "org_id");
	claims_expect(c, is_slug(out->org_slug), REASON_BAD_CLAIM_VALUE, "org_slug");
	out->org_name = out->org_id == NULL ? NULL : claims_display(c->object, "org_name", CLAIMS_NAME_MOST);
}

/* act: somebody of the vendor's dashboard, or an agent, acts as this person. */
static void read_actor(struct claims *c, struct principal *out)
{
	const struct jvalue *act, *sub;
	if (!jvalue_find(c->object, "act", &act))
		return;
	claims_expect(c, jvalue_kind(act) == JSON_OBJECT, REASON_BAD_CLAIM_TYPE, "act");
	claims_expect(c, jvalue_kind(act) != JSON_OBJECT || jvalue_find(act, "sub", &sub), REASON_MISSING_CLAIM,
		      "act.sub");
	out->impersonator = member_text(c, act, "sub", "act.sub");
	claims_expect(c, out->impersonator == NULL || claims_display(act, "sub", CLAIMS_ID_MOST) != NULL,
		      REASON_BAD_CLAIM_VALUE, "act.sub");
}

/* azp is the origin whose page asked for the token. With a list, a token without it is refused: the
 * documentation would let it pass, the SDK would not. */
static void check_party(struct claims *c, const char *azp)
{
	const struct claims_rules *r = c->rules;
	bool ok = r->party_count == 0;
	for (size_t i = 0; azp != NULL && i < r->party_count; i++)
		ok = ok || strcmp(azp, r->parties[i]) == 0;
	claims_expect(c, ok, REASON_WRONG_AZP, "azp");
}

static void check_status(struct claims *c, const char *sts)
{
	claims_expect(c, sts == NULL || strcmp(sts, "pending") != 0, REASON_SESSION_PENDING, "sts");
	claims_expect(c, sts == NULL || strcmp(sts, "active") == 0, REASON_BAD_CLAIM_VALUE, "sts");
}

/* Clerk puts none of these into a session token by itself; an instance's template may. */
static void read_profile(struct claims *c, struct principal *out)
{
	out->email = claims_email(c->object, "email");
	out->email_verified = out->email != NULL && jvalue_bool(jvalue_get(c->object, "email_verified"));
	out->full_name = claims_display(c->object, "full_name", CLAIMS_NAME_MOST);
	if (out->full_name == NULL)
		out->full_name = claims_display(c->object, "name", CLAIMS_NAME_MOST);
	out->locale = claims_display(c->object, "locale", 35); /* BCP 47 section 4.4.1 */
}

void clerk_read(struct claims *c, struct principal *out)
{
	const struct jvalue *v;
	out->kind = ISSUER_CLERK;
	out->subject = claims_text(c, "sub");
	claims_expect(c, jvalue_find(c->object, "sid", &v), REASON_NO_SESSION, "sid");
	const char *sid = claims_text(c, "sid"), *iss = claims_text(c, "iss");
	const char *azp = claims_optional_text(c, "azp"), *sts = claims_optional_text(c, "sts");
	struct claims_times times = claims_read_times(c);
	claims_expect(c, claims_is_id(out->subject, "user_"), REASON_BAD_CLAIM_VALUE, "sub");
	claims_expect(c, claims_is_id(sid, "sess_"), REASON_BAD_CLAIM_VALUE, "sid");
	read_org(c, out);
	read_actor(c, out);
	claims_check_issuer(c, iss);
	check_party(c, azp);
	claims_check_times(c, &times);
	check_status(c, sts);
	read_profile(c, out);
	out->expires_at = times.expires;
}
