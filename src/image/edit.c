/* SPDX-License-Identifier: Apache-2.0 */
#include "image/edit.h"

#include "base/arena.h"
#include "image/balance.h"
#include "image/opening.h"
#include "image/pixels.h"
#include "image/plane.h"
#include "image/recipe.h"
#include "image/tone.h"

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

static step_function *const steps[EDIT_TOOL_COUNT] = {
	[EDIT_ENHANCE] = enhance,
	[EDIT_WHITE_BALANCE] = white_balance,
};

int edit_pictures(struct arena *a, const struct recipe *recipe, int first, size_t count, int side, struct pixels *out,
		  struct picture_fault *fault)
{
	int most = side == 0 ? SIDE_MOST : side;
	(void)count;
	if (pixels_open(first, &(struct picture_size){most, most}, out, fault) < 0)
		return -1;
	for (size_t i = 0; i < recipe->count; i++)
		if (steps[recipe->steps[i].tool](a, &recipe->steps[i], out, fault) < 0)
			return -1;
	return 0;
}
