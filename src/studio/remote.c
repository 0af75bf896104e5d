/* SPDX-License-Identifier: Apache-2.0 */
#include "studio/remote.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/jvalue.h"
#include "base/log.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "image/call.h"
#include "link/ai.h"
#include "link/storage.h"
#include "net/fetch.h"
#include "studio/step.h"
#include "work/job.h"

enum { TRIES_MOST = 8, FETCH_MS = 60000, OUTPUT_MOST = 64 << 20, USUAL_TIMEOUT_S = 300, POLL_USUAL_MS = 5000, FETCHES_MOST = 6, GRACE_S = 60 };

/* ---- when to look again */

/* 1, 2, 4, 8, 12 times the option, and so on. */
static double backoff_s(const struct step *s, int n)
{
	int times = n < 4 ? 1 << n : 12;
	return (double)s->run->conf->studio_poll_ms * times / 1000;
}

/* What a service asks for, as long as the option is as it comes; a test's is a fraction of it. */
static double asked_s(const struct step *s, double again_s)
{
	double part = (double)s->run->conf->studio_poll_ms / POLL_USUAL_MS;
	return again_s * (part < 1 ? part : 1);
}

static double later_s(const struct step *s, double again_s, int n)
{
	double own = backoff_s(s, n), asked = asked_s(s, again_s);
	return own > asked ? own : asked;
}

static int timeout_s(const struct step *s)
{
	const char *digits = jvalue_number(jvalue_get(s->input, "timeout_s"));
	return digits == NULL ? USUAL_TIMEOUT_S : (int)strtol(digits, NULL, 10);
}

static bool is_late(const struct step *s)
{
	return s->waited_s > timeout_s(s) + GRACE_S;
}

/* ---- its end */

static const char *cost_of(const struct step *s, const struct ai_answer *answer)
{
	return answer != NULL && answer->api_cost != NULL ? answer->api_cost : jvalue_string(jvalue_get(s->input, "api_cost"));
}

static int take(const struct step *s, const struct edit_input *output, const char *api_cost, struct problem *p)
{
	struct edit_result result;
	struct edit_marks marks = step_marks(s, true);
	if (edit_run(s->run, "[]", output, 1, &marks, &result, p) < 0)
		return -1;
	if (result.rejected != NULL)
		return step_failed(s, "output_unusable", result.rejected, p);
	return step_done(s, &result, "image/jpeg", -1, api_cost, p);
}

/* The address has been written down: what goes wrong here is tried again, as long as that makes sense. */
static int fetch_output(const struct step *s, const struct ai_provider *provider, const char *url, struct problem *p)
{
	struct arena *a = s->run->arena;
	struct fetch_answer answer;
	struct problem own;
	const struct fetch f = {.method = "GET", .url = url, .timeout_ms = FETCH_MS, .most_bytes = OUTPUT_MOST,
				.trusted = ai_provider_own(provider, s->run->conf, url)};
	problem_init(&own, a);
	bool fetched = fetch_run(a, &f, &answer, &own) == 0;
	if (fetched && answer.status == 200)
		return take(s, &(struct edit_input){answer.body, answer.size}, cost_of(s, NULL), p);
	bool gone = fetched && (answer.status == 404 || answer.status == 410 || answer.status == 403);
	const char *why = fetched ? arena_printf(a, "its picture could not be fetched: %d", answer.status) : own.detail;
	if (gone || s->polls >= FETCHES_MOST)
		return step_failed(s, "output_unusable", why, p);
	return step_unsure(s, backoff_s(s, s->polls), p);
}

/* ---- what it answered */

static int credentials(const struct step *s, const struct ai_answer *answer, bool sent, struct problem *p)
{
	log_event(LOG_ERROR, "ai_credentials", "%s takes no pictures: %s", s->service, answer->detail == NULL ? "" : answer->detail);
	/* what was sent before may be there all the same */
	return sent ? step_unsure(s, later_s(s, 60, s->polls), p) : step_failed(s, "not_configured", answer->detail, p);
}

static int retired(const struct step *s, const struct ai_answer *answer, struct problem *p)
{
	log_event(LOG_ERROR, "ai_model_retired", "%s has no model %s any more: choose another one at /platform", s->service, s->model);
	return step_model_retired(s, p) < 0 ? -1 : step_failed(s, "model_retired", answer->detail, p);
}

static int again(const struct step *s, const struct ai_answer *answer, struct problem *p)
{
	const char *code = answer->code == NULL ? "overloaded" : answer->code;
	if (s->tries >= TRIES_MOST)
		return step_failed(s, code, answer->detail, p);
	return step_again(s, code, answer->detail, later_s(s, answer->again_s, s->tries), p);
}

static int done(const struct step *s, const struct ai_provider *provider, const struct ai_answer *answer, struct problem *p)
{
	const struct ai_output *output = &answer->outputs[0];
	if (answer->output_count == 0)
		return step_failed(s, "bad_answer", "it is done, and there is no picture", p);
	if (output->url == NULL)
		return take(s, &(struct edit_input){output->bytes, output->size}, cost_of(s, answer), p);
	if (step_submitted(s, answer->ref, output->url, 0, p) < 0)
		return -1;
	return fetch_output(s, provider, output->url, p);
}

