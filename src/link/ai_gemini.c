/* SPDX-License-Identifier: Apache-2.0 */
#include "link/ai_gemini.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/encode.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "conf/conf.h"
#include "link/ai_call.h"
#include "link/ai_gemini_read.h"

enum { ASK_S = 20, NOW_S = 300, ANSWER_MOST = 48 << 20 /* a PNG of 4096 by 4096 in base64 */, LIST_MOST = 4 << 20 };

static bool configured(const struct conf *conf)
{
	return conf->gemini_key != NULL;
}

static const char *const *header_lines(struct arena *a, const struct conf *conf)
{
	const char **lines = arena_new_array(a, const char *, 3);
	lines[0] = arena_printf(a, "x-goog-api-key: %s", conf->gemini_key);
	lines[1] = "Content-Type: application/json";
	return lines;
}

/* The ratio of theirs that the picture has, within a fiftieth; NULL: none, then the answer keeps the picture's own if it can. */
static const char *aspect_ratio(int width, int height)
{
	static const struct {
		int width, height;
		const char *name;
	} ratios[] = {{1, 1, "1:1"}, {2, 3, "2:3"}, {3, 2, "3:2"}, {3, 4, "3:4"}, {4, 3, "4:3"}, {9, 16, "9:16"}, {16, 9, "16:9"}, {21, 9, "21:9"}};
	for (size_t i = 0; i < sizeof ratios / sizeof ratios[0]; i++) {
		double off = (double)width * ratios[i].height - (double)height * ratios[i].width;
		if ((off < 0 ? -off : off) * 50 <= (double)height * ratios[i].width && width > 0 && height > 0)
			return ratios[i].name;
	}
	return NULL;
}

static void put_parts(struct arena *a, struct json_out *o, const struct ai_request *r)
{
	struct buf data;
	buf_init(&data, a, r->image_size / 3 * 4 + 8);
	encode_base64(&data, r->image, r->image_size);
	json_out_name(o, "parts");
	json_out_open(o, '[');
	json_out_open(o, '{');
	json_out_member(o, "text", ai_call_prompt(a, r));
	json_out_close(o, '}');
	json_out_open(o, '{');
	json_out_name(o, "inlineData");
	json_out_open(o, '{');
	json_out_member(o, "mimeType", "image/jpeg");
	json_out_name(o, "data");
	json_out_string_n(o, data.data, data.size);
	json_out_close(o, '}');
	json_out_close(o, '}');
	json_out_close(o, ']');
}

static void put_config(struct json_out *o, const struct ai_request *r)
{
	const char *ratio = aspect_ratio(r->width, r->height), *size = jvalue_string(jvalue_get(r->settings, "imageSize"));
	json_out_name(o, "generationConfig");
	json_out_open(o, '{');
	json_out_member_raw(o, "responseModalities", "[\"IMAGE\"]");
	json_out_name(o, "imageConfig");
	json_out_open(o, '{');
	if (ratio != NULL)
		json_out_member(o, "aspectRatio", ratio);
	if (size != NULL)
		json_out_member(o, "imageSize", size);
	json_out_close(o, '}');
	json_out_close(o, '}');
}

static void put_body(struct arena *a, struct buf *body, const struct ai_request *r)
{
	struct json_out o = json_out(body);
	json_out_open(&o, '{');
	json_out_name(&o, "contents");
	json_out_open(&o, '[');
	json_out_open(&o, '{');
	json_out_member(&o, "role", "user");
	put_parts(a, &o, r);
	json_out_close(&o, '}');
	json_out_close(&o, ']');
	put_config(&o, r);
	json_out_close(&o, '}');
}

static const char *address(struct arena *a, const struct conf *conf, const struct ai_request *r)
{
	struct buf b;
	buf_init(&b, a, 256);
	buf_printf(&b, "%s/v1beta/models/", conf->gemini_url);
	encode_percent(&b, r->model, strlen(r->model), "");
	buf_puts(&b, ":generateContent");
	return buf_text(&b);
}

static void submit(struct arena *a, const struct conf *conf, const struct ai_request *r, struct ai_answer *out)
{
	struct buf body;
	struct fetch_answer answer;
	buf_init(&body, a, r->image_size / 3 * 4 + 4096);
	put_body(a, &body, r);
	const struct ai_call c = {.method = "POST", .url = address(a, conf, r), .headers = header_lines(a, conf), .body = &body,
				  .timeout_s = r->timeout_s > 0 && r->timeout_s < NOW_S ? r->timeout_s : NOW_S, .most_bytes = ANSWER_MOST, .once = true};
	if (ai_call_run(a, &c, &answer, out) == 0)
		ai_gemini_read(a, &answer, out);
}

static void check(struct arena *a, const struct conf *conf, struct ai_answer *out)
{
	struct fetch_answer answer;
	const struct ai_call c = {.method = "GET", .url = arena_printf(a, "%s/v1beta/models?pageSize=1", conf->gemini_url), .headers = header_lines(a, conf),
				  .timeout_s = ASK_S, .most_bytes = LIST_MOST};
	if (ai_call_run(a, &c, &answer, out) < 0)
		return;
	if (answer.status == 200)
		*out = (struct ai_answer){.end = AI_DONE, .percent = -1};
	else
		ai_gemini_read(a, &answer, out);
}

const struct ai_provider ai_gemini = {.name = "nano_banana", .configured = configured, .submit = submit, .check = check, .url_option = "GEMINI_URL",
				      .key_option = "GEMINI_KEY", .key_from = "https://aistudio.google.com/apikey",
				      .url_offset = offsetof(struct conf, gemini_url)};
