/* SPDX-License-Identifier: Apache-2.0 */
/* What presign and commit have in common: a target, and a list of files. */
#ifndef STAGEFY_MEDIA_BATCH_H
#define STAGEFY_MEDIA_BATCH_H

#include <stddef.h>

#include "rest/write.h"

struct call;
struct jvalue;

struct batch {
	const char *property_id, *contact_id, *purpose; /* at most one is set */
	struct write *files;
	size_t count;
};

/* Reads the call's body by the fields of the request and of one file. `check` (or NULL) is called for each
 * file with what its fields say against it, and adds what else is wrong with it. All that is wrong is
 * reported together, in files under "/files/N". */
int batch_read(const struct call *c, const struct field *request, const struct field *file,
	       void (*check)(const struct call *c, const struct jvalue *file, struct problem *own), struct batch *out,
	       struct problem *p);

/* "/files/N" + rest */
const char *batch_pointer(struct arena *a, size_t index, const char *rest);

#endif
