/* SPDX-License-Identifier: Apache-2.0 */
#include <stdbool.h>
#include <string.h>

#include "serve/identify.h"

#include "auth/auth.h"
#include "auth/credential.h"
#include "auth/reason.h"
#include "base/arena.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "serve/cross_origin.h"
#include "serve/exchange.h"
#include "serve/router.h"
#include "serve/scope.h"

bool identify_is_own_origin(const struct exchange *x)
{
	const char *origin = request_header(x->request, HEADER_ORIGIN);
	return origin != NULL && !x->request->repeated[HEADER_ORIGIN] && strcmp(origin, x->serve->own_origin) == 0;
}

int identify_own_origin(const struct exchange *x, struct problem *p)
{
	return identify_is_own_origin(x) ? 0 : problem_set(p, PROBLEM_ORIGIN_NOT_ALLOWED, NULL);
}

static int check_agency_header(const struct exchange *x, struct problem *p)
{
	const char *agency = request_header(x->request, HEADER_AGENCY_ID);
	if (agency == NULL)
		return 0;
	if (x->request->repeated[HEADER_AGENCY_ID])
		return problem_set(p, PROBLEM_MALFORMED_REQUEST, "Agency-Id is sent twice");
	if (!uuid_valid(agency, strlen(agency)))
		return problem_set(p, PROBLEM_NOT_FOUND, "there is no such agency");
	return 0;
}

/* The header decides; else what this token turned out to mean the last time. A key has one agency, and a header
 * beside it is only compared with that. */
static void choose_agency(struct exchange *x)
{
	const char *agency = request_header(x->request, HEADER_AGENCY_ID);
	const struct principal_note *note = principal_note(x->call.principal);
	if (x->call.principal->key_prefix != NULL) {
		x->call.agency_id = note == NULL || note->agency_id[0] == '\0' ? NULL : arena_strdup(x->arena, note->agency_id);
		return;
	}
	x->remembered_agency = agency == NULL && note != NULL && note->agency_id[0] != '\0';
	x->call.agency_id = x->remembered_agency ? arena_strdup(x->arena, note->agency_id) : agency;
}

/* What the adapter kept of a field: one text, or two of which only the first is known. */
static size_t header_list(const struct exchange *x, enum http_header h, const char *list[2])
{
	list[0] = list[1] = request_header(x->request, h);
	return list[0] == NULL ? 0 : x->request->repeated[h] ? 2 : 1;
}

static int choose_credential(const struct exchange *x, struct credential *out, struct problem *p)
{
	const char *authorization[2], *api_keys[2], *cookies[2], *origins[] = {x->serve->own_origin};
	struct credential_input in = {.authorization = authorization,
				      .api_keys = api_keys,
				      .cookies = cookies,
				      .method = x->request->method_name,
				      .origin = request_header(x->request, HEADER_ORIGIN),
				      .allowed_origins = origins,
				      .allowed_count = 1,
				      .clerk = x->serve->conf->clerk_issuer != NULL};
	in.authorization_count = header_list(x, HEADER_AUTHORIZATION, authorization);
	in.api_key_count = header_list(x, HEADER_X_API_KEY, api_keys);
	in.cookie_count = header_list(x, HEADER_COOKIE, cookies);
	return credential_choose(&in, out, p);
}

static int verify(struct exchange *x, const struct credential *chosen, struct problem *p)
{
	struct principal *who;
	if (chosen->kind == CREDENTIAL_NONE)
		return reason_refuse(REASON_NO_CREDENTIAL, p);
	if (chosen->kind == CREDENTIAL_API_KEY) {
		if (auth_read_key(x->serve->auth, x->arena, chosen->text, chosen->size, &who, p) < 0)
			return -1;
		x->call.principal = who;
		return 0;
	}
	if (auth_verify(x->serve->auth, x->arena, chosen->text, chosen->size, &who, p) < 0)
		return -1;
	if (chosen->cookie != NULL && auth_agree(x->serve->auth, x->arena, who, chosen->cookie, chosen->cookie_size, p) < 0)
		return -1;
	x->call.principal = who;
	return 0;
}

