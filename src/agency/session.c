/* SPDX-License-Identifier: Apache-2.0 */
#include "agency/session.h"

#include <string.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/tx.h"

static const char cookie_name[] = "__Secure-stagefy-refresh";

static const struct field user_fields[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Who signed in.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"email", FIELD_TEXT, .doc = "Of the account.", .example = "\"lea@maison-alzette.example\""},
    {"full_name", FIELD_TEXT, .doc = "Of the person.", .example = "\"Léa Hoffmann\""},
    {.type = FIELD_END}};

const struct field session_fields[] = {
    {"access_token", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Send it as Authorization: Bearer.", .example = "\"eyJhbGciOiJFUzI1NiJ9.e30.c2ln\""},
    {"token_type", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Bearer", .example = "\"Bearer\""},
    {"expires_in", FIELD_INT, FIELD_NOT_NULL, .doc = "Seconds.", .example = "600"},
    {"user", FIELD_OBJECT, FIELD_NOT_NULL, .fields = user_fields, .doc = "Who signed in."},
    {.type = FIELD_END}};

static const char *bytea(struct arena *a, const uint8_t digest[DIGEST_SIZE])
{
	char hex[DIGEST_HEX_SIZE];
	encode_hex(digest, DIGEST_SIZE, hex);
	return arena_printf(a, "\\x%s", hex);
}

const char *session_token_digest(struct arena *a, const char *token)
{
	uint8_t digest[DIGEST_SIZE];
	digest_sha256(token, strlen(token), digest);
	return bytea(a, digest);
}

void session_make(struct arena *a, struct session *out)
{
	uint8_t digest[DIGEST_SIZE];
	uuid_v7(out->id);
	local_token_make_refresh(out->refresh, digest);
	out->refresh_digest = bytea(a, digest);
}

int session_add_keys(struct call *c)
{
	static const struct statement keys = {.name = "auth.signing_keys",
					      .sql = "select kid, public_jwk, sealed_private from agency.signing_keys() limit 1"};
	return tx_add(c->tx, &keys, 0, NULL);
}

static void set_cookie(struct call *c, const char *value, int seconds)
{
	response_header(c->response, "Set-Cookie", "%s=%s; Path=/api/auth; Max-Age=%d; HttpOnly; Secure; SameSite=Strict",
			cookie_name, value, seconds);
}

void session_clear_cookie(struct call *c)
{
	set_cookie(c, "", 0);
}

int session_answer(struct call *c, const struct rows *keys, const char *user_id, const char *email, const char *full_name,
		   const char *session_id, const char *refresh, struct problem *p)
{
	char *token;
	if (rows_count(keys) == 0)
		return problem_set(p, PROBLEM_KEYS_UNAVAILABLE, "there is no signing key yet: 'stagefy keys' makes it");
	struct local_key key = {.kid = rows_text(keys, 0, 0), .public_jwk = rows_text(keys, 0, 1),
				.sealed_private = rows_text(keys, 0, 2)};
	if (local_token_sign(c->arena, c->conf, &key, user_id, session_id, &token, p) < 0)
		return -1;
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_member(&o, "access_token", token);
	json_out_member(&o, "token_type", "Bearer");
	json_out_member_int(&o, "expires_in", LOCAL_TOKEN_LIFE_S);
	json_out_name(&o, "user");
	json_out_open(&o, '{');
	json_out_member(&o, "id", user_id);
	json_out_member(&o, "email", email);
	json_out_member(&o, "full_name", full_name);
	json_out_close(&o, '}');
	json_out_close(&o, '}');
	if (refresh != NULL)
		set_cookie(c, refresh, SESSION_LIFE_S);
	return 0;
}

const char *session_refresh_digest(const struct call *c)
{
	uint8_t digest[DIGEST_SIZE];
	const char *s = request_header(c->request, HEADER_COOKIE);
	size_t name = sizeof cookie_name - 1;
	while (s != NULL && *s != '\0') {
		s += strspn(s, " ;");
		size_t n = strcspn(s, ";");
		if (n > name && memcmp(s, cookie_name, name) == 0 && s[name] == '=')
			return local_token_refresh_digest(s + name + 1, n - name - 1, digest) < 0 ? NULL : bytea(c->arena, digest);
		s += n;
	}
	return NULL;
}

int session_check_local(const struct call *c, struct problem *p)
{
	if (strcmp(c->conf->sign_up, "off") != 0)
		return 0;
	problem_members(p, "\"needs\":\"another way to sign in\"");
	return problem_set(p, PROBLEM_FORBIDDEN, "signing in with e-mail and password is switched off here");
}

const char *session_address(const struct call *c)
{
	return c->request->address[0] == '\0' ? NULL : c->request->address;
}

const char *session_user_agent(const struct call *c)
{
	return request_header(c->request, HEADER_USER_AGENT);
}
