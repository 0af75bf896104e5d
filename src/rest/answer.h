/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of actions that are rows of a statement. */
#ifndef STAGEFY_REST_ANSWER_H
#define STAGEFY_REST_ANSWER_H

struct call;
struct field;

/* {"data": […]}: the rows of statement `index`, whose columns are `fields` in their order. */
void answer_rows(struct call *c, int index, const struct field *fields);

#endif
