/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_AUTH_SUPABASE_H
#define STAGEFY_AUTH_SUPABASE_H

#include "auth/claims.h"

/* Judges the claims of a Supabase access token and fills *out: a signed-in person with a session, never
 * a project key (anon, service_role) and never the token of somebody's OAuth client. `user_metadata` can
 * be edited by the user: only the name to display is taken from it. The fault is in c->reason. */
void supabase_read(struct claims *c, struct principal *out);

#endif
