/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of actions that are rows of statements. */
#ifndef STAGEFY_REST_ANSWER_H
#define STAGEFY_REST_ANSWER_H

struct call;
struct field;
struct json_out;

/* {"data": […]}: the rows of statement `index`, whose columns are `fields` in their order. */
void answer_rows(struct call *c, int index, const struct field *fields);

/* Its first row alone, as an object. */
void answer_object(struct call *c, int index, const struct field *fields);

/* The members of that object, in one that is being written. */
void answer_members(struct json_out *o, const struct call *c, int index, const struct field *fields);

/* The rows as member `name` of an object that is being written. */
void answer_member(struct json_out *o, const struct call *c, const char *name, int index, const struct field *fields);

#endif
