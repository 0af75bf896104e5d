/* SPDX-License-Identifier: Apache-2.0 */
/* Steps to edit a photo by: what is taken is in its ranges, so that nothing behind it has to ask again; refusals are sentences. */
#include "fuzz.h"

#include "base/jvalue.h"
#include "base/utf8.h"
#include "image/recipe.h"

static bool is_part(double v)
{
	return v >= 0 && v <= 1;
}

static void check_text(const struct edit_step *s, size_t most)
{
	size_t n = strlen(s->text);
	MUST(n > 0 && utf8_valid(s->text, n) && utf8_length(s->text, n) <= most && strcspn(s->text, "\n\r\t") == n);
}

static void check_boxes(const struct edit_step *s)
{
	MUST(s->box_count > 0 && s->box_count <= RECIPE_BOXES_MOST);
	for (size_t i = 0; i < s->box_count; i++) {
		const struct edit_box *b = &s->boxes[i];
		MUST(is_part(b->x) && is_part(b->y) && b->width > 0 && b->height > 0);
		MUST(b->x + b->width <= 1.001 && b->y + b->height <= 1.001);
	}
}

static void check_step(const struct edit_step *s)
{
	MUST(recipe_tool_name(s->tool) != NULL && is_part(s->strength));
	MUST(s->angle >= -15 && s->angle <= 15);
	MUST(is_part((s->temperature + 1) / 2) && is_part((s->tint + 1) / 2));
	for (int i = 0; i < 4; i++)
		MUST(is_part(s->corners[i].x) && is_part(s->corners[i].y));
	if (s->tool == EDIT_WATERMARK || s->tool == EDIT_CAPTION_TEXT)
		check_text(s, s->tool == EDIT_WATERMARK ? RECIPE_WATERMARK_MOST : RECIPE_CAPTION_MOST);
	if (s->tool == EDIT_BLUR_PRIVATE)
		check_boxes(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(4096);
	struct recipe *recipe = arena_new_one(a, struct recipe);
	const struct jvalue *steps;
	struct json_fault fault;
	if (jvalue_parse(a, (const char *)data, size, &steps, &fault) == 0)
		for (size_t inputs = 1; inputs <= RECIPE_INPUTS_MOST + 1; inputs++) {
			const char *why = NULL;
			if (recipe_read(steps, inputs, recipe, &why) < 0) {
				MUST(why != NULL && strlen(why) > 0);
				continue;
			}
			MUST(recipe->count <= RECIPE_STEPS_MOST && inputs <= RECIPE_INPUTS_MOST);
			MUST(inputs == 1 || recipe->steps[0].tool == EDIT_HDR_MERGE);
			for (size_t i = 0; i < recipe->count; i++)
				check_step(&recipe->steps[i]);
		}
	arena_free(a);
	return 0;
}
