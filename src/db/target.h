/* SPDX-License-Identifier: Apache-2.0 */
/* Where to connect: the hosts of an address, one at a time, each with all that libpq is told. libpq would go through them by
 * itself, but without blocking it goes on only when a host refuses: one that says nothing would take all the time there is. */
#ifndef STAGEFY_DB_TARGET_H
#define STAGEFY_DB_TARGET_H

#include <stdbool.h>

struct arena;
struct problem;
struct target;

enum { TARGET_MOST_SETTINGS = 64 };

/* What PQconnectStartParams takes; ends with NULL. */
struct target_settings {
	const char *names[TARGET_MOST_SETTINGS], *values[TARGET_MOST_SETTINGS];
};

/* Reads a URL or "key=value …". `pooled`: behind PgBouncer, which refuses startup options; then those that we need are the
 * role's. INTERNAL when libpq cannot read it: the sentence holds nothing of it, since there is a password in it. */
int target_new(const char *url, bool pooled, struct target **out, struct problem *p);

/* At least 1. A list that libpq would refuse is one: it says why. */
int target_hosts(const struct target *t);

/* For the host of that index. Texts live as long as the arena and the target. */
void target_settings(const struct target *t, struct arena *a, int host, struct target_settings *out);

/* Whether all hosts are this machine, as far as the address says. */
bool target_stays_here(const struct target *t);

/* And Postgres itself is what listens there: it shares this machine's cores. */
bool target_is_near(const struct target *t);

void target_free(struct target *t);

#endif
