/* SPDX-License-Identifier: Apache-2.0 */
/* Invitations: made, looked at, accepted. */
#include <string.h>

#include "agency/people.h"
#include "agency/requests.h"
#include "auth/local_token.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "rest/call.h"
#include "rest/field_type.h"
#include "rest/write.h"

static const char *bytea(struct arena *a, const uint8_t digest[DIGEST_SIZE])
{
	char hex[DIGEST_HEX_SIZE];
	encode_hex(digest, DIGEST_SIZE, hex);
	return arena_printf(a, "\\x%s", hex);
}

static void write_time(struct json_out *o, const char *name, const struct rows *rows, int column)
{
	json_out_name(o, name);
	field_write(o->buf, FIELD_TIME, rows_text(rows, 0, column), rows_size(rows, 0, column));
	o->comma = true;
}

struct invitation {
	const char *id, *email, *role;
	const struct rows *rows; /* expires_at */
	bool mailed;
};

/* token and url NULL: told before */
static void write_invitation(struct buf *b, const struct invitation *i, const char *token, const char *url)
{
	struct json_out o = json_out(b);
	json_out_open(&o, '{');
	json_out_member(&o, "id", i->id);
	json_out_member(&o, "email", i->email);
	json_out_member(&o, "role", i->role);
	write_time(&o, "expires_at", i->rows, 0);
	json_out_member(&o, "token", token);
	json_out_member(&o, "url", url);
	json_out_member_bool(&o, "mailed", i->mailed);
	json_out_close(&o, '}');
}

/* Who has the token needs no other right, and a receipt is kept for a day: it keeps the invitation without. */
static void keep_without_secret(struct call *c, const struct invitation *i)
{
	c->kept = arena_new_one(c->arena, struct buf);
	buf_init(c->kept, c->arena, 256);
	write_invitation(c->kept, i, NULL, NULL);
}

int invite_run(struct call *c, struct problem *p)
{
	static const struct statement invite = {.name = "invitations.create", .sql = "select agency.invite($1,$2,$3,$4)", .writes = true},
				      mail = {.name = "invitations.mail", .sql = "select agency.mail_invitation($1,$2)", .writes = true};
	struct write w;
	uint8_t digest[DIGEST_SIZE];
	char *token = arena_alloc(c->arena, LOCAL_TOKEN_REFRESH_SIZE), *id = arena_alloc(c->arena, UUID_TEXT_SIZE);
	if (write_read(c->arena, invite_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	uuid_v7(id);
	local_token_make_refresh(token, digest);
	const char *const values[] = {id, write_text(&w, "email"), write_text(&w, "role"), bytea(c->arena, digest)};
	const char *const link[] = {id, token};
	int index = tx_add(c->tx, &invite, 4, values), mailed = tx_add(c->tx, &mail, 2, link);
	if (call_execute(c, p) < 0)
		return -1;
	response_header(c->response, "Location", "/api/invitations/%s", id);
	struct invitation made = {id, values[1], values[2], tx_rows(c->tx, index), rows_bool(tx_rows(c->tx, mailed), 0, 0)};
	write_invitation(&c->response->body, &made, token, arena_printf(c->arena, "%s/invitation#%s", c->conf->public_url, token));
	if (c->keyed)
		keep_without_secret(c, &made);
	return 0;
}

/* What cannot be a token is none that exists. */
static const char *token_digest(const struct call *c, const char *token, struct problem *p)
{
	uint8_t digest[DIGEST_SIZE];
	if (local_token_refresh_digest(token, strlen(token), digest) == 0)
		return bytea(c->arena, digest);
	problem_set(p, PROBLEM_NOT_FOUND, "there is no such invitation");
	return NULL;
}

int accept_run(struct call *c, struct problem *p)
{
	static const struct statement accept = {
	    .name = "invitations.accept", .sql = "select agency_id, role from agency.accept_invitation($1)", .writes = true};
	struct write w;
	if (write_read(c->arena, accept_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *digest = token_digest(c, write_text(&w, "token"), p);
	if (digest == NULL)
		return -1;
	int index = tx_add(c->tx, &accept, 1, &digest);
	if (call_execute(c, p) < 0)
		return -1;
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_member(&o, "agency_id", rows_text(tx_rows(c->tx, index), 0, 0));
	json_out_member(&o, "role", rows_text(tx_rows(c->tx, index), 0, 1));
	json_out_close(&o, '}');
	return 0;
}

int preview_run(struct call *c, struct problem *p)
{
	static const struct statement look = {.name = "invitations.preview",
					      .sql = "select agency_name, email, role, expires_at from agency.preview_invitation($1)"};
	if (c->query.count == 0) {
		problem_set(p, PROBLEM_BAD_QUERY, "the parameter 'token' is needed");
		return problem_violation(p, "token", "required", NULL, "is required");
	}
	const char *digest = token_digest(c, c->query.params[0].value, p);
	if (digest == NULL)
		return -1;
	int index = tx_add(c->tx, &look, 1, &digest);
	if (tx_commit(c->tx, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(c->tx, index);
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_member(&o, "agency_name", rows_text(rows, 0, 0));
	json_out_member(&o, "email", rows_text(rows, 0, 1));
	json_out_member(&o, "role", rows_text(rows, 0, 2));
	write_time(&o, "expires_at", rows, 3);
	json_out_close(&o, '}');
	return 0;
}

int leave_run(struct call *c, struct problem *p)
{
	static const struct statement leave = {.name = "memberships.leave", .sql = "select agency.leave($1,$2)", .writes = true};
	struct write w;
	if (call_check_id(c, "membership", p) < 0)
		return -1;
	if (write_read(c->arena, leave_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *const values[] = {c->params[0], write_text(&w, "successor_id")};
	tx_add(c->tx, &leave, 2, values);
	return call_execute(c, p);
}
