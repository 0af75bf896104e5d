/* SPDX-License-Identifier: Apache-2.0 */
/* One step of one variant of a project, as studio.next tells of it, and what can be said of it in turn: each a transaction of the job,
 * 0 or -1. */
#ifndef STAGEFY_STUDIO_STEP_H
#define STAGEFY_STUDIO_STEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/call.h"

struct job_run;
struct jvalue;
struct problem;
struct rows;

struct step {
	struct job_run *run;
	const char *id, *tool, *service, *model, *status, *type; /* type: of the project */
	const char *provider_ref, *output_url;			  /* NULL: not known */
	const char *input_key, *result_key;
	const struct jvalue *input;   /* tool, options, prompt, negative_prompt, settings, timeout_s, api_cost */
	const struct jvalue *sources; /* "provider key" each; NULL: a photo is gone */
	const char *const *words;     /* RESO's, NULL-ended */
	bool altered;
	int tries, polls;
	double waited_s, due_s;
};

/* Columns of studio.next, in this order. */
#define STEP_COLUMNS                                                                                                                              \
	"id, tool, service, model, status, type, provider_ref, output_url, input_key, result_key, input, to_jsonb(sources), to_jsonb(words), altered, " \
	"tries, polls, coalesce(waited_s, 0), due_s"
void step_read(struct job_run *run, const struct rows *rows, int row, struct step *out);

/* Whether it is still to be sent. */
int step_submitting(const struct step *s, const char *store, bool *still, struct problem *p);
int step_submitted(const struct step *s, const char *ref, const char *url, double again_s, struct problem *p);
int step_again(const struct step *s, const char *code, const char *message, double again_s, struct problem *p);
int step_unsure(const struct step *s, double again_s, struct problem *p);
int step_failed(const struct step *s, const char *code, const char *message, struct problem *p);
int step_cancel_told(const struct step *s, struct problem *p);
int step_model_retired(const struct step *s, struct problem *p);

/* Puts the picture into the store under the step's key, and says that it is done. latency_ms -1: since it was sent. */
int step_done(const struct step *s, const struct edit_result *result, const char *content_type, int64_t latency_ms, const char *api_cost, struct problem *p);

/* What the file says of itself. `made`: by a service. */
struct edit_marks step_marks(const struct step *s, bool made);

/* The i-th of its sources. 1: there; 0: it is gone; -1. */
int step_source(const struct step *s, size_t i, struct edit_input *out, struct problem *p);

#endif
