/* SPDX-License-Identifier: Apache-2.0 */
#include "link/ai_gemini_read.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/encode.h"
#include "base/jvalue.h"
#include "link/ai_call.h"

static const char *text(const struct jvalue *v, const char *name)
{
	return jvalue_string(jvalue_get(v, name));
}

static const struct jvalue *first(const struct jvalue *v, const char *list)
{
	return jvalue_at(jvalue_get(v, list), 0);
}

/* ---- a picture */

/* In JSON of this API a name may be in either spelling. */
static const struct jvalue *inline_data(const struct jvalue *part)
{
	const struct jvalue *v = jvalue_get(part, "inlineData");
	return v != NULL ? v : jvalue_get(part, "inline_data");
}

/* The last part that has a picture and is no thought: thoughts are drafts. */
static bool add_picture(struct arena *a, const struct jvalue *parts, struct ai_answer *out)
{
	for (size_t i = jvalue_kind(parts) == JSON_ARRAY ? jvalue_size(parts) : 0; i > 0; i--) {
		const struct jvalue *part = jvalue_at(parts, i - 1), *data = jvalue_get(inline_data(part), "data");
		if (jvalue_string(data) == NULL || jvalue_bool(jvalue_get(part, "thought")))
			continue;
		size_t n = jvalue_string_size(data);
		uint8_t *bytes = arena_alloc(a, n / 4 * 3 + 1);
		ssize_t size = encode_unbase64(jvalue_string(data), n, bytes);
		if (size <= 0)
			return false;
		out->outputs[0] = (struct ai_output){.bytes = bytes, .size = (size_t)size};
		out->output_count = 1;
		return true;
	}
	return false;
}

/* What the model said in place of a picture. */
static const char *spoken(const struct jvalue *parts)
{
	for (size_t i = 0; jvalue_kind(parts) == JSON_ARRAY && i < jvalue_size(parts); i++)
		if (text(jvalue_at(parts, i), "text") != NULL && !jvalue_bool(jvalue_get(jvalue_at(parts, i), "thought")))
			return text(jvalue_at(parts, i), "text");
	return "nothing";
}

/* Reasons to finish that are the rules', not a fault. Others, with no picture, are one. */
static bool is_refusal(const char *reason)
{
	static const char *const reasons[] = {"SAFETY", "IMAGE_SAFETY", "PROHIBITED_CONTENT", "IMAGE_PROHIBITED_CONTENT", "RECITATION", "IMAGE_RECITATION",
					      "BLOCKLIST", "SPII", "LANGUAGE", "IMAGE_OTHER", "OTHER"};
	for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
		if (strcmp(reason, reasons[i]) == 0)
			return true;
	return false;
}

static void read_content(struct arena *a, const struct jvalue *v, struct ai_answer *out)
{
	const struct jvalue *candidate = first(v, "candidates"), *parts = jvalue_get(jvalue_get(candidate, "content"), "parts");
	const char *blocked = text(jvalue_get(v, "promptFeedback"), "blockReason"), *reason = text(candidate, "finishReason");
	const char *message = text(candidate, "finishMessage");
	struct ai_answer done = {.end = AI_DONE, .percent = 100};
	if (add_picture(a, parts, &done))
		*out = done;
	else if (blocked != NULL)
		ai_call_end(a, out, AI_REFUSED, "refused", "Gemini refused the request: %s", blocked);
	else if (candidate == NULL)
		ai_call_end(a, out, AI_FAILED, "bad_answer", "Gemini answered without a candidate");
	else if (reason != NULL && is_refusal(reason))
		ai_call_end(a, out, AI_REFUSED, "refused", "Gemini refused: %s %s", reason, message == NULL ? "" : message);
	else
		ai_call_end(a, out, AI_FAILED, "bad_answer", "Gemini made no picture (%s); it said: %s", reason == NULL ? "no reason" : reason, spoken(parts));
}

/* ---- an error */

/* The first of error.details that has the member. */
static const char *detail(const struct jvalue *error, const char *name)
{
	const struct jvalue *details = jvalue_get(error, "details");
	for (size_t i = 0; jvalue_kind(details) == JSON_ARRAY && i < jvalue_size(details); i++)
		if (text(jvalue_at(details, i), name) != NULL)
			return text(jvalue_at(details, i), name);
	return NULL;
}

/* "34s" or "1.5s" of RetryInfo. */
static double retry_delay(struct arena *a, const struct fetch_answer *answer, const struct jvalue *error)
{
	enum { PRESET_S = 30, MOST_S = 3600 };
	const char *delay = detail(error, "retryDelay");
	double seconds = delay == NULL ? ai_call_retry_after(a, answer, PRESET_S) : strtod(delay, NULL);
	return seconds >= 1 ? seconds <= MOST_S ? seconds : MOST_S : 1;
}

/* Of an error with Google's body: a request that ends in one is not charged. */
static enum ai_end meaning(const struct jvalue *error, const char *status, const char **code)
{
	static const struct {
		const char *status;
		enum ai_end end;
		const char *code;
	} meanings[] = {
	    {"INVALID_ARGUMENT", AI_REFUSED, "input_unusable"},	      {"OUT_OF_RANGE", AI_REFUSED, "input_unusable"},
	    {"FAILED_PRECONDITION", AI_CREDENTIALS, "not_configured"}, {"UNAUTHENTICATED", AI_CREDENTIALS, "not_configured"},
	    {"PERMISSION_DENIED", AI_CREDENTIALS, "not_configured"},   {"NOT_FOUND", AI_RETIRED, "model_retired"},
	    {"RESOURCE_EXHAUSTED", AI_AGAIN, "throttled"},	       {"DEADLINE_EXCEEDED", AI_AGAIN, "timed_out"},
	    {"UNAVAILABLE", AI_AGAIN, "overloaded"},		       {"INTERNAL", AI_AGAIN, "overloaded"},
	};
	const char *reason = detail(error, "reason");
	if (reason != NULL && strncmp(reason, "API_KEY_", 8) == 0)
		status = "UNAUTHENTICATED";
	for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
		if (strcmp(meanings[i].status, status) == 0) {
			*code = meanings[i].code;
			return meanings[i].end;
		}
	*code = "provider_failed";
	return AI_FAILED;
}

/* What stands between us and Google answers without its words. */
static enum ai_end bare_meaning(int status, const char **code)
{
	*code = status == 429 ? "throttled" : status >= 500 ? "answer_lost" : "provider_failed";
	return status == 429 ? AI_AGAIN : status >= 500 ? AI_LOST : AI_FAILED;
}

static void read_error(struct arena *a, const struct fetch_answer *answer, const struct jvalue *v, struct ai_answer *out)
{
	const struct jvalue *error = jvalue_get(v, "error");
	const char *status = text(error, "status"), *message = text(error, "message"), *code;
	enum ai_end end = status == NULL ? bare_meaning(answer->status, &code) : meaning(error, status, &code);
	ai_call_end(a, out, end, code, "Gemini answered %d %s: %s", answer->status, status == NULL ? "" : status, message == NULL ? "no reason given" : message);
	if (end == AI_AGAIN)
		out->again_s = retry_delay(a, answer, error);
}

void ai_gemini_read(struct arena *a, const struct fetch_answer *answer, struct ai_answer *out)
{
	const struct jvalue *v = ai_call_json(a, answer);
	if (answer->status / 100 != 2)
		read_error(a, answer, v, out);
	else if (jvalue_kind(v) != JSON_OBJECT)
		ai_call_end(a, out, AI_FAILED, "bad_answer", "Gemini answered %d with what cannot be read", answer->status);
	else
		read_content(a, v, out);
}
