/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_REST_PARAMETERS_H
#define STAGEFY_REST_PARAMETERS_H

struct call;
struct field;
struct problem;

/* The parameters of an action's query, in the order of `fields`, into `values`: as texts for SQL, NULL for what was not sent. */
int parameters_read(const struct call *c, const struct field *fields, const char **values, struct problem *p);

#endif
