/* SPDX-License-Identifier: Apache-2.0 */
#include "link/payfast_api.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "net/fetch.h"

enum { PAIRS_MOST = 16 };

struct call {
	const char *method, *path;
	struct payfast_field body[PAIRS_MOST];
	size_t count;
};

static void give(struct call *c, const char *name, const char *value)
{
	if (value != NULL && *value != '\0')
		c->body[c->count++] = (struct payfast_field){name, value};
}

static int by_name(const void *x, const void *y)
{
	const struct payfast_field *a = x, *b = y;
	return strcmp(a->name, b->name);
}

const char *payfast_api_text(struct arena *a, const struct payfast_field *pairs, size_t count, const char *passphrase)
{
	struct payfast_field *sorted = arena_new_array(a, struct payfast_field, count + 1);
	struct buf b;
	memcpy(sorted, pairs, count * sizeof *pairs);
	if (passphrase != NULL)
		sorted[count++] = (struct payfast_field){"passphrase", payfast_sign_trim(a, passphrase)};
	qsort(sorted, count, sizeof *sorted, by_name);
	buf_init(&b, a, 512);
	for (size_t i = 0; i < count; i++)
		if (*sorted[i].value != '\0')
			payfast_sign_pair(&b, sorted[i].name, sorted[i].value);
	return buf_text(&b);
}

/* "2026-01-31T10:53:20+02:00": South Africa's time, as their examples have it; it knows no summer. */
static const char *timestamp(struct arena *a)
{
	enum { SAST_S = 2 * 3600, ROOM = 32 };
	time_t seconds = (time_t)(clock_wall_us() / 1000000) + SAST_S;
	struct tm tm;
	char text[ROOM];
	gmtime_r(&seconds, &tm);
	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S+02:00", &tm);
	return arena_strdup(a, text);
}

/* Headers and body are signed together; the sandbox is asked by `testing`, which is not. */
static const char *const *header_lines(struct arena *a, const struct conf *conf, const struct call *c)
{
	enum { OURS = 3, LINES = 6 };
	struct payfast_field pairs[PAIRS_MOST + OURS] = {{"merchant-id", conf->payfast_merchant_id}, {"version", "v1"}, {"timestamp", timestamp(a)}};
	char signature[PAYFAST_SIGN_SIZE];
	const char **lines = arena_new_array(a, const char *, LINES);
	memcpy(pairs + OURS, c->body, c->count * sizeof *c->body);
	payfast_sign_text(a, payfast_api_text(a, pairs, OURS + c->count, conf->payfast_passphrase), NULL, signature);
	for (size_t i = 0; i < OURS; i++)
		lines[i] = arena_printf(a, "%s: %s", pairs[i].name, pairs[i].value);
	lines[OURS] = arena_printf(a, "signature: %s", signature);
	lines[OURS + 1] = "Content-Type: application/x-www-form-urlencoded";
	return lines;
}

static bool is_sandbox(const struct conf *conf)
{
	static const char sandbox[] = "https://sandbox.";
	return strncmp(conf->payfast_url, sandbox, sizeof sandbox - 1) == 0;
}

/* What their answer says of itself: a text, or the one in data.response or data.message. */
static const char *words(const struct jvalue *answer)
{
	const struct jvalue *data = jvalue_get(answer, "data");
	const char *said[] = {jvalue_string(jvalue_get(data, "message")), jvalue_string(jvalue_get(data, "response")), jvalue_string(data),
			      jvalue_string(jvalue_get(answer, "status"))};
	for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
		if (said[i] != NULL)
			return said[i];
	return "no reason given";
}

/* 429 and 5xx ask for patience; a 401 is our own options' fault, and the call good once they are right. */
static enum payfast_api_end judge(struct arena *a, const struct fetch_answer *answer, const struct jvalue **out, struct problem *p)
{
	struct json_fault fault;
	const struct jvalue *v = NULL, *code;
	int64_t said = answer->status;
	bool read = jvalue_parse(a, answer->body, answer->size, &v, &fault) == 0;
	if (read && jvalue_find(v, "code", &code) && code != NULL && !jvalue_integer(code, &said))
		read = false;
	if (answer->status / 100 == 2 && read && said / 100 == 2) {
		*out = v;
		return PAYFAST_API_DONE;
	}
	int64_t status = answer->status / 100 == 2 ? said : answer->status; /* a failure may come as 200 */
	problem_set(p, PROBLEM_BAD_GATEWAY, "PayFast answered %d: %s", (int)status, read ? words(v) : "nothing that can be read");
	bool later = status / 100 != 4 || status == 401 || status == 408 || status == 429;
	return later ? PAYFAST_API_UNKNOWN : PAYFAST_API_REFUSED;
}

