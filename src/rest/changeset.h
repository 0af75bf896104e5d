/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api/<table>/batch: many changes in one request. */
#ifndef STAGEFY_REST_CHANGESET_H
#define STAGEFY_REST_CHANGESET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/problem.h"
#include "rest/field.h"
#include "rest/write.h"

struct call;
struct table;

enum { CHANGESET_MOST = 500 };

enum changeset_op { CHANGESET_CREATE, CHANGESET_UPDATE, CHANGESET_PUT, CHANGESET_DELETE, CHANGESET_RESTORE, CHANGESET_OP_COUNT };

struct changeset_item {
	enum changeset_op op;
	const char *id; /* of a create: the new one */
	int64_t version; /* of if_match; 0: any */
	struct write write;
	struct problem problem; /* what is wrong with it */
	int row;		/* of its statement in the transaction */
};

struct changeset {
	struct changeset_item *items;
	size_t count;
	bool atomic;
};

/* The members of the body, and of each operation. */
extern const struct field changeset_fields[], changeset_operation_fields[];

/* Whether a table takes batches, and an operation in them. */
bool changeset_offered(const struct table *t);
bool changeset_takes(const struct table *t, enum changeset_op op);

const char *changeset_op_name(enum changeset_op op);

/* The roles that may send one: those that may do each of its operations. */
unsigned changeset_roles(const struct table *t);

/* Reads c->body. Each operation is checked as a request of its own would be, and what is wrong with it stands in its problem.
 * -1: there is no list of operations; or, of an atomic batch, every violation of every operation. */
int changeset_read(struct call *c, const struct table *t, struct changeset *out, struct problem *p);

/* Puts the place of an operation in front of the pointers of a problem; one without violations gets one that says where. */
void changeset_place(struct problem *p, size_t index, const char *within);

#endif
