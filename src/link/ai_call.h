/* SPDX-License-Identifier: Apache-2.0 */
/* What the providers of link/ai.h share: one exchange, and how an end is said. */
#ifndef STAGEFY_LINK_AI_CALL_H
#define STAGEFY_LINK_AI_CALL_H

#include "link/ai.h"
#include "net/fetch.h"

struct buf;

struct ai_call {
	const char *method, *url;
	const char *const *headers; /* NULL at the end */
	const struct buf *body;	    /* NULL: none */
	int timeout_s;
	size_t most_bytes; /* of the answer */
	bool once;	   /* it is paid: never sent twice */
};

/* 0: *answer is there, whatever its status. -1: it is not, and *out says whether anything was sent (AI_LOST) or not (AI_AGAIN). */
int ai_call_run(struct arena *a, const struct ai_call *c, struct fetch_answer *answer, struct ai_answer *out);

/* Fills *out with an end and nothing else; the sentence is cut where it gets long. again_s is set for those that have it. */
void ai_call_end(struct arena *a, struct ai_answer *out, enum ai_end end, const char *code, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* An end of poll(): what may be asked once more becomes AI_WAITING with its reason. */
void ai_call_keep_waiting(struct ai_answer *out, const char *ref);

/* Adds what a provider calls an output: an address, or a data: URI with base64. False: it is neither, or there is no more room. */
bool ai_call_add_output(struct arena *a, struct ai_answer *out, const char *text);

/* Seconds of Retry-After, else `otherwise`; within a second and an hour. */
double ai_call_retry_after(struct arena *a, const struct fetch_answer *answer, double otherwise);

/* The tree of an answer's body; NULL when it is none. */
const struct jvalue *ai_call_json(struct arena *a, const struct fetch_answer *answer);

/* The prompt with what to avoid at its end, for models that take no other. */
const char *ai_call_prompt(struct arena *a, const struct ai_request *r);

/* Whether a ref of theirs may stand in a path. */
bool ai_call_plain(const char *ref);

#endif
