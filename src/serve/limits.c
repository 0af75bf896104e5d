/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/limits.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "auth/principal.h"
#include "base/arena.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "serve/exchange.h"
#include "serve/router.h"

struct limits {
	struct arena *arena; /* for the life of the process */
	struct buckets *buckets;
	unsigned rate[LIMIT_COUNT]; /* a minute; 0: no limit */
	const char *policy[LIMIT_AGENCY]; /* by the kind of caller; "": no limits */
};

static const char *const names[LIMIT_COUNT] = {[LIMIT_USER] = "user", [LIMIT_KEY] = "key", [LIMIT_AGENCY] = "agency"};

static const char *policy(struct arena *forever, const struct limits *l, enum limit caller)
{
	const char *text = "";
	const enum limit both[] = {caller, LIMIT_AGENCY};
	for (int i = 0; i < 2; i++)
		if (l->rate[both[i]] > 0)
			text = arena_printf(forever, "%s%s\"%s\";q=%u;w=%d", text, *text == '\0' ? "" : ", ", names[both[i]],
					    l->rate[both[i]], BUCKET_WINDOW_S);
	return text;
}

int limits_open(const struct conf *conf, struct limits **out, struct problem *p)
{
	struct arena *forever = arena_new(512);
	struct limits *l = arena_new_one(forever, struct limits);
	l->arena = forever;
	l->rate[LIMIT_USER] = (unsigned)conf->rate_limit_user;
	l->rate[LIMIT_KEY] = (unsigned)conf->rate_limit_key;
	l->rate[LIMIT_AGENCY] = (unsigned)conf->rate_limit_agency;
	for (enum limit caller = LIMIT_USER; caller < LIMIT_AGENCY; caller++)
		l->policy[caller] = policy(forever, l, caller);
	if (bucket_open(conf->runtime_dir, &l->buckets, p) < 0) {
		arena_free(forever);
		return -1;
	}
	*out = l;
	return 0;
}

/* Known without the database, and not to be had by knowing somebody: of a token what its issuer has signed, of a key the
 * digest of the whole, since its beginning is no secret. */
static uint64_t caller_key(const struct principal *who, enum limit *kind)
{
	*kind = who->key_digest != NULL ? LIMIT_KEY : LIMIT_USER;
	if (*kind == LIMIT_KEY)
		return bucket_key(LIMIT_KEY, who->key_digest, strlen(who->key_digest));
	return bucket_key(LIMIT_USER + LIMIT_COUNT * (1 + (unsigned)who->kind), who->subject, strlen(who->subject));
}

static uint64_t agency_key(const char *id)
{
	return bucket_key(LIMIT_AGENCY, id, UUID_TEXT_SIZE - 1);
}

/* The one that this credential was let into the last time, unless the request names another: a name alone gives nobody a say
 * about the bucket of an agency that is not theirs. */
static uint64_t expected_agency(const struct exchange *x)
{
	const struct principal_note *note = principal_note(x->call.principal);
	const char *named = request_header(x->request, HEADER_AGENCY_ID);
	char lower[UUID_TEXT_SIZE];
	if (note == NULL || note->agency_bucket == 0 || named == NULL)
		return note == NULL ? 0 : note->agency_bucket;
	for (int i = 0; i < UUID_TEXT_SIZE - 1; i++)
		lower[i] = (char)tolower((unsigned char)named[i]);
	return agency_key(lower) == note->agency_bucket ? note->agency_bucket : 0;
}

static int refuse(const struct bucket_level *level, enum limit which, unsigned rate, unsigned cost, struct problem *p)
{
	static const char *const whose[LIMIT_COUNT] = {
	    [LIMIT_USER] = "you have", [LIMIT_KEY] = "this key has", [LIMIT_AGENCY] = "the agency has"};
	problem_set(p, PROBLEM_TOO_MANY_REQUESTS, "%s %u units a minute, %u are left, and this request costs %u", whose[which], rate,
		    level->left, cost);
	p->retry_after = level->wait_s;
	return -1;
}

int limits_take(struct exchange *x, struct problem *p)
{
	struct limits *l = x->serve->limits;
	struct limits_taken *t = &x->taken;
	unsigned cost = x->route->cost;
	uint64_t caller = caller_key(x->call.principal, &t->caller), agency = expected_agency(x);
	unsigned rate = l->rate[t->caller], whole = l->rate[LIMIT_AGENCY];
	t->is_told = true;
	if (rate > 0 && !bucket_take(l->buckets, caller, rate, cost, &t->of_caller))
		return refuse(&t->of_caller, t->caller, rate, cost, p);
	if (whole == 0 || agency == 0)
		return 0;
	t->agency = agency;
	if (bucket_take(l->buckets, agency, whole, cost, &t->of_agency))
		return 0;
	if (rate > 0)
		bucket_give_back(l->buckets, caller, rate, cost);
	return refuse(&t->of_agency, LIMIT_AGENCY, whole, cost, p);
}

/* Whom app.authenticate let in, though the request may have been refused behind it. NULL: nobody, or into no agency. */
static const char *entered(const struct call *c)
{
	return c->auth_index < 0 || tx_rows(c->tx, c->auth_index) == NULL ? NULL : call_agency_id(c);
}

/* What was asked for is done by now: if the agency has not enough left, the next request will meet that. */
void limits_settle(struct exchange *x)
{
	struct limits *l = x->serve->limits;
	struct limits_taken *t = &x->taken;
	unsigned whole = l->rate[LIMIT_AGENCY];
	const char *id = whole == 0 || !t->is_told ? NULL : entered(&x->call);
	uint64_t agency = id == NULL ? 0 : agency_key(id);
	if (agency == t->agency || agency == 0)
		return;
	if (t->agency != 0)
		bucket_give_back(l->buckets, t->agency, whole, x->route->cost);
	bucket_take(l->buckets, agency, whole, x->route->cost, &t->of_agency);
	t->agency = agency;
	struct principal_note *note = principal_note(x->call.principal);
	if (note != NULL)
		note->agency_bucket = agency;
}

static void add(struct buf *b, enum limit which, const struct bucket_level *level)
{
	buf_puts(b, b->size == 0 ? "\"" : ", \"");
	buf_puts(b, names[which]);
	buf_lit(b, "\";r=");
	buf_int(b, level->left);
	buf_lit(b, ";t=");
	buf_int(b, level->full_s);
}

void limits_tell(struct exchange *x)
{
	const struct limits *l = x->serve->limits;
	const struct limits_taken *t = &x->taken;
	struct buf b;
	if (!t->is_told || l->policy[t->caller][0] == '\0')
		return;
	buf_init(&b, x->arena, 96);
	if (l->rate[t->caller] > 0)
		add(&b, t->caller, &t->of_caller);
	if (t->agency != 0)
		add(&b, LIMIT_AGENCY, &t->of_agency);
	response_header(x->response, "RateLimit-Policy", "%s", l->policy[t->caller]);
	if (b.size > 0)
		response_header(x->response, "RateLimit", "%s", buf_text(&b));
}
