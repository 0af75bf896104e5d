/* SPDX-License-Identifier: Apache-2.0 */
/* stagefy-film: a film of photos. What it is given and answers is in image/film_order.h. It opens the photos, moves
 * them and draws words on them by itself, behind the same cage as stagefy-edit; ffmpeg, in a cage of its own, is given
 * bare pictures to encode. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "image/cage.h"
#include "image/film_encoder.h"
#include "image/film_mp4.h"
#include "image/film_order.h"
#include "image/film_slide.h"
#include "image/lettering.h"
#include "image/opening.h"
#include "image/order.h"
#include "media/probe.h"
#include "media/types.h"

/* Of each of the two processes. */
static const struct cage_size most = {.memory_mb = 1536, .cpu_s = FILM_WALL_S, .file_mb = 64, .files = 64};

enum { FADE = 15, TITLE_SECONDS = 3 }; /* pictures of a fade */

struct film {
	struct arena *arena;
	struct film_order order;
	struct picture_size sizes[FILM_PHOTOS_MOST];
	size_t slides, frames; /* a title is the first slide */
	struct encoder encoder;
	const char *rejected, *detail;
};

static int refuse(struct film *f, const struct picture_fault *fault)
{
	f->rejected = variants_rejection(fault->rejection);
	f->detail = fault->detail;
	return -1;
}

/* ---- what is to be done */

static int read_order(struct film *f, struct problem *p)
{
	struct stat file;
	struct json_fault fault;
	const struct jvalue *order;
	if (fstat(0, &file) < 0 || !S_ISREG(file.st_mode) || file.st_size > ORDER_MOST)
		return problem_set(p, PROBLEM_INTERNAL, "the order must be a file on descriptor 0");
	char *text = arena_alloc(f->arena, (size_t)file.st_size + 1);
	if (pread(0, text, (size_t)file.st_size, 0) != file.st_size ||
	    jvalue_parse(f->arena, text, (size_t)file.st_size, &order, &fault) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "the order is no JSON");
	if (film_order_read(order, &f->order, &f->detail) < 0) {
		f->rejected = ORDER_BAD_RECIPE;
		return -1;
	}
	f->slides = f->order.photos + (f->order.title != NULL);
	f->frames =
		(f->order.photos * (size_t)f->order.seconds + (f->order.title != NULL ? TITLE_SECONDS : 0)) * FILM_RATE;
	return 0;
}

/* JPEGs alone: they come from stagefy-edit. */
static int look(struct film *f, struct problem *p)
{
	for (size_t i = 0; i < f->order.photos; i++) {
		struct picture_fault fault = {0};
		struct probe probe = {0};
		if (opening_look(f->arena, FILM_PHOTOS + (int)i, &probe, &fault, p) < 0)
			return p->code != PROBLEM_NONE ? -1 : refuse(f, &fault);
		if (strcmp(probe.type->content_type, "image/jpeg") != 0)
			return refuse(f, &(struct picture_fault){REJECTION_WRONG_TYPE, "is no JPEG"});
		f->sizes[i] = (struct picture_size){(int)probe.width, (int)probe.height};
	}
	return 0;
}

static int prepare(struct film *f, const char *program, struct problem *p)
{
	static const char *const types[] = {"image/jpeg"};
	if (encoder_open(&f->encoder, p) < 0 || cage_limit(&most, p) < 0 || read_order(f, p) < 0 || look(f, p) < 0)
		return -1;
	/* before there are threads */
	if (encoder_start(&f->encoder, &f->order, f->frames, FILM_SIZE_MOST, p) < 0)
		return -1;
	return opening_start(program, types, 1, p) < 0 || lettering_start(p) < 0 ? -1 : cage_close(p);
}

/* ---- the pictures */

static int open_slide(struct film *f, size_t i, struct slide *out)
{
	struct picture_fault fault = {0};
	size_t photo = i;
	if (f->order.title != NULL) {
		if (i == 0)
			return slide_title(&f->order, f->sizes[0].width, f->sizes[0].height, out, &fault) < 0
				       ? refuse(f, &fault)
				       : 0;
		photo = i - 1;
	}
	return slide_open(&f->order, photo, f->sizes[photo].width, f->sizes[photo].height, out, &fault) < 0
		       ? refuse(f, &fault)
		       : 0;
}

/* How long a slide stands before the next begins to show. */
static size_t length_of(const struct film *f, size_t i)
{
	return (size_t)(f->order.title != NULL && i == 0 ? TITLE_SECONDS : f->order.seconds) * FILM_RATE;
}