/* Guests of an issuer may look, and cannot be told apart well enough to write. */
static int check_guest(const struct exchange *x, struct problem *p)
{
	if (!x->call.principal->anonymous || !route_writes(x->route))
		return 0;
	problem_members(p, "\"needs\":\"an account\"");
	return problem_set(p, PROBLEM_FORBIDDEN, "guests cannot change anything: sign in with an account");
}

int identify_caller(struct exchange *x, struct problem *p)
{
	struct credential chosen;
	if (choose_credential(x, &chosen, p) < 0 || verify(x, &chosen, p) < 0 || cross_origin_read(x, chosen.from_cookie, p) < 0 ||
	    check_guest(x, p) < 0 || check_agency_header(x, p) < 0)
		return -1;
	choose_agency(x);
	return 0;
}

static const char *address(const struct exchange *x)
{
	return x->request->address[0] == '\0' ? NULL : x->request->address;
}

static void admit_key(struct exchange *x)
{
	static const struct statement admit = {
	    .name = "authenticate_key",
	    .sql = "select user_id, agency_id, role, platform_role, reads from "
		   "app.authenticate_key($1,$2,$3,$4,$5::int,$6,$7)",
	};
	const struct principal *who = x->call.principal;
	const char *const values[] = {who->key_prefix,
				      who->key_digest,
				      scope_needed(x->arena, x->route, &x->call),
				      request_header(x->request, HEADER_AGENCY_ID),
				      arena_printf(x->arena, "%u", x->route->roles),
				      x->request->id,
				      address(x)};
	x->call.auth_index = tx_add(x->call.tx, &admit, 7, values);
}

static void admit_person(struct exchange *x)
{
	static const struct statement admit = {
	    .name = "authenticate",
	    .sql = "select user_id, agency_id, role, platform_role, reads from "
		   "app.authenticate($1,$2,$3,$4,$5,$6,$7::int,$8,$9)",
	};
	const struct principal *who = x->call.principal;
	/* the claims are for a first sight: afterwards they would only be parsed for nothing */
	const struct principal_note *note = principal_note(who);
	bool known = note != NULL && note->user_id[0] != '\0';
	const char *const values[] = {who->issuer,
				      who->subject,
				      who->session,
				      x->call.agency_id,
				      who->org_id,
				      known ? NULL : who->claims_json,
				      arena_printf(x->arena, "%u", x->route->roles),
				      x->request->id,
				      address(x)};
	x->call.auth_index = tx_add(x->call.tx, &admit, 9, values);
}

void identify_admit(struct exchange *x)
{
	if (x->call.principal->key_prefix != NULL)
		admit_key(x);
	else
		admit_person(x);
}

enum reason identify_refused(const struct exchange *x, const struct problem *p)
{
	if (x->call.principal == NULL || x->call.principal->key_prefix == NULL)
		return REASON_SESSION_ENDED;
	enum reason reason = p->detail == NULL ? REASON_COUNT : reason_from(p->detail);
	return reason == REASON_COUNT ? REASON_UNKNOWN_API_KEY : reason;
}

bool identify_forget_agency(struct exchange *x, const struct problem *p)
{
	if (!x->remembered_agency || (p->code != PROBLEM_NOT_FOUND && p->code != PROBLEM_FORBIDDEN))
		return false;
	/* it was the handler who refused: authenticate let this agency in, and what was done is done */
	if (tx_refused(x->call.tx) != x->call.auth_index)
		return false;
	struct principal_note *note = principal_note(x->call.principal);
	if (note != NULL)
		note->agency_id[0] = '\0';
	x->remembered_agency = false;
	x->call.agency_id = NULL;
	return true;
}
