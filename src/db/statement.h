/* SPDX-License-Identifier: Apache-2.0 */
/* A statement: its text, a name for the log, and whether it can change anything. Text is a constant or
 * built from tables; values travel only as $n. */
#ifndef STAGEFY_DB_STATEMENT_H
#define STAGEFY_DB_STATEMENT_H

#include <stdbool.h>

struct statement {
	const char *name; /* for the log: "properties.list" */
	const char *sql;
	bool writes;
};

#endif
