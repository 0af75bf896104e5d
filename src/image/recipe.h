/* SPDX-License-Identifier: Apache-2.0 */
/* What is to be done to a photo, read from JSON: [{"tool": "enhance", "options": {"strength": 0.7}}, …]. What is not
 * known here, or out of its range, is refused. */
#ifndef STAGEFY_IMAGE_RECIPE_H
#define STAGEFY_IMAGE_RECIPE_H

#include <stdbool.h>
#include <stddef.h>

struct jvalue;

enum edit_tool {
	EDIT_ENHANCE,
	EDIT_STRAIGHTEN,
	EDIT_WHITE_BALANCE,
	EDIT_HDR_MERGE,
	EDIT_UPSCALE,
	EDIT_BLUR_PRIVATE,
	EDIT_WATERMARK,
	EDIT_CAPTION_TEXT,
	EDIT_TOOL_COUNT
};

enum {
	RECIPE_STEPS_MOST = 6,
	RECIPE_INPUTS_MOST = 5,
	RECIPE_BOXES_MOST = 40,
	RECIPE_WATERMARK_MOST = 60, /* characters */
	RECIPE_CAPTION_MOST = 120
};

struct edit_point {
	double x, y; /* parts of width and height, from the top left */
};

struct edit_box {
	double x, y, width, height;
};

enum edit_corner { CORNER_TOP_LEFT, CORNER_TOP_RIGHT, CORNER_BOTTOM_LEFT, CORNER_BOTTOM_RIGHT };

struct edit_step {
	enum edit_tool tool;
	double strength;	      /* enhance: 0 to 1 */
	double angle;		      /* straighten: degrees, clockwise, -15 to 15 */
	bool has_corners;	      /* straighten: instead of the angle */
	struct edit_point corners[4]; /* top left, top right, bottom right, bottom left */
	bool is_auto;		      /* white_balance: instead of the two */
	double temperature, tint;     /* white_balance: -1 colder, greener to 1 warmer, more magenta */
	struct edit_box boxes[RECIPE_BOXES_MOST];
	size_t box_count;
	const char *text; /* watermark, caption_text: UTF-8 of one line */
	enum edit_corner corner;
	bool at_top; /* caption_text */
};

struct recipe {
	struct edit_step steps[RECIPE_STEPS_MOST];
	size_t count; /* 0: the picture is only written again */
};

/* Valid UTF-8 that is one line of at most so many characters, and not only spaces. */
bool recipe_is_drawable(const char *s, size_t n, size_t most);

const char *recipe_tool_name(enum edit_tool tool);

/* -1: *why is a sentence that says what is wrong. `inputs`: how many pictures there are. Texts are those of `steps`. */
int recipe_read(const struct jvalue *steps, size_t inputs, struct recipe *out, const char **why);

#endif
