/* SPDX-License-Identifier: Apache-2.0 */
#include "link/ai_qwen.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/encode.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "conf/conf.h"
#include "link/ai_call.h"
#include "link/ai_qwen_read.h"

#define ANSWERS_NOW "/api/v1/services/aigc/multimodal-generation/generation"
#define ANSWERS_LATER "/api/v1/services/aigc/image-generation/generation"

enum { ASK_S = 20, NOW_S = 300, ANSWER_MOST = 4 << 20 };

static bool configured(const struct conf *conf)
{
	return conf->dashscope_key != NULL;
}

static const char *const *header_lines(struct arena *a, const struct conf *conf, const char *more)
{
	const char **lines = arena_new_array(a, const char *, 4);
	lines[0] = arena_printf(a, "Authorization: Bearer %s", conf->dashscope_key);
	lines[1] = "Content-Type: application/json";
	lines[2] = more;
	return lines;
}

/* The picture goes along: this machine need not be reachable from there. */
static void put_image(struct arena *a, struct json_out *o, const struct ai_request *r)
{
	struct buf uri;
	buf_init(&uri, a, r->image_size / 3 * 4 + 64);
	buf_puts(&uri, "data:image/jpeg;base64,");
	encode_base64(&uri, r->image, r->image_size);
	json_out_name(o, "image");
	json_out_string_n(o, uri.data, uri.size);
}

static void put_parameters(struct arena *a, struct json_out *o, const struct ai_request *r)
{
	json_out_name(o, "parameters");
	json_out_open(o, '{');
	for (const struct jvalue_member *m = jvalue_members(a, jvalue_get(r->settings, "parameters")); m->name != NULL; m++)
		if (strcmp(m->name, "n") != 0 && strcmp(m->name, "watermark") != 0 && strcmp(m->name, "negative_prompt") != 0)
			json_out_member_raw(o, m->name, jvalue_print(a, m->value));
	json_out_member_int(o, "n", 1);
	json_out_member_bool(o, "watermark", false);
	if (r->negative_prompt != NULL)
		json_out_member(o, "negative_prompt", r->negative_prompt);
	json_out_close(o, '}');
}

static void put_body(struct arena *a, struct buf *body, const struct ai_request *r)
{
	struct json_out o = json_out(body);
	json_out_open(&o, '{');
	json_out_member(&o, "model", r->model);
	json_out_name(&o, "input");
	json_out_open(&o, '{');
	json_out_name(&o, "messages");
	json_out_open(&o, '[');
	json_out_open(&o, '{');
	json_out_member(&o, "role", "user");
	json_out_name(&o, "content");
	json_out_open(&o, '[');
	json_out_open(&o, '{');
	put_image(a, &o, r);
	json_out_close(&o, '}');
	json_out_open(&o, '{');
	json_out_member(&o, "text", r->prompt);
	json_out_close(&o, '}');
	json_out_close(&o, ']');
	json_out_close(&o, '}');
	json_out_close(&o, ']');
	json_out_close(&o, '}');
	put_parameters(a, &o, r);
	json_out_close(&o, '}');
}

static void submit(struct arena *a, const struct conf *conf, const struct ai_request *r, struct ai_answer *out)
{
	bool later = jvalue_bool(jvalue_get(r->settings, "async"));
	struct buf body;
	struct fetch_answer answer;
	buf_init(&body, a, r->image_size / 3 * 4 + 4096);
	put_body(a, &body, r);
	const struct ai_call c = {.method = "POST", .url = arena_printf(a, "%s%s", conf->dashscope_url, later ? ANSWERS_LATER : ANSWERS_NOW),
				  .headers = header_lines(a, conf, later ? "X-DashScope-Async: enable" : NULL), .body = &body,
				  .timeout_s = r->timeout_s > 0 && r->timeout_s < NOW_S ? r->timeout_s : NOW_S, .most_bytes = ANSWER_MOST, .once = true};
	if (ai_call_run(a, &c, &answer, out) < 0)
		return;
	ai_qwen_read(a, &answer, out);
	/* what fails is not charged; a task that was made before its answer failed would be done all the same */
	if (later && out->end == AI_AGAIN && answer.status / 100 == 5) {
		out->end = AI_LOST;
		out->code = "answer_lost";
	}
}

static int ask_task(struct arena *a, const struct conf *conf, const char *method, const char *ref, const char *verb, struct fetch_answer *answer,
		    struct ai_answer *out)
{
	const struct ai_call c = {.method = method, .url = arena_printf(a, "%s/api/v1/tasks/%s%s", conf->dashscope_url, ref, verb),
				  .headers = header_lines(a, conf, NULL), .timeout_s = ASK_S, .most_bytes = ANSWER_MOST};
	return ai_call_run(a, &c, answer, out);
}

static void poll_task(struct arena *a, const struct conf *conf, const char *ref, struct ai_answer *out)
{
	struct fetch_answer answer;
	if (!ai_call_plain(ref)) {
		ai_call_end(a, out, AI_FAILED, "answer_lost", "this is no task of Model Studio's: '%s'", ref);
		return;
	}
	if (ask_task(a, conf, "GET", ref, "", &answer, out) == 0)
		ai_qwen_read_task(a, &answer, out);
	ai_call_keep_waiting(out, ref);
}

static void cancel(struct arena *a, const struct conf *conf, const char *ref)
{
	struct fetch_answer answer;
	struct ai_answer ignored; /* only what is pending there can be cancelled */
	if (ai_call_plain(ref))
		ask_task(a, conf, "POST", ref, "/cancel", &answer, &ignored);
}

/* A task that nobody has: a key that is taken is told that it is not known. */
static void check(struct arena *a, const struct conf *conf, struct ai_answer *out)
{
	struct fetch_answer answer;
	if (ask_task(a, conf, "GET", "00000000-0000-4000-8000-000000000000", "", &answer, out) < 0)
		return;
	ai_qwen_read_task(a, &answer, out);
	if (answer.status / 100 == 2 || answer.status == 404)
		*out = (struct ai_answer){.end = AI_DONE, .percent = -1};
}

const struct ai_provider ai_qwen = {.name = "qwen", .configured = configured, .submit = submit, .poll = poll_task, .cancel = cancel, .check = check,
				    .url_option = "DASHSCOPE_URL", .key_option = "DASHSCOPE_KEY",
				    .key_from = "https://modelstudio.console.alibabacloud.com", .url_offset = offsetof(struct conf, dashscope_url)};
