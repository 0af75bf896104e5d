/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_REST_ASSIGN_H
#define STAGEFY_REST_ASSIGN_H

#include "rest/sql.h"

struct write_value;

/* Writes the value as an SQL expression. With `patching`, texts per language and objects are merged into
 * what is there (RFC 7396); otherwise a null member in them means nothing is there. */
void assign_value(struct sql *q, const struct write_value *v, int patching);

#endif
