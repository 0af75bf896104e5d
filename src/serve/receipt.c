/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/receipt.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "db/tx.h"
#include "rest/render.h"
#include "rest/signed_row.h"
#include "rest/table.h"
#include "serve/exchange.h"
#include "serve/identify.h"
#include "serve/router.h"

/* Both forms are taken: the structured field's string in quotes, and bare text as Stripe has it. */
static const char *key_of(const struct exchange *x)
{
	const char *key = request_header(x->request, HEADER_IDEMPOTENCY_KEY);
	size_t n = key == NULL ? 0 : strlen(key);
	if (n >= 2 && key[0] == '"' && key[n - 1] == '"')
		return arena_strndup(x->arena, key + 1, n - 2);
	return key;
}

int receipt_wanted(struct exchange *x, bool *keyed, struct problem *p)
{
	static const char set[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_:.";
	const char *key = key_of(x);
	*keyed = key != NULL;
	if (key == NULL)
		return 0;
	size_t n = strlen(key);
	if (x->request->repeated[HEADER_IDEMPOTENCY_KEY] || n == 0 || n > 255 || strspn(key, set) != n)
		return problem_set(p, PROBLEM_MALFORMED_REQUEST,
				   "Idempotency-Key must be 1 to 255 letters, digits or -_:. and be sent once");
	return 0;
}

/* Method, path, query and body: another one under the same key is another request. */
static const char *fingerprint(const struct exchange *x)
{
	struct buf b;
	uint8_t digest[DIGEST_SIZE];
	char *hex = arena_alloc(x->arena, DIGEST_HEX_SIZE);
	buf_init(&b, x->arena, x->request->body_size + 256);
	buf_printf(&b, "%s %s?%s\n", x->request->method_name, x->request->path, x->request->query);
	buf_write(&b, x->request->body, x->request->body_size);
	digest_sha256(b.data, b.size, digest);
	encode_hex(digest, sizeof digest, hex);
	return arena_printf(x->arena, "\\x%s", hex);
}

void receipt_claim(struct exchange *x)
{
	static const struct statement claim = {
	    .name = "receipt.claim", .sql = "select app.idem_claim($1,$2,$3,$4)", .writes = true};
	const char *const values[] = {x->request->method_name, x->request->path, key_of(x), fingerprint(x)};
	tx_add(x->call.tx, &claim, 4, values);
}

bool receipt_replays(const struct exchange *x)
{
	return x->call.keyed && strcmp(tx_sqlstate(x->call.tx), "SF208") == 0;
}

static void take_headers(struct exchange *x, const char *text)
{
	const struct jvalue *headers;
	struct json_fault fault;
	if (text == NULL || jvalue_parse(x->arena, text, strlen(text), &headers, &fault) < 0)
		return;
	struct jvalue_member *m = jvalue_members(x->arena, headers);
	for (size_t i = 0; i < jvalue_size(headers); i++)
		if (jvalue_string(m[i].value) != NULL)
			response_header(x->response, arena_strdup(x->arena, m[i].name), "%s", jvalue_string(m[i].value));
}

/* bytea as \x and hex digits; an empty text is SQL's NULL: no body */
static int read_body(struct arena *a, const char *text, size_t n, uint8_t **out, size_t *size)
{
	*out = arena_alloc(a, n + 1);
	*size = n == 0 ? 0 : (n - 2) / 2;
	return n == 0 || (n >= 2 && memcmp(text, "\\x", 2) == 0 && encode_unhex(text + 2, n - 2, *out) == 0) ? 0 : -1;
}

/* Whether answers of this route may have been kept with holes: then there is one more to ask before the commit. */
static bool signs(const struct exchange *x)
{
	return x->route->table != NULL && x->route->table->has_window >= 0;
}

static int answer_kept(struct exchange *x, const char *body, size_t size, struct problem *p)
{
	if (signs(x) && memchr(body, RENDER_HOLE, size) != NULL)
		return signed_row_complete(&x->call, x->route->table, body, size, p);
	buf_write(&x->response->body, body, size);
	return signs(x) ? tx_commit(x->call.tx, p) : 0;
}

int receipt_replay(struct exchange *x, struct problem *p)
{
	static const struct statement read = {
	    .name = "receipt.read", .sql = "select status, headers, body from app.idem_read($1,$2,$3)"};
	const char *const values[] = {x->request->method_name, x->request->path, key_of(x)};
	uint8_t *body;
	size_t size;
	x->call.tx = tx_begin(x->serve->db, x->arena);
	identify_admit(x);
	int index = tx_add(x->call.tx, &read, 3, values);
	if ((signs(x) ? tx_read(x->call.tx, p) : tx_commit(x->call.tx, p)) < 0)
		return -1;
	const struct rows *rows = tx_rows(x->call.tx, index);
	if (rows_count(rows) == 0)
		return problem_set(p, PROBLEM_IDEMPOTENCY_RUNNING, NULL);
	response_init(x->response, x->arena);
	x->response->status = (int)rows_int(rows, 0, 0);
	take_headers(x, rows_text_or_null(rows, 0, 1));
	if (read_body(x->arena, rows_text(rows, 0, 2), rows_size(rows, 0, 2), &body, &size) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "the stored answer cannot be read: bytea_output must be hex");
	if (answer_kept(x, (const char *)body, size, p) < 0)
		return -1;
	response_header(x->response, "Idempotent-Replayed", "true");
	return 0;
}

static const char *headers_json(struct exchange *x)
{
	struct buf b;
	buf_init(&b, x->arena, 256);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	for (int i = 0; i < x->response->header_count; i++)
		json_out_member(&o, x->response->headers[i].name, x->response->headers[i].value);
	json_out_close(&o, '}');
	return buf_text(&b);
}

void receipt_store(struct exchange *x)
{
	static const struct statement store = {
	    .name = "receipt.store", .sql = "select app.idem_store($1,$2,$3,$4::int,$5,$6)", .writes = true};
	const struct buf *body = x->call.kept != NULL ? x->call.kept : &x->response->body;
	char *hex = arena_alloc(x->arena, body->size * 2 + 3);
	memcpy(hex, "\\x", 2);
	encode_hex(body->data, body->size, hex + 2);
	const char *const values[] = {x->request->method_name,
				      x->request->path,
				      key_of(x),
				      arena_printf(x->arena, "%d", x->response->status),
				      headers_json(x),
				      hex};
	tx_add(x->call.tx, &store, 6, values);
}
