/* SPDX-License-Identifier: Apache-2.0 */
/* What goes out to the providers of edited pictures, and what no answer at all means. What their answers mean: test_ai_read.c. */
#include "../unit.h"

#include "base/clock.h"
#include "base/jvalue.h"
#include "conf/conf.h"
#include "link/ai.h"
#include "server.h"

#define ID "019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e"
#define NOW (INT64_C(1772600777) * 1000000) /* 2026-03-04T05:06:17Z */
#define SAYS(status, body) "HTTP/1.1 " status "\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" body
#define STARTED SAYS("201 Created", "{\"id\":\"abc123\",\"status\":\"starting\"}")
#define ANSWERS(...) ((const char *const[]){__VA_ARGS__, NULL})

static struct server server;
static struct conf conf;

static void answering(struct unit *u, const char *const *answers)
{
	server_start(&server, answers);
	const char *at = arena_printf(u->arena, "http://127.0.0.1:%d", server.port);
	conf = (struct conf){.replicate_token = "r8_token", .replicate_url = arena_printf(u->arena, "%s/v1", at), .dashscope_key = "sk-key", .dashscope_url = at,
			     .gemini_key = "AIza-key", .gemini_url = at};
}

static const struct jvalue *json(struct unit *u, const char *text)
{
	const struct jvalue *v;
	struct json_fault fault;
	assert_int_equal(jvalue_parse(u->arena, text, strlen(text), &v, &fault), 0);
	return v;
}

static struct ai_request request(void)
{
	return (struct ai_request){.id = ID, .model = "black-forest-labs/flux-kontext-pro", .prompt = "brighten the room",
				   .image_url = "https://files.example.test/" ID ".jpg", .image = "\xff\xd8\xff\xe0", .image_size = 4, .width = 1600, .height = 1200,
				   .timeout_s = 2, .submitted_us = NOW};
}

static struct ai_answer submit(struct unit *u, const char *provider, const struct ai_request *r)
{
	struct ai_answer out;
	memset(&out, 0x5a, sizeof out);
	ai_provider(provider)->submit(u->arena, &conf, r, &out);
	return out;
}

/* The request that came as the i-th had these beginnings and parts, and this body (NULL: any). */
static void asked(size_t i, const char *line, const char *header, const char *body)
{
	assert_true((size_t)server.accepted > i);
	const char *is = server.requests[i], *end = strstr(is, "\r\n\r\n");
	if (strncmp(is, line, strlen(line)) != 0 || strstr(is, header) == NULL)
		fail_msg("asked %s", is);
	if (body != NULL)
		assert_string_equal(end + 4, body);
}

static void all_are_there_and_no_other(void **state)
{
	(void)state;
	size_t count;
	const struct ai_provider *const *all = ai_providers(&count);
	assert_int_equal(count, 3);
	for (size_t i = 0; i < count; i++)
		assert_ptr_equal(ai_provider(all[i]->name), all[i]);
	assert_null(ai_provider("local"));
	assert_non_null(ai_provider("replicate")->find);
	assert_null(ai_provider("qwen")->find);
	assert_null(ai_provider("nano_banana")->find);
	assert_null(ai_provider("nano_banana")->poll);
}

static void a_provider_is_configured_by_its_key(void **state)
{
	(void)state;
	const struct conf none = {0}, key = {.gemini_key = "x"};
	assert_false(ai_provider("nano_banana")->configured(&none));
	assert_true(ai_provider("nano_banana")->configured(&key));
	assert_false(ai_provider("replicate")->configured(&key));
	assert_false(ai_provider("qwen")->configured(&key));
}

static void only_the_options_own_origin_is_trusted(void **state)
{
	(void)state;
	const struct conf own = {.replicate_url = "http://127.0.0.1:8080/v1"};
	const struct ai_provider *replicate = ai_provider("replicate");
	assert_true(ai_provider_own(replicate, &own, "http://127.0.0.1:8080/files/1.png"));
	assert_true(ai_provider_own(replicate, &own, "http://127.0.0.1:8080?x"));
	assert_false(ai_provider_own(replicate, &own, "http://127.0.0.1:8080@evil.example/1.png"));
	assert_false(ai_provider_own(replicate, &own, "http://127.0.0.1:80801/1.png"));
	assert_false(ai_provider_own(replicate, &own, "https://127.0.0.1:8080/1.png"));
	assert_false(ai_provider_own(replicate, &own, "data:image/png;base64,"));
}

