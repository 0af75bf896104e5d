/* SPDX-License-Identifier: Apache-2.0 */
#include "image/recipe.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/jvalue.h"
#include "base/utf8.h"

/* Where something is read, and where the first fault is told. */
struct reader {
	const struct jvalue *options;
	size_t known; /* members of `options` that were asked for */
	const char *why;
};

static int fault(struct reader *r, const char *why)
{
	if (r->why == NULL)
		r->why = why;
	return -1;
}

static bool take(struct reader *r, const char *name, const struct jvalue **out)
{
	bool is_there = jvalue_find(r->options, name, out);
	r->known += is_there;
	return is_there;
}

static int number(struct reader *r, const struct jvalue *v, double least, double most, double *out)
{
	const char *digits = jvalue_number(v);
	double value = digits == NULL ? NAN : strtod(digits, NULL);
	if (!(value >= least && value <= most)) /* nor NaN */
		return fault(r, "a number is missing or out of its range");
	*out = value;
	return 0;
}

/* Leaves *out as it is when there is none of that name. */
static int number_named(struct reader *r, const char *name, double least, double most, double *out)
{
	const struct jvalue *v;
	return take(r, name, &v) ? number(r, v, least, most, out) : 0;
}

static int word(struct reader *r, const char *name, const char *const *words, int count, int *out)
{
	const struct jvalue *v;
	if (!take(r, name, &v))
		return 0;
	const char *said = jvalue_string(v);
	for (int i = 0; said != NULL && i < count; i++)
		if (strcmp(said, words[i]) == 0) {
			*out = i;
			return 0;
		}
	return fault(r, "a word is not one of those that are known");
}

/* Characters that move or hide others, and lines, have no place in what is drawn. */
static bool is_one_line(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		/* U+2028 to U+202E: separators of lines, and turns of direction */
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f ||
		    (i + 2 < n && memcmp(s + i, "\xe2\x80", 2) == 0 && (s[i + 2] & 0xff) >= 0xa8 &&
		     (s[i + 2] & 0xff) <= 0xae))
			return false;
	return true;
}

bool recipe_is_drawable(const char *s, size_t n, size_t most)
{
	return n > 0 && utf8_length(s, n) <= most && strspn(s, " ") < n && is_one_line(s, n);
}

static int text(struct reader *r, size_t most, const char **out)
{
	const struct jvalue *v = NULL;
	take(r, "text", &v);
	const char *s = jvalue_string(v);
	size_t n = jvalue_string_size(v);
	if (s == NULL || !recipe_is_drawable(s, n, most))
		return fault(r, "the text is missing, too long, or has characters that cannot be drawn");
	*out = s;
	return 0;
}

static int enhance(struct reader *r, struct edit_step *out)
{
	out->strength = 0.7;
	return number_named(r, "strength", 0, 1, &out->strength);
}

/* The four turn the same way: no two sides cross, and none bends inwards. */
static bool is_convex(const struct edit_point c[4])
{
	for (int i = 0; i < 4; i++) {
		const struct edit_point *p = &c[i], *q = &c[(i + 1) % 4], *s = &c[(i + 2) % 4];
		if ((q->x - p->x) * (s->y - q->y) - (q->y - p->y) * (s->x - q->x) < 0.01)
			return false;
	}
	return true;
}

static int straighten(struct reader *r, struct edit_step *out)
{
	const struct jvalue *list;
	if (!take(r, "corners", &list)) {
		const struct jvalue *angle = NULL;
		take(r, "angle", &angle);
		return number(r, angle, -15, 15, &out->angle);
	}
	out->has_corners = true;
	if (jvalue_kind(list) != JSON_ARRAY || jvalue_size(list) != 4)
		return fault(r, "corners are four points");
	for (size_t i = 0; i < 4; i++) {
		const struct jvalue *point = jvalue_at(list, i);
		if (jvalue_kind(point) != JSON_ARRAY || jvalue_size(point) != 2)
			return fault(r, "a point is two numbers");
		if (number(r, jvalue_at(point, 0), 0, 1, &out->corners[i].x) < 0 ||
		    number(r, jvalue_at(point, 1), 0, 1, &out->corners[i].y) < 0)
			return -1;
	}
	return is_convex(out->corners)
		       ? 0
		       : fault(r,
			       "the corners are not top left, top right, bottom right, bottom left, or lie too close");
}

static int white_balance(struct reader *r, struct edit_step *out)
{
	const struct jvalue *automatic;
	if (take(r, "auto", &automatic) && jvalue_kind(automatic) != JSON_BOOL)
		return fault(r, "auto is true or false");
	out->is_auto = r->known > 0 && jvalue_bool(automatic);
	size_t before = r->known;
	if (number_named(r, "temperature", -1, 1, &out->temperature) < 0 ||
	    number_named(r, "tint", -1, 1, &out->tint) < 0)
		return -1;
	if (r->known == before && !out->is_auto) /* nothing is asked for: it finds out itself */
		out->is_auto = true;
	else if (r->known > before && out->is_auto)
		return fault(r, "auto goes without temperature and tint");
	return 0;
}

static int upscale(struct reader *r, struct edit_step *out)
{
	double factor = 2;
	(void)out;
	return number_named(r, "factor", 2, 2, &factor);
}

