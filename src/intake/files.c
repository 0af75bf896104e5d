/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/files.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/problem.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "link/storage.h"
#include "net/fetch.h"
#include "rest/table.h"
#include "work/job.h"

enum { MOST_BYTES = 32 << 20, TIMEOUT_MS = 30000, MOST_HOPS = 4, TRIES = 2, ETAG_BYTES = 200, URL_BYTES = 2000 };

struct known {
	const char *sha256, *origin, *etag;
};

/* One file on its way. */
struct errand {
	struct job_run *run;
	struct arena *own; /* of its bytes: many files are brought, one after the other */
	const struct resource_files *files;
	const struct bundle_row *row;
	struct known known;
	struct brought *out;
	struct problem *why, *p;
};

static size_t most_bytes(const struct conf *conf)
{
	return conf->upload_max_bytes < MOST_BYTES ? (size_t)conf->upload_max_bytes : MOST_BYTES;
}

static bool is_anywhere(const struct conf *conf)
{
	return strcmp(conf->import_sources, "any") == 0;
}

int files_check(const struct conf *conf, const struct bundle_row *row, bool is_new, struct problem *why)
{
	const char *url = write_text(&row->file, "url");
	if (url == NULL && write_text(&row->file, "storage_key") == NULL && is_new)
		return problem_violation(why, "/url", "required", NULL, "or storage_key must be given, or the id of one that is there");
	if (url != NULL && strncmp(url, "https://", 8) != 0 && !(is_anywhere(conf) && strncmp(url, "http://", 7) == 0))
		return problem_violation(why, "/url", "format", "{\"format\":\"https\"}", "must be an https:// address");
	return 0;
}

/* ---- what is known of it */

static int look(struct errand *e, const char *found)
{
	const struct statement known = {.name = "intake.file_known", .sql = e->files->known};
	if (found == NULL)
		return 0;
	struct tx *tx = job_tx(e->run);
	job_act(e->run, tx);
	int index = tx_add(tx, &known, 1, &found);
	if (tx_commit(tx, e->p) < 0)
		return -1;
	const struct rows *rows = tx_rows(tx, index);
	if (rows_count(rows) > 0)
		e->known = (struct known){rows_text_or_null(rows, 0, 0), rows_text_or_null(rows, 0, 1), rows_text_or_null(rows, 0, 2)};
	return 0;
}

static bool is_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* ---- keeping it */

static const char *hex_digest(struct arena *a, const void *bytes, size_t n)
{
	uint8_t digest[DIGEST_SIZE];
	char *hex = arena_alloc(a, DIGEST_HEX_SIZE);
	digest_sha256(bytes, n, digest);
	encode_hex(digest, DIGEST_SIZE, hex);
	return hex;
}

static int keep(struct errand *e, const char *pointer, const char *name, const void *bytes, size_t n)
{
	struct arena *a = e->run->arena;
	struct resource_stored stored;
	const char *given = write_text(&e->row->file, "file_name");
	if (is_same(e->known.sha256, hex_digest(e->own, bytes, n)))
		return 0;
	const struct resource_file file = {
	    .name = given == NULL ? name : given, .bytes = bytes, .size = n, .sha256 = write_text(&e->row->file, "sha256")};
	if (e->files->store(e->run, e->own, &file, &stored, e->p) < 0)
		return -1;
	if (stored.code != NULL)
		problem_violation(e->why, pointer, stored.code, stored.params, "%s", stored.detail);
	if (stored.code != NULL)
		return 0;
	e->out->id = arena_strdup(a, stored.id);
	e->out->facts = arena_strdup(a, stored.facts);
	return 0;
}

/* ---- from its address */

static void unfetched(struct errand *e, const char *params, const char *detail)
{
	problem_violation(e->why, "/url", "not_fetched", params, "could not be fetched: %s", detail);
}

/* Follows where it is sent on, each time past the guard of net/fetch.h: no address of the private networks is ever asked. */
static int ask(struct errand *e, const char *url, const char *etag, struct fetch_answer *answer, struct problem *own)
{
	const char *const headers[] = {"Accept: image/*, application/pdf", etag == NULL ? NULL : arena_printf(e->own, "If-None-Match: %s", etag), NULL};
	for (int hop = 0; hop < MOST_HOPS; hop++) {
		const struct fetch f = {.method = "GET", .url = url, .headers = headers, .timeout_ms = TIMEOUT_MS, .most_bytes = most_bytes(e->run->conf),
					.trusted = is_anywhere(e->run->conf)};
		if (fetch_run(e->own, &f, answer, own) < 0)
			return -1;
		if (answer->status / 100 != 3 || answer->status == 304)
			return 0;
		const char *location = fetch_header(e->own, answer, "Location");
		url = location == NULL ? NULL : fetch_resolve(e->own, url, location);
		if (url == NULL || (strncmp(url, "https://", 8) != 0 && !is_anywhere(e->run->conf)))
			return problem_set(own, PROBLEM_BAD_GATEWAY, "it is sent on to what is no https:// address");
	}
	return problem_set(own, PROBLEM_BAD_GATEWAY, "it is sent on too often");
}

