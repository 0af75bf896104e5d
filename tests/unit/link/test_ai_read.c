/* SPDX-License-Identifier: Apache-2.0 */
/* What the providers of edited pictures answer, by the vectors made from their own SDKs, and what of it they never say in those. */
#include "../unit.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/jvalue.h"
#include "link/ai_gemini_read.h"
#include "link/ai_qwen_read.h"
#include "link/ai_replicate_read.h"
#include "net/fetch.h"

#define NOW (INT64_C(1772600777) * 1000000) /* 2026-03-04T05:06:17Z: ten seconds after the vectors' predictions were made */

typedef void reader(struct arena *a, const struct fetch_answer *answer, struct ai_answer *out);

struct reading {
	const char *vector; /* its name in the file, or a body */
	int status;
	enum ai_end end;
	const char *code, *ref;
	const char *output; /* the address of the first one, or its bytes */
	int outputs;
};

static const char *vector(struct unit *u, const char *file, const char *name)
{
	char *text;
	size_t size;
	const struct jvalue *all, *one;
	struct json_fault fault;
	assert_int_equal(file_read(u->arena, arena_printf(u->arena, "%s/%s.json", getenv("VECTORS"), file), 1 << 20, &text, &size, &u->p), 0);
	assert_int_equal(jvalue_parse(u->arena, text, size, &all, &fault), 0);
	if (!jvalue_find(all, name, &one))
		return name;
	return jvalue_print(u->arena, one);
}

static void same_text(const char *which, const char *name, const char *is, const char *should)
{
	if (is == NULL || should == NULL ? is != should : strcmp(is, should) != 0)
		fail_msg("%s of %s is %s, not %s", name, which, is == NULL ? "nothing" : is, should == NULL ? "nothing" : should);
}

static void read_all(struct unit *u, const char *file, reader *read, const struct reading *readings, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct reading *r = &readings[i];
		const char *body = vector(u, file, r->vector);
		const struct fetch_answer answer = {.status = r->status, .body = body, .size = strlen(body), .headers = ""};
		struct ai_answer out;
		memset(&out, 0x5a, sizeof out);
		read(u->arena, &answer, &out);
		if (out.end != r->end)
			fail_msg("%s ends as %d, not %d", r->vector, out.end, r->end);
		same_text(r->vector, "code", out.code, r->code);
		same_text(r->vector, "ref", out.ref, r->ref);
		assert_int_equal(out.output_count, r->outputs);
		if (r->outputs > 0 && out.outputs[0].url == NULL)
			assert_memory_equal(out.outputs[0].bytes, r->output, out.outputs[0].size);
		else
			same_text(r->vector, "output", out.outputs[0].url, r->output);
		assert_true((out.end == AI_DONE) == (out.output_count > 0));
		assert_true(out.end == AI_DONE || out.end == AI_WAITING || (out.code != NULL && out.detail != NULL));
	}
}

#define REF "k2v7q1w8m3n4b5x6z7c8d9f0a1"
#define DELIVERY "https://replicate.delivery/xezq/AbC/"

static void replicate(void **state)
{
	static const struct reading readings[] = {
	    {"created_201_async", 201, AI_WAITING, NULL, REF, NULL, 0},
	    {"created_201_after_wait_done", 201, AI_DONE, NULL, REF, DELIVERY "out.jpg", 1},
	    {"get_processing", 200, AI_WAITING, NULL, REF, NULL, 0},
	    {"get_succeeded_array_output", 200, AI_DONE, NULL, REF, DELIVERY "out-0.png", 2},
	    {"get_failed", 200, AI_FAILED, "provider_failed", REF, NULL, 0},
	    {"get_canceled", 200, AI_FAILED, "cancelled", REF, NULL, 0},
	    {"get_aborted", 200, AI_FAILED, "cancelled", REF, NULL, 0},
	    {"get_after_retention", 200, AI_FAILED, "output_unusable", REF, NULL, 0},
	    {"err_401", 401, AI_CREDENTIALS, "not_configured", NULL, NULL, 0},
	    {"err_402", 402, AI_CREDENTIALS, "not_configured", NULL, NULL, 0},
	    {"err_404", 404, AI_RETIRED, "model_retired", NULL, NULL, 0},
	    {"err_422", 422, AI_REFUSED, "input_unusable", NULL, NULL, 0},
	    {"err_429", 429, AI_AGAIN, "throttled", NULL, NULL, 0},
	    {"{\"detail\":\"Internal server error\"}", 500, AI_LOST, "answer_lost", NULL, NULL, 0},
	    {"<html>bad gateway</html>", 502, AI_LOST, "answer_lost", NULL, NULL, 0},
	    {"{\"id\":\"x1\",\"status\":\"succ", 201, AI_LOST, "bad_answer", NULL, NULL, 0},
	    {"{\"id\":\"../account\",\"status\":\"starting\"}", 201, AI_LOST, "bad_answer", NULL, NULL, 0},
	    {"", 200, AI_LOST, "bad_answer", NULL, NULL, 0},
	    {"{\"id\":\"x1\",\"status\":\"failed\",\"error\":\"NSFW content detected. Try another prompt.\"}", 200, AI_REFUSED, "refused", "x1", NULL, 0},
	    {"{\"id\":\"x1\",\"status\":\"failed\",\"error\":null}", 200, AI_FAILED, "provider_failed", "x1", NULL, 0},
	    {"{\"id\":\"x1\",\"status\":\"succeeded\",\"output\":null}", 200, AI_FAILED, "bad_answer", "x1", NULL, 0},
	    {"{\"id\":\"x1\",\"status\":\"succeeded\",\"output\":\"ftp://a.example/1\"}", 200, AI_FAILED, "bad_answer", "x1", NULL, 0},
	    {"{\"id\":\"x1\",\"status\":\"succeeded\",\"output\":{\"seed\":7,\"image\":\"https://a.example/1\"}}", 200, AI_DONE, NULL, "x1", "https://a.example/1", 1},
	    {"{\"id\":\"x1\",\"status\":\"succeeded\",\"output\":\"data:image/png;base64,aGVsbG8=\"}", 200, AI_DONE, NULL, "x1", "hello", 1},
	    {"{\"id\":\"x1\",\"status\":\"succeeded\",\"output\":[\"https://a/1\",\"https://a/2\",\"https://a/3\",\"https://a/4\",\"https://a/5\"]}", 200, AI_DONE, NULL,
	     "x1", "https://a/1", 4},
	};
	read_all(*state, "replicate", ai_replicate_read, readings, COUNT(readings));
}

