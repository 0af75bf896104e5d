/* SPDX-License-Identifier: Apache-2.0 */
/* The query string as parameters: name[operator]=value. */
#ifndef STAGEFY_HTTP_QUERY_H
#define STAGEFY_HTTP_QUERY_H

struct arena;
struct problem;

struct query_param {
	const char *name, *operator /* NULL: none */, *value;
	const char *written; /* "price[gte]", for messages */
};

struct query {
	struct query_param *params;
	int count;
};

/* Decodes and splits. Broken escapes, bytes that are no UTF-8, NUL, a repeated parameter or more than
 * 100 of them are BAD_QUERY. */
int query_parse(struct arena *a, const char *text, struct query *out, struct problem *p);

/* "price[gte]" in q->written becomes name and operator. */
int query_split(struct arena *a, struct query_param *q, struct problem *p);

/* The parameter written so, or NULL. */
const struct query_param *query_find(const struct query *q, const char *written);

/* What a client wrote, cut to a length that a message can hold. */
const char *query_shown(struct arena *a, const char *text);

#endif