/* A server may be out of breath for a moment. */
static bool is_worth_another(const struct fetch_answer *answer)
{
	return answer->status >= 500 || answer->status == 429 || answer->status == 408;
}

/* Its last part, without what stands behind ? and #. */
static const char *name_in(struct arena *a, const char *url)
{
	const char *path = strstr(url, "://"), *end;
	path = path == NULL ? url : path + 3;
	end = path + strcspn(path, "?#");
	const char *name = end;
	while (name > path && name[-1] != '/')
		name--;
	return name == path ? "" : arena_strndup(a, name, (size_t)(end - name));
}

static const char *etag_of(struct errand *e, const struct fetch_answer *answer)
{
	const char *etag = fetch_header(e->own, answer, "ETag");
	size_t n = etag == NULL ? 0 : strlen(etag);
	return n == 0 || n > ETAG_BYTES || !utf8_valid(etag, n) ? NULL : arena_strdup(e->run->arena, etag);
}

static int fetch_file(struct errand *e, const char *url)
{
	struct fetch_answer answer = {.status = 0};
	struct problem *own = arena_new_one(e->own, struct problem);
	bool same = is_same(e->known.origin, url) && e->known.sha256 != NULL && write_text(&e->row->file, "sha256") == NULL;
	if (same && e->known.etag == NULL)
		return 0;
	for (int i = 0, again = 1; i < TRIES && again; i++) {
		problem_init(own, e->own);
		again = ask(e, url, same ? e->known.etag : NULL, &answer, own) < 0 || is_worth_another(&answer);
		if (job_cancelled(e->run))
			return problem_set(e->p, PROBLEM_CONFLICT, "the job is to stop");
	}
	if (own->code != PROBLEM_NONE)
		unfetched(e, NULL, own->detail == NULL ? "there was no answer" : own->detail);
	else if (answer.status == 304 && same)
		return 0;
	else if (answer.status != 200)
		unfetched(e, arena_printf(e->own, "{\"status\":%d}", answer.status), arena_printf(e->own, "the answer was %d", answer.status));
	if (e->why->code != PROBLEM_NONE)
		return 0;
	e->out->origin = url;
	e->out->etag = etag_of(e, &answer);
	return keep(e, "/url", name_in(e->own, url), answer.body, answer.size);
}

/* ---- from an upload */

static int collect(void *arg, const void *bytes, size_t n)
{
	buf_write(arg, bytes, n);
	return 0;
}

/* 0: in *size; 1: the caller has none of that key. */
static int find_upload(struct errand *e, const char *key, int64_t *size)
{
	const struct statement waiting = {.name = "intake.upload", .sql = e->files->waiting};
	struct tx *tx = job_tx(e->run);
	job_act(e->run, tx);
	int index = tx_add(tx, &waiting, 1, &key);
	if (tx_commit(tx, e->p) < 0)
		return -1;
	if (rows_count(tx_rows(tx, index)) == 0)
		return 1;
	*size = rows_int(tx_rows(tx, index), 0, 0);
	return 0;
}

static int take_upload(struct errand *e, const char *key)
{
	struct storage *s;
	struct storage_object object;
	struct buf bytes;
	int64_t size = 0;
	if (is_same(e->known.origin, key))
		return 0;
	int rc = find_upload(e, key, &size);
	if (rc < 0 || storage_open(e->own, e->run->conf, NULL, &s, e->p) < 0 || storage_stat(e->own, s, key, &object, e->p) < 0)
		return -1;
	if (rc > 0 || !object.found) {
		problem_violation(e->why, "/storage_key", rc > 0 ? "not_found" : "missing", NULL, "%s",
				  rc > 0 ? "is no upload of yours, or has expired" : "was not uploaded");
		return 0;
	}
	if (object.size != size || (uint64_t)object.size > most_bytes(e->run->conf)) {
		problem_violation(e->why, "/storage_key", "wrong_size", NULL, "has another size than was announced, or is too large for a bundle");
		return 0;
	}
	buf_init(&bytes, e->own, (size_t)size + 1);
	if (storage_read(e->own, s, key, 0, size, (struct storage_sink){collect, &bytes}, e->p) < 0)
		return -1;
	e->out->origin = key;
	return keep(e, "/storage_key", "", bytes.data, bytes.size);
}

int files_bring(struct job_run *run, const struct table *t, const struct bundle_row *row, const char *found, struct brought *out, struct problem *why,
		struct problem *p)
{
	struct errand e = {.run = run, .own = arena_new(65536), .files = t->resource->files, .row = row, .out = out, .why = why, .p = p};
	const char *url = write_text(&row->file, "url"), *key = write_text(&row->file, "storage_key"), *sha256 = write_text(&row->file, "sha256");
	*out = (struct brought){.id = NULL};
	int rc = url == NULL && key == NULL ? 0 : look(&e, found);
	if (rc == 0 && !is_same(e.known.sha256, sha256) && (url != NULL || key != NULL))
		rc = url != NULL ? fetch_file(&e, url) : take_upload(&e, key);
	arena_free(e.own);
	return rc;
}
