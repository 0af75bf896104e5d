/* SPDX-License-Identifier: Apache-2.0 */
/* The statements of a list, for JSON and for CSV. */
#ifndef STAGEFY_REST_LIST_H
#define STAGEFY_REST_LIST_H

struct call;
struct selection;

/* Notes the page behind the row with these sort keys and id (NULL: the first), with one row more than s->limit and, behind the
 * columns of the shape, the sort keys and the id. */
int list_add_page(struct call *c, const struct selection *s, const char *const after[]);

#endif
