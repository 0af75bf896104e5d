/* SPDX-License-Identifier: Apache-2.0 */
#include "studio/reel.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "image/film.h"
#include "studio/step.h"
#include "work/job.h"

enum { SECONDS_USUAL = 4, FROM_PERCENT = 10, TO_PERCENT = 95 };

/* 1: photo i as the film takes it; 0: the step has ended; -1. */
static int prepare(const struct step *s, size_t i, struct edit_input *out, struct problem *p)
{
	struct edit_input source;
	struct edit_result small;
	int there = step_source(s, i, &source, p);
	if (there < 0)
		return -1;
	if (there == 0)
		return step_failed(s, "original_gone", "a photo is no longer there", p);
	if (edit_prepare(s->run, &source, &small, p) < 0)
		return -1;
	if (small.rejected != NULL)
		return step_failed(s, "input_unusable", small.rejected, p);
	*out = (struct edit_input){small.bytes, small.size};
	return 1;
}

static const char *const *captions(const struct step *s, const struct jvalue *options, size_t count)
{
	const struct jvalue *list = jvalue_get(options, "captions");
	const char **out = arena_new_array(s->run->arena, const char *, count + 1);
	for (size_t i = 0; i < count && i < jvalue_size(list); i++) {
		const char *text = jvalue_string(jvalue_at(list, i));
		out[i] = text == NULL || *text == '\0' ? NULL : text;
	}
	return out;
}

static struct film_request request_of(const struct step *s, size_t count)
{
	const struct jvalue *options = jvalue_get(s->input, "options");
	int64_t seconds = SECONDS_USUAL;
	const char *title = jvalue_string(jvalue_get(options, "title"));
	jvalue_integer(jvalue_get(options, "seconds"), &seconds);
	return (struct film_request){.format = jvalue_string(jvalue_get(options, "format")),
				     .seconds = (int)seconds,
				     .title = title == NULL || *title == '\0' ? NULL : title,
				     .captions = captions(s, options, count)};
}

int reel_run(const struct step *s, struct problem *p)
{
	size_t count = jvalue_size(s->sources);
	struct edit_input *photos = arena_new_array(s->run->arena, struct edit_input, count + 1);
	struct film_result film;
	int64_t began_us = clock_mono_us();
	if (count == 0)
		return step_failed(s, "original_gone", "a photo is no longer there", p);
	for (size_t i = 0; i < count; i++) {
		int ready = prepare(s, i, &photos[i], p);
		if (ready <= 0)
			return ready;
	}
	struct film_request request = request_of(s, count);
	if (film_run(s->run, &request, photos, count, FROM_PERCENT, TO_PERCENT, &film, p) < 0)
		return -1;
	if (film.rejected != NULL)
		return step_failed(s, "input_unusable", film.rejected, p);
	const struct edit_result result = {.bytes = film.bytes, .size = film.size, .width = film.width, .height = film.height};
	return step_done(s, &result, "video/mp4", (clock_mono_us() - began_us) / 1000, NULL, p);
}
