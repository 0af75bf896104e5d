/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_BASE_JSON_GATE_H
#define STAGEFY_BASE_JSON_GATE_H

#include "base/jvalue.h"

enum { JSON_EXACT_DIGITS = 18 }; /* an int64 holds any so many */

/* Where whole numbers end that have more of them. */
struct json_longs {
	struct arena *arena;
	size_t *ends; /* in bytes from the start, rising */
	size_t count;
};

/* Checks everything about a text but whether a member came twice, and counts the members of all its
 * objects. Long numbers are a fault, or with `longs` let through and noted there. Returns 0, or -1 with
 * the first fault. */
int json_gate(const char *text, size_t n, size_t *members, struct json_longs *longs, struct json_fault *fault);

#endif
