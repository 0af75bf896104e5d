/* SPDX-License-Identifier: Apache-2.0 */
/* A film of photos, as a job sees it: the program stagefy-film, started by work/launcher. */
#ifndef STAGEFY_IMAGE_FILM_H
#define STAGEFY_IMAGE_FILM_H

#include <stdbool.h>
#include <stddef.h>

#include "image/call.h"

struct job_run;
struct problem;

enum {
	FILM_PHOTOS_LEAST = 2,
	FILM_PHOTOS_MOST = 40,
	FILM_SECONDS_LEAST = 2, /* of a photo */
	FILM_SECONDS_MOST = 6,
	FILM_TEXT_MOST = 120, /* characters */
	FILM_SIZE_MOST = 60 << 20,
	FILM_WALL_S = 1500 /* at most; a film of ten photos takes less than a minute on a machine of its own */
};

struct film_request {
	const char *format;	     /* "16:9", "9:16", "1:1" */
	int seconds;		     /* of each photo */
	const char *title;	     /* or NULL: no card before the first photo */
	const char *const *captions; /* one a photo, each may be NULL; or NULL: none at all */
};

struct film_result {
	const void *bytes; /* an MP4: H.264, 25 pictures a second, no sound; in the arena of the run */
	size_t size;
	int width, height;
	double seconds;
	/* Or why nothing was made, as in edit_result. */
	const char *rejected, *detail;
};

/* Whether there is a program here to encode it with: Debian's ffmpeg. Without it nothing is offered. */
bool film_available(void);

/* Of JPEGs as edit_run() writes them. Tells how far it is (job_progress) from `from` to `to` percent. 0, or -1 when it
 * was not done and may be tried again. */
int film_run(struct job_run *run, const struct film_request *request, const struct edit_input *photos, size_t count,
	     int from, int to, struct film_result *out, struct problem *p);

/* Where the program is, for launcher_start(). */
const char *film_program(void);

#endif
