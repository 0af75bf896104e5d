/* SPDX-License-Identifier: Apache-2.0 */
/* What Replicate's answers mean. Source: its HTTP API. */
#ifndef STAGEFY_LINK_AI_REPLICATE_READ_H
#define STAGEFY_LINK_AI_REPLICATE_READ_H

#include "link/ai.h"

struct fetch_answer;
struct jvalue;

/* The answer to a new prediction, or to a question after one. What is no failure that Replicate itself tells of is AI_LOST. */
void ai_replicate_read(struct arena *a, const struct fetch_answer *answer, struct ai_answer *out);

enum ai_replicate_page {
	AI_REPLICATE_FOUND, /* *out is that prediction */
	AI_REPLICATE_MORE,  /* not on this page; *next is the query of the next one */
	AI_REPLICATE_END,   /* not there as far back as `since` */
	AI_REPLICATE_UNREADABLE
};

/* A page of the list of predictions, newest first: is there one whose input has `id` within any of its texts? `since`: in the form
 * of clock_rfc3339(). */
enum ai_replicate_page ai_replicate_read_page(struct arena *a, const struct fetch_answer *answer, const char *id, const char *since, struct ai_answer *out,
					      const char **next);

#endif
