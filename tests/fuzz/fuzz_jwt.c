/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens. The first byte of an input says what the rest is:
 *   r  a token as it would come in a header
 *   s  a header, a newline and a payload, which get a good signature (Supabase's legacy HS256)
 *   c  the claims of a Clerk token whose signature was good, and
 *   l  those of a local one */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "auth/auth.h"
#include "auth/claims.h"
#include "auth/clerk.h"
#include "auth/gate.h"
#include "auth/local.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/jvalue.h"
#include "base/log.h"
#include "base/problem.h"
#include "base/utf8.h"
#include "conf/conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW INT64_C(1760000100)
#define SECRET "super-secret-jwt-token-with-at-least-32-characters-long"

/* The first Supabase key of tests/vectors/jwt.json, so that a genuine token is in the corpus too. */
#define KEY_SET                                                                                                        \
	"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"3a18cfe2-7226-43b0-bbb4-7c5242f24001\","               \
	"\"x\":\"ZL4WqjYqqh0OCEX1mlHCNeo0kdVg8hIlAh6Ss-6w32I\",\"y\":\"QuhsUD_gkxLfq0Wk9w0xjgyJgPWha4tyroyr9-mKTDc\"}" \
	"]}"

static const char *parties[] = {"https://app.stagefy.example", "https://admin.stagefy.example"};
static struct conf conf = {.keys_dir = "nowhere",
			   .runtime_dir = "nowhere",
			   .public_url = "https://stagefy.example",
			   .sign_up = "open",
			   .clerk_issuer = "https://clerk.stagefy.example",
			   .clerk_authorized_parties = {parties, 2},
			   .supabase_issuer = "https://abcdefghijklmnopqrst.supabase.co/auth/v1",
			   .supabase_audience = "authenticated",
			   .supabase_jwt_secret = SECRET};

static void must(int ok, const char *what)
{
	if (!ok) {
		fprintf(stderr, "broken: %s\n", what);
		abort();
	}
}

/* What every accepted token promises to those who go on with it. */
static void check_principal(const struct principal *p)
{
	struct json_fault fault;
	must(p->issuer != NULL && p->subject != NULL && p->subject[0] != '\0', "issuer and subject are there");
	must(strlen(p->subject) <= CLAIMS_ID_MOST, "the subject is short");
	must(strspn(p->subject, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
		     strlen(p->subject),
	     "the subject is plain");
	must(p->expires_at > NOW - CLAIMS_LEEWAY_S, "it has not expired");
	must((p->session != NULL) == (p->kind == ISSUER_LOCAL), "only local tokens have a session of ours");
	must(p->org_id == NULL || p->kind == ISSUER_CLERK, "only Clerk has organizations");
	must(p->org_id != NULL || (p->org_name == NULL && p->org_role == NULL), "no role without an organization");
	must(p->email != NULL || !p->email_verified, "nothing is verified that is not there");
	if (p->claims_json != NULL)
		must(jvalue_check(p->claims_json, strlen(p->claims_json), &fault) == 0, "the claims are JSON");
}

static void run_token(struct auth *auth, struct arena *a, const char *token, size_t n)
{
	struct problem p;
	struct principal *who = NULL, *again = NULL;
	struct token t;
	problem_init(&p, a);
	if (auth_verify(auth, a, token, n, &who, &p) < 0) {
		must(who == NULL && (p.code == PROBLEM_UNAUTHENTICATED || p.code == PROBLEM_KEYS_UNAVAILABLE),
		     "it is refused as such");
		return;
	}
	check_principal(who);
	must(gate_read(a, token, n, &t) == REASON_OK && t.size < n, "what is accepted passed the gate");
	must(auth_verify(auth, a, token, n, &again, &p) == 0 && strcmp(again->subject, who->subject) == 0,
	     "it is accepted again");
}

static void run_signed(struct auth *auth, struct arena *a, const char *text, size_t n)
{
	const char *newline = memchr(text, '\n', n);
	struct buf b;
	uint8_t mac[DIGEST_SIZE];
	if (newline == NULL)
		return;
	size_t header = (size_t)(newline - text);
	buf_init(&b, a, 2 * n + 64);
	encode_base64url(&b, text, header);
	buf_put(&b, '.');
	encode_base64url(&b, newline + 1, n - header - 1);
	digest_hmac(SECRET, strlen(SECRET), b.data, b.size, mac);
	buf_put(&b, '.');
	encode_base64url(&b, mac, sizeof mac);
	run_token(auth, a, b.data, b.size);
}

static void run_claims(struct arena *a, const char *text, size_t n, const struct claims_rules *rules,
		       void (*read)(struct claims *, struct principal *))
{
	const struct jvalue *object;
	struct json_fault fault;
	if (jvalue_parse(a, text, n, &object, &fault) < 0 || jvalue_kind(object) != JSON_OBJECT)
		return;
	struct claims c = {.arena = a, .object = object, .rules = rules, .now = NOW};
	struct principal p = {.issuer = rules->issuer};
	read(&c, &p);
	must((c.reason == REASON_OK) == (c.claim == NULL), "a fault names its claim");
	if (c.reason != REASON_OK)
		return;
	if (p.kind != ISSUER_LOCAL)
		p.claims_json = claims_for_first_sight(a, &p);
	check_principal(&p);
}

/* The key set as a file of the option SUPABASE_JWKS: such a set is never asked for. */
static struct auth *begin(void)
{
	static char path[] = P_tmpdir "/stagefy-fuzz-XXXXXX";
	int fd = mkstemp(path);
	must(fd >= 0, "there is a file for the key set");
	must(write(fd, KEY_SET, strlen(KEY_SET)) == (ssize_t)strlen(KEY_SET), "the key set is written");
	close(fd);
	clock_stop_at(NOW * 1000000);
	log_set_level(LOG_ERROR);
	conf.supabase_jwks = path;
	struct auth *auth = auth_new(&conf);
	unlink(path);
	return auth;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct auth *auth;
	static struct arena *a;
	static const struct claims_rules clerk = {
		.issuer = "https://clerk.stagefy.example", .parties = parties, .party_count = 2};
	static const struct claims_rules local = {.issuer = "https://stagefy.example", .audience = LOCAL_AUDIENCE};
	if (auth == NULL) {
		auth = begin();
		a = arena_new(65536);
	}
	if (size == 0)
		return 0;
	const char *text = (const char *)data + 1;
	switch (data[0]) {
	case 'r':
		run_token(auth, a, text, size - 1);
		break;
	case 's':
		run_signed(auth, a, text, size - 1);
		break;
	case 'c':
		run_claims(a, text, size - 1, &clerk, clerk_read);
		break;
	case 'l':
		run_claims(a, text, size - 1, &local, local_read);
		break;
	}
	arena_reset(a);
	return 0;
}
