/* SPDX-License-Identifier: Apache-2.0 */
#include "link/ai_call.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/encode.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/utf8.h"

enum { DETAIL_MOST = 400, REF_MOST = 100, AGAIN_S = 5 };

void ai_call_end(struct arena *a, struct ai_answer *out, enum ai_end end, const char *code, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	char *detail = arena_vprintf(a, format, args);
	va_end(args);
	detail[utf8_cut(detail, strlen(detail), DETAIL_MOST)] = '\0';
	*out = (struct ai_answer){.end = end, .code = code, .detail = detail, .percent = -1, .again_s = AGAIN_S};
}

int ai_call_run(struct arena *a, const struct ai_call *c, struct fetch_answer *answer, struct ai_answer *out)
{
	struct problem p;
	const struct fetch f = {.method = c->method, .url = c->url, .headers = c->headers, .body = c->body == NULL ? NULL : c->body->data,
				.body_size = c->body == NULL ? 0 : c->body->size, .timeout_ms = c->timeout_s * 1000, .most_bytes = c->most_bytes,
				.trusted = true, .quiet_s = c->timeout_s, .once = c->once};
	problem_init(&p, a);
	if (fetch_run(a, &f, answer, &p) == 0)
		return 0;
	if (answer->unsent)
		ai_call_end(a, out, AI_AGAIN, "overloaded", "nothing was sent: %s", p.detail);
	else
		ai_call_end(a, out, AI_LOST, p.code == PROBLEM_TIMEOUT ? "timed_out" : "answer_lost", "%s", p.detail);
	return -1;
}

void ai_call_keep_waiting(struct ai_answer *out, const char *ref)
{
	if (out->end == AI_AGAIN || out->end == AI_LOST)
		out->end = AI_WAITING;
	out->ref = ref;
}

/* "data:image/png;base64,…" */
static bool add_data(struct arena *a, struct ai_output *out, const char *uri)
{
	static const char mark[] = ";base64,";
	const char *text = strstr(uri, mark);
	if (text == NULL)
		return false;
	text += sizeof mark - 1;
	size_t n = strlen(text);
	uint8_t *bytes = arena_alloc(a, n / 4 * 3 + 1);
	ssize_t size = encode_unbase64(text, n, bytes);
	if (size <= 0)
		return false;
	*out = (struct ai_output){.bytes = bytes, .size = (size_t)size};
	return true;
}

bool ai_call_add_output(struct arena *a, struct ai_answer *out, const char *text)
{
	if (text == NULL || out->output_count == AI_OUTPUTS_MOST)
		return false;
	struct ai_output *next = &out->outputs[out->output_count];
	if (strncmp(text, "https://", 8) == 0 || strncmp(text, "http://", 7) == 0)
		*next = (struct ai_output){.url = text};
	else if (strncmp(text, "data:", 5) != 0 || !add_data(a, next, text))
		return false;
	out->output_count++;
	return true;
}

double ai_call_retry_after(struct arena *a, const struct fetch_answer *answer, double otherwise)
{
	const char *text = fetch_header(a, answer, "Retry-After");
	char *end;
	double seconds = text == NULL ? otherwise : strtod(text, &end);
	if (text != NULL && (end == text || *end != '\0'))
		seconds = otherwise;
	return seconds >= 1 ? seconds <= 3600 ? seconds : 3600 : 1;
}

const struct jvalue *ai_call_json(struct arena *a, const struct fetch_answer *answer)
{
	const struct jvalue *v = NULL;
	struct json_fault fault;
	return jvalue_parse_body(a, answer->body, answer->size, &v, &fault) < 0 ? NULL : v;
}

const char *ai_call_prompt(struct arena *a, const struct ai_request *r)
{
	return r->negative_prompt == NULL ? r->prompt : arena_printf(a, "%s\nAvoid: %s", r->prompt, r->negative_prompt);
}

bool ai_call_plain(const char *ref)
{
	size_t n = strspn(ref, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
	return n > 0 && n <= REF_MOST && ref[n] == '\0';
}
