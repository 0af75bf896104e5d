/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_AUTH_LOCAL_H
#define STAGEFY_AUTH_LOCAL_H

#include "auth/claims.h"

/* The audience of the access tokens that we sign: whoever else trusts our key must not take them. */
#define LOCAL_AUDIENCE "stagefy"

/* Judges the claims of an access token of our own (auth/local_token.h makes them) and fills *out. Whether
 * its session is still live is for app.authenticate. The fault is in c->reason. */
void local_read(struct claims *c, struct principal *out);

#endif
