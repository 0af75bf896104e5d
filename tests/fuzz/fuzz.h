/* SPDX-License-Identifier: Apache-2.0 */
/* What the targets share: the entry point, and a way to say what must hold whatever comes in. */
#ifndef STAGEFY_TESTS_FUZZ_H
#define STAGEFY_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process: the input that came to this is kept by whoever runs the target. */
#define MUST(condition)                                                                      \
	do {                                                                                 \
		if (!(condition)) {                                                          \
			fprintf(stderr, "%s:%d: must hold: %s\n", __FILE__, __LINE__, #condition); \
			abort();                                                             \
		}                                                                            \
	} while (0)

/* The input as a C string in memory of its own size; what is behind a NUL is left out. */
static inline char *fuzz_string(struct arena *a, const uint8_t *data, size_t size)
{
	return arena_strndup(a, (const char *)data, size);
}

#endif
