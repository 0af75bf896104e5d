/* SPDX-License-Identifier: Apache-2.0 */
/* Files in a folder by the keys of link/storage_key.h. Every step from the folder on is opened without
 * following a link, and every key is checked for its form first, so that nothing outside is ever
 * reached. Failures are those of link/storage.h. */
#ifndef STAGEFY_LINK_FOLDER_H
#define STAGEFY_LINK_FOLDER_H

#include "link/storage.h"

int folder_stat(struct arena *a, const char *root, const char *key, struct storage_object *out, struct problem *p);
int folder_read(const char *root, const char *key, int64_t offset, int64_t size, struct storage_sink sink,
		struct problem *p);

/* Beside it and renamed, as the disk has it: readers see the old content or the new. */
int folder_write(const char *root, const char *key, const void *content, size_t size, struct problem *p);

/* rename(2), after the content and before the answer both are on the disk. */
int folder_move(const char *root, const char *from, const char *to, struct problem *p);
int folder_remove(const char *root, const char *key, struct problem *p);
int folder_each(const char *root, const char *prefix,
		int (*each)(void *arg, struct arena *a, const char *key, int64_t size, struct problem *p), void *arg,
		struct problem *p);

/* `least_free`: how many bytes must be left. */
int folder_check(const char *root, int64_t least_free, struct storage_health *out, struct problem *p);

#endif
