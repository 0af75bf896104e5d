/* SPDX-License-Identifier: Apache-2.0 */
#include "link/ai_replicate_read.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/jvalue.h"
#include "link/ai_call.h"

enum { SECONDS = 19 /* of "2026-03-04T05:06:07" */ };

static const char *text(const struct jvalue *v, const char *name)
{
	return jvalue_string(jvalue_get(v, name));
}

/* ---- a prediction */

/* An output is an address, a list of them, or an object with some in it: it depends on the model. */
static void add_outputs(struct arena *a, const struct jvalue *v, struct ai_answer *out)
{
	if (jvalue_kind(v) == JSON_ARRAY)
		for (size_t i = 0; i < jvalue_size(v); i++)
			add_outputs(a, jvalue_at(v, i), out);
	else if (jvalue_kind(v) == JSON_OBJECT)
		for (const struct jvalue_member *m = jvalue_members(a, v); m->name != NULL; m++)
			add_outputs(a, m->value, out);
	else
		ai_call_add_output(a, out, jvalue_string(v));
}

/* Of "step 3/20" or " 35%|███": what the newest line of the log says last; -1: nothing of the kind. */
static int percent(const char *logs)
{
	int found = -1;
	for (const char *c = logs; c != NULL && *c != '\0';) {
		if (!isdigit((unsigned char)*c)) {
			c++;
			continue;
		}
		char *end;
		long of = 100, n = strtol(c, &end, 10);
		if (*end == '/' && isdigit((unsigned char)end[1]))
			of = strtol(end + 1, &end, 10);
		else if (*end != '%')
			of = 0;
		if (of > 0 && n <= of && of <= 100000)
			found = (int)(n * 100 / of);
		c = end;
	}
	return found;
}

/* The longer it has been under way, the more seldom it is asked after. */
static double ask_again(const char *created_at)
{
	enum { MOST_S = 60 };
	struct tm tm = {0};
	if (created_at == NULL || strptime(created_at, "%Y-%m-%dT%H:%M:%S", &tm) == NULL)
		return 5;
	double half = ((double)clock_wall_us() / 1e6 - (double)timegm(&tm)) / 2;
	return half < 1 ? 1 : half < MOST_S ? half : MOST_S;
}

/* Models say so in words alone. */
static bool is_refusal(const char *error)
{
	static const char *const words[] = {"NSFW", "nsfw", "flagged", "safety", "sensitive", "moderat", "E005"};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strstr(error, words[i]) != NULL)
			return true;
	return false;
}

static void read_failed(struct arena *a, const struct jvalue *v, struct ai_answer *out)
{
	const char *error = text(v, "error");
	if (error == NULL)
		error = "no reason given";
	if (is_refusal(error))
		ai_call_end(a, out, AI_REFUSED, "refused", "Replicate: %s", error);
	else
		ai_call_end(a, out, AI_FAILED, "provider_failed", "Replicate: %s", error);
}

static void read_succeeded(struct arena *a, const struct jvalue *v, struct ai_answer *out)
{
	struct ai_answer done = {.end = AI_DONE, .percent = 100};
	add_outputs(a, jvalue_get(v, "output"), &done);
	if (done.output_count > 0)
		*out = done;
	else if (jvalue_bool(jvalue_get(v, "data_removed")))
		ai_call_end(a, out, AI_FAILED, "output_unusable", "Replicate has removed the output, as it does after an hour");
	else
		ai_call_end(a, out, AI_FAILED, "bad_answer", "Replicate succeeded without an output");
}

/* False: this is no prediction. */
static bool read_prediction(struct arena *a, const struct jvalue *v, struct ai_answer *out)
{
	const char *id = text(v, "id"), *status = text(v, "status");
	if (id == NULL || status == NULL || !ai_call_plain(id))
		return false;
	if (strcmp(status, "succeeded") == 0)
		read_succeeded(a, v, out);
	else if (strcmp(status, "failed") == 0)
		read_failed(a, v, out);
	else if (strcmp(status, "canceled") == 0 || strcmp(status, "aborted") == 0)
		ai_call_end(a, out, AI_FAILED, "cancelled", "Replicate ended it: it was cancelled there, or took longer than it may");
	else
		*out = (struct ai_answer){.end = AI_WAITING, .percent = percent(text(v, "logs")), .again_s = ask_again(text(v, "created_at"))};
	out->ref = id;
	return true;
}

