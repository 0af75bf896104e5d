/* SPDX-License-Identifier: Apache-2.0 */
#include "link/ai_qwen_read.h"

#include <string.h>

#include "base/arena.h"
#include "base/jvalue.h"
#include "link/ai_call.h"

enum { ASK_AGAIN_S = 3, THROTTLED_S = 15 };

/* Codes by their beginnings, the first that fits: what an error means, whatever the status it came with. */
static const struct meaning {
	const char *begins;
	enum ai_end end;
	const char *code;
} meanings[] = {
    {"DataInspectionFailed", AI_REFUSED, "refused"},
    {"data_inspection_failed", AI_REFUSED, "refused"},
    {"InvalidApiKey", AI_CREDENTIALS, "not_configured"},
    {"invalid_api_key", AI_CREDENTIALS, "not_configured"},
    {"AccessDenied", AI_CREDENTIALS, "not_configured"}, /* also: this model cannot be asked to answer later */
    {"Arrearage", AI_CREDENTIALS, "not_configured"},
    {"AllocationQuota", AI_CREDENTIALS, "not_configured"}, /* …FreeTierOnly: what was free is used up */
    {"ModelNotFound", AI_RETIRED, "model_retired"},
    {"model_not_found", AI_RETIRED, "model_retired"},
    {"Model.AccessDenied", AI_CREDENTIALS, "not_configured"},
    {"Throttling", AI_AGAIN, "throttled"},
    {"LimitRequests", AI_AGAIN, "throttled"},
    {"Invalid", AI_REFUSED, "input_unusable"}, /* InvalidParameter, InvalidURL, InvalidImage… */
    {"InternalError.Timeout", AI_AGAIN, "timed_out"},
    {"InternalError", AI_AGAIN, "overloaded"},
    {"ServiceUnavailable", AI_AGAIN, "overloaded"},
    {"ModelServing", AI_AGAIN, "overloaded"},
    {"SystemError", AI_AGAIN, "overloaded"},
};

static const char *text(const struct jvalue *v, const char *name)
{
	return jvalue_string(jvalue_get(v, name));
}

/* An error that they name is not charged. One without a name says so by its status, or nothing. */
static struct meaning meaning_of(const char *code, int status)
{
	for (size_t i = 0; code != NULL && i < sizeof meanings / sizeof meanings[0]; i++)
		if (strncmp(code, meanings[i].begins, strlen(meanings[i].begins)) == 0)
			return meanings[i];
	if (status == 401 || status == 402 || status == 403)
		return (struct meaning){NULL, AI_CREDENTIALS, "not_configured"};
	if (status == 404)
		return (struct meaning){NULL, AI_RETIRED, "model_retired"};
	if (status == 429)
		return (struct meaning){NULL, AI_AGAIN, "throttled"};
	if (status == 400 || status == 413 || status == 422)
		return (struct meaning){NULL, AI_REFUSED, "input_unusable"};
	if (status >= 500)
		return code == NULL ? (struct meaning){NULL, AI_LOST, "answer_lost"} : (struct meaning){NULL, AI_AGAIN, "overloaded"};
	return (struct meaning){NULL, AI_FAILED, "provider_failed"};
}

static void read_error(struct arena *a, const struct fetch_answer *answer, const struct jvalue *v, struct ai_answer *out)
{
	const char *code = text(v, "code"), *message = text(v, "message");
	struct meaning m = meaning_of(code, answer->status);
	ai_call_end(a, out, m.end, m.code, "Model Studio answered %d %s: %s", answer->status, code == NULL ? "" : code, message == NULL ? "no reason given" : message);
	if (m.end == AI_AGAIN)
		out->again_s = ai_call_retry_after(a, answer, THROTTLED_S);
}

/* Messages hold parts; older models list results, some of which may have failed. */
static void add_outputs(struct arena *a, const struct jvalue *output, struct ai_answer *out)
{
	const struct jvalue *choices = jvalue_get(output, "choices"), *results = jvalue_get(output, "results");
	for (size_t i = 0; jvalue_kind(choices) == JSON_ARRAY && i < jvalue_size(choices); i++) {
		const struct jvalue *parts = jvalue_get(jvalue_get(jvalue_at(choices, i), "message"), "content");
		for (size_t j = 0; jvalue_kind(parts) == JSON_ARRAY && j < jvalue_size(parts); j++)
			ai_call_add_output(a, out, text(jvalue_at(parts, j), "image"));
	}
	for (size_t i = 0; jvalue_kind(results) == JSON_ARRAY && i < jvalue_size(results); i++)
		ai_call_add_output(a, out, text(jvalue_at(results, i), "url"));
}

