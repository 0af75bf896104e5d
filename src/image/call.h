/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures edited by stagefy-edit, a program that opens strangers' pictures by itself, for the job workers that start
 * it. */
#ifndef STAGEFY_IMAGE_CALL_H
#define STAGEFY_IMAGE_CALL_H

#include <stddef.h>

struct job_run;
struct problem;

struct edit_input {
	const void *bytes;
	size_t size;
};

/* In the arena of the job. */
struct edit_result {
	const void *bytes; /* image/jpeg */
	size_t size;
	int width, height;
	const char *rejected; /* not NULL: why nothing was made */
	const char *detail;
};

/* What the file says of itself. */
struct edit_marks {
	const char *digital_source_type; /* the IPTC URI's last part: "compositeWithTrainedAlgorithmicMedia",
					  * "algorithmicallyEnhanced", or NULL */
	const char *const *alterations;	 /* RESO's values, NULL-ended; or NULL */
	const char *credit;		 /* or NULL */
};

/* Of steps_json, an array of {"tool", "options"} with tools that need no outside service; [] makes the picture anew and
 * no more: sniffed, bounded, bare, JPEG. Marks may be NULL. -1: not done, p says why, and it may be tried again. */
int edit_run(struct job_run *run, const char *steps_json, const struct edit_input *inputs, size_t count,
	     const struct edit_marks *marks, struct edit_result *out, struct problem *p);

/* What services are sent: upright, within 2048 px, JPEG of quality 90, nothing else in the file. */
int edit_prepare(struct job_run *run, const struct edit_input *input, struct edit_result *out, struct problem *p);

/* One picture of a film: a JPEG that edit_run() made, and what stands below it, or NULL. */
struct film_frame {
	struct edit_input picture;
	const char *caption;
};

struct film {
	const struct film_frame *frames;
	size_t count;
	const char *format;		/* "16:9", "9:16" or "1:1" */
	double seconds;			/* each picture's */
	const char *title;		/* or NULL */
	const struct edit_marks *marks; /* or NULL */
};

/* Whether this machine can make one. */
int film_available(void);

/* MP4, H.264, to be played while it loads; at most 60 MB. Progress is told from 10 to 90 percent. As edit_run(). */
int film_run(struct job_run *run, const struct film *film, struct edit_result *out, struct problem *p);

#endif
