/* SPDX-License-Identifier: Apache-2.0 */
#include "media/variants.h"

/* The cover has the ratio of the dashboard's frames and of most portals' galleries. */
const struct variant_row variants[VARIANT_COUNT] = {
	[VARIANT_THUMBNAIL] = {"thumbnail", 400, 400, 0, 75},
	[VARIANT_SCREEN] = {"screen", 2048, 2048, 0, 80},
	[VARIANT_COVER] = {"cover", 1200, 800, 1, 78},
};

const char *variants_rejection(enum rejection r)
{
	static const char *const names[REJECTION_COUNT] = {
		[REJECTION_WRONG_TYPE] = "wrong_type",
		[REJECTION_BROKEN] = "broken",
		[REJECTION_TOO_MANY_PIXELS] = "too_many_pixels",
		[REJECTION_TOO_MANY_PAGES] = "too_many_pages",
		[REJECTION_TOO_MUCH_MEMORY] = "too_much_memory",
		[REJECTION_TOO_MUCH_TIME] = "too_much_time",
	};
	return names[r];
}
