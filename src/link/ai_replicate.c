/* SPDX-License-Identifier: Apache-2.0 */
#include "link/ai_replicate.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/encode.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "conf/conf.h"
#include "link/ai_call.h"
#include "link/ai_replicate_read.h"

enum { ASK_S = 20, SUBMIT_S = 60, PREDICTION_MOST = 4 << 20, PAGE_MOST = 16 << 20, PAGES_MOST = 5 };

static bool configured(const struct conf *conf)
{
	return conf->replicate_token != NULL;
}

/* Their clock may differ from ours, and a list lags behind. */
enum { SKEW_S = 300, LIST_LAG_S = 120 };

static const char *const *header_lines(struct arena *a, const struct conf *conf, const char *more)
{
	const char **lines = arena_new_array(a, const char *, 4);
	lines[0] = arena_printf(a, "Authorization: Bearer %s", conf->replicate_token);
	lines[1] = "Content-Type: application/json";
	lines[2] = more;
	return lines;
}

/* ---- what is asked */

/* The name of an input as the model calls it: `preset`, unless its settings say otherwise; NULL: it has none. */
static const char *input_name(const struct ai_request *r, const char *which, const char *preset)
{
	const struct jvalue *name;
	return jvalue_find(r->settings, which, &name) ? jvalue_string(name) : preset;
}

static bool same(const char *x, const char *y)
{
	return x != NULL && y != NULL && strcmp(x, y) == 0;
}

static void put_input(struct arena *a, struct json_out *o, const struct ai_request *r)
{
	const char *image = input_name(r, "image", "input_image"), *prompt = input_name(r, "prompt", "prompt"),
		   *negative = input_name(r, "negative_prompt", NULL);
	json_out_open(o, '{');
	for (const struct jvalue_member *m = jvalue_members(a, jvalue_get(r->settings, "input")); m->name != NULL; m++)
		if (!same(m->name, image) && !same(m->name, prompt) && !same(m->name, negative))
			json_out_member_raw(o, m->name, jvalue_print(a, m->value));
	if (image != NULL) {
		bool list = jvalue_bool(jvalue_get(r->settings, "image_list"));
		json_out_name(o, image);
		if (list)
			json_out_open(o, '[');
		json_out_string(o, r->image_url);
		if (list)
			json_out_close(o, ']');
	}
	if (prompt != NULL)
		json_out_member(o, prompt, negative != NULL ? r->prompt : ai_call_prompt(a, r));
	if (negative != NULL && r->negative_prompt != NULL)
		json_out_member(o, negative, r->negative_prompt);
	json_out_close(o, '}');
}

/* Of "owner/name:version" the version, which has an address of its own. */
static const char *version(const struct ai_request *r)
{
	const char *colon = strchr(r->model, ':');
	return colon == NULL ? NULL : colon + 1;
}

static const char *address(struct arena *a, const struct conf *conf, const struct ai_request *r)
{
	struct buf b;
	buf_init(&b, a, 256);
	buf_puts(&b, conf->replicate_url);
	if (version(r) == NULL) {
		buf_puts(&b, strncmp(r->model, "deployments/", 12) == 0 ? "/" : "/models/");
		encode_percent(&b, r->model, strlen(r->model), "/");
	}
	buf_puts(&b, "/predictions");
	return buf_text(&b);
}

static void submit(struct arena *a, const struct conf *conf, const struct ai_request *r, struct ai_answer *out)
{
	struct buf body;
	struct fetch_answer answer;
	buf_init(&body, a, 1024);
	struct json_out o = json_out(&body);
	json_out_open(&o, '{');
	if (version(r) != NULL)
		json_out_member(&o, "version", version(r));
	json_out_name(&o, "input");
	put_input(a, &o, r);
	if (r->webhook_url != NULL) {
		json_out_member(&o, "webhook", r->webhook_url);
		json_out_member_raw(&o, "webhook_events_filter", "[\"completed\"]");
	}
	json_out_close(&o, '}');
	const char *limit = r->timeout_s >= 5 ? arena_printf(a, "Cancel-After: %ds", r->timeout_s) : NULL;
	const struct ai_call c = {.method = "POST", .url = address(a, conf, r), .headers = header_lines(a, conf, limit), .body = &body,
				  .timeout_s = r->timeout_s > 0 && r->timeout_s < SUBMIT_S ? r->timeout_s : SUBMIT_S, .most_bytes = PREDICTION_MOST, .once = true};
	if (ai_call_run(a, &c, &answer, out) == 0)
		ai_replicate_read(a, &answer, out);
}