/* ---- an answer */

/* "Your rate limit resets in ~30s." */
static double resets_in(const char *detail)
{
	static const char mark[] = "resets in ~";
	const char *at = detail == NULL ? NULL : strstr(detail, mark);
	long seconds = at == NULL ? 0 : strtol(at + sizeof mark - 1, NULL, 10);
	return seconds > 0 && seconds <= 3600 ? (double)seconds : 10;
}

static void read_error(struct arena *a, const struct fetch_answer *answer, const struct jvalue *v, struct ai_answer *out)
{
	const char *said = text(v, "detail"), *title = text(v, "title");
	const char *words = said != NULL ? said : title != NULL ? title : "no reason given";
	switch (answer->status) {
	case 400:
	case 413:
	case 422:
		ai_call_end(a, out, AI_REFUSED, "input_unusable", "Replicate answered %d: %s", answer->status, words);
		return;
	case 401:
	case 402:
	case 403:
		ai_call_end(a, out, AI_CREDENTIALS, "not_configured", "Replicate answered %d: %s", answer->status, words);
		return;
	case 404:
	case 410:
		ai_call_end(a, out, AI_RETIRED, "model_retired", "Replicate answered %d: %s", answer->status, words);
		return;
	case 429:
		ai_call_end(a, out, AI_AGAIN, "throttled", "Replicate answered 429: %s", words);
		out->again_s = ai_call_retry_after(a, answer, resets_in(said));
		return;
	default: /* its own SDK sends no prediction again after 5xx either */
		ai_call_end(a, out, AI_LOST, "answer_lost", "Replicate answered %d: %s", answer->status, words);
	}
}

void ai_replicate_read(struct arena *a, const struct fetch_answer *answer, struct ai_answer *out)
{
	const struct jvalue *v = ai_call_json(a, answer);
	if (answer->status / 100 != 2)
		read_error(a, answer, v, out);
	else if (!read_prediction(a, v, out))
		ai_call_end(a, out, AI_LOST, "bad_answer", "Replicate answered %d with what is no prediction", answer->status);
}

/* ---- the list */

static bool has_text(struct arena *a, const struct jvalue *v, const char *part)
{
	if (jvalue_kind(v) == JSON_STRING)
		return strstr(jvalue_string(v), part) != NULL;
	for (size_t i = 0; jvalue_kind(v) == JSON_ARRAY && i < jvalue_size(v); i++)
		if (has_text(a, jvalue_at(v, i), part))
			return true;
	for (const struct jvalue_member *m = jvalue_members(a, v); m->name != NULL; m++)
		if (has_text(a, m->value, part))
			return true;
	return false;
}

enum ai_replicate_page ai_replicate_read_page(struct arena *a, const struct fetch_answer *answer, const char *id, const char *since, struct ai_answer *out,
					      const char **next)
{
	const struct jvalue *page = ai_call_json(a, answer), *results = jvalue_get(page, "results");
	if (answer->status != 200 || jvalue_kind(results) != JSON_ARRAY)
		return AI_REPLICATE_UNREADABLE;
	bool older = false;
	for (size_t i = 0; i < jvalue_size(results); i++) {
		const struct jvalue *v = jvalue_at(results, i);
		const char *created = text(v, "created_at");
		if (has_text(a, jvalue_get(v, "input"), id) && read_prediction(a, v, out))
			return AI_REPLICATE_FOUND;
		older = created != NULL && strncmp(created, since, SECONDS) < 0;
	}
	/* of the address of the next page only its query: the token goes to no address that an answer names */
	const char *address = text(page, "next"), *query = address == NULL ? NULL : strchr(address, '?');
	if (older || query == NULL)
		return AI_REPLICATE_END;
	*next = query;
	return AI_REPLICATE_MORE;
}
