/* SPDX-License-Identifier: Apache-2.0 */
#include "image/film_order.h"

#include <string.h>

#include "base/jvalue.h"
#include "image/recipe.h"

static int read_format(const char *name, struct film_order *out)
{
	static const struct {
		const char *name;
		int width, height;
	} formats[] = {{"16:9", 1920, 1080}, {"9:16", 1080, 1920}, {"1:1", 1080, 1080}};
	for (size_t i = 0; name != NULL && i < sizeof formats / sizeof *formats; i++)
		if (strcmp(name, formats[i].name) == 0) {
			out->width = formats[i].width;
			out->height = formats[i].height;
			return 0;
		}
	return -1;
}

/* Null and what is empty are no text; -1: what cannot be drawn. */
static int read_text(const struct jvalue *v, const char **out)
{
	*out = NULL;
	if (v == NULL || (jvalue_kind(v) == JSON_STRING && jvalue_string_size(v) == 0))
		return 0;
	if (jvalue_kind(v) != JSON_STRING ||
	    !recipe_is_drawable(jvalue_string(v), jvalue_string_size(v), FILM_TEXT_MOST))
		return -1;
	*out = jvalue_string(v);
	return 0;
}

static int read_captions(const struct jvalue *list, struct film_order *out)
{
	if (list == NULL)
		return 0;
	if (jvalue_kind(list) != JSON_ARRAY || jvalue_size(list) > out->photos)
		return -1;
	for (size_t i = 0; i < jvalue_size(list); i++)
		if (read_text(jvalue_at(list, i), &out->captions[i]) < 0)
			return -1;
	return 0;
}

int film_order_read(const struct jvalue *order, struct film_order *out, const char **why)
{
	int64_t photos = 0, seconds = 0;
	memset(out, 0, sizeof *out);
	*why = "a film is of 2 to 40 photos, each shown for 2 to 6 seconds";
	if (!jvalue_integer(jvalue_get(order, "photos"), &photos) ||
	    !jvalue_integer(jvalue_get(order, "seconds"), &seconds) || photos < FILM_PHOTOS_LEAST ||
	    photos > FILM_PHOTOS_MOST || seconds < FILM_SECONDS_LEAST || seconds > FILM_SECONDS_MOST)
		return -1;
	out->photos = (size_t)photos;
	out->seconds = (int)seconds;
	*why = "a format is 16:9, 9:16 or 1:1";
	if (read_format(jvalue_string(jvalue_get(order, "format")), out) < 0)
		return -1;
	*why = "a text is too long, or has characters that cannot be drawn";
	return read_text(jvalue_get(order, "title"), &out->title) < 0 ||
			       read_captions(jvalue_get(order, "captions"), out) < 0
		       ? -1
		       : 0;
}
