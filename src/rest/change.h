/* SPDX-License-Identifier: Apache-2.0 */
/* The statements that change one row, whoever asks for them: a request of its own, or one of a batch. */
#ifndef STAGEFY_REST_CHANGE_H
#define STAGEFY_REST_CHANGE_H

#include "rest/sql.h"

struct call;
struct etag_wanted;
struct table;
struct write;

/* All of them write "… returning" the whole row (remove: its id). */
void change_insert(struct sql *q, const struct call *c, const struct table *t, const char *id, const struct write *w);

/* The same, but changes the row that has the external_ref of the write. Returns one column more: whether it was made. */
void change_upsert(struct sql *q, const struct call *c, const struct table *t, const char *id, const struct write *w);

void change_update(struct sql *q, const struct call *c, const struct table *t, const char *id, const struct write *w,
		   const struct etag_wanted *wanted);
void change_remove(struct sql *q, const struct call *c, const struct table *t, const char *id, const struct etag_wanted *wanted);
void change_restore(struct sql *q, const struct call *c, const struct table *t, const char *id);

#endif
