/* SPDX-License-Identifier: Apache-2.0 */
/* Both kinds of stores hand over an agency's files one after the other, so that one agency's keys are held at a time. They are
 * listed first and its rows read then: a row that has come meanwhile may seem to lack its file, so each that does is looked for
 * by itself before anything is said of it. */
#include "media/sweep.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "link/storage.h"
#include "link/storage_key.h"
#include "media/variants.h"
#include "rest/field_type.h"

enum { PAGE = 1000, AGENCY_SIZE = UUID_TEXT_SIZE - 1 };

struct list {
	struct arena *arena;
	const char **items;
	size_t count, room;
};

struct counts {
	long long files, strays, lost, found, asked, removed;
};

struct sweep {
	struct job_run *run;
	const char *store; /* "local" or "s3" */
	const char *stores; /* those that were swept, for the result */
	struct storage *storage;
	struct counts counts;
	/* The agency whose files are coming; all below is of its arena. */
	struct arena *arena;
	char agency[UUID_TEXT_SIZE]; /* "": none yet */
	struct list keys;
	bool *named; /* by a row; beside keys, once these are sorted */
	struct list lost, found, derive;
	struct list swept; /* agencies that had files, in the arena of the run */
};

static void add(struct list *l, const char *item)
{
	if (l->count == l->room) {
		size_t room = l->room == 0 ? 64 : 2 * l->room;
		const char **items = arena_new_array(l->arena, const char *, room);
		if (l->count > 0)
			memcpy(items, l->items, l->count * sizeof *items);
		l->items = items;
		l->room = room;
	}
	l->items[l->count++] = item;
}

static void begin_agency(struct sweep *s, const char *agency)
{
	arena_reset(s->arena);
	memcpy(s->agency, agency, AGENCY_SIZE);
	s->agency[AGENCY_SIZE] = '\0';
	s->keys = s->lost = s->found = s->derive = (struct list){.arena = s->arena};
}

/* ---- one agency */

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Whether the store has the key; if so it is noted that a row names it. */
static bool take(struct sweep *s, const char *key)
{
	const char **at = s->keys.count == 0 ? NULL : bsearch(&key, s->keys.items, s->keys.count, sizeof key, compare);
	if (at != NULL)
		s->named[at - s->keys.items] = true;
	return at != NULL;
}

/* The list is older than the row: looked for once more. */
static int is_there(struct sweep *s, const char *key, bool *out, struct problem *p)
{
	struct storage_object object = {.found = true};
	if (!take(s, key) && storage_stat(s->arena, s->storage, key, &object, p) < 0)
		return -1;
	*out = object.found;
	return 0;
}

enum { ID, KEY, RECIPE, IS_MISSING };

static int check_item(struct sweep *s, const struct rows *r, int row, struct problem *p)
{
	const char *id = arena_strdup(s->arena, rows_text(r, row, ID)), *key = rows_text(r, row, KEY);
	bool is_whole = true, found;
	if (storage_key_kind(key, strlen(key)) != STORAGE_KEY_FINAL)
		return 0;
	int64_t recipe = rows_is_null(r, row, RECIPE) ? 0 : rows_int(r, row, RECIPE);
	if (is_there(s, key, &found, p) < 0)
		return -1;
	if (!found && !rows_bool(r, row, IS_MISSING))
		add(&s->lost, id);
	if (found && rows_bool(r, row, IS_MISSING))
		add(&s->found, id);
	for (int i = 0; i < VARIANT_COUNT; i++) {
		const char *variant = storage_key_variant(s->arena, key, variants[i].name);
		bool there = take(s, variant);
		/* whatever the row says, its variants are no strays; they must be there only if it says so */
		if (recipe > 0 && !there && is_there(s, variant, &there, p) < 0)
			return -1;
		is_whole &= there;
	}
	if (found && !rows_is_null(r, row, RECIPE) && (recipe < VARIANTS_RECIPE || !is_whole))
		add(&s->derive, id);
	return 0;
}

static int check_items(struct sweep *s, struct problem *p)
{
	static const struct statement page = {.name = "media.sweep_items",
					      .sql = "select id, storage_key, recipe, is_missing "
						     "from media.sweep_items($1::uuid, $2, $3::uuid, $4::int)"};
	const char *after = "00000000-0000-0000-0000-000000000000";
	int count = PAGE;
	while (count == PAGE) {
		const char *const values[] = {s->agency, s->store, after, arena_printf(s->arena, "%d", PAGE)};
		struct tx *tx = job_tx(s->run);
		int index = tx_add(tx, &page, 4, values);
		if (tx_commit(tx, p) < 0)
			return -1;
		const struct rows *rows = tx_rows(tx, index);
		count = rows_count(rows);
		for (int i = 0; i < count; i++)
			if (check_item(s, rows, i, p) < 0)
				return -1;
		if (count > 0)
			after = arena_strdup(s->arena, rows_text(rows, count - 1, ID));
	}
	return 0;
}

static const char *array(const struct sweep *s, const struct list *l)
{
	return field_array(s->arena, l->items, l->count);
}

