/* SPDX-License-Identifier: Apache-2.0 */
/* From an error of Postgres to a problem: sqlstate.def. */
#ifndef STAGEFY_DB_SQLSTATE_H
#define STAGEFY_DB_SQLSTATE_H

#include <stdbool.h>

struct problem;

struct db_error {
	const char *sqlstate, *message, *detail, *constraint, *column, *schema, *table; /* NULL where not given */
	const char *routine; /* of Postgres, that reported it */
};

/* Fills *p; returns whether the transaction may simply be run again. An unlisted state is logged under
 * the statement's name and becomes INTERNAL: nothing of Postgres' own words reaches a client. */
bool sqlstate_problem(const struct db_error *e, const char *statement, struct problem *p);

#endif
