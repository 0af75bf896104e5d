/* SPDX-License-Identifier: Apache-2.0 */
/* Connection addresses as other tools write them. Prisma puts parameters of its own into the query
 * (schema, pgbouncer, connection_limit, …) at which libpq would stop: they are taken off, and what
 * each means here is told once at start. */
#ifndef STAGEFY_CONF_DSN_H
#define STAGEFY_CONF_DSN_H

#include <stdbool.h>

struct arena;

struct dsn {
	const char *url;      /* what libpq is given */
	bool behind_pgbouncer; /* pgbouncer=true stood in it */
	const char *told;     /* sentences on what was taken off, or NULL */
};

void dsn_read(struct arena *a, const char *url, struct dsn *out);

/* Whether statements are prepared on the server: option PREPARE ("auto", "on", "off") and the DSN. */
bool dsn_prepares(const struct dsn *d, const char *prepare);

#endif
