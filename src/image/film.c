/* SPDX-License-Identifier: Apache-2.0 */
#include "image/film.h"

#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "image/film_order.h"
#include "image/order.h"
#include "media/child.h"
#include "work/job.h"

/* Often enough for who watches; each is a transaction. */
enum { STEP_PERCENT = 5 };

bool film_available(void)
{
	return access(FILM_ENCODER, X_OK) == 0;
}

const char *film_program(void)
{
	static char path[CHILD_PATH_SIZE];
	return child_path(path, "stagefy-film");
}

static void write_order(struct buf *b, const struct film_request *r, size_t count)
{
	struct json_out o = json_out(b);
	json_out_open(&o, '{');
	json_out_member_int(&o, "photos", (int64_t)count);
	json_out_member(&o, "format", r->format);
	json_out_member_int(&o, "seconds", r->seconds);
	json_out_member(&o, "title", r->title);
	json_out_name(&o, "captions");
	json_out_open(&o, '[');
	for (size_t i = 0; r->captions != NULL && i < count; i++)
		json_out_string(&o, r->captions[i]);
	json_out_close(&o, ']');
	json_out_close(&o, '}');
}

struct watch {
	struct job_run *job;
	int progress; /* descriptor */
	int from, to, told;
	struct problem *p;
};

/* -1: nobody wants it any more. */
static int look(void *arg)
{
	struct watch *w = arg;
	unsigned char percent = 0;
	if (job_cancelled(w->job))
		return problem_set(w->p, PROBLEM_INTERNAL, "the film was given up");
	if (pread(w->progress, &percent, 1, 0) != 1 || percent < w->told + STEP_PERCENT)
		return 0;
	w->told = percent;
	return job_progress(w->job, w->from + (w->to - w->from) * percent / 100, "filming", w->p);
}

static int read_answer(struct arena *a, const struct child *c, struct film_result *out, struct problem *p)
{
	const struct jvalue *answer;
	int64_t width = 0, height = 0, frames = 0;
	if (child_answer(a, c, &answer, p) < 0)
		return -1;
	out->rejected = jvalue_string(jvalue_get(answer, "rejected"));
	out->detail = jvalue_string(jvalue_get(answer, "detail"));
	if (out->rejected != NULL)
		return 0;
	if (!jvalue_integer(jvalue_get(answer, "width"), &width) ||
	    !jvalue_integer(jvalue_get(answer, "height"), &height) ||
	    !jvalue_integer(jvalue_get(answer, "frames"), &frames))
		return problem_set(p, PROBLEM_INTERNAL, "stagefy-film's answer has no size");
	out->width = (int)width;
	out->height = (int)height;
	out->seconds = (double)frames / FILM_RATE;
	return child_read(a, c, FILM_OUTPUT, FILM_SIZE_MOST, &out->bytes, &out->size, p);
}

int film_run(struct job_run *job, const struct film_request *request, const struct edit_input *photos, size_t count,
	     int from, int to, struct film_result *out, struct problem *p)
{
	struct child child;
	struct buf order;
	memset(out, 0, sizeof *out);
	if (!film_available())
		return problem_set(p, PROBLEM_INTERNAL, "%s is not there: no film can be made on this machine",
				   FILM_ENCODER);
	if (count < FILM_PHOTOS_LEAST || count > FILM_PHOTOS_MOST)
		return problem_set(p, PROBLEM_INTERNAL, "a film of no photos, or of too many");
	buf_init(&order, job->arena, 4096);
	write_order(&order, request, count);
	int rc = child_open(&child, film_program(), FILM_PHOTOS, p);
	struct watch watch = {job, rc == 0 ? child.fds[FILM_PROGRESS] : -1, from, to, 0, p};
	if (rc == 0)
		rc = child_give(&child, 0, order.data, order.size, p);
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = child_input(&child, photos[i].bytes, photos[i].size, p);
	if (rc == 0)
		rc = child_run(&child, FILM_WALL_S, look, &watch, &out->rejected, &out->detail, p);
	if (rc == 0 && out->rejected == NULL)
		rc = read_answer(job->arena, &child, out, p);
	child_close(&child);
	return rc;
}