static int settle(const struct step *s, const struct ai_provider *provider, const struct ai_answer *answer, bool sent, struct problem *p)
{
	switch (answer->end) {
	case AI_DONE:
		return done(s, provider, answer, p);
	case AI_WAITING:
		return step_submitted(s, answer->ref, NULL, answer->code == NULL ? backoff_s(s, s->polls) : later_s(s, answer->again_s, s->polls), p);
	case AI_AGAIN:
		return again(s, answer, p);
	case AI_RETIRED:
		return retired(s, answer, p);
	case AI_CREDENTIALS:
		return credentials(s, answer, sent, p);
	case AI_LOST:
		return provider->find == NULL ? step_failed(s, "answer_lost", answer->detail, p) : step_unsure(s, later_s(s, answer->again_s, s->polls), p);
	case AI_REFUSED:
		return step_failed(s, answer->code == NULL ? "refused" : answer->code, answer->detail, p);
	case AI_FAILED:
		break;
	}
	return step_failed(s, answer->code == NULL ? "provider_failed" : answer->code, answer->detail, p);
}

/* ---- sending it */

static const char *webhook_of(const struct step *s)
{
	const struct conf *conf = s->run->conf;
	if (strcmp(s->service, "replicate") != 0 || conf->replicate_webhook_secrets.count == 0 || strncmp(conf->public_url, "https://", 8) != 0)
		return NULL;
	return arena_printf(s->run->arena, "%s/api/webhooks/replicate/%s", conf->public_url, s->id);
}

static struct ai_request request_of(const struct step *s, const struct edit_result *image, const char *url)
{
	return (struct ai_request){.id = s->id,
				   .model = s->model,
				   .prompt = jvalue_string(jvalue_get(s->input, "prompt")),
				   .negative_prompt = jvalue_string(jvalue_get(s->input, "negative_prompt")),
				   .settings = jvalue_get(s->input, "settings"),
				   .image_url = url,
				   .image = image == NULL ? NULL : image->bytes,
				   .image_size = image == NULL ? 0 : image->size,
				   .width = image == NULL ? 0 : image->width,
				   .height = image == NULL ? 0 : image->height,
				   .webhook_url = webhook_of(s),
				   .timeout_s = timeout_s(s),
				   .submitted_us = clock_wall_us() - (int64_t)(s->waited_s * 1e6)};
}

/* 1: in *image, and in the store; 0: the step has ended; -1. */
static int prepare(const struct step *s, const struct storage *store, struct edit_result *image, struct problem *p)
{
	struct edit_input source;
	int there = jvalue_size(s->sources) == 0 ? 0 : step_source(s, 0, &source, p);
	if (there < 0)
		return -1;
	if (there == 0)
		return step_failed(s, "original_gone", "the photo is no longer there", p);
	if (edit_prepare(s->run, &source, image, p) < 0)
		return -1;
	if (image->rejected != NULL)
		return step_failed(s, "input_unusable", image->rejected, p);
	return storage_store(s->run->arena, store, s->input_key, "image/jpeg", image->bytes, image->size, p) < 0 ? -1 : 1;
}

static int submit(const struct step *s, const struct ai_provider *provider, struct problem *p)
{
	struct arena *a = s->run->arena;
	struct storage *store;
	struct edit_result image;
	struct ai_answer answer;
	bool still = false;
	if (storage_open(a, s->run->conf, NULL, &store, p) < 0)
		return -1;
	int ready = prepare(s, store, &image, p);
	if (ready <= 0)
		return ready;
	if (step_submitting(s, storage_provider(store), &still, p) < 0 || !still)
		return still ? -1 : p->code == PROBLEM_NONE ? 0 : -1;
	struct ai_request request = request_of(s, &image, storage_presign_get(a, store, s->input_key, s->run->conf->url_expires_s, NULL));
	request.submitted_us = clock_wall_us();
	provider->submit(a, s->run->conf, &request, &answer);
	struct step sent = *s;
	sent.tries++;
	return settle(&sent, provider, &answer, false, p);
}

static int find(const struct step *s, const struct ai_provider *provider, struct problem *p)
{
	struct ai_answer answer;
	if (provider->find == NULL)
		return step_failed(s, "answer_lost", "it was sent, and its answer did not arrive", p);
	struct ai_request request = request_of(s, NULL, NULL);
	provider->find(s->run->arena, s->run->conf, &request, &answer);
	if (answer.end == AI_LOST && is_late(s))
		return step_failed(s, "answer_lost", answer.detail, p);
	return settle(s, provider, &answer, true, p);
}

static int poll(const struct step *s, const struct ai_provider *provider, struct problem *p)
{
	struct ai_answer answer;
	if (s->output_url != NULL)
		return fetch_output(s, provider, s->output_url, p);
	if (provider->poll == NULL || s->provider_ref == NULL)
		return step_failed(s, "answer_lost", "it was sent, and its answer did not arrive", p);
	provider->poll(s->run->arena, s->run->conf, s->provider_ref, &answer);
	/* asked once more when its time is over: it may be done by then */
	if (answer.end != AI_DONE && is_late(s))
		return step_failed(s, "timed_out", "it took too long", p);
	return settle(s, provider, &answer, true, p);
}

/* The key is gone. What was sent waits for it to come back, as long as it may. */
static int without_key(const struct step *s, struct problem *p)
{
	if (strcmp(s->status, "pending") == 0 || is_late(s))
		return step_failed(s, "not_configured", "this installation has no key for the service", p);
	return step_unsure(s, later_s(s, 60, s->polls), p);
}

int remote_run(const struct step *s, struct problem *p)
{
	const struct ai_provider *provider = ai_provider(s->service);
	if (provider == NULL || !provider->configured(s->run->conf))
		return without_key(s, p);
	if (strcmp(s->status, "pending") == 0)
		return submit(s, provider, p);
	return strcmp(s->status, "submitting") == 0 ? find(s, provider, p) : poll(s, provider, p);
}

int remote_cancel(const struct step *s, struct problem *p)
{
	const struct ai_provider *provider = ai_provider(s->service);
	if (provider != NULL && provider->cancel != NULL && provider->configured(s->run->conf))
		provider->cancel(s->run->arena, s->run->conf, s->provider_ref);
	return step_cancel_told(s, p);
}