static void tell(const struct film *f, size_t done)
{
	char percent = (char)(done * 100 / f->frames);
	if (pwrite(FILM_PROGRESS, &percent, 1, 0) != 1)
		return; /* then nobody knows how far it is */
}

static double smooth(double t)
{
	return t * t * (3 - 2 * t);
}

struct two {
	struct slide now, before;
	bool has_before;
	struct frame shown, under;
};

/* `at`: of the slide's own pictures. The one before moves on while it fades. */
static void show(const struct film *f, struct two *s, size_t i, size_t at)
{
	double whole = (double)(length_of(f, i) + FADE);
	slide_show(&s->now, (double)at / whole, &s->shown);
	if (!s->has_before || at >= FADE)
		return;
	size_t length = length_of(f, i - 1);
	slide_show(&s->before, (double)(length + at) / (double)(length + FADE), &s->under);
	frame_mix(&s->shown, &s->under, 256 - (int)(256 * smooth((double)(at + 1) / (FADE + 1))));
}

static int write_slide(struct film *f, struct two *s, size_t i, size_t *done, struct problem *p)
{
	size_t length = length_of(f, i);
	if (open_slide(f, i, &s->now) < 0)
		return -1;
	for (size_t at = 0; at < length; at++) {
		show(f, s, i, at);
		if (encoder_write(&f->encoder, &s->shown, p) < 0)
			return -1;
		if (++*done % 10 == 0)
			tell(f, *done);
		if (at == FADE && s->has_before) {
			slide_close(&s->before);
			s->has_before = false;
		}
	}
	s->before = s->now;
	s->has_before = true;
	return 0;
}

static int write_frames(struct film *f, struct problem *p)
{
	struct two s = {.has_before = false};
	struct picture_fault fault = {0};
	size_t done = 0;
	if (frame_new(f->order.width, f->order.height, &s.shown, &fault) < 0 ||
	    frame_new(f->order.width, f->order.height, &s.under, &fault) < 0)
		return refuse(f, &fault);
	for (size_t i = 0; i < f->slides; i++)
		if (write_slide(f, &s, i, &done, p) < 0)
			return -1;
	return 0;
}

/* ---- the file */

static int write_file(struct film *f, struct buf *answer, struct problem *p)
{
	const struct mp4_shape shape = {f->order.width, f->order.height, FILM_RATE};
	const void *h264;
	size_t n, pictures;
	struct buf out;
	if (encoder_finish(&f->encoder, f->arena, &h264, &n, p) < 0)
		return -1;
	buf_init(&out, f->arena, n + (64 << 10));
	if (mp4_write(f->arena, h264, n, &shape, &out, &pictures) < 0 || pictures != f->frames)
		return problem_set(p, PROBLEM_INTERNAL, "ffmpeg wrote something else");
	if (file_write(FILM_OUTPUT, out.data, out.size) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "descriptor %d: %s", FILM_OUTPUT, strerror(errno));
	struct json_out o = json_out(answer);
	json_out_open(&o, '{');
	json_out_member_int(&o, "width", shape.width);
	json_out_member_int(&o, "height", shape.height);
	json_out_member_int(&o, "frames", (int64_t)pictures);
	json_out_close(&o, '}');
	return 0;
}

static int run(struct film *f, const char *program, struct buf *answer, struct problem *p)
{
	if (prepare(f, program, p) == 0 && write_frames(f, p) == 0 && write_file(f, answer, p) == 0)
		return 0;
	if (f->rejected == NULL || p->code != PROBLEM_NONE)
		return -1;
	struct json_out o = json_out(answer);
	json_out_open(&o, '{');
	json_out_member(&o, "rejected", f->rejected);
	json_out_member(&o, "detail", f->detail);
	json_out_close(&o, '}');
	return 0;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new(64 << 10);
	struct film *f = arena_new_one(a, struct film);
	struct problem p;
	struct buf answer;
	f->arena = a;
	problem_init(&p, a);
	buf_init(&answer, a, 1024);
	if (run(f, argc > 0 ? argv[0] : "stagefy-film", &answer, &p) < 0) {
		fprintf(stderr, "stagefy-film: %s\n", p.detail == NULL ? "failed" : p.detail);
		return 1;
	}
	buf_put(&answer, '\n');
	return file_write(1, answer.data, answer.size) < 0;
}
