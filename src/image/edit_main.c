/* SPDX-License-Identifier: Apache-2.0 */
/* stagefy-edit: edits one photo, or merges some, and ends. What it is given and answers is in image/order.h. As in
 * stagefy-image headers are looked at first, then all that is not needed is taken from this process, and only then a
 * picture is opened. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "image/cage.h"
#include "image/call.h"
#include "image/edit.h"
#include "image/lettering.h"
#include "image/marks.h"
#include "image/opening.h"
#include "image/order.h"
#include "image/pixels.h"
#include "image/recipe.h"
#include "media/probe.h"
#include "media/types.h"

/* A photo of 12 megapixels takes a second or two; five of them to merge take ten. */
static const struct cage_size most = {.memory_mb = 1536, .cpu_s = 90, .file_mb = ORDER_PICTURE_MOST >> 20, .files = 64};

/* Finer than the eye sees at the size of a screen; a provider is sent a little more. */
enum { QUALITY = 88, QUALITY_PREPARED = 90, ALTERATIONS_MOST = 20 };

struct order {
	struct recipe recipe;
	size_t inputs;
	int side;
	struct buf xmp;
};

struct refusal {
	const char *rejected, *detail;
};

/* ---- what is to be done */

static int read_order_text(struct arena *a, const struct jvalue **out, struct problem *p)
{
	struct stat file;
	struct json_fault fault;
	if (fstat(0, &file) < 0 || !S_ISREG(file.st_mode) || file.st_size > ORDER_MOST)
		return problem_set(p, PROBLEM_INTERNAL, "the order must be a file on descriptor 0");
	char *text = arena_alloc(a, (size_t)file.st_size + 1);
	if (pread(0, text, (size_t)file.st_size, 0) != file.st_size)
		return problem_set(p, PROBLEM_INTERNAL, "the order cannot be read");
	if (jvalue_parse(a, text, (size_t)file.st_size, out, &fault) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "the order %s", jvalue_fault_text(fault.kind));
	return 0;
}

static int read_marks(struct arena *a, const struct jvalue *marks, struct buf *xmp, struct problem *p)
{
	const struct jvalue *list = jvalue_get(marks, "alterations");
	const char *words[ALTERATIONS_MOST + 1] = {NULL};
	for (size_t i = 0; i < jvalue_size(list) && i < ALTERATIONS_MOST; i++)
		words[i] = jvalue_kind(jvalue_at(list, i)) == JSON_STRING ? jvalue_string(jvalue_at(list, i))
									  : ""; /* which is no word */
	struct edit_marks m = {jvalue_string(jvalue_get(marks, "source_type")), words,
			       jvalue_string(jvalue_get(marks, "credit"))};
	buf_init(xmp, a, 2048);
	if (jvalue_size(list) > ALTERATIONS_MOST || marks_check(&m) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "marks that no file can have");
	marks_xmp(xmp, &m);
	return 0;
}

/* 0; or -1 with the refusal, or with `p`. */
static int read_order(struct arena *a, struct order *out, struct refusal *refusal, struct problem *p)
{
	const struct jvalue *order = NULL;
	const char *why;
	int64_t inputs = 0, side = 0;
	if (read_order_text(a, &order, p) < 0)
		return -1;
	jvalue_integer(jvalue_get(order, "inputs"), &inputs);
	jvalue_integer(jvalue_get(order, "side"), &side);
	if (inputs < 1 || inputs > RECIPE_INPUTS_MOST || side < 0 || side > 65500)
		return problem_set(p, PROBLEM_INTERNAL, "an order that nobody here writes");
	out->inputs = (size_t)inputs;
	out->side = (int)side;
	if (read_marks(a, jvalue_get(order, "marks"), &out->xmp, p) < 0)
		return -1;
	if (recipe_read(jvalue_get(order, "steps"), out->inputs, &out->recipe, &why) == 0)
		return 0;
	*refusal = (struct refusal){ORDER_BAD_RECIPE, why};
	return -1;
}

/* ---- doing it */

static int refuse(struct refusal *refusal, const struct picture_fault *fault)
{
	*refusal = (struct refusal){variants_rejection(fault->rejection), fault->detail};
	return -1;
}

