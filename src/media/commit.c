/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api/media/commit: media items of what was uploaded, each once, however often and by however many
 * it is asked for. Two trips, and between them no transaction is open:
 *
 * 1. what presign noted of the keys;
 * 2. each file goes under its final key and is looked into (media/examine.h);
 * 3. the items of those that are as they should be, in one transaction.
 *
 * If a file is not as it should be, no item is made and the answer names each such file; the others can be
 * committed without it. When the store is in trouble or the time is up, items of what is done are made
 * and the answer is 503: repeating the request does the rest. */
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "link/storage.h"
#include "link/storage_key.h"
#include "media/actions.h"
#include "media/batch.h"
#include "media/examine.h"
#include "media/types.h"
#include "rest/field_type.h"
#include "rest/render.h"
#include "rest/sql.h"
#include "rest/table.h"
#include "serve/serve.h"

enum { BUDGET_US = 20 * 1000 * 1000 }; /* nginx waits for 30 s, and one file more may take a few */

/* A file of the request on its way. */
struct item {
	const struct write *sent;
	const char *key, *id;
	struct examine_expected expected;
	bool is_done; /* an earlier commit made its media item */
	bool is_good; /* examined, and as it should be */
	struct examined found;
};

struct commit {
	struct call *call;
	struct batch batch;
	struct item *items;
	const char *time_zone; /* of the agency */
	struct storage *storage;
};

/* ---- first trip */

enum { ID, KEY, FINAL_KEY, CONTENT_TYPE, SIZE, SHA256, PROPERTY_ID, CONTACT_ID, PURPOSE, MEDIA_ID };

static const struct statement find_uploads = {.name = "media.pending",
					      .sql = "select id, storage_key, final_key, content_type, size, sha256, "
						     "property_id, contact_id, purpose, media_id "
						     "from media.pending($1)"};
static const struct statement find_zone = {
	.name = "media.time_zone", .sql = "select a.time_zone from public.agencies a where a.id = app.agency_id()"};

static bool is_same(const char *asked, const struct rows *r, int row, int column)
{
	return asked == NULL || strcmp(asked, rows_text(r, row, column)) == 0;
}

static bool is_target(const struct batch *b, const struct rows *r, int row)
{
	return is_same(b->property_id, r, row, PROPERTY_ID) && is_same(b->contact_id, r, row, CONTACT_ID) &&
	       is_same(b->purpose, r, row, PURPOSE);
}

static void take_row(struct item *i, const struct rows *r, int row)
{
	i->id = rows_text(r, row, ID);
	i->is_done = !rows_is_null(r, row, MEDIA_ID);
	i->expected = (struct examine_expected){
		.storage_key = i->key,
		.final_key = rows_text(r, row, FINAL_KEY),
		.content_type = rows_text(r, row, CONTENT_TYPE),
		.sha256 = rows_text_or_null(r, row, SHA256),
		.size = rows_int(r, row, SIZE),
	};
}

/* The database does not say why it knows no such key of the caller's; the key itself tells its age. */
static void unknown(const struct commit *k, size_t index, struct problem *p)
{
	const char *pointer = batch_pointer(k->call->arena, index, "");
	int64_t made_ms = storage_key_made_ms(k->items[index].key);
	if (made_ms >= 0 && clock_wall_us() / 1000 >= made_ms + k->call->conf->upload_expires_s * 1000)
		problem_violation(p, pointer, "expired", NULL, "was not committed in time: ask for a new address");
	else
		problem_violation(p, pointer, "not_found", NULL, "is no upload of yours");
}

static void match(const struct commit *k, size_t index, const struct rows *r, struct problem *p)
{
	struct item *i = &k->items[index];
	int row = 0;
	while (row < rows_count(r) && strcmp(rows_text(r, row, KEY), i->key) != 0)
		row++;
	if (row == rows_count(r))
		unknown(k, index, p);
	else if (!is_target(&k->batch, r, row))
		problem_violation(p, batch_pointer(k->call->arena, index, ""), "other_target", NULL,
				  "was uploaded for something else");
	else
		take_row(i, r, row);
}