static enum payfast_api_end call(struct arena *a, const struct conf *conf, const struct call *c, const struct jvalue **out, struct problem *p)
{
	enum { TIMEOUT_MS = 20000, MOST = 256 * 1024 };
	struct fetch_answer answer;
	struct buf body;
	buf_init(&body, a, 256);
	for (size_t i = 0; i < c->count; i++)
		payfast_sign_pair(&body, c->body[i].name, c->body[i].value);
	const struct fetch f = {.method = c->method,
				.url = arena_printf(a, "%s%s%s", conf->payfast_api_url, c->path, is_sandbox(conf) ? "?testing=true" : ""),
				.headers = header_lines(a, conf, c), .body = body.size == 0 ? NULL : buf_text(&body), .body_size = body.size,
				.timeout_ms = TIMEOUT_MS, .most_bytes = MOST, .trusted = true,
				.once = strcmp(c->method, "POST") == 0 /* what moves money leaves once */};
	if (fetch_run(a, &f, &answer, p) < 0)
		return PAYFAST_API_UNKNOWN;
	return judge(a, &answer, out, p);
}

/* A token comes from PayFast by a notification, and goes into a path. */
static const char *path(struct arena *a, const char *what, const char *id, const char *verb)
{
	struct buf b;
	buf_init(&b, a, 128);
	buf_printf(&b, "/%s/", what);
	payfast_sign_encode(&b, id);
	buf_puts(&b, verb);
	return buf_text(&b);
}

enum payfast_api_end payfast_api_ping(struct arena *a, const struct conf *conf, struct problem *p)
{
	enum { TIMEOUT_MS = 10000, MOST = 4096 };
	const struct call c = {.method = "GET", .path = "/ping"};
	struct fetch_answer answer;
	const struct fetch f = {.method = "GET", .url = arena_printf(a, "%s/ping%s", conf->payfast_api_url, is_sandbox(conf) ? "?testing=true" : ""),
				.headers = header_lines(a, conf, &c), .timeout_ms = TIMEOUT_MS, .most_bytes = MOST, .trusted = true};
	if (fetch_run(a, &f, &answer, p) < 0)
		return PAYFAST_API_UNKNOWN;
	if (answer.status == 200)
		return PAYFAST_API_DONE;
	problem_set(p, PROBLEM_BAD_GATEWAY, "it answered %d", answer.status);
	return PAYFAST_API_REFUSED;
}

static int whole(const struct jvalue *v, const char *name)
{
	int64_t n = 0;
	jvalue_integer(jvalue_get(v, name), &n);
	return (int)n;
}

static struct payfast_cents cents(const struct jvalue *v, const char *name)
{
	int64_t n = 0;
	jvalue_integer(jvalue_get(v, name), &n);
	return (struct payfast_cents){n};
}

enum payfast_api_end payfast_api_fetch(struct arena *a, const struct conf *conf, const char *token, struct payfast_subscription *out, struct problem *p)
{
	enum { DATE = 10 };
	const struct call c = {.method = "GET", .path = path(a, "subscriptions", token, "/fetch")};
	const struct jvalue *answer;
	enum payfast_api_end end = call(a, conf, &c, &answer, p);
	if (end != PAYFAST_API_DONE)
		return end;
	const struct jvalue *v = jvalue_get(jvalue_get(answer, "data"), "response");
	const char *text = jvalue_string(jvalue_get(v, "status_text")), *run = jvalue_string(jvalue_get(v, "run_date"));
	if (jvalue_kind(v) != JSON_OBJECT) {
		problem_set(p, PROBLEM_BAD_GATEWAY, "PayFast answered without a subscription");
		return PAYFAST_API_UNKNOWN;
	}
	*out = (struct payfast_subscription){.token = token, .status_text = text == NULL ? "" : text,
					     .run_date = run == NULL || strlen(run) < DATE ? NULL : arena_strndup(a, run, DATE),
					     .amount = cents(v, "amount"), .status = whole(v, "status"), .frequency = whole(v, "frequency"),
					     .cycles = whole(v, "cycles"), .cycles_complete = whole(v, "cycles_complete")};
	return PAYFAST_API_DONE;
}