static bool has_words(const struct recipe *recipe)
{
	for (size_t i = 0; i < recipe->count; i++)
		if (recipe->steps[i].text != NULL)
			return true;
	return false;
}

/* What opening needs, by the headers alone; then nothing else is left. */
static int prepare(struct arena *a, const char *program, const struct order *order, struct refusal *refusal,
		   struct problem *p)
{
	const char *types[RECIPE_INPUTS_MOST];
	for (size_t i = 0; i < order->inputs; i++) {
		struct picture_fault fault = {0};
		struct probe probe = {0};
		if (opening_look(a, ORDER_INPUTS + (int)i, &probe, &fault, p) < 0)
			return p->code != PROBLEM_NONE ? -1 : refuse(refusal, &fault);
		types[i] = probe.type->content_type;
	}
	if (opening_start(program, types, order->inputs, p) < 0 ||
	    (has_words(&order->recipe) && lettering_start(p) < 0))
		return -1;
	return cage_close(p);
}

static int write_picture(struct arena *a, const struct order *order, const struct pixels *picture,
			 struct picture_fault *fault, struct problem *p)
{
	struct buf out;
	size_t n = 0;
	void *jpeg = pixels_jpeg(picture, order->side == 0 ? QUALITY : QUALITY_PREPARED, &n, fault);
	if (jpeg == NULL)
		return -1;
	buf_init(&out, a, n + order->xmp.size + 1024);
	int rc = marks_put(jpeg, n, order->xmp.data, order->xmp.size, &out);
	g_free(jpeg);
	if (rc < 0)
		return problem_set(p, PROBLEM_INTERNAL, "a JPEG of our own that cannot be read");
	if (out.size > ORDER_PICTURE_MOST) {
		*fault = (struct picture_fault){REJECTION_TOO_MANY_PIXELS, "would get too large a file"};
		return -1;
	}
	return file_write(ORDER_OUTPUT, out.data, out.size) == 0
		       ? 0
		       : problem_set(p, PROBLEM_INTERNAL, "descriptor %d: %s", ORDER_OUTPUT, strerror(errno));
}

static int edit(struct arena *a, const struct order *order, struct buf *answer, struct refusal *refusal,
		struct problem *p)
{
	struct picture_fault fault = {0};
	struct pixels picture = {0, 0, NULL};
	if (edit_pictures(a, &order->recipe, ORDER_INPUTS, order->inputs, order->side, &picture, &fault) < 0 ||
	    write_picture(a, order, &picture, &fault, p) < 0)
		return p->code != PROBLEM_NONE ? -1 : refuse(refusal, &fault);
	struct json_out o = json_out(answer);
	json_out_open(&o, '{');
	json_out_member_int(&o, "width", picture.width);
	json_out_member_int(&o, "height", picture.height);
	json_out_close(&o, '}');
	return 0;
}

static int run(struct arena *a, const char *program, struct buf *answer, struct problem *p)
{
	struct order *order = arena_new_one(a, struct order);
	struct refusal refusal = {NULL, NULL};
	if (cage_limit(&most, p) < 0)
		return -1;
	if (read_order(a, order, &refusal, p) == 0 && prepare(a, program, order, &refusal, p) == 0 &&
	    edit(a, order, answer, &refusal, p) == 0)
		return 0;
	if (refusal.rejected == NULL)
		return -1;
	struct json_out o = json_out(answer);
	json_out_open(&o, '{');
	json_out_member(&o, "rejected", refusal.rejected);
	json_out_member(&o, "detail", refusal.detail);
	json_out_close(&o, '}');
	return 0;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new(64 << 10);
	struct problem p;
	struct buf answer;
	problem_init(&p, a);
	buf_init(&answer, a, 1024);
	if (run(a, argc > 0 ? argv[0] : "stagefy-edit", &answer, &p) < 0) {
		fprintf(stderr, "stagefy-edit: %s\n", p.detail == NULL ? "failed" : p.detail);
		return 1;
	}
	buf_put(&answer, '\n');
	return file_write(1, answer.data, answer.size) < 0;
}