static void replicate_is_asked_for_a_prediction_of_the_model(void **state)
{
	struct unit *u = *state;
	answering(u, ANSWERS(STARTED));
	struct ai_request r = request();
	r.timeout_s = 300;
	r.webhook_url = "https://crm.example/api/webhooks/replicate/" ID;
	struct ai_answer out = submit(u, "replicate", &r);
	server_stop(&server);
	assert_int_equal(out.end, AI_WAITING);
	assert_string_equal(out.ref, "abc123");
	asked(0, "POST /v1/models/black-forest-labs/flux-kontext-pro/predictions HTTP", "Authorization: Bearer r8_token\r\n",
	      "{\"input\":{\"input_image\":\"https://files.example.test/" ID ".jpg\",\"prompt\":\"brighten the room\"},"
	      "\"webhook\":\"https://crm.example/api/webhooks/replicate/" ID "\",\"webhook_events_filter\":[\"completed\"]}");
	assert_non_null(strstr(server.requests[0], "\r\nCancel-After: 300s\r\n"));
}

static void replicates_inputs_have_the_names_of_the_model(void **state)
{
	struct unit *u = *state;
	answering(u, ANSWERS(STARTED, STARTED, STARTED));
	struct ai_request r = request();
	r.model = "owner/name:5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa";
	r.settings = json(u, "{\"image\":\"images\",\"image_list\":true,\"negative_prompt\":\"avoid\",\"input\":{\"steps\":20,\"prompt\":\"mine\"}}");
	r.negative_prompt = "people";
	submit(u, "replicate", &r);
	r.model = "deployments/owner/name";
	r.settings = json(u, "{\"prompt\":null,\"image\":\"image\"}");
	submit(u, "replicate", &r);
	r.model = "owner/na me?";
	r.settings = NULL;
	submit(u, "replicate", &r);
	server_stop(&server);
	asked(0, "POST /v1/predictions HTTP", "",
	      "{\"version\":\"5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa\",\"input\":{\"steps\":20,\"images\":"
	      "[\"https://files.example.test/" ID ".jpg\"],\"prompt\":\"brighten the room\",\"avoid\":\"people\"}}");
	asked(1, "POST /v1/deployments/owner/name/predictions HTTP", "", "{\"input\":{\"image\":\"https://files.example.test/" ID ".jpg\"}}");
	asked(2, "POST /v1/models/owner/na%20me%3F/predictions HTTP", "",
	      "{\"input\":{\"input_image\":\"https://files.example.test/" ID ".jpg\",\"prompt\":\"brighten the room\\nAvoid: people\"}}");
}

static void qwen_is_sent_the_picture(void **state)
{
	struct unit *u = *state;
	answering(u, ANSWERS(SAYS("200 OK", "{\"output\":{\"choices\":[{\"message\":{\"content\":[{\"image\":\"https://a.example/1.png\"}]}}]}}"),
			     SAYS("200 OK", "{\"output\":{\"task_id\":\"t1\",\"task_status\":\"PENDING\"}}")));
	struct ai_request r = request();
	r.model = "qwen-image-edit-plus";
	r.negative_prompt = " ";
	r.settings = json(u, "{\"parameters\":{\"prompt_extend\":true,\"n\":4}}");
	struct ai_answer now = submit(u, "qwen", &r);
	r.settings = json(u, "{\"async\":true}");
	struct ai_answer later = submit(u, "qwen", &r);
	server_stop(&server);
	assert_int_equal(now.end, AI_DONE);
	assert_string_equal(now.outputs[0].url, "https://a.example/1.png");
	assert_int_equal(later.end, AI_WAITING);
	assert_string_equal(later.ref, "t1");
	asked(0, "POST /api/v1/services/aigc/multimodal-generation/generation HTTP", "Authorization: Bearer sk-key\r\n",
	      "{\"model\":\"qwen-image-edit-plus\",\"input\":{\"messages\":[{\"role\":\"user\",\"content\":[{\"image\":\"data:image/jpeg;base64,/9j/4A==\"},"
	      "{\"text\":\"brighten the room\"}]}]},\"parameters\":{\"prompt_extend\":true,\"n\":1,\"watermark\":false,\"negative_prompt\":\" \"}}");
	assert_null(strstr(server.requests[0], "X-DashScope-Async"));
	asked(1, "POST /api/v1/services/aigc/image-generation/generation HTTP", "\r\nX-DashScope-Async: enable\r\n", NULL);
}