/* Why the first of `results` failed, or nothing. */
static const struct jvalue *failed_result(const struct jvalue *output)
{
	const struct jvalue *results = jvalue_get(output, "results");
	for (size_t i = 0; jvalue_kind(results) == JSON_ARRAY && i < jvalue_size(results); i++)
		if (text(jvalue_at(results, i), "code") != NULL)
			return jvalue_at(results, i);
	return NULL;
}

/* A failure that a task tells of is one for good: another submission would be another task. */
static void read_failed_task(struct arena *a, const struct fetch_answer *answer, const struct jvalue *v, struct ai_answer *out)
{
	read_error(a, answer, v, out);
	if (out->end == AI_AGAIN || out->end == AI_LOST) {
		out->end = AI_FAILED;
		out->code = strcmp(out->code, "timed_out") == 0 ? "timed_out" : "provider_failed";
	}
}

static void read_done(struct arena *a, const struct fetch_answer *answer, const struct jvalue *output, struct ai_answer *out)
{
	struct ai_answer done = {.end = AI_DONE, .percent = 100};
	add_outputs(a, output, &done);
	if (done.output_count > 0)
		*out = done;
	else if (failed_result(output) != NULL)
		read_failed_task(a, answer, failed_result(output), out);
	else
		ai_call_end(a, out, AI_FAILED, "bad_answer", "Model Studio succeeded without a picture");
}

static void read_task(struct arena *a, const struct fetch_answer *answer, const struct jvalue *output, const char *status, struct ai_answer *out)
{
	if (strcmp(status, "SUCCEEDED") == 0)
		read_done(a, answer, output, out);
	else if (strcmp(status, "FAILED") == 0)
		read_failed_task(a, answer, output, out);
	else if (strcmp(status, "CANCELED") == 0)
		ai_call_end(a, out, AI_FAILED, "cancelled", "the task was cancelled at Model Studio");
	else if (strcmp(status, "UNKNOWN") == 0)
		ai_call_end(a, out, AI_FAILED, "answer_lost", "Model Studio does not know the task (any more)");
	else /* PENDING, RUNNING, SUSPENDED, and what they come up with */
		*out = (struct ai_answer){.end = AI_WAITING, .percent = -1, .again_s = ASK_AGAIN_S};
	out->ref = text(output, "task_id");
}

static bool succeeded(const struct fetch_answer *answer, const struct jvalue *v)
{
	const char *code = text(v, "code"); /* a failure may come as 200 */
	return answer->status / 100 == 2 && (code == NULL || *code == '\0');
}

void ai_qwen_read(struct arena *a, const struct fetch_answer *answer, struct ai_answer *out)
{
	const struct jvalue *v = ai_call_json(a, answer), *output = jvalue_get(v, "output");
	const char *status = text(output, "task_status"), *id = text(output, "task_id");
	if (!succeeded(answer, v))
		read_error(a, answer, v, out);
	else if (jvalue_kind(output) != JSON_OBJECT || (status != NULL && (id == NULL || !ai_call_plain(id))))
		ai_call_end(a, out, AI_FAILED, "bad_answer", "Model Studio answered %d with what cannot be read", answer->status);
	else if (status != NULL)
		read_task(a, answer, output, status, out);
	else
		read_done(a, answer, output, out);
}

void ai_qwen_read_task(struct arena *a, const struct fetch_answer *answer, struct ai_answer *out)
{
	const struct jvalue *v = ai_call_json(a, answer), *output = jvalue_get(v, "output");
	const char *status = text(output, "task_status");
	if (answer->status == 404)
		ai_call_end(a, out, AI_FAILED, "answer_lost", "Model Studio does not know the task (any more)");
	else if (!succeeded(answer, v))
		read_error(a, answer, v, out);
	else if (status == NULL)
		ai_call_end(a, out, AI_LOST, "bad_answer", "Model Studio answered %d with what is no task", answer->status);
	else
		read_task(a, answer, output, status, out);
}
