/* SPDX-License-Identifier: Apache-2.0 */
/* 1. what to make them of, in one transaction; 2. the original into memory, stagefy-image over it, the variants into the store;
 * 3. the row and the end of the job, in another. Between 1 and 3 nothing is locked: whoever deletes the picture meanwhile leaves
 * files that media.sweep finds. */
#include "media/derive.h"

#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/jvalue.h"
#include "base/log.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "link/storage.h"
#include "link/storage_key.h"
#include "media/child.h"
#include "media/variants.h"

/* The program itself ends after 20 s of processor; a busy machine may make more of it. */
enum { WALL_S = 120, VARIANT_MOST = 16 << 20, ELSEWHERE_MS = 500 };

/* The program's descriptors, in the order that media/variants.h names. */
enum { IN, OUT, LOG, FIRST_VARIANT, FD_COUNT = FIRST_VARIANT + VARIANT_COUNT };

struct derive {
	struct job_run *run;
	const char *media_id, *key;
	struct storage *storage;
	int64_t size;
	bool is_elsewhere; /* in a store that this worker has no options for */
	struct child child;
	const struct jvalue *answer;
};

const char *derive_program(void)
{
	static char path[CHILD_PATH_SIZE];
	return child_path(path, "stagefy-image");
}

/* ---- what to make them of */

/* 1: the picture; 0: there is nothing to do; -1: the transaction failed. */
static int find(struct derive *d, struct problem *p)
{
	static const struct statement find_picture = {
		.name = "media.to_derive", .sql = "select storage_key, provider, size from media.to_derive($1::uuid, $2::int)"};
	struct arena *a = d->run->arena;
	struct tx *tx = job_tx(d->run);
	const char *const values[] = {d->media_id, arena_printf(a, "%d", VARIANTS_RECIPE)};
	int index = tx_add(tx, &find_picture, 2, values);
	if (tx_commit(tx, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(tx, index);
	if (rows_count(rows) == 0)
		return 0;
	d->key = rows_text(rows, 0, 0);
	d->size = rows_int(rows, 0, 2);
	if (storage_open(a, d->run->conf, strcmp(rows_text(rows, 0, 1), "local") == 0 ? "local" : "s3", &d->storage, p) < 0)
		d->is_elsewhere = true;
	return d->is_elsewhere ? -1 : 1;
}

/* ---- making them */

static int sink(void *arg, const void *p, size_t n)
{
	return file_write(*(const int *)arg, p, n);
}

/* Leaves the program's answer in d->answer, or in *rejection why there is none. */
static int make(struct derive *d, const char **rejection, struct problem *p)
{
	struct arena *a = d->run->arena;
	const char *detail = NULL;
	d->child.over = arena_printf(a, "media item %s", d->media_id);
	if (storage_read(a, d->storage, d->key, 0, d->size, (struct storage_sink){sink, &d->child.fds[IN]}, p) < 0 ||
	    job_progress(d->run, 30, "making", p) < 0 || child_run(&d->child, WALL_S, NULL, NULL, rejection, &detail, p) < 0)
		return -1;
	if (*rejection != NULL)
		return 0;
	if (child_answer(a, &d->child, &d->answer, p) < 0)
		return -1;
	*rejection = jvalue_string(jvalue_get(d->answer, "rejected"));
	return 0;
}

static int store(struct derive *d, struct problem *p)
{
	struct arena *a = d->run->arena;
	for (size_t i = 0; i < VARIANT_COUNT; i++) {
		const char *key = storage_key_variant(a, d->key, variants[i].name);
		const void *bytes = NULL;
		size_t n = 0;
		if (child_read(a, &d->child, FIRST_VARIANT + i, VARIANT_MOST, &bytes, &n, p) < 0 ||
		    storage_write(a, d->storage, key, "image/webp", bytes, n, p) < 0)
			return -1;
	}
	return 0;
}

/* ---- the end */

static int end(struct derive *d, const struct statement *s, int count, const char *const values[], const char *result, struct problem *p)
{
	struct tx *tx = job_tx(d->run);
	if (s != NULL)
		tx_add(tx, s, count, values);
	job_complete(d->run, tx, result);
	return tx_commit(tx, p);
}

static int reject(struct derive *d, const char *rejection, struct problem *p)
{
	static const struct statement refuse = {.name = "media.reject", .sql = "select media.reject($1::uuid, $2)", .writes = true};
	const char *const values[] = {d->media_id, rejection};
	return end(d, &refuse, 2, values, arena_printf(d->run->arena, "{\"rejected\":\"%s\"}", rejection), p);
}

static int accept(struct derive *d, struct problem *p)
{
	static const struct statement note = {.name = "media.derived",
					      .sql = "select media.derived($1::uuid, $2::int, $3, $4::int, $5::int)",
					      .writes = true};
	struct arena *a = d->run->arena;
	const char *const values[] = {d->media_id, arena_printf(a, "%d", VARIANTS_RECIPE),
				      jvalue_string(jvalue_get(d->answer, "placeholder")),
				      jvalue_number(jvalue_get(d->answer, "width")), jvalue_number(jvalue_get(d->answer, "height"))};
	return end(d, &note, 5, values, jvalue_print(a, jvalue_get(d->answer, "variants")), p);
}

static int work(struct derive *d, struct problem *p)
{
	const char *rejection = NULL;
	int found = find(d, p);
	if (found <= 0)
		return found < 0 ? -1 : end(d, NULL, 0, NULL, NULL, p);
	if (child_open(&d->child, derive_program(), FD_COUNT, p) < 0 || make(d, &rejection, p) < 0)
		return -1;
	if (rejection != NULL)
		return reject(d, rejection, p);
	return store(d, p) < 0 ? -1 : accept(d, p);
}

enum job_outcome derive_run(struct job_run *run, struct problem *p)
{
	struct derive d = {.run = run, .media_id = jvalue_string(jvalue_get(run->payload, "media_id"))};
	if (d.media_id == NULL) {
		problem_set(p, PROBLEM_INTERNAL, "a job without media_id");
		return JOB_NEVER;
	}
	int rc = work(&d, p);
	child_close(&d.child);
	if (rc == 0)
		return JOB_DONE;
	if (d.is_elsewhere) {
		log_event(LOG_WARN, "picture_elsewhere", "%s: left to another worker", p->detail);
		run->later_s = ELSEWHERE_MS / 1000.0;
		return JOB_LATER;
	}
	/* an original that is not there does not come back by waiting; nor do the rights of who has left */
	return p->code == PROBLEM_NOT_FOUND || p->code == PROBLEM_FORBIDDEN ? JOB_NEVER : JOB_AGAIN;
}
