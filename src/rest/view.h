/* SPDX-License-Identifier: Apache-2.0 */
/* A list as somebody saved it: filter, sort and columns, in the words of the list's own parameters. */
#ifndef STAGEFY_REST_VIEW_H
#define STAGEFY_REST_VIEW_H

struct call;
struct problem;
struct table;
struct write;

/* Puts the saved view that ?view= names under the request's own parameters. Filters of both hold; sort, fields and deleted of the
 * request stand instead of the view's. The view is read in a trip of its own, which is over then: what is asked for cannot be
 * written before it is known. Without ?view= nothing happens. */
int view_apply(struct call *c, const struct table *t, struct problem *p);

/* before_write of saved_views: what the list named would refuse is refused at its place in the body. */
int view_check(struct call *c, struct write *w, struct problem *p);

#endif
