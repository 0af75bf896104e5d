/* SPDX-License-Identifier: Apache-2.0 */
/* The names of the product's events: events.def as a table. */
#ifndef STAGEFY_SERVE_EVENT_H
#define STAGEFY_SERVE_EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "rest/field.h"

struct arena;

struct event {
	const char *name, *table;
	const char *actions; /* "created|updated" */
	const char *status;  /* NULL: any */
	const char *doc;
	bool personal;	     /* for one person's streams, not for webhooks */
};

const struct event *event_at(size_t i);		  /* NULL past the end */
const struct event *event_find(const char *name); /* NULL: there is none */

/* What is told of one, in the feed and to webhooks. */
extern const struct field event_payload[];

/* All names, each with a | behind it: choices of a field. */
extern const char event_names[];

/* As JSON, the way SQL takes them: [{"type", "table_name", "actions", "status"}, …]. `only`: those that are named there;
 * NULL: all. */
const char *event_types(struct arena *a, const char *const *only, size_t count);

#endif
