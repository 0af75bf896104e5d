/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/call.h"

#include <string.h>

#include "auth/principal.h"
#include "base/arena.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "db/rows.h"
#include "db/tx.h"

enum { AUTH_USER_ID, AUTH_AGENCY_ID };

static const char *auth_text(const struct call *c, int column)
{
	return c->auth_index < 0 ? NULL : rows_text_or_null(tx_rows(c->tx, c->auth_index), 0, column);
}

int call_check_id(const struct call *c, const char *what, struct problem *p)
{
	const char *id = c->params[0];
	return uuid_valid(id, strlen(id)) ? 0 : problem_set(p, PROBLEM_NOT_FOUND, "there is no such %s", what);
}

const char *call_user_id(const struct call *c)
{
	return auth_text(c, AUTH_USER_ID);
}

const char *call_agency_id(const struct call *c)
{
	return auth_text(c, AUTH_AGENCY_ID);
}

/* What the token turned out to mean: the next request with it names the agency in its statements. A dry run may have met
 * a person who is nobody again. */
static void remember(const struct call *c)
{
	struct principal_note *note = c->principal == NULL ? NULL : principal_note(c->principal);
	if (note == NULL || c->auth_index < 0)
		return;
	const char *user = call_user_id(c), *agency = call_agency_id(c);
	memcpy(note->user_id, user, UUID_TEXT_SIZE);
	/* an organization stays the same agency, and so does a key; without one, memberships and last_agency_id decide each time */
	if (agency != NULL && (c->principal->org_id != NULL || c->principal->key_prefix != NULL))
		memcpy(note->agency_id, agency, UUID_TEXT_SIZE);
}

int call_execute(struct call *c, struct problem *p)
{
	if ((c->keyed ? tx_read(c->tx, p) : tx_commit(c->tx, p)) < 0)
		return -1;
	if (!c->dry_run)
		remember(c);
	return 0;
}
