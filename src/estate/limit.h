/* SPDX-License-Identifier: Apache-2.0 */
/* ?limit= of actions that take no other parameter. */
#ifndef STAGEFY_ESTATE_LIMIT_H
#define STAGEFY_ESTATE_LIMIT_H

struct call;
struct problem;

enum { LIMIT_MOST = 200 };
#define LIMIT_USUAL "50"

/* A whole number from 1 to LIMIT_MOST as text: the one asked for, or LIMIT_USUAL. */
int limit_read(const struct call *c, const char **limit, struct problem *p);

#endif