/* Tells the table, and removes what it says has been without a row for long enough. */
static int note(struct sweep *s, const struct list *strays, struct problem *p)
{
	static const struct statement tell = {
		.name = "media.sweep_note",
		.sql = "select media.sweep_note($1::uuid, $2, $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::int)",
		.writes = true};
	static const struct statement forget = {
		.name = "media.sweep_forget", .sql = "select media.sweep_forget($1::uuid, $2, $3::text[])", .writes = true};
	struct list removed = {.arena = s->arena};
	const char *const values[] = {s->agency,
				      s->store,
				      array(s, &s->lost),
				      array(s, &s->found),
				      array(s, &s->derive),
				      array(s, strays),
				      arena_printf(s->arena, "%lld", (long long)s->run->conf->strays_keep_days)};
	struct tx *tx = job_tx(s->run);
	int index = tx_add(tx, &tell, 7, values);
	if (tx_commit(tx, p) < 0)
		return -1;
	const struct rows *due = tx_rows(tx, index);
	for (int i = 0; i < rows_count(due); i++) {
		if (storage_remove(s->arena, s->storage, rows_text(due, i, 0), p) < 0)
			return -1;
		add(&removed, rows_text(due, i, 0));
	}
	if (removed.count == 0)
		return 0;
	const char *const gone[] = {s->agency, s->store, array(s, &removed)};
	tx = job_tx(s->run);
	tx_add(tx, &forget, 3, gone);
	s->counts.removed += (long long)removed.count;
	return tx_commit(tx, p);
}

static int end_agency(struct sweep *s, struct problem *p)
{
	struct list strays = {.arena = s->arena};
	if (s->keys.count > 0)
		qsort(s->keys.items, s->keys.count, sizeof *s->keys.items, compare);
	s->named = arena_new_array(s->arena, bool, s->keys.count + 1);
	memset(s->named, 0, s->keys.count + 1);
	if (job_cancelled(s->run))
		return problem_set(p, PROBLEM_CONFLICT, "the job is to stop");
	if (check_items(s, p) < 0)
		return -1;
	for (size_t i = 0; i < s->keys.count; i++)
		if (!s->named[i])
			add(&strays, s->keys.items[i]);
	s->counts.files += (long long)s->keys.count;
	s->counts.strays += (long long)strays.count;
	s->counts.lost += (long long)s->lost.count;
	s->counts.found += (long long)s->found.count;
	s->counts.asked += (long long)s->derive.count;
	if (s->lost.count > 0)
		log_event(LOG_WARN, "files_missing", "%zu files of agency %s are not in the %s store", s->lost.count, s->agency, s->store);
	return note(s, &strays, p);
}

/* ---- a store */

static int see(void *arg, struct arena *a, const char *key, int64_t size, struct problem *p)
{
	struct sweep *s = arg;
	(void)a;
	(void)size;
	if (storage_key_kind(key, strlen(key)) == STORAGE_KEY_PENDING)
		return 0;
	if (strncmp(key, s->agency, AGENCY_SIZE) != 0) {
		if (s->agency[0] != '\0' && end_agency(s, p) < 0)
			return -1;
		begin_agency(s, key);
		add(&s->swept, arena_strdup(s->run->arena, s->agency));
	}
	add(&s->keys, arena_strdup(s->arena, key));
	return 0;
}

static bool was_swept(const struct sweep *s, const char *agency)
{
	return s->swept.count > 0 && bsearch(&agency, s->swept.items, s->swept.count, sizeof agency, compare) != NULL;
}

/* The agencies that have rows in this store. */
static const struct rows *agencies_of(struct sweep *s, struct problem *p)
{
	static const struct statement agencies = {.name = "media.sweep_agencies", .sql = "select media.sweep_agencies($1)"};
	struct tx *tx = job_tx(s->run);
	int index = tx_add(tx, &agencies, 1, &s->store);
	return tx_commit(tx, p) < 0 ? NULL : tx_rows(tx, index);
}

/* Those of which the store has nothing at all. */
static int sweep_others(struct sweep *s, const struct rows *agencies, struct problem *p)
{
	if (s->swept.count > 0)
		qsort(s->swept.items, s->swept.count, sizeof *s->swept.items, compare);
	for (int i = 0; i < rows_count(agencies); i++) {
		if (was_swept(s, rows_text(agencies, i, 0)))
			continue;
		begin_agency(s, rows_text(agencies, i, 0));
		if (end_agency(s, p) < 0)
			return -1;
	}
	return 0;
}

/* The store of the option, and the one of before as long as a row names it. */
static int sweep_store(struct sweep *s, const char *store, struct problem *p)
{
	s->store = store;
	s->agency[0] = '\0';
	s->swept = (struct list){.arena = s->run->arena};
	const struct rows *agencies = agencies_of(s, p);
	if (agencies == NULL)
		return -1;
	if (strcmp(store, s->run->conf->storage) != 0 && rows_count(agencies) == 0)
		return 0;
	struct problem unset;
	problem_init(&unset, s->run->arena);
	if (storage_open(s->run->arena, s->run->conf, store, &s->storage, &unset) < 0) {
		log_event(LOG_WARN, "store_not_swept", "files lie in the %s store, but %s", store, unset.detail);
		return 0;
	}
	s->stores = arena_printf(s->run->arena, "%s%s\"%s\"", s->stores, *s->stores == '\0' ? "" : ",", store);
	if (storage_each(s->storage, "", see, s, p) < 0)
		return -1;
	if (s->agency[0] != '\0' && end_agency(s, p) < 0)
		return -1;
	return sweep_others(s, agencies, p);
}

enum job_outcome sweep_run(struct job_run *run, struct problem *p)
{
	struct sweep s = {.run = run, .stores = "", .arena = arena_new(256 << 10)};
	int rc = sweep_store(&s, "local", p) < 0 || sweep_store(&s, "s3", p) < 0 ? -1 : 0;
	const struct counts *c = &s.counts;
	arena_free(s.arena);
	if (rc < 0)
		return JOB_AGAIN;
	run->result = arena_printf(run->arena,
				   "{\"stores\":[%s],\"files\":%lld,\"strays\":%lld,\"lost\":%lld,\"found\":%lld,\"asked\":%lld,\"removed\":%lld}",
				   s.stores, c->files, c->strays, c->lost, c->found, c->asked, c->removed);
	return JOB_DONE;
}