static void check_once(const struct commit *k, size_t index, struct problem *p)
{
	for (size_t j = 0; j < index; j++) {
		if (strcmp(k->items[j].key, k->items[index].key) != 0)
			continue;
		problem_violation(p, batch_pointer(k->call->arena, index, ""), "not_unique", NULL, "is named twice");
		return;
	}
}

static int first_trip(struct commit *k, struct problem *p)
{
	struct call *c = k->call;
	const char **keys = arena_new_array(c->arena, const char *, k->batch.count);
	for (size_t i = 0; i < k->batch.count; i++) {
		k->items[i].sent = &k->batch.files[i];
		k->items[i].key = keys[i] = write_text(&k->batch.files[i], "storage_key");
		check_once(k, i, p);
	}
	if (p->code != PROBLEM_NONE)
		return -1;
	const char *const values[] = {field_array(c->arena, keys, k->batch.count)};
	int uploads = tx_add(c->tx, &find_uploads, 1, values), zone = tx_add(c->tx, &find_zone, 0, NULL);
	if (call_execute(c, p) < 0)
		return -1;
	for (size_t i = 0; i < k->batch.count; i++)
		match(k, i, tx_rows(c->tx, uploads), p);
	const struct rows *zones = tx_rows(c->tx, zone);
	k->time_zone = rows_count(zones) == 0 ? "UTC" : rows_text(zones, 0, 0);
	return p->code == PROBLEM_NONE ? 0 : -1;
}

/* ---- the files */

/* Examines until all are done, the store is in trouble or the time is up. Returns how many were looked at;
 * violations are in `p`, what stopped it is in `stopped`. */
static size_t examine_all(struct commit *k, struct problem *p, struct problem *stopped)
{
	struct call *c = k->call;
	for (size_t n = 0; n < k->batch.count; n++) {
		struct item *i = &k->items[n];
		if (i->is_done)
			continue;
		if (clock_mono_us() - c->request->started_us > BUDGET_US) {
			problem_set(stopped, PROBLEM_STORAGE_UNAVAILABLE,
				    "the files are many: repeat the request for the rest");
			return n;
		}
		struct arena *own = arena_new(1 << 20);
		int rc = examine_file(own, k->storage, &i->expected, &i->found, stopped);
		if (rc == 0 && i->found.code != NULL)
			problem_violation(p, batch_pointer(c->arena, n, ""), i->found.code, i->found.params, "%s",
					  i->found.detail);
		i->is_good = rc == 0 && i->found.code == NULL;
		arena_free(own);
		if (rc < 0)
			return n;
	}
	return k->batch.count;
}

/* ---- second trip */

static const char *number_or_null(struct arena *a, uint32_t n)
{
	return n == 0 ? NULL : arena_printf(a, "%u", n);
}

/* Twins may name the same files in another order. */
static void lock_in_order(struct commit *k)
{
	static const struct statement lock = {
		.name = "media.lock_uploads", .sql = "select media.lock_uploads($1)", .writes = true};
	struct arena *a = k->call->arena;
	const char **keys = arena_new_array(a, const char *, k->batch.count);
	size_t n = 0;
	for (size_t i = 0; i < k->batch.count; i++)
		if (k->items[i].is_good)
			keys[n++] = k->items[i].key;
	if (n == 0)
		return;
	const char *const values[] = {field_array(a, keys, n)};
	tx_add(k->call->tx, &lock, 1, values);
}

/* What the camera wrote, in two forms: with its offset it is a moment, without one it is a time on the
 * agency's clock. */
