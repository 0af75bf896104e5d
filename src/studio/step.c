/* SPDX-License-Identifier: Apache-2.0 */
#include "studio/step.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "db/tx.h"
#include "link/storage.h"
#include "work/job.h"

enum { SOURCE_MOST = 64 << 20 };

enum { ID, TOOL, SERVICE, MODEL, STATUS, TYPE, REF, URL, INPUT_KEY, RESULT_KEY, INPUT, SOURCES, WORDS, ALTERED, TRIES, POLLS, WAITED, DUE };

static const struct jvalue *json_of(struct arena *a, const struct rows *rows, int row, int column)
{
	const struct jvalue *value = NULL;
	struct json_fault fault;
	if (!rows_is_null(rows, row, column))
		jvalue_parse(a, rows_text(rows, row, column), rows_size(rows, row, column), &value, &fault);
	return value;
}

static const char *const *texts(struct arena *a, const struct jvalue *list)
{
	const char **out = arena_new_array(a, const char *, jvalue_size(list) + 1);
	for (size_t i = 0; i < jvalue_size(list); i++)
		out[i] = jvalue_string(jvalue_at(list, i));
	return out;
}

static double seconds(const struct rows *rows, int row, int column)
{
	return strtod(rows_text(rows, row, column), NULL);
}

void step_read(struct job_run *run, const struct rows *rows, int row, struct step *out)
{
	struct arena *a = run->arena;
	*out = (struct step){.run = run,
			     .id = rows_text(rows, row, ID),
			     .tool = rows_text(rows, row, TOOL),
			     .service = rows_text(rows, row, SERVICE),
			     .model = rows_text_or_null(rows, row, MODEL),
			     .status = rows_text(rows, row, STATUS),
			     .type = rows_text(rows, row, TYPE),
			     .provider_ref = rows_text_or_null(rows, row, REF),
			     .output_url = rows_text_or_null(rows, row, URL),
			     .input_key = rows_text(rows, row, INPUT_KEY),
			     .result_key = rows_text(rows, row, RESULT_KEY),
			     .input = json_of(a, rows, row, INPUT),
			     .sources = json_of(a, rows, row, SOURCES),
			     .words = texts(a, json_of(a, rows, row, WORDS)),
			     .altered = rows_bool(rows, row, ALTERED),
			     .tries = (int)rows_int(rows, row, TRIES),
			     .polls = (int)rows_int(rows, row, POLLS),
			     .waited_s = seconds(rows, row, WAITED),
			     .due_s = seconds(rows, row, DUE)};
}

/* ---- saying */

static int say(const struct step *s, const struct statement *statement, int count, const char *const values[], const struct rows **rows, struct problem *p)
{
	struct tx *tx = job_tx(s->run);
	int index = tx_add(tx, statement, count, values);
	if (tx_commit(tx, p) < 0)
		return -1;
	if (rows != NULL)
		*rows = tx_rows(tx, index);
	return 0;
}

static const char *number(const struct step *s, double n)
{
	return arena_printf(s->run->arena, "%.3f", n);
}

int step_submitting(const struct step *s, const char *store, bool *still, struct problem *p)
{
	static const struct statement tell = {.name = "studio.submitting", .sql = "select studio.submitting($1::uuid, $2)", .writes = true};
	const struct rows *rows;
	const char *const values[] = {s->id, store};
	if (say(s, &tell, 2, values, &rows, p) < 0)
		return -1;
	*still = rows_bool(rows, 0, 0);
	return 0;
}

int step_submitted(const struct step *s, const char *ref, const char *url, double again_s, struct problem *p)
{
	static const struct statement tell = {
	    .name = "studio.submitted", .sql = "select studio.submitted($1::uuid, $2, $3, $4::double precision)", .writes = true};
	const char *const values[] = {s->id, ref, url, number(s, again_s)};
	return say(s, &tell, 4, values, NULL, p);
}

int step_again(const struct step *s, const char *code, const char *message, double again_s, struct problem *p)
{
	static const struct statement tell = {.name = "studio.again", .sql = "select studio.again($1::uuid, $2, $3, $4::double precision)", .writes = true};
	const char *const values[] = {s->id, code, message, number(s, again_s)};
	return say(s, &tell, 4, values, NULL, p);
}

