/* SPDX-License-Identifier: Apache-2.0 */
/* What a film is to be like: the order that image/film writes and stagefy-film reads. */
#ifndef STAGEFY_IMAGE_FILM_ORDER_H
#define STAGEFY_IMAGE_FILM_ORDER_H

#include <stddef.h>

#include "image/film.h"

struct jvalue;

/* stagefy-film reads its order from descriptor 0, {"photos": 3, "format": "16:9", "seconds": 4, "title": … or null,
 * "captions": [text or null, …]}, and the photos from those from FILM_PHOTOS on. It writes the MP4 to FILM_OUTPUT, how
 * far it is in percent to the first byte of FILM_PROGRESS, and one JSON object to 1: {"width", "height", "frames"} or
 * {"rejected", "detail"}. */
enum { FILM_OUTPUT = 3, FILM_PROGRESS = 4, FILM_PHOTOS = 5 };

/* Another than this is not looked for: what is started is known. */
#define FILM_ENCODER "/usr/bin/ffmpeg"

enum { FILM_RATE = 25 }; /* pictures a second */

struct film_order {
	size_t photos;
	int width, height, seconds;
	const char *title; /* or NULL */
	const char *captions[FILM_PHOTOS_MOST];
};

/* -1: *why is a sentence that says what is wrong. Texts are those of `order`. */
int film_order_read(const struct jvalue *order, struct film_order *out, const char **why);

#endif
