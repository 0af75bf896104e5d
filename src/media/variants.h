/* SPDX-License-Identifier: Apache-2.0 */
/* The smaller forms of a picture, and why a picture may get none: what stagefy-image and the job that runs it agree on. */
#ifndef STAGEFY_MEDIA_VARIANTS_H
#define STAGEFY_MEDIA_VARIANTS_H

/* Raised when what is made changes: the sweep then has all of them made again. */
enum { VARIANTS_RECIPE = 2 };

/* In the order of their descriptors. */
enum variant { VARIANT_THUMBNAIL, VARIANT_SCREEN, VARIANT_COVER, VARIANT_COUNT };

/* Nothing is ever enlarged. */
struct variant_row {
	const char *name;  /* part of its key in the store */
	int width, height; /* the box that it fits into */
	int is_cropped;	   /* it has the ratio of the box: what is beyond is cut off on both sides */
	int quality;	   /* of WebP, 0-100 */
};

extern const struct variant_row variants[VARIANT_COUNT];

/* stagefy-image reads the picture from descriptor 0, writes one JSON object to 1 and the variants, in their order, to
 * the descriptors from 3 on; 2 is for what a person should see. Exit status 0: {"width", "height", "placeholder",
 * "variants": {"thumbnail": {"width", "height", "size"}, …}}, or {"rejected", "detail"}. Anything else: not done. */
enum { VARIANTS_FD = 3 };

/* Why a picture is refused. The names are those of media_items.rejection. */
enum rejection {
	REJECTION_WRONG_TYPE,	   /* of no type that is shown, or of two at once */
	REJECTION_BROKEN,	   /* cut off or damaged, or the decoder fell over it */
	REJECTION_TOO_MANY_PIXELS, /* by its header */
	REJECTION_TOO_MANY_PAGES,  /* by its header */
	REJECTION_TOO_MUCH_MEMORY, /* opening it would take more than is allowed */
	REJECTION_TOO_MUCH_TIME,
	REJECTION_COUNT
};

const char *variants_rejection(enum rejection r);

#endif