#define OSS "https://dashscope-result-sgp.oss-ap-southeast-1.aliyuncs.com/x/out.png?Expires=1772690000"
#define TASK "0f1e2d3c-0000-4000-8000-00000000000a"

static void qwen(void **state)
{
	static const struct reading readings[] = {
	    {"response_sync_200", 200, AI_DONE, NULL, NULL, OSS, 1},
	    {"async_create_200", 200, AI_WAITING, NULL, TASK, NULL, 0},
	    {"err_401", 401, AI_CREDENTIALS, "not_configured", NULL, NULL, 0},
	    {"err_400", 400, AI_REFUSED, "input_unusable", NULL, NULL, 0},
	    {"err_400_moderation", 400, AI_REFUSED, "refused", NULL, NULL, 0},
	    {"err_403_async_unsupported", 403, AI_CREDENTIALS, "not_configured", NULL, NULL, 0},
	    {"err_429", 429, AI_AGAIN, "throttled", NULL, NULL, 0},
	    {"{\"code\":\"Arrearage\",\"message\":\"Access denied, please make sure your account is in good standing.\"}", 400, AI_CREDENTIALS,
	     "not_configured", NULL, NULL, 0},
	    {"{\"code\":\"ModelNotFound\",\"message\":\"Model not exist.\"}", 404, AI_RETIRED, "model_retired", NULL, NULL, 0},
	    {"{\"code\":\"Throttling.AllocationQuota\",\"message\":\"Free allocated quota exceeded.\"}", 429, AI_AGAIN, "throttled", NULL, NULL, 0},
	    {"{\"code\":\"InternalError\",\"message\":\"x\"}", 500, AI_AGAIN, "overloaded", NULL, NULL, 0},
	    {"{\"code\":\"Something.New\",\"message\":\"x\"}", 503, AI_AGAIN, "overloaded", NULL, NULL, 0},
	    {"{\"code\":\"Something.New\",\"message\":\"x\"}", 418, AI_FAILED, "provider_failed", NULL, NULL, 0},
	    {"<html>", 504, AI_LOST, "answer_lost", NULL, NULL, 0},
	    {"{\"code\":\"DataInspectionFailed\",\"message\":\"x\",\"output\":{}}", 200, AI_REFUSED, "refused", NULL, NULL, 0},
	    {"{\"output\":{\"choices\":[{\"message\":{\"content\":[{\"text\":\"no\"}]}}]}}", 200, AI_FAILED, "bad_answer", NULL, NULL, 0},
	    {"{\"output\":{\"choices\":[{\"mess", 200, AI_FAILED, "bad_answer", NULL, NULL, 0},
	    {"{\"output\":{\"task_status\":\"PENDING\"}}", 200, AI_FAILED, "bad_answer", NULL, NULL, 0},
	};
	read_all(*state, "dashscope-qwen", ai_qwen_read, readings, COUNT(readings));
}

