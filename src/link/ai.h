/* SPDX-License-Identifier: Apache-2.0 */
/* Providers that edit pictures by models of their own, behind one interface: ask for one picture, ask what became of it, look
 * for what was asked when the answer is lost. Each paid submission leaves this machine at most once: nothing here repeats one. Who
 * calls has written down that it submits, and decides what an end means for credits; ai.h says only what is known. */
#ifndef STAGEFY_LINK_AI_H
#define STAGEFY_LINK_AI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct conf;
struct jvalue;

struct ai_request {
	const char *id;		     /* unique for ever; part of image_url, by which a lost submission is found */
	const char *model;	     /* in the provider's words */
	const char *prompt;	     /* what to do with the picture */
	const char *negative_prompt; /* what not to; NULL: nothing */
	const struct jvalue *settings; /* of the model, an object; NULL: none. README.md has the members */
	const char *image_url;	     /* a signed address of the picture, for those that fetch */
	const void *image;	     /* the same bytes, image/jpeg, for those that are sent it */
	size_t image_size;
	int width, height;	 /* of it, in pixels */
	const char *webhook_url; /* where the provider may tell that it is done; NULL: nowhere */
	int timeout_s;		 /* how long the provider may take */
	int64_t submitted_us;	 /* when the submission was written down, microseconds since 1970: how far back find() looks */
};

enum ai_end {
	AI_DONE,	/* outputs[0] is there */
	AI_WAITING,	/* accepted, and `ref` set: ask again in again_s */
	AI_AGAIN,	/* certainly neither done nor charged: throttled, overloaded, not reached; again_s says when */
	AI_REFUSED,	/* what was asked is not done, for good: by their rules, or for want of a usable input; not charged */
	AI_FAILED,	/* tried and failed, for good */
	AI_RETIRED,	/* there is no such model (any more): somebody should know */
	AI_CREDENTIALS, /* the key, the account or its credit is no good: somebody should know */
	AI_LOST		/* it was sent, and what became of it is not known */
};

struct ai_output { /* one of both */
	const char *url;   /* http:// or https:// */
	const void *bytes; /* in the arena */
	size_t size;
};

enum { AI_OUTPUTS_MOST = 4 };

struct ai_answer {
	enum ai_end end;
	const char *ref; /* by which the provider knows it; NULL: by nothing */
	struct ai_output outputs[AI_OUTPUTS_MOST];
	int output_count;
	/* Of other ends than AI_DONE, one of refused, throttled, overloaded, timed_out, answer_lost, bad_answer, model_retired,
	 * not_configured, input_unusable, output_unusable, provider_failed, cancelled; and a sentence for the operator, with the
	 * provider's words. Of AI_WAITING both may be NULL. */
	const char *code, *detail;
	double again_s;
	int percent;	      /* how far it is; -1: not known */
	const char *api_cost; /* in dollars, a decimal; NULL: not told, the model's own price holds */
};

struct ai_provider {
	const char *name;
	bool (*configured)(const struct conf *conf);
	void (*submit)(struct arena *a, const struct conf *conf, const struct ai_request *r, struct ai_answer *out);
	/* NULL: never AI_WAITING. Never AI_AGAIN nor AI_LOST, since asking can be repeated: AI_WAITING, with the reason in `code`. AI_CREDENTIALS:
	 * the key is refused by now, and what was asked may be done all the same. */
	void (*poll)(struct arena *a, const struct conf *conf, const char *ref, struct ai_answer *out);
	/* After AI_LOST, or when the asking process died: what poll() would answer, with `ref`, when it is found; AI_LOST when it is not
	 * there yet (again_s), AI_FAILED with answer_lost once it is too late for it to turn up. NULL: cannot be found. */
	void (*find)(struct arena *a, const struct conf *conf, const struct ai_request *r, struct ai_answer *out);
	/* Best effort: it may be done, and paid, all the same. NULL: cannot be. */
	void (*cancel)(struct arena *a, const struct conf *conf, const char *ref);
	/* Whether the key is taken: a call that is free. As submit() would end: AI_DONE, AI_CREDENTIALS, or why it could not be asked. */
	void (*check)(struct arena *a, const struct conf *conf, struct ai_answer *out);
	const char *url_option, *key_option; /* "GEMINI_URL", "GEMINI_KEY" */
	const char *key_from;		     /* where a key is had */
	size_t url_offset;		     /* of the option in struct conf */
};

/* replicate, qwen or nano_banana; NULL: there is no other. */
const struct ai_provider *ai_provider(const char *name);

/* All of them, in the order of their names in the texts above; the number in *count. */
const struct ai_provider *const *ai_providers(size_t *count);

/* The address of its API, by its option. */
const char *ai_provider_url(const struct ai_provider *provider, const struct conf *conf);

/* Whether the address has the origin of the provider's own option, which the operator trusts. */
bool ai_provider_own(const struct ai_provider *provider, const struct conf *conf, const char *url);

#endif
