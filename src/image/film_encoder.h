/* SPDX-License-Identifier: Apache-2.0 */
/* ffmpeg as a child that is given bare pictures and gives H.264: it opens no file of ours, and parses nothing. */
#ifndef STAGEFY_IMAGE_FILM_ENCODER_H
#define STAGEFY_IMAGE_FILM_ENCODER_H

#include <stddef.h>
#include <sys/types.h>

struct arena;
struct frame;
struct film_order;
struct problem;

struct encoder {
	int program;	  /* descriptor of it, or -1 */
	int frames, h264; /* what it reads, and what it writes to */
	pid_t child;
};

/* Finds the program. Before cage_limit(). */
int encoder_open(struct encoder *e, struct problem *p);

/* Starts it, for a film of that many frames and at most so many bytes. Before cage_close(). */
int encoder_start(struct encoder *e, const struct film_order *order, size_t frames, size_t most, struct problem *p);

int encoder_write(struct encoder *e, const struct frame *f, struct problem *p);

/* Waits for its end; what it made is in the arena. */
int encoder_finish(struct encoder *e, struct arena *a, const void **h264, size_t *n, struct problem *p);

#endif
