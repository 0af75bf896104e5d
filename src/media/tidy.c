/* SPDX-License-Identifier: Apache-2.0 */
#include "media/tidy.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "link/storage.h"
#include "link/storage_key.h"
#include "media/variants.h"
#include "rest/field_type.h"

enum { PAGE = 500, KEY = 1, FINAL_KEY = 2 };

struct tidy {
	struct arena *arena;
	const struct conf *conf;
	const struct storage *storage;
	struct tx *(*begin)(void *arg, struct problem *p);
	void *arg;
	int64_t stray_before_ms; /* a pending key made earlier can have no valid address any more */
	struct media_tidied *out;
};

/* One statement in a transaction of its own. */
static const struct rows *ask(struct tidy *t, const struct statement *statement, int count, const char *const values[], struct problem *p)
{
	struct tx *tx = t->begin(t->arg, p);
	if (tx == NULL)
		return NULL;
	int index = tx_add(tx, statement, count, values);
	return tx_commit(tx, p) < 0 ? NULL : tx_rows(tx, index);
}

/* Tells the database that the files of these rows are gone. */
static int forget(struct tidy *t, const struct statement *statement, const struct rows *rows, int column, int64_t *count, struct problem *p)
{
	const char **keys = arena_new_array(t->arena, const char *, (size_t)rows_count(rows) + 1);
	for (int i = 0; i < rows_count(rows); i++)
		keys[i] = rows_text(rows, i, column);
	const char *const values[] = {field_array(t->arena, keys, (size_t)rows_count(rows))};
	const struct rows *forgotten = ask(t, statement, 1, values, p);
	if (forgotten == NULL)
		return -1;
	*count += rows_int(forgotten, 0, 0);
	return 0;
}

/* Both names: a commit may have moved the file and found it wanting. */
static int remove_uploads(struct tidy *t, struct problem *p)
{
	static const struct statement find = {
		.name = "media.expired_uploads",
		.sql = "select agency_id, storage_key, final_key from media.expired_uploads($1::int)"};
	static const struct statement done = {.name = "media.forget_uploads", .sql = "select media.forget_uploads($1)", .writes = true};
	const char *const values[] = {arena_printf(t->arena, "%d", PAGE)};
	const struct rows *uploads;
	do {
		uploads = ask(t, &find, 1, values, p);
		if (uploads == NULL)
			return -1;
		for (int i = 0; i < rows_count(uploads); i++)
			if (storage_remove(t->arena, t->storage, rows_text(uploads, i, KEY), p) < 0 ||
			    storage_remove(t->arena, t->storage, rows_text(uploads, i, FINAL_KEY), p) < 0)
				return -1;
		if (rows_count(uploads) > 0 && forget(t, &done, uploads, KEY, &t->out->uploads, p) < 0)
			return -1;
	} while (rows_count(uploads) == PAGE);
	return 0;
}

/* A file and the smaller forms of it, whether or not there ever were any: the original last, so that a repetition finds them all. */
static int remove_whole(struct tidy *t, const struct storage *storage, const char *key, struct problem *p)
{
	for (int i = 0; i < VARIANT_COUNT && storage_key_kind(key, strlen(key)) == STORAGE_KEY_FINAL; i++)
		if (storage_remove(t->arena, storage, storage_key_variant(t->arena, key, variants[i].name), p) < 0)
			return -1;
	return storage_remove(t->arena, storage, key, p);
}

/* Of deleted media items, from the store that has each: the one of the option, or where files went before it changed. What
 * lies in a store that is not set up any more stays noted until it is. */
static int remove_orphans(struct tidy *t, const char *kind, const char *providers, struct problem *p)
{
	static const struct statement find = {.name = "media.orphaned_files", .sql = "select media.orphaned_files($1, $2::int)"};
	static const struct statement done = {.name = "media.forget_files", .sql = "select media.forget_files($1)", .writes = true};
	const char *const values[] = {providers, arena_printf(t->arena, "%d", PAGE)};
	const struct rows *files;
	struct storage *storage;
	struct problem no_store;
	problem_init(&no_store, t->arena);
	if (storage_open(t->arena, t->conf, kind, &storage, &no_store) < 0)
		return 0;
	do {
		files = ask(t, &find, 2, values, p);
		if (files == NULL)
			return -1;
		for (int i = 0; i < rows_count(files); i++)
			if (remove_whole(t, storage, rows_text(files, i, 0), p) < 0)
				return -1;
		if (rows_count(files) > 0 && forget(t, &done, files, 0, &t->out->orphans, p) < 0)
			return -1;
	} while (rows_count(files) == PAGE);
	return 0;
}

static int sweep_stray(void *arg, struct arena *a, const char *key, int64_t size, struct problem *p)
{
	struct tidy *t = arg;
	int64_t made_ms = storage_key_made_ms(key);
	(void)size;
	if (made_ms < 0 || made_ms >= t->stray_before_ms)
		return 0;
	if (storage_remove(a, t->storage, key, p) < 0)
		return -1;
	t->out->strays++;
	return 0;
}

int media_tidy(struct arena *a, const struct conf *conf, struct tx *(*begin)(void *arg, struct problem *p), void *arg,
	       struct media_tidied *out, struct problem *p)
{
	enum { DAY_MS = 24 * 3600 * 1000 };
	struct storage *storage;
	if (storage_open(a, conf, NULL, &storage, p) < 0)
		return -1;
	struct tidy t = {.arena = a,
			 .conf = conf,
			 .storage = storage,
			 .begin = begin,
			 .arg = arg,
			 .stray_before_ms = clock_wall_us() / 1000 - conf->upload_expires_s * 1000 - DAY_MS,
			 .out = out};
	*out = (struct media_tidied){0};
	if (remove_uploads(&t, p) < 0 || remove_orphans(&t, "local", "{local}", p) < 0 || remove_orphans(&t, "s3", "{s3,supabase}", p) < 0)
		return -1;
	return storage_each(storage, STORAGE_KEY_PENDING_PREFIX, sweep_stray, &t, p);
}