/* A call that fails is not charged, but the task of one that was to answer later may have been made. */
static void qwens_failure_is_repeated_only_where_nothing_can_have_been_made(void **state)
{
	struct unit *u = *state;
	const char *failed = SAYS("500 Oops", "{\"code\":\"InternalError\",\"message\":\"x\"}"), *slow = SAYS("429 Slow", "{\"code\":\"Throttling\"}");
	struct ai_request r = request();
	answering(u, ANSWERS(failed, failed, slow));
	assert_int_equal(submit(u, "qwen", &r).end, AI_AGAIN);
	r.settings = json(u, "{\"async\":true}");
	assert_int_equal(submit(u, "qwen", &r).end, AI_LOST);
	assert_int_equal(submit(u, "qwen", &r).end, AI_AGAIN);
	server_stop(&server);
}

static void gemini_is_sent_the_picture(void **state)
{
	struct unit *u = *state;
	answering(u, ANSWERS(SAYS("200 OK", "{}"), SAYS("200 OK", "{}")));
	struct ai_request r = request();
	r.model = "gemini-3.1-flash-image";
	r.settings = json(u, "{\"imageSize\":\"2K\"}");
	submit(u, "nano_banana", &r);
	r.width = 2048;
	r.height = 900;
	r.settings = NULL;
	submit(u, "nano_banana", &r);
	server_stop(&server);
	asked(0, "POST /v1beta/models/gemini-3.1-flash-image:generateContent HTTP", "x-goog-api-key: AIza-key\r\n",
	      "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"brighten the room\"},{\"inlineData\":{\"mimeType\":\"image/jpeg\",\"data\":\"/9j/4A==\"}}]}],"
	      "\"generationConfig\":{\"responseModalities\":[\"IMAGE\"],\"imageConfig\":{\"aspectRatio\":\"4:3\",\"imageSize\":\"2K\"}}}");
	assert_non_null(strstr(server.requests[1], "\"imageConfig\":{}"));
}

/* Not reached: again. Sent, and nothing or half of an answer: lost. Each at most once. */
static void no_answer_is_lost_only_when_something_was_sent(void **state)
{
	struct unit *u = *state;
	static const char *const names[] = {"replicate", "qwen", "nano_banana"};
	for (size_t i = 0; i < COUNT(names); i++) {
		struct ai_request r = request();
		answering(u, ANSWERS("", "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"id\":", "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"));
		r.timeout_s = 1;
		assert_int_equal(submit(u, names[i], &r).end, AI_LOST);
		assert_int_equal(submit(u, names[i], &r).end, AI_LOST);
		server_stop(&server);
		assert_int_equal(server.accepted, 2);
		struct ai_answer out = submit(u, names[i], &r);
		assert_int_equal(out.end, AI_AGAIN);
		assert_string_equal(out.code, "overloaded");
	}
}

