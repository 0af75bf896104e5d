/* SPDX-License-Identifier: Apache-2.0 */
/* Services that change pictures as a prompt says, behind one interface. Each call to one is paid for: what becomes of a
 * request whose answer was lost is asked of the service, and never by sending it again. */
#ifndef STAGEFY_LINK_AI_H
#define STAGEFY_LINK_AI_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct conf;
struct jvalue;

struct ai_request {
	const char *id; /* of the ai_jobs row: unique for ever; part of the picture's address, by which a lost one is
			   found */
	const char *model, *prompt;
	const char *negative_prompt;   /* or NULL */
	const struct jvalue *settings; /* of the model's row, or NULL */
	const char *image_url;	       /* signed address of the prepared JPEG (within 2048 px), for those that fetch */
	const void *image;	       /* the same bytes, image/jpeg */
	size_t image_size;
	int width, height;
	const char *webhook_url; /* or NULL */
	int timeout_s;
};

enum ai_end {
	AI_DONE,	/* outputs[0] is there */
	AI_WAITING,	/* taken, `ref` is set; to be asked again in again_s */
	AI_AGAIN,	/* certainly neither done nor charged: throttled, overloaded, not reached; again_s says when */
	AI_REFUSED,	/* moderation, safety or the input: never again, nothing charged */
	AI_FAILED,	/* tried, and failed for good */
	AI_RETIRED,	/* the model is gone: the operator has to know */
	AI_CREDENTIALS, /* the key is bad or the account unpaid: the operator has to know */
	AI_LOST		/* sent, and what became of it is not known */
};

enum { AI_OUTPUTS_MOST = 4 };

/* One of url or bytes. */
struct ai_output {
	const char *url;
	const void *bytes;
	size_t size;
};

/* In the arena of the call. */
struct ai_answer {
	enum ai_end end;
	const char *ref; /* the service's own name for it, or NULL */
	struct ai_output outputs[AI_OUTPUTS_MOST];
	int output_count;
	const char *code;   /* of the closed list of ai_jobs.error_code, unless it is done or waiting */
	const char *detail; /* what was said, for the operator */
	double again_s;
	int percent;	      /* -1: not known */
	const char *api_cost; /* decimal; NULL: what the model's row says */
};

struct ai_provider {
	const char *name;
	bool (*configured)(const struct conf *conf);
	void (*submit)(struct arena *a, const struct conf *conf, const struct ai_request *request,
		       struct ai_answer *out);
	/* NULL: never AI_WAITING. */
	void (*poll)(struct arena *a, const struct conf *conf, const char *ref, struct ai_answer *out);
	/* After AI_LOST or a crash: AI_WAITING or AI_DONE with `ref` when it is found, AI_FAILED with code
	 * "answer_lost" when it certainly or finally is not, AI_LOST: not known yet, to be asked again. NULL: cannot be
	 * found. */
	void (*find)(struct arena *a, const struct conf *conf, const struct ai_request *request, struct ai_answer *out);
	/* Best effort. NULL: cannot be cancelled. */
	void (*cancel)(struct arena *a, const struct conf *conf, const char *ref);
};

/* replicate, qwen, nano_banana; NULL: there is none of that name. */
const struct ai_provider *ai_provider(const char *name);

#endif
