/* SPDX-License-Identifier: Apache-2.0 */
/* The values of a write, on their way from a validated body to SQL. */
#ifndef STAGEFY_REST_WRITE_H
#define STAGEFY_REST_WRITE_H

#include <stdbool.h>

struct field;
struct problem;
struct arena;
struct jvalue;

/* How a value comes into its column. */
enum write_how { WRITE_SET, WRITE_ADD, WRITE_REMOVE /* items, in lists */ };

struct write_value {
	enum write_how how;
	const struct field *field;
	const char *column, *text; /* text NULL: SQL's NULL */
	const struct jvalue *json; /* as it came; NULL for JSON's null */
};

struct write {
	struct arena *arena;
	struct write_value *values;
	int count, room;
	bool creating;
};

enum write_kind { WRITE_CREATE, WRITE_UPDATE, WRITE_ACTION };

/* Checks a body against fields and collects the values. Unknown and read-only members, missing required
 * ones and every broken rule are reported together. */
int write_read(struct arena *a, const struct field *fields, const struct jvalue *body, enum write_kind kind,
	       struct write *out, struct problem *p);

/* The value of a field, or NULL when it was not sent. */
const struct write_value *write_find(const struct write *w, const char *name);
const char *write_text(const struct write *w, const char *name); /* NULL: not sent, or null */

/* Adds a value of another write. */
void write_add(struct write *w, const struct write_value *v, enum write_how how);

/* Adds or replaces a value: what hooks do. */
void write_set(struct write *w, const char *column, const char *text);

#endif