static int box(struct reader *r, const struct jvalue *v, struct edit_box *out)
{
	if (jvalue_kind(v) != JSON_ARRAY || jvalue_size(v) != 4)
		return fault(r, "a box is four numbers");
	if (number(r, jvalue_at(v, 0), 0, 1, &out->x) < 0 || number(r, jvalue_at(v, 1), 0, 1, &out->y) < 0 ||
	    number(r, jvalue_at(v, 2), 0, 1, &out->width) < 0 || number(r, jvalue_at(v, 3), 0, 1, &out->height) < 0)
		return -1;
	if (out->width <= 0 || out->height <= 0 || out->x + out->width > 1.0001 || out->y + out->height > 1.0001)
		return fault(r, "a box is empty or reaches beyond the picture");
	return 0;
}

static int blur_private(struct reader *r, struct edit_step *out)
{
	const struct jvalue *list = NULL;
	take(r, "boxes", &list);
	out->box_count = jvalue_size(list);
	if (jvalue_kind(list) != JSON_ARRAY || out->box_count == 0 || out->box_count > RECIPE_BOXES_MOST)
		return fault(r, "boxes are missing, or too many");
	for (size_t i = 0; i < out->box_count; i++)
		if (box(r, jvalue_at(list, i), &out->boxes[i]) < 0)
			return -1;
	return 0;
}

static int watermark(struct reader *r, struct edit_step *out)
{
	static const char *const corners[] = {"top_left", "top_right", "bottom_left", "bottom_right"};
	int corner = CORNER_BOTTOM_RIGHT;
	if (text(r, RECIPE_WATERMARK_MOST, &out->text) < 0 || word(r, "corner", corners, 4, &corner) < 0)
		return -1;
	out->corner = (enum edit_corner)corner;
	return 0;
}

static int caption_text(struct reader *r, struct edit_step *out)
{
	static const char *const places[] = {"bottom", "top"};
	int place = 0;
	if (text(r, RECIPE_CAPTION_MOST, &out->text) < 0 || word(r, "place", places, 2, &place) < 0)
		return -1;
	out->at_top = place == 1;
	return 0;
}

static int nothing(struct reader *r, struct edit_step *out)
{
	(void)r;
	(void)out;
	return 0;
}

static const struct {
	const char *name;
	int (*read)(struct reader *r, struct edit_step *out);
} tools[EDIT_TOOL_COUNT] = {
	[EDIT_ENHANCE] = {"enhance", enhance},
	[EDIT_STRAIGHTEN] = {"straighten", straighten},
	[EDIT_WHITE_BALANCE] = {"white_balance", white_balance},
	[EDIT_HDR_MERGE] = {"hdr_merge", nothing},
	[EDIT_UPSCALE] = {"upscale", upscale},
	[EDIT_BLUR_PRIVATE] = {"blur_private", blur_private},
	[EDIT_WATERMARK] = {"watermark", watermark},
	[EDIT_CAPTION_TEXT] = {"caption_text", caption_text},
};

const char *recipe_tool_name(enum edit_tool tool)
{
	return tools[tool].name;
}

static int tool_of(const char *name, enum edit_tool *out)
{
	for (int i = 0; name != NULL && i < EDIT_TOOL_COUNT; i++)
		if (strcmp(name, tools[i].name) == 0) {
			*out = (enum edit_tool)i;
			return 0;
		}
	return -1;
}

static int read_step(const struct jvalue *step, struct edit_step *out, const char **why)
{
	struct reader r = {.why = NULL};
	if (jvalue_kind(step) != JSON_OBJECT || tool_of(jvalue_string(jvalue_get(step, "tool")), &out->tool) < 0)
		fault(&r, "a step names no tool that is known here");
	else if (jvalue_find(step, "options", &r.options) && r.options != NULL && jvalue_kind(r.options) != JSON_OBJECT)
		fault(&r, "options are an object");
	else if (tools[out->tool].read(&r, out) == 0 && jvalue_size(r.options) != r.known)
		fault(&r, "an option is not known");
	*why = r.why;
	return r.why == NULL ? 0 : -1;
}

/* Brackets are merged first, and once; every other tool has one picture before it. */
static bool counts_agree(const struct recipe *r, size_t inputs)
{
	for (size_t i = 1; i < r->count; i++)
		if (r->steps[i].tool == EDIT_HDR_MERGE)
			return false;
	if (r->count > 0 && r->steps[0].tool == EDIT_HDR_MERGE)
		return inputs >= 2 && inputs <= RECIPE_INPUTS_MOST;
	return inputs == 1;
}

int recipe_read(const struct jvalue *steps, size_t inputs, struct recipe *out, const char **why)
{
	memset(out, 0, sizeof *out);
	*why = "a recipe is a list of at most six steps";
	if (jvalue_kind(steps) != JSON_ARRAY || jvalue_size(steps) > RECIPE_STEPS_MOST)
		return -1;
	for (out->count = 0; out->count < jvalue_size(steps); out->count++)
		if (read_step(jvalue_at(steps, out->count), &out->steps[out->count], why) < 0)
			return -1;
	*why = "the number of pictures does not fit the steps";
	return counts_agree(out, inputs) ? 0 : -1;
}