/* ---- what became of it */

static int ask(struct arena *a, const struct conf *conf, const char *method, const char *path, size_t most, struct fetch_answer *answer, struct ai_answer *out)
{
	const struct ai_call c = {.method = method, .url = arena_printf(a, "%s%s", conf->replicate_url, path), .headers = header_lines(a, conf, NULL),
				  .timeout_s = ASK_S, .most_bytes = most};
	return ai_call_run(a, &c, answer, out);
}

static void poll_prediction(struct arena *a, const struct conf *conf, const char *ref, struct ai_answer *out)
{
	struct fetch_answer answer;
	if (!ai_call_plain(ref)) {
		ai_call_end(a, out, AI_FAILED, "answer_lost", "this is no id of Replicate's: '%s'", ref);
		return;
	}
	if (ask(a, conf, "GET", arena_printf(a, "/predictions/%s", ref), PREDICTION_MOST, &answer, out) == 0) {
		ai_replicate_read(a, &answer, out);
		if (out->end == AI_RETIRED || (out->end == AI_REFUSED && answer.status / 100 != 2))
			ai_call_end(a, out, AI_FAILED, "answer_lost", "Replicate does not know prediction %s (%d)", ref, answer.status);
	}
	ai_call_keep_waiting(out, ref);
}

static void not_found(struct arena *a, const struct ai_request *r, struct ai_answer *out)
{
	if (clock_wall_us() - r->submitted_us < LIST_LAG_S * INT64_C(1000000))
		ai_call_end(a, out, AI_LOST, "answer_lost", "Replicate's list of predictions does not have it yet");
	else
		ai_call_end(a, out, AI_FAILED, "answer_lost", "Replicate's list of predictions does not have it");
	out->again_s = 10;
}

static void find(struct arena *a, const struct conf *conf, const struct ai_request *r, struct ai_answer *out)
{
	char since[CLOCK_RFC3339_SIZE];
	const char *query = "";
	clock_rfc3339(r->submitted_us - SKEW_S * INT64_C(1000000), since);
	for (int page = 0; page < PAGES_MOST; page++) {
		struct fetch_answer answer;
		if (ask(a, conf, "GET", arena_printf(a, "/predictions%s", query), PAGE_MOST, &answer, out) < 0) {
			out->end = AI_LOST;
			return;
		}
		switch (ai_replicate_read_page(a, &answer, r->id, since, out, &query)) {
		case AI_REPLICATE_FOUND:
			return;
		case AI_REPLICATE_UNREADABLE:
			ai_call_end(a, out, AI_LOST, "answer_lost", "Replicate's list of predictions cannot be read (%d)", answer.status);
			return;
		case AI_REPLICATE_END:
			not_found(a, r, out);
			return;
		case AI_REPLICATE_MORE:
			break;
		}
	}
	not_found(a, r, out);
}

static void cancel(struct arena *a, const struct conf *conf, const char *ref)
{
	struct fetch_answer answer;
	struct ai_answer ignored; /* whoever cancels has let go of it already */
	if (ai_call_plain(ref))
		ask(a, conf, "POST", arena_printf(a, "/predictions/%s/cancel", ref), PREDICTION_MOST, &answer, &ignored);
}

static void check(struct arena *a, const struct conf *conf, struct ai_answer *out)
{
	struct fetch_answer answer;
	if (ask(a, conf, "GET", "/account", PREDICTION_MOST, &answer, out) < 0)
		return;
	if (answer.status == 200)
		*out = (struct ai_answer){.end = AI_DONE, .percent = -1};
	else
		ai_replicate_read(a, &answer, out);
}

const struct ai_provider ai_replicate = {.name = "replicate", .configured = configured, .submit = submit, .poll = poll_prediction, .find = find,
					 .cancel = cancel, .check = check, .url_option = "REPLICATE_URL", .key_option = "REPLICATE_TOKEN",
					 .key_from = "https://replicate.com/account/api-tokens", .url_offset = offsetof(struct conf, replicate_url)};