/* The second submission finds a connection that closes under it. */
static void a_submission_is_sent_once(void **state)
{
	struct unit *u = *state;
	static const char *const names[] = {"replicate", "qwen", "nano_banana"};
	static const char *const answers[] = {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", NULL};
	for (size_t i = 0; i < COUNT(names); i++) {
		struct ai_request r = request();
		server_start_keeping(&server, answers);
		const char *at = arena_printf(u->arena, "http://127.0.0.1:%d", server.port);
		conf = (struct conf){.replicate_token = "x", .replicate_url = at, .dashscope_key = "x", .dashscope_url = at, .gemini_key = "x", .gemini_url = at};
		submit(u, names[i], &r);
		submit(u, names[i], &r);
		server_stop(&server);
		assert_int_equal(server.accepted, 2);
	}
}

static struct ai_answer polled(struct unit *u, const char *provider, const char *answer, const char *ref)
{
	struct ai_answer out = {0};
	answering(u, ANSWERS(answer));
	ai_provider(provider)->poll(u->arena, &conf, ref, &out);
	server_stop(&server);
	return out;
}

static void asking_again_is_never_lost(void **state)
{
	struct unit *u = *state;
	static const char *const answers[] = {SAYS("500 Oops", "{}"), SAYS("429 Slow", "{}"), SAYS("200 OK", "{\"id\":"), "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"};
	for (size_t i = 0; i < COUNT(answers); i++) {
		struct ai_answer one = polled(u, "replicate", answers[i], "abc123"), other = polled(u, "qwen", answers[i], "t-1");
		assert_int_equal(one.end, AI_WAITING);
		assert_string_equal(one.ref, "abc123");
		assert_non_null(one.code);
		assert_int_equal(other.end, AI_WAITING);
		assert_string_equal(other.ref, "t-1");
	}
	assert_int_equal(polled(u, "replicate", SAYS("401 No", "{}"), "abc123").end, AI_CREDENTIALS);
}

static void a_prediction_is_asked_after_by_its_id(void **state)
{
	struct unit *u = *state;
	struct ai_answer done = polled(u, "replicate", SAYS("200 OK", "{\"id\":\"abc123\",\"status\":\"succeeded\",\"output\":\"https://a.example/1.png\"}"), "abc123");
	assert_int_equal(done.end, AI_DONE);
	asked(0, "GET /v1/predictions/abc123 HTTP", "Authorization: Bearer r8_token\r\n", "");
	struct ai_answer lost = polled(u, "replicate", SAYS("404 Not Found", "{\"detail\":\"Not found.\"}"), "abc123");
	assert_int_equal(lost.end, AI_FAILED);
	assert_string_equal(lost.code, "answer_lost");
	struct ai_answer waiting = polled(u, "qwen", SAYS("200 OK", "{\"output\":{\"task_id\":\"t-1\",\"task_status\":\"RUNNING\"}}"), "t-1");
	assert_int_equal(waiting.end, AI_WAITING);
	asked(0, "GET /api/v1/tasks/t-1 HTTP", "Authorization: Bearer sk-key\r\n", "");
}

static void a_ref_that_is_none_goes_into_no_address(void **state)
{
	struct unit *u = *state;
	static const char *const refs[] = {"../account", "", "a b", "a?b"};
	for (size_t i = 0; i < COUNT(refs); i++) {
		assert_int_equal(polled(u, "replicate", STARTED, refs[i]).end, AI_FAILED);
		assert_int_equal(server.accepted, 0);
		assert_int_equal(polled(u, "qwen", STARTED, refs[i]).end, AI_FAILED);
		assert_int_equal(server.accepted, 0);
	}
}

#define OTHER(created) "{\"id\":\"zzz\",\"status\":\"succeeded\",\"created_at\":\"" created "\",\"input\":{\"input_image\":\"https://files.example.test/other.jpg\"}}"
#define OURS "{\"id\":\"abc123\",\"status\":\"processing\",\"created_at\":\"2026-03-04T05:06:07.123Z\",\"input\":{\"images\":[\"https://files.example.test/" ID ".jpg?e=1\"]}}"
#define PAGE(next, ...) SAYS("200 OK", "{\"previous\":null,\"next\":" next ",\"results\":[" __VA_ARGS__ "]}")
#define NEXT "\"https://elsewhere.example/v1/predictions?cursor=cD0y\""

static struct ai_answer found(struct unit *u, int64_t now, const char *const *answers)
{
	struct ai_request r = request();
	struct ai_answer out;
	clock_stop_at(now);
	answering(u, answers);
	ai_provider("replicate")->find(u->arena, &conf, &r, &out);
	server_stop(&server);
	clock_stop_at(0);
	return out;
}

static void a_lost_prediction_is_found_by_the_address_of_its_picture(void **state)
{
	struct unit *u = *state;
	struct ai_answer out = found(u, NOW, ANSWERS(PAGE(NEXT, OTHER("2026-03-04T05:06:08.000Z")), PAGE("null", OTHER("2026-03-04T05:06:07.500Z") "," OURS)));
	assert_int_equal(out.end, AI_WAITING);
	assert_string_equal(out.ref, "abc123");
	asked(0, "GET /v1/predictions HTTP", "Authorization: Bearer r8_token\r\n", "");
	asked(1, "GET /v1/predictions?cursor=cD0y HTTP", "Authorization: Bearer r8_token\r\n", ""); /* at our address, whatever the list says */
}

static void what_the_list_does_not_have_may_come_for_two_minutes(void **state)
{
	struct unit *u = *state;
	const int64_t second = 1000000;
	struct ai_answer early = found(u, NOW + 119 * second, ANSWERS(PAGE("null", OTHER("2026-03-04T05:06:08.000Z"))));
	assert_int_equal(early.end, AI_LOST);
	struct ai_answer late = found(u, NOW + 120 * second, ANSWERS(PAGE("null", OTHER("2026-03-04T05:06:08.000Z"))));
	assert_int_equal(late.end, AI_FAILED);
	assert_string_equal(late.code, "answer_lost");
}

/* Five minutes before it was submitted are far enough, for clocks that differ. */
static void the_list_is_read_back_to_the_submission_or_five_pages(void **state)
{
	struct unit *u = *state;
	found(u, NOW, ANSWERS(PAGE(NEXT, OTHER("2026-03-04T05:01:18.000Z")), PAGE(NEXT, OTHER("2026-03-04T05:01:16.000Z")), PAGE("null", OURS)));
	assert_int_equal(server.accepted, 2);
	const char *more = PAGE(NEXT, OTHER("2026-03-04T05:06:08.000Z"));
	found(u, NOW, ANSWERS(more, more, more, more, more, more));
	assert_int_equal(server.accepted, 5);
}

static void a_list_that_cannot_be_read_says_nothing(void **state)
{
	struct unit *u = *state;
	const int64_t hour = INT64_C(3600000000);
	assert_int_equal(found(u, NOW + hour, ANSWERS(SAYS("500 Oops", "{}"))).end, AI_LOST);
	assert_int_equal(found(u, NOW + hour, ANSWERS(SAYS("200 OK", "{\"results\":[{\"id\":"))).end, AI_LOST);
	assert_int_equal(found(u, NOW + hour, ANSWERS("HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{")).end, AI_LOST);
}

static void cancelling_is_a_post(void **state)
{
	struct unit *u = *state;
	answering(u, ANSWERS(SAYS("200 OK", "{}"), SAYS("200 OK", "{}")));
	ai_provider("replicate")->cancel(u->arena, &conf, "abc123");
	ai_provider("qwen")->cancel(u->arena, &conf, "t-1");
	server_stop(&server);
	asked(0, "POST /v1/predictions/abc123/cancel HTTP", "Content-Length: 0\r\n", "");
	asked(1, "POST /api/v1/tasks/t-1/cancel HTTP", "Content-Length: 0\r\n", "");
}

static struct ai_answer checked(struct unit *u, const char *provider, const char *answer)
{
	struct ai_answer out;
	answering(u, ANSWERS(answer));
	ai_provider(provider)->check(u->arena, &conf, &out);
	server_stop(&server);
	return out;
}

static void a_key_is_tried_without_paying(void **state)
{
	struct unit *u = *state;
	assert_int_equal(checked(u, "replicate", SAYS("200 OK", "{\"type\":\"user\",\"username\":\"x\"}")).end, AI_DONE);
	asked(0, "GET /v1/account HTTP", "", "");
	assert_int_equal(checked(u, "replicate", SAYS("401 No", "{\"detail\":\"Unauthenticated\"}")).end, AI_CREDENTIALS);
	assert_int_equal(checked(u, "qwen", SAYS("200 OK", "{\"output\":{\"task_id\":\"x\",\"task_status\":\"UNKNOWN\"}}")).end, AI_DONE);
	asked(0, "GET /api/v1/tasks/00000000-", "", "");
	assert_int_equal(checked(u, "qwen", SAYS("401 No", "{\"code\":\"InvalidApiKey\"}")).end, AI_CREDENTIALS);
	assert_int_equal(checked(u, "nano_banana", SAYS("200 OK", "{\"models\":[]}")).end, AI_DONE);
	asked(0, "GET /v1beta/models?pageSize=1 HTTP", "x-goog-api-key: AIza-key\r\n", "");
	assert_int_equal(checked(u, "nano_banana", SAYS("400 No", "{\"error\":{\"status\":\"INVALID_ARGUMENT\",\"details\":[{\"reason\":\"API_KEY_INVALID\"}]}}")).end,
			 AI_CREDENTIALS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT(all_are_there_and_no_other), UNIT(a_provider_is_configured_by_its_key), UNIT(only_the_options_own_origin_is_trusted),
	    UNIT(replicate_is_asked_for_a_prediction_of_the_model), UNIT(replicates_inputs_have_the_names_of_the_model), UNIT(qwen_is_sent_the_picture),
	    UNIT(qwens_failure_is_repeated_only_where_nothing_can_have_been_made),
	    UNIT(gemini_is_sent_the_picture), UNIT(no_answer_is_lost_only_when_something_was_sent), UNIT(a_submission_is_sent_once),
	    UNIT(asking_again_is_never_lost),
	    UNIT(a_prediction_is_asked_after_by_its_id), UNIT(a_ref_that_is_none_goes_into_no_address),
	    UNIT(a_lost_prediction_is_found_by_the_address_of_its_picture), UNIT(what_the_list_does_not_have_may_come_for_two_minutes),
	    UNIT(the_list_is_read_back_to_the_submission_or_five_pages), UNIT(a_list_that_cannot_be_read_says_nothing), UNIT(cancelling_is_a_post),
	    UNIT(a_key_is_tried_without_paying),
	};
	return UNIT_RUN(tests);
}
