/* SPDX-License-Identifier: Apache-2.0 */
/* A stage for handlers: what they put into a transaction is caught (link with STAGE_WRAPS), and the rows
 * they find are a test's. Nothing is connected to. */
#ifndef STAGEFY_TESTS_REST_STAGE_H
#define STAGEFY_TESTS_REST_STAGE_H

#include "../unit.h"
#include "conf/conf.h"
#include "rest/call.h"

enum { STAGE_MOST = 16 };

struct stage {
	struct unit *u;
	struct call call;
	struct request request;
	struct response response;
	struct conf conf;
};

/* Begins anew: a GET without a body by an agency that is not known yet. */
void stage_open(struct stage *s, struct unit *u);

/* The query of the request; a body, as JSON. */
void stage_query(struct stage *s, const char *query);
void stage_body(struct stage *s, const char *json);

/* The statements put in since stage_open(): "sql {value,value}" each, on lines of their own. */
const char *stage_said(void);
const char *stage_sql(int index);

/* The rows of a statement: `columns` values a row, NULL for SQL's NULL. */
void stage_rows(int index, int columns, int count, const char *const values[]);

/* Whether the handler came to execute. */
bool stage_executed(void);

#endif
