/* SPDX-License-Identifier: Apache-2.0 */
#include "studio/here.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "image/call.h"
#include "studio/step.h"
#include "work/job.h"

/* 1: all of them; 0: one is gone; -1. */
static int read_sources(const struct step *s, struct edit_input *inputs, struct problem *p)
{
	for (size_t i = 0; i < jvalue_size(s->sources); i++) {
		int there = step_source(s, i, &inputs[i], p);
		if (there <= 0)
			return there;
	}
	return jvalue_size(s->sources) > 0;
}

static const char *as_recipe(const struct step *s)
{
	struct buf b;
	buf_init(&b, s->run->arena, 256);
	struct json_out o = json_out(&b);
	json_out_open(&o, '[');
	json_out_open(&o, '{');
	json_out_member(&o, "tool", s->tool);
	const struct jvalue *options = jvalue_get(s->input, "options");
	json_out_member_raw(&o, "options", options == NULL ? "{}" : jvalue_print(s->run->arena, options));
	json_out_close(&o, '}');
	json_out_close(&o, ']');
	return buf_text(&b);
}

int here_run(const struct step *s, struct problem *p)
{
	struct edit_input *inputs = arena_new_array(s->run->arena, struct edit_input, jvalue_size(s->sources) + 1);
	struct edit_marks marks = step_marks(s, false);
	struct edit_result result;
	int64_t began_us = clock_mono_us();
	int there = read_sources(s, inputs, p);
	if (there <= 0)
		return there < 0 ? -1 : step_failed(s, "original_gone", "the photo is no longer there", p);
	if (edit_run(s->run, as_recipe(s), inputs, jvalue_size(s->sources), &marks, &result, p) < 0)
		return -1;
	if (result.rejected != NULL)
		return step_failed(s, "input_unusable", arena_printf(s->run->arena, "%s: %s", result.rejected, result.detail == NULL ? "" : result.detail), p);
	return step_done(s, &result, "image/jpeg", (clock_mono_us() - began_us) / 1000, NULL, p);
}
