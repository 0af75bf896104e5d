/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_BASE_FILE_H
#define STAGEFY_BASE_FILE_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct problem;

/* The whole file in the arena with a NUL behind it. Fails with INTERNAL when it cannot be read or is
 * larger than `most` bytes; the detail names the path. */
int file_read(struct arena *a, const char *path, size_t most, char **text, size_t *size, struct problem *p);

/* Writes beside the file and renames: readers see the old content or the new, nothing between. Once it returns 0 the new
 * one also outlives a loss of power. */
int file_replace(const char *path, const void *content, size_t size, unsigned mode, struct problem *p);

/* All of it, to what is open for writing; -1 with errno when that cannot be. */
int file_write(int fd, const void *bytes, size_t n);

/* Changes whenever the file does (time, size, inode); 0 when it is not there. */
uint64_t file_stamp(const char *path);

#endif