static void qwen_task(void **state)
{
	static const struct reading readings[] = {
	    {"task_running_200", 200, AI_WAITING, NULL, TASK, NULL, 0},
	    {"task_succeeded_200_choices", 200, AI_DONE, NULL, TASK, OSS, 1},
	    {"task_succeeded_200_results_older_shape", 200, AI_DONE, NULL, "t", "https://x.example.test/o.png", 1},
	    {"task_failed_200", 200, AI_REFUSED, "refused", "t", NULL, 0},
	    {"task_unknown_200", 200, AI_FAILED, "answer_lost", "t", NULL, 0},
	    {"err_401", 401, AI_CREDENTIALS, "not_configured", NULL, NULL, 0},
	    {"err_429", 429, AI_AGAIN, "throttled", NULL, NULL, 0},
	    {"{\"output\":{\"task_id\":\"t\",\"task_status\":\"FAILED\",\"code\":\"InternalError.Timeout\",\"message\":\"x\"}}", 200, AI_FAILED, "timed_out", "t", NULL, 0},
	    {"{\"output\":{\"task_id\":\"t\",\"task_status\":\"FAILED\",\"code\":\"Throttling\",\"message\":\"x\"}}", 200, AI_FAILED, "provider_failed", "t", NULL, 0},
	    {"{\"output\":{\"task_id\":\"t\",\"task_status\":\"FAILED\"}}", 200, AI_FAILED, "provider_failed", "t", NULL, 0},
	    {"{\"output\":{\"task_id\":\"t\",\"task_status\":\"CANCELED\"}}", 200, AI_FAILED, "cancelled", "t", NULL, 0},
	    {"{\"output\":{\"task_id\":\"t\",\"task_status\":\"SUSPENDED\"}}", 200, AI_WAITING, NULL, "t", NULL, 0},
	    {"{\"output\":{\"task_id\":\"t\",\"task_status\":\"SUCCEEDED\",\"results\":[{\"code\":\"DataInspectionFailed\",\"message\":\"x\"}]}}", 200, AI_REFUSED, "refused",
	     "t", NULL, 0},
	    {"{}", 404, AI_FAILED, "answer_lost", NULL, NULL, 0},
	    {"{\"outp", 200, AI_LOST, "bad_answer", NULL, NULL, 0},
	};
	read_all(*state, "dashscope-qwen", ai_qwen_read_task, readings, COUNT(readings));
}

#define PNG "\x89PNG\r\n\x1a\n"
#define REFUSES(reason) {"{\"candidates\":[{\"finishReason\":\"" reason "\"}]}", 200, AI_REFUSED, "refused", NULL, NULL, 0}
#define SAYS(status) "{\"error\":{\"code\":1,\"message\":\"x\",\"status\":\"" status "\"}}"

static void gemini(void **state)
{
	static const struct reading readings[] = {
	    {"response_200", 200, AI_DONE, NULL, NULL, PNG, 1},
	    {"response_200_thought_part", 200, AI_DONE, NULL, NULL, PNG, 1},
	    {"response_200_prompt_blocked", 200, AI_REFUSED, "refused", NULL, NULL, 0},
	    {"response_200_image_safety", 200, AI_REFUSED, "refused", NULL, NULL, 0},
	    {"response_200_no_image", 200, AI_FAILED, "bad_answer", NULL, NULL, 0},
	    {"err_400", 400, AI_CREDENTIALS, "not_configured", NULL, NULL, 0},
	    {"err_404_model", 404, AI_RETIRED, "model_retired", NULL, NULL, 0},
	    {"err_429", 429, AI_AGAIN, "throttled", NULL, NULL, 0},
	    {"err_503", 503, AI_AGAIN, "overloaded", NULL, NULL, 0},
	    REFUSES("SAFETY"), REFUSES("PROHIBITED_CONTENT"), REFUSES("RECITATION"), REFUSES("IMAGE_OTHER"), REFUSES("OTHER"),
	    {"{\"candidates\":[{\"finishReason\":\"MAX_TOKENS\",\"content\":{\"parts\":[]}}]}", 200, AI_FAILED, "bad_answer", NULL, NULL, 0},
	    {"{\"candidates\":[{\"finishReason\":\"STOP\",\"content\":{\"parts\":[{\"thought\":true,\"inlineData\":{\"data\":\"iVBORw0KGgo=\"}}]}}]}", 200, AI_FAILED,
	     "bad_answer", NULL, NULL, 0},
	    {"{\"candidates\":[{\"finishReason\":\"STOP\",\"content\":{\"parts\":[{\"inlineData\":{\"data\":\"iVBORw0KG\"}}]}}]}", 200, AI_FAILED, "bad_answer", NULL, NULL, 0},
	    {"{\"candidates\":[{\"content\":{\"parts\":[{\"inline_data\":{\"data\":\"iVBORw0KGgo=\"}}]}}]}", 200, AI_DONE, NULL, NULL, PNG, 1},
	    {"{}", 200, AI_FAILED, "bad_answer", NULL, NULL, 0},
	    {"{\"candidates\":[{\"con", 200, AI_FAILED, "bad_answer", NULL, NULL, 0},
	    {SAYS("INVALID_ARGUMENT"), 400, AI_REFUSED, "input_unusable", NULL, NULL, 0},
	    {SAYS("FAILED_PRECONDITION"), 400, AI_CREDENTIALS, "not_configured", NULL, NULL, 0},
	    {SAYS("PERMISSION_DENIED"), 403, AI_CREDENTIALS, "not_configured", NULL, NULL, 0},
	    {SAYS("INTERNAL"), 500, AI_AGAIN, "overloaded", NULL, NULL, 0},
	    {SAYS("DEADLINE_EXCEEDED"), 504, AI_AGAIN, "timed_out", NULL, NULL, 0},
	    {SAYS("ABORTED"), 409, AI_FAILED, "provider_failed", NULL, NULL, 0},
	    {"<html>", 502, AI_LOST, "answer_lost", NULL, NULL, 0},
	    {"<html>", 404, AI_FAILED, "provider_failed", NULL, NULL, 0},
	    {"", 429, AI_AGAIN, "throttled", NULL, NULL, 0},
	};
	read_all(*state, "gemini", ai_gemini_read, readings, COUNT(readings));
}