static enum payfast_api_end move(struct arena *a, const struct conf *conf, const char *token, const char *verb, struct call *c, struct problem *p)
{
	const struct jvalue *answer;
	c->path = path(a, "subscriptions", token, verb);
	return call(a, conf, c, &answer, p);
}

enum payfast_api_end payfast_api_pause(struct arena *a, const struct conf *conf, const char *token, int cycles, struct problem *p)
{
	struct call c = {.method = "PUT"};
	give(&c, "cycles", arena_printf(a, "%d", cycles));
	return move(a, conf, token, "/pause", &c, p);
}

enum payfast_api_end payfast_api_unpause(struct arena *a, const struct conf *conf, const char *token, struct problem *p)
{
	struct call c = {.method = "PUT"};
	return move(a, conf, token, "/unpause", &c, p);
}

enum payfast_api_end payfast_api_cancel(struct arena *a, const struct conf *conf, const char *token, struct problem *p)
{
	struct call c = {.method = "PUT"};
	return move(a, conf, token, "/cancel", &c, p);
}

enum payfast_api_end payfast_api_update(struct arena *a, const struct conf *conf, const char *token, const struct payfast_change *change,
					struct problem *p)
{
	struct call c = {.method = "PATCH"};
	if (change->amount != NULL)
		give(&c, "amount", payfast_money_write_cents(a, *change->amount));
	if (change->cycles != 0)
		give(&c, "cycles", arena_printf(a, "%d", change->cycles));
	if (change->frequency != 0)
		give(&c, "frequency", arena_printf(a, "%d", change->frequency));
	give(&c, "run_date", change->run_date);
	return move(a, conf, token, "/update", &c, p);
}

/* What is a number in one answer of theirs is a text in another. */
static const char *number_or_text(const struct jvalue *v)
{
	return jvalue_string(v) != NULL ? jvalue_string(v) : jvalue_number(v);
}

enum payfast_api_end payfast_api_charge(struct arena *a, const struct conf *conf, const char *token, const struct payfast_charge *charge,
					const char **pf_payment_id, struct problem *p)
{
	struct call c = {.method = "POST", .path = path(a, "subscriptions", token, "/adhoc")};
	const struct jvalue *answer;
	give(&c, "amount", payfast_money_write_cents(a, charge->amount));
	give(&c, "item_name", charge->item_name);
	give(&c, "m_payment_id", charge->m_payment_id);
	enum payfast_api_end end = call(a, conf, &c, &answer, p);
	if (end != PAYFAST_API_DONE)
		return end;
	const struct jvalue *data = jvalue_get(answer, "data"), *said = jvalue_get(data, "response");
	if (!jvalue_bool(said) && (jvalue_string(said) == NULL || strcmp(jvalue_string(said), "true") != 0)) {
		problem_set(p, PROBLEM_BAD_GATEWAY, "PayFast did not charge: %s", words(answer));
		return PAYFAST_API_REFUSED;
	}
	*pf_payment_id = number_or_text(jvalue_get(data, "pf_payment_id"));
	return PAYFAST_API_DONE;
}

enum payfast_api_end payfast_api_refundable(struct arena *a, const struct conf *conf, const char *pf_payment_id, struct payfast_refundable *out,
					    struct problem *p)
{
	const struct call c = {.method = "GET", .path = path(a, "refunds/query", pf_payment_id, "")};
	const struct jvalue *answer;
	enum payfast_api_end end = call(a, conf, &c, &answer, p);
	if (end != PAYFAST_API_DONE)
		return end;
	const struct jvalue *v = jvalue_get(jvalue_get(answer, "data"), "response");
	if (jvalue_kind(v) != JSON_OBJECT)
		v = answer;
	const char *status = jvalue_string(jvalue_get(v, "status"));
	*out = (struct payfast_refundable){.status = status == NULL ? "" : status, .available = cents(v, "amount_available_for_refund")};
	return PAYFAST_API_DONE;
}

enum payfast_api_end payfast_api_refund(struct arena *a, const struct conf *conf, const char *pf_payment_id, struct payfast_cents amount,
					const char *reason, struct problem *p)
{
	struct call c = {.method = "POST", .path = path(a, "refunds", pf_payment_id, "")};
	const struct jvalue *answer;
	give(&c, "amount", payfast_money_write_cents(a, amount));
	give(&c, "notify_buyer", "1");
	give(&c, "notify_merchant", "0");
	give(&c, "reason", reason);
	return call(a, conf, &c, &answer, p);
}
