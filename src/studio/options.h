/* SPDX-License-Identifier: Apache-2.0 */
/* What a tool can be told, by the part of JSON Schema that its row may use: an object whose properties are of type string (enum,
 * minLength, maxLength), number or integer (minimum, maximum), boolean, or array (minItems, maxItems) of "point" ([x, y] within 0 and 1),
 * "box" ([x, y, w, h] likewise) or "caption" (a text, or null); with `required`, `default`, `minProperties` and `maxProperties`. */
#ifndef STAGEFY_STUDIO_OPTIONS_H
#define STAGEFY_STUDIO_OPTIONS_H

struct arena;
struct jvalue;
struct problem;

/* The options with their defaults, as JSON; NULL: violations below `pointer`. `options` may be NULL. */
const char *options_read(struct arena *a, const struct jvalue *schema, const struct jvalue *options, const char *pointer, struct problem *p);

#endif