static struct ai_answer answered(struct unit *u, const char *file, const char *name, int status, const char *headers, reader *read)
{
	const char *body = vector(u, file, name);
	struct ai_answer out;
	read(u->arena, &(struct fetch_answer){.status = status, .body = body, .size = strlen(body), .headers = headers}, &out);
	return out;
}

static void throttling_says_when(void **state)
{
	struct unit *u = *state;
	assert_true(answered(u, "replicate", "err_429", 429, "", ai_replicate_read).again_s == 30);
	assert_true(answered(u, "replicate", "err_429", 429, "Retry-After: 7\r\n", ai_replicate_read).again_s == 7);
	assert_true(answered(u, "replicate", "err_429", 429, "Retry-After: soon\r\n", ai_replicate_read).again_s == 30);
	assert_true(answered(u, "gemini", "err_429", 429, "", ai_gemini_read).again_s == 34);
	assert_true(answered(u, "gemini", "err_503", 503, "Retry-After: 90000\r\n", ai_gemini_read).again_s == 3600);
	assert_true(answered(u, "dashscope-qwen", "err_429", 429, "", ai_qwen_read).again_s == 15);
}

static void a_prediction_tells_how_far_it_is(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *logs;
		int percent;
	} cases[] = {{"step 3/20\\n", 15}, {"step 3/20\\nstep 4/20\\n", 20}, {"  35%|###  | 7/20 [00:03<00:05]", 35}, {"loading 99%\\n", 99}, {"seed 1234", -1}, {"", -1},
		     {"21/20", -1}, {"1/0", -1}, {"99999999999999999999/3", -1}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *body = arena_printf(u->arena, "{\"id\":\"x\",\"status\":\"processing\",\"logs\":\"%s\"}", cases[i].logs);
		assert_int_equal(answered(u, "replicate", body, 200, "", ai_replicate_read).percent, cases[i].percent);
	}
}

static void the_longer_a_prediction_takes_the_more_seldom_it_is_asked_after(void **state)
{
	struct unit *u = *state;
	clock_stop_at(NOW - INT64_C(9500000));
	assert_true(answered(u, "replicate", "get_processing", 200, "", ai_replicate_read).again_s == 1);
	clock_stop_at(NOW);
	assert_true(answered(u, "replicate", "get_processing", 200, "", ai_replicate_read).again_s == 5);
	clock_stop_at(NOW + INT64_C(3600000000));
	assert_true(answered(u, "replicate", "get_processing", 200, "", ai_replicate_read).again_s == 60);
	clock_stop_at(0);
}

/* A provider's words are cut between characters. */
static void a_long_reason_is_cut(void **state)
{
	struct unit *u = *state;
	char words[2000] = "";
	for (int i = 0; i < 600; i++)
		strcat(words, "é");
	const char *body = arena_printf(u->arena, "{\"id\":\"x\",\"status\":\"failed\",\"error\":\"%s\"}", words);
	const char *detail = answered(u, "replicate", body, 200, "", ai_replicate_read).detail;
	assert_true(strlen(detail) <= 400 && strlen(detail) >= 398 && strcmp(detail + strlen(detail) - 2, "é") == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT(replicate), UNIT(qwen), UNIT(qwen_task), UNIT(gemini), UNIT(throttling_says_when), UNIT(a_prediction_tells_how_far_it_is),
	    UNIT(the_longer_a_prediction_takes_the_more_seldom_it_is_asked_after), UNIT(a_long_reason_is_cut),
	};
	return UNIT_RUN(tests);
}