int step_unsure(const struct step *s, double again_s, struct problem *p)
{
	static const struct statement tell = {.name = "studio.unsure", .sql = "select studio.unsure($1::uuid, $2::double precision)", .writes = true};
	const char *const values[] = {s->id, number(s, again_s)};
	return say(s, &tell, 2, values, NULL, p);
}

int step_cancel_told(const struct step *s, struct problem *p)
{
	static const struct statement tell = {.name = "studio.cancel_told", .sql = "select studio.cancel_told($1::uuid)", .writes = true};
	return say(s, &tell, 1, &s->id, NULL, p);
}

int step_model_retired(const struct step *s, struct problem *p)
{
	static const struct statement tell = {.name = "studio.retire_model", .sql = "select studio.retire_model($1, $2)", .writes = true};
	const char *const values[] = {s->service, s->model};
	return say(s, &tell, 2, values, NULL, p);
}

int step_failed(const struct step *s, const char *code, const char *message, struct problem *p)
{
	static const struct statement tell = {.name = "studio.step_failed", .sql = "select studio.step_failed($1::uuid, $2, $3, null, $4)", .writes = true};
	struct storage *store;
	if (storage_open(s->run->arena, s->run->conf, NULL, &store, p) < 0)
		return -1;
	const char *const values[] = {s->id, code, message, storage_provider(store)};
	return say(s, &tell, 4, values, NULL, p);
}

/* ---- its result */

static const char *facts(const struct step *s, const char *store, const struct edit_result *r, const char *content_type)
{
	uint8_t digest[DIGEST_SIZE];
	char hex[DIGEST_HEX_SIZE];
	struct buf b;
	buf_init(&b, s->run->arena, 256);
	digest_sha256(r->bytes, r->size, digest);
	encode_hex(digest, DIGEST_SIZE, hex);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	json_out_member(&o, "provider", store);
	json_out_member(&o, "content_type", content_type);
	json_out_member_int(&o, "size", (int64_t)r->size);
	json_out_member(&o, "sha256", hex);
	if (r->width > 0) {
		json_out_member_int(&o, "width", r->width);
		json_out_member_int(&o, "height", r->height);
	}
	json_out_close(&o, '}');
	return buf_text(&b);
}

int step_done(const struct step *s, const struct edit_result *result, const char *content_type, int64_t latency_ms, const char *api_cost, struct problem *p)
{
	static const struct statement tell = {
	    .name = "studio.step_done", .sql = "select studio.step_done($1::uuid, $2::jsonb, $3::int, $4::numeric)", .writes = true};
	struct arena *a = s->run->arena;
	struct storage *store;
	if (storage_open(a, s->run->conf, NULL, &store, p) < 0 ||
	    storage_store(a, store, s->result_key, content_type, result->bytes, result->size, p) < 0)
		return -1;
	const char *const values[] = {s->id, facts(s, storage_provider(store), result, content_type),
				      latency_ms < 0 ? NULL : arena_printf(a, "%lld", (long long)latency_ms), api_cost};
	return say(s, &tell, 4, values, NULL, p);
}

struct edit_marks step_marks(const struct step *s, bool made)
{
	return (struct edit_marks){.digital_source_type = s->altered ? "compositeWithTrainedAlgorithmicMedia" : "algorithmicallyEnhanced",
				   .alterations = s->words,
				   .credit = made ? s->model : NULL};
}

/* ---- what it is made of */

static int collect(void *arg, const void *bytes, size_t n)
{
	buf_write(arg, bytes, n);
	return 0;
}

int step_source(const struct step *s, size_t i, struct edit_input *out, struct problem *p)
{
	struct arena *a = s->run->arena;
	struct storage *store;
	struct storage_object object;
	struct buf bytes;
	const char *source = jvalue_string(jvalue_at(s->sources, i)), *space = source == NULL ? NULL : strchr(source, ' ');
	if (space == NULL)
		return 0;
	bool local = strncmp(source, "local ", 6) == 0;
	if (storage_open(a, s->run->conf, local ? "local" : "s3", &store, p) < 0 || storage_stat(a, store, space + 1, &object, p) < 0)
		return -1;
	if (!object.found || object.size > SOURCE_MOST)
		return 0;
	buf_init(&bytes, a, (size_t)object.size + 1);
	if (storage_read(a, store, space + 1, 0, object.size, (struct storage_sink){collect, &bytes}, p) < 0)
		return -1;
	*out = (struct edit_input){bytes.data, bytes.size};
	return 1;
}
