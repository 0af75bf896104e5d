/* SPDX-License-Identifier: Apache-2.0 */
/* bytea as Postgres writes it: \x and hexadecimal digits. */
#ifndef STAGEFY_DB_BYTES_H
#define STAGEFY_DB_BYTES_H

#include <stddef.h>
#include <stdint.h>

struct arena;

/* As the value of a statement. */
const char *bytes_text(struct arena *a, const void *p, size_t n);

/* Out of a row: `size` characters. *n is how many bytes there are; NULL: that is no bytea. */
const uint8_t *bytes_read(struct arena *a, const char *text, size_t size, size_t *n);

#endif
