/* SPDX-License-Identifier: Apache-2.0 */
#include "image/call.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "image/marks.h"
#include "image/order.h"
#include "image/recipe.h"
#include "media/child.h"
#include "work/job.h"

/* The program itself ends after 90 s of processor; a busy machine may make more of it. */
enum { WALL_S = 240, OUT = 1 };

const char *edit_program(void)
{
	static char path[CHILD_PATH_SIZE];
	return child_path(path, "stagefy-edit");
}

static void write_marks(struct json_out *o, const struct edit_marks *marks)
{
	json_out_name(o, "marks");
	json_out_open(o, '{');
	json_out_member(o, "source_type", marks->digital_source_type);
	json_out_member(o, "credit", marks->credit);
	json_out_name(o, "alterations");
	json_out_open(o, '[');
	for (size_t i = 0; marks->alterations != NULL && marks->alterations[i] != NULL; i++)
		json_out_string(o, marks->alterations[i]);
	json_out_close(o, ']');
	json_out_close(o, '}');
}

static void write_order(struct buf *b, const char *steps_json, size_t inputs, int side, const struct edit_marks *marks)
{
	static const struct edit_marks none = {NULL, NULL, NULL};
	struct json_out o = json_out(b);
	json_out_open(&o, '{');
	json_out_member_raw(&o, "steps", steps_json);
	json_out_member_int(&o, "inputs", (int64_t)inputs);
	json_out_member_int(&o, "side", side);
	write_marks(&o, marks == NULL ? &none : marks);
	json_out_close(&o, '}');
}

/* What it wrote; or why it refused. */
static int read_answer(struct arena *a, const struct child *c, struct edit_result *out, struct problem *p)
{
	const struct jvalue *answer;
	int64_t width = 0, height = 0;
	if (child_answer(a, c, &answer, p) < 0)
		return -1;
	out->rejected = jvalue_string(jvalue_get(answer, "rejected"));
	out->detail = jvalue_string(jvalue_get(answer, "detail"));
	if (out->rejected != NULL)
		return 0;
	if (!jvalue_integer(jvalue_get(answer, "width"), &width) ||
	    !jvalue_integer(jvalue_get(answer, "height"), &height))
		return problem_set(p, PROBLEM_INTERNAL, "stagefy-edit's answer has no size");
	out->width = (int)width;
	out->height = (int)height;
	return child_read(a, c, ORDER_OUTPUT, ORDER_PICTURE_MOST, &out->bytes, &out->size, p);
}

static int run(struct job_run *job, const struct buf *order, const struct edit_input *inputs, size_t count,
	       struct edit_result *out, struct problem *p)
{
	struct child child;
	int rc = child_open(&child, edit_program(), ORDER_INPUTS, p);
	if (rc == 0)
		rc = child_give(&child, 0, order->data, order->size, p);
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = child_input(&child, inputs[i].bytes, inputs[i].size, p);
	if (rc == 0)
		rc = child_run(&child, WALL_S, NULL, NULL, &out->rejected, &out->detail, p);
	if (rc == 0 && out->rejected == NULL)
		rc = read_answer(job->arena, &child, out, p);
	child_close(&child);
	return rc;
}

static int edit(struct job_run *job, const char *steps_json, const struct edit_input *inputs, size_t count, int side,
		const struct edit_marks *marks, struct edit_result *out, struct problem *p)
{
	struct buf order;
	memset(out, 0, sizeof *out);
	if (count < 1 || count > RECIPE_INPUTS_MOST || (marks != NULL && marks_check(marks) < 0))
		return problem_set(p, PROBLEM_INTERNAL,
				   "an edit of no pictures, of too many, or with marks that no file can have");
	buf_init(&order, job->arena, 1024);
	write_order(&order, steps_json, count, side, marks);
	if (order.size > ORDER_MOST) {
		*out = (struct edit_result){.rejected = ORDER_BAD_RECIPE, .detail = "the recipe is too long"};
		return 0;
	}
	return run(job, &order, inputs, count, out, p);
}

int edit_run(struct job_run *job, const char *steps_json, const struct edit_input *inputs, size_t count,
	     const struct edit_marks *marks, struct edit_result *out, struct problem *p)
{
	return edit(job, steps_json, inputs, count, 0, marks, out, p);
}

int edit_prepare(struct job_run *job, const struct edit_input *input, struct edit_result *out, struct problem *p)
{
	return edit(job, "[]", input, 1, EDIT_PREPARED_SIDE, NULL, out, p);
}
