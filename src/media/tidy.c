/* SPDX-License-Identifier: Apache-2.0 */
#include "media/tidy.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "link/storage.h"
#include "link/storage_key.h"
#include "rest/field_type.h"

enum { PAGE = 500, KEY = 1, FINAL_KEY = 2 };

struct tidy {
	struct arena *arena;
	const struct storage *storage;
	int64_t stray_before_ms; /* a pending key made earlier can have no valid address any more */
	struct media_tidied *out;
};

static int find_page(struct tidy *t, struct tx *tx, const struct rows **out, struct problem *p)
{
	static const struct statement find = {
		.name = "media.expired_uploads",
		.sql = "select agency_id, storage_key, final_key from media.expired_uploads($1::int)"};
	const char *const values[] = {arena_printf(t->arena, "%d", PAGE)};
	int index = tx_add(tx, &find, 1, values);
	if (tx_commit(tx, p) < 0)
		return -1;
	*out = tx_rows(tx, index);
	return 0;
}

/* Both names: a commit may have moved the file and found it wanting. */
static int remove_files(struct tidy *t, const struct rows *uploads, struct problem *p)
{
	for (int i = 0; i < rows_count(uploads); i++)
		if (storage_remove(t->arena, t->storage, rows_text(uploads, i, KEY), p) < 0 ||
		    storage_remove(t->arena, t->storage, rows_text(uploads, i, FINAL_KEY), p) < 0)
			return -1;
	return 0;
}

static int forget(struct tidy *t, struct tx *tx, const struct rows *uploads, struct problem *p)
{
	static const struct statement forget_uploads = {
		.name = "media.forget_uploads", .sql = "select media.forget_uploads($1)", .writes = true};
	const char **keys = arena_new_array(t->arena, const char *, (size_t)rows_count(uploads));
	for (int i = 0; i < rows_count(uploads); i++)
		keys[i] = rows_text(uploads, i, KEY);
	const char *const values[] = {field_array(t->arena, keys, (size_t)rows_count(uploads))};
	int index = tx_add(tx, &forget_uploads, 1, values);
	if (tx_commit(tx, p) < 0)
		return -1;
	t->out->uploads += rows_int(tx_rows(tx, index), 0, 0);
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
	const struct rows *uploads;
	if (storage_open(a, conf, NULL, &storage, p) < 0)
		return -1;
	struct tidy t = {a, storage, clock_wall_us() / 1000 - conf->upload_expires_s * 1000 - DAY_MS, out};
	*out = (struct media_tidied){0, 0};
	do {
		struct tx *tx = begin(arg, p);
		if (tx == NULL || find_page(&t, tx, &uploads, p) < 0 || remove_files(&t, uploads, p) < 0)
			return -1;
		tx = rows_count(uploads) == 0 ? NULL : begin(arg, p);
		if (rows_count(uploads) > 0 && (tx == NULL || forget(&t, tx, uploads, p) < 0))
			return -1;
	} while (rows_count(uploads) == PAGE);
	return storage_each(storage, STORAGE_KEY_PENDING_PREFIX, sweep_stray, &t, p);
}