static void add_item(struct commit *k, const struct item *i)
{
	static const struct statement make = {
		.name = "media.commit",
		.sql = "select media.commit_upload($1,$2,$3,$4::bigint,$5,$6::int,$7::int,'ready',$8,$9::text[],"
		       "coalesce($10::timestamptz, $11::timestamptz, $12::timestamp at time zone $13))",
		.writes = true};
	struct arena *a = k->call->arena;
	const struct probe *probe = &i->found.probe;
	enum { LOCAL_SIZE = 19 }; /* "2026-03-04T05:06:07" */
	size_t n = strlen(probe->taken_at);
	const char *const values[] = {i->key,
				      storage_provider(k->storage),
				      probe->type->content_type,
				      arena_printf(a, "%lld", (long long)i->expected.size),
				      i->found.sha256[0] == '\0' ? NULL : i->found.sha256,
				      number_or_null(a, probe->width),
				      number_or_null(a, probe->height),
				      write_text(i->sent, "note"),
				      write_text(i->sent, "tags"),
				      write_text(i->sent, "taken_at"),
				      n > LOCAL_SIZE ? probe->taken_at : NULL,
				      n == LOCAL_SIZE ? probe->taken_at : NULL,
				      k->time_zone};
	tx_add(k->call->tx, &make, 13, values);
}

static int add_answer(struct commit *k, struct shape *shape)
{
	struct call *c = k->call;
	const char **ids = arena_new_array(c->arena, const char *, k->batch.count);
	struct sql q;
	for (size_t i = 0; i < k->batch.count; i++)
		ids[i] = k->items[i].id;
	const char *list = field_array(c->arena, ids, k->batch.count);
	shape_all(table_find("media_items"), shape);
	sql_init(&q, c->arena);
	buf_lit(&q.text, "select ");
	shape_select(&q.text, shape);
	buf_lit(&q.text, " from public.media_items t where t.agency_id = ");
	sql_agency(&q, c);
	buf_lit(&q.text, " and t.id = any(");
	sql_bind(&q, list);
	buf_lit(&q.text, "::uuid[]) order by array_position(");
	sql_bind(&q, list);
	buf_lit(&q.text, "::uuid[], t.id)");
	return sql_add(&q, c->tx, "media.committed", 0);
}

static int second_trip(struct commit *k, struct problem *p)
{
	struct call *c = k->call;
	struct shape shape;
	serve_next_trip(c);
	lock_in_order(k);
	for (size_t i = 0; i < k->batch.count; i++)
		if (k->items[i].is_good)
			add_item(k, &k->items[i]);
	int index = add_answer(k, &shape);
	if (call_execute(c, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(c->tx, index);
	struct buf *b = &c->response->body;
	buf_lit(b, "{\"data\":[");
	for (int i = 0; i < rows_count(rows); i++) {
		if (i > 0)
			buf_put(b, ',');
		render_row(b, &shape, rows, i, c->conf);
	}
	buf_lit(b, "]}");
	return 0;
}

/* The rest is left for a repetition; what is done is kept. */
static int stop_early(struct commit *k, size_t looked_at, const struct problem *stopped, struct problem *p)
{
	bool any = false;
	for (size_t i = 0; i < looked_at; i++)
		any |= k->items[i].is_good;
	if (any && second_trip(k, p) < 0)
		return -1;
	p->retry_after = stopped->retry_after;
	return problem_set(p, stopped->code, stopped->detail == NULL ? NULL : "%s", stopped->detail);
}

int commit_run(struct call *c, struct problem *p)
{
	struct commit k = {.call = c};
	struct problem stopped;
	if (batch_read(c, commit_request, commit_file, NULL, &k.batch, p) < 0 ||
	    storage_open(c->arena, c->conf, NULL, &k.storage, p) < 0)
		return -1;
	k.items = arena_new_array(c->arena, struct item, k.batch.count);
	if (first_trip(&k, p) < 0)
		return -1;
	problem_init(&stopped, c->arena);
	size_t looked_at = examine_all(&k, p, &stopped);
	if (p->code != PROBLEM_NONE)
		return -1;
	return looked_at < k.batch.count ? stop_early(&k, looked_at, &stopped, p) : second_trip(&k, p);
}
