/* SPDX-License-Identifier: Apache-2.0 */
/* The statements that change one row, whoever asks for them: a request of its own, or one of a batch. */
#ifndef STAGEFY_REST_CHANGE_H
#define STAGEFY_REST_CHANGE_H

#include <stdbool.h>

#include "rest/sql.h"

struct call;
struct etag_wanted;
struct table;
struct write;

/* All of them write "… returning" the whole row (remove: its id). */
void change_insert(struct sql *q, const struct call *c, const struct table *t, const char *id, const struct write *w);

/* The same, but changes the row that has the external_ref of the write. Returns one column more: whether it was made.
 * only_make: nothing is changed, and nothing returned, when that row is there and not deleted. */
void change_upsert(struct sql *q, const struct call *c, const struct table *t, const char *id, const struct write *w, bool only_make);

/* Changes the row that has the external_ref as change_upsert() would; makes none. */
void change_update_by_ref(struct sql *q, const struct call *c, const struct table *t, const char *ref, const struct write *w,
			  const struct etag_wanted *wanted);

void change_update(struct sql *q, const struct call *c, const struct table *t, const char *id, const struct write *w,
		   const struct etag_wanted *wanted);
void change_remove(struct sql *q, const struct call *c, const struct table *t, const char *id, const struct etag_wanted *wanted);
void change_restore(struct sql *q, const struct call *c, const struct table *t, const char *id);

#endif
