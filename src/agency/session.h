/* SPDX-License-Identifier: Apache-2.0 */
/* What sign-up, sign-in and refresh share: the signing key in force, tokens, the cookie, the answer. */
#ifndef STAGEFY_AGENCY_SESSION_H
#define STAGEFY_AGENCY_SESSION_H

#include <stddef.h>
#include <stdint.h>

#include "auth/local_token.h"
#include "base/uuid.h"
#include "rest/call.h"
#include "rest/field.h"

struct problem;
struct rows;

enum { SESSION_LIFE_S = 30 * 24 * 3600 };

/* Fields of the answer; `answers` "Session". */
extern const struct field session_fields[];

/* A session about to be stored: its id, its first refresh token and what is kept of it. */
struct session {
	char id[UUID_TEXT_SIZE];
	char refresh[LOCAL_TOKEN_REFRESH_SIZE];
	const char *refresh_digest; /* as bytea text */
};

void session_make(struct arena *a, struct session *out);

/* Notes the look-up of the keys in force; session_answer() reads it. */
int session_add_keys(struct call *c);

/* Signs an access token for the user and session and writes the answer. `keys` is what
 * session_add_keys() gave; `refresh` NULL keeps the cookie. */
int session_answer(struct call *c, const struct rows *keys, const char *user_id, const char *email, const char *full_name,
		   const char *session_id, const char *refresh, struct problem *p);

/* What is stored of a token that came back from a link, as bytea text. What cannot be a token has a digest too: the database
 * answers that there is no such. */
const char *session_token_digest(struct arena *a, const char *token);

/* The refresh token that came in the cookie as the digest that is stored, or NULL. */
const char *session_refresh_digest(const struct call *c);

/* Tells the browser to forget the cookie. */
void session_clear_cookie(struct call *c);

/* Whether local sign-in is on at all; FORBIDDEN otherwise. */
int session_check_local(const struct call *c, struct problem *p);

/* Address and user agent of the request, as SQL values. */
const char *session_address(const struct call *c);
const char *session_user_agent(const struct call *c);

#endif
