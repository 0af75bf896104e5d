/* SPDX-License-Identifier: Apache-2.0 */
/* The tool `hdr_merge`: of some exposures of one view, each part from where it is exposed well. */
#ifndef STAGEFY_IMAGE_MERGE_H
#define STAGEFY_IMAGE_MERGE_H

#include <stddef.h>

struct arena;
struct picture_fault;
struct pixels;

/* Of 2 to 5 pictures of one size, which are freed; what was shifted is cut off. */
int merge_exposures(struct arena *a, struct pixels *pictures, size_t count, struct pixels *out,
		    struct picture_fault *fault);

#endif
