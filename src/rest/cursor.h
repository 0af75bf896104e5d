/* SPDX-License-Identifier: Apache-2.0 */
/* Where a list goes on: the sort values of the last row, sealed with the list they belong to. Opaque
 * to clients; one that was changed, or is used with other filters, is refused. */
#ifndef STAGEFY_REST_CURSOR_H
#define STAGEFY_REST_CURSOR_H

struct arena;
struct conf;
struct problem;

enum { CURSOR_MOST_VALUES = 4 };

/* `list` is any text that names the list: its filters and order. Values may be NULL. */
const char *cursor_write(struct arena *a, const struct conf *conf, const char *list, const char *const values[], int count);

/* Fills values[count]; BAD_CURSOR when it does not fit. */
int cursor_read(struct arena *a, const struct conf *conf, const char *list, const char *cursor, const char *values[],
		int count, struct problem *p);

#endif
