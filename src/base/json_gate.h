/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_BASE_JSON_GATE_H
#define STAGEFY_BASE_JSON_GATE_H

#include "base/jvalue.h"

/* Checks everything about a text but whether a member came twice, and counts the members of all its
 * objects. Returns 0, or -1 with the first fault. */
int json_gate(const char *text, size_t n, size_t *members, struct json_fault *fault);

#endif
