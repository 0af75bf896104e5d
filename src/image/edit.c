/* SPDX-License-Identifier: Apache-2.0 */
#include "image/edit.h"

#include <vips/vips.h>

#include "base/arena.h"
#include "image/balance.h"
#include "image/hide.h"
#include "image/lettering.h"
#include "image/merge.h"
#include "image/opening.h"
#include "image/pixels.h"
#include "image/plane.h"
#include "image/recipe.h"
#include "image/tone.h"
#include "image/tone_sharpen.h"
#include "image/warp.h"

/* What a JPEG can be. */
enum { SIDE_MOST = 65500, GUESS_SIDE = 512 };

typedef int step_function(struct arena *a, const struct edit_step *step, struct pixels *p, struct picture_fault *fault);

static int enhance(struct arena *a, const struct edit_step *step, struct pixels *p, struct picture_fault *fault)
{
	return tone_enhance(a, p, step->strength, fault);
}

/* Who asks for it sees a cast: more of it is taken away than `enhance` would. */
static int white_balance(struct arena *a, const struct edit_step *step, struct pixels *p, struct picture_fault *fault)
{
	struct balance b = balance_by_hand((float)step->temperature, (float)step->tint);
	(void)fault;
	if (step->is_auto) {
		struct small small = plane_small(a, p, GUESS_SIDE);
		b = balance_guess(&small, 0.16F);
	}
	balance_apply(p, &b);
	return 0;
}

static int straighten(struct arena *a, const struct edit_step *step, struct pixels *p, struct picture_fault *fault)
{
	(void)a;
	return step->has_corners ? warp_corners(p, step->corners, fault) : warp_turn(p, step->angle, fault);
}

/* What a larger picture lacks is not there to be had; its edges are kept as sharp as they were. */
static int upscale(struct arena *a, const struct edit_step *step, struct pixels *p, struct picture_fault *fault)
{
	struct pixels room;
	(void)step;
	/* asks for what it will need, and refuses before any work */
	if (pixels_new(2 * p->width, 2 * p->height, &room, fault) < 0)
		return -1;
	pixels_free(&room);
	VipsImage *image = pixels_image(p, fault), *large = NULL;
	if (image != NULL && vips_resize(image, &large, 2, "kernel", VIPS_KERNEL_LANCZOS3, NULL) != 0)
		large = NULL;
	int rc = image == NULL ? -1 : pixels_become(p, large, fault);
	g_clear_object(&image);
	if (rc == 0)
		sharpen_picture(a, p, 0.9F);
	return rc;
}

static int blur_private(struct arena *a, const struct edit_step *step, struct pixels *p, struct picture_fault *fault)
{
	(void)a;
	(void)fault;
	hide_boxes(p, step->boxes, step->box_count);
	return 0;
}

static int watermark(struct arena *a, const struct edit_step *step, struct pixels *p, struct picture_fault *fault)
{
	(void)a;
	return lettering_watermark(p, step->text, step->corner, fault);
}

static int caption_text(struct arena *a, const struct edit_step *step, struct pixels *p, struct picture_fault *fault)
{
	(void)a;
	return lettering_caption(p, step->text, step->at_top, fault);
}

/* Those that change one picture. */
static step_function *const steps[EDIT_TOOL_COUNT] = {
	[EDIT_ENHANCE] = enhance,	    [EDIT_STRAIGHTEN] = straighten,	[EDIT_WHITE_BALANCE] = white_balance,
	[EDIT_UPSCALE] = upscale,	    [EDIT_BLUR_PRIVATE] = blur_private, [EDIT_WATERMARK] = watermark,
	[EDIT_CAPTION_TEXT] = caption_text,
};

static int open_merged(struct arena *a, int first, size_t count, const struct picture_size *box, struct pixels *out,
		       struct picture_fault *fault)
{
	struct pixels pictures[RECIPE_INPUTS_MOST];
	for (size_t i = 0; i < count; i++)
		if (pixels_open(first + (int)i, box, &pictures[i], fault) < 0)
			return -1; /* and the program ends */
	return merge_exposures(a, pictures, count, out, fault);
}

int edit_pictures(struct arena *a, const struct recipe *recipe, int first, size_t count, int side, struct pixels *out,
		  struct picture_fault *fault)
{
	struct picture_size box = {side == 0 ? SIDE_MOST : side, side == 0 ? SIDE_MOST : side};
	size_t done = recipe->count > 0 && recipe->steps[0].tool == EDIT_HDR_MERGE ? 1 : 0;
	if ((done == 1 ? open_merged(a, first, count, &box, out, fault) : pixels_open(first, &box, out, fault)) < 0)
		return -1;
	for (; done < recipe->count; done++)
		if (steps[recipe->steps[done].tool](a, &recipe->steps[done], out, fault) < 0)
			return -1;
	return 0;
}
