/* SPDX-License-Identifier: Apache-2.0 */
/* Photos edited on this machine, as a job sees it: the programs stagefy-edit and stagefy-film, started by
 * work/launcher. */
#ifndef STAGEFY_IMAGE_CALL_H
#define STAGEFY_IMAGE_CALL_H

#include <stddef.h>

struct job_run;
struct problem;

struct edit_input {
	const void *bytes;
	size_t size;
};

/* What is written into the file. */
struct edit_marks {
	/* The last part of IPTC's address: "compositeWithTrainedAlgorithmicMedia", "algorithmicallyEnhanced" and the
	 * like, or NULL. */
	const char *digital_source_type;
	const char *const *alterations; /* values of RESO's MediaAlteration, NULL-ended, or NULL */
	const char *credit;		/* or NULL */
};

struct edit_result {
	const void *bytes; /* a JPEG in sRGB, in the arena of the run */
	size_t size;
	int width, height;
	/* Or, instead of all above, why nothing was made: a name of media/variants.h or "bad_recipe", and a sentence
	 * without a subject. */
	const char *rejected, *detail;
};

/* `steps_json`: what image/recipe.h reads. With [] the picture is only written again: looked at, upright, in sRGB,
 * without any metadata but the marks (NULL: none). Takes seconds; 0, or -1 when it was not done and may be tried again.
 */
int edit_run(struct job_run *run, const char *steps_json, const struct edit_input *inputs, size_t count,
	     const struct edit_marks *marks, struct edit_result *out, struct problem *p);

/* What is sent to a provider: [], and no side longer than EDIT_PREPARED_SIDE. */
enum { EDIT_PREPARED_SIDE = 2048 };
int edit_prepare(struct job_run *run, const struct edit_input *input, struct edit_result *out, struct problem *p);

/* Where the program is, for launcher_start(). */
const char *edit_program(void);

#endif
