/* SPDX-License-Identifier: Apache-2.0 */
/* A whole number as a query parameter of an action. */
#ifndef STAGEFY_REST_WHOLE_H
#define STAGEFY_REST_WHOLE_H

struct call;
struct problem;

/* ?name= from `least` (not negative) to `most` as text, or `usual` when it is not there. */
int whole_read(const struct call *c, const char *name, long least, long most, const char *usual, const char **out, struct problem *p);

#endif
