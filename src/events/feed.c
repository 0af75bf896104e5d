/* SPDX-License-Identifier: Apache-2.0 */
/* GET /api/events: what moved, in an order to which nothing is ever added behind a cursor that was handed out.
 *
 * A request looks at SCAN changes at most, so that asking for a rare event costs no more than for a frequent one; the answer
 * then says that there are more, and where to go on. When it has seen all there is, the cursor leads to the oldest
 * transaction that was still running: whatever appears later belongs to that one or to a younger one. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "db/tx.h"
#include "events/actions.h"
#include "rest/call.h"
#include "rest/cursor.h"
#include "rest/field_type.h"
#include "rest/sql.h"
#include "serve/event.h"

enum { SCAN = 1000, LIMIT = 100, LIMIT_MOST = 500, TYPES_MOST = 50 };

/* A place in the feed: behind every event at or before (xid, seq, type). */
enum { XID, SEQ, TYPE, PLACE_SIZE };

static const char cursor_list[] = "events";

struct wanted {
	const char *place[PLACE_SIZE];
	const char *types; /* JSON, see event_types() */
	int limit;
	bool now; /* only the cursor of this moment */
};

const struct field feed_query[] = {
    {"after", FIELD_TEXT, .doc = "The cursor of the answer before, or now: nothing that has been. Without it from the oldest on.", .example = "\"now\""},
    {"types", FIELD_TEXT, .doc = "Only these, split by commas.", .example = "\"property.published,contact.created\""},
    {"limit", FIELD_INT, .least = 1, .most = LIMIT_MOST, .doc = "How many events at most; 100 unless given.", .example = "100"},
    {.type = FIELD_END}};

const struct field feed_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = event_payload, .doc = "In the order of their transactions."},
    {"next_cursor", FIELD_TEXT, FIELD_NOT_NULL, .doc = "What to send as after, now or as soon as more is wanted.", .example = "\"q83vEjRWeJA\""},
    {"has_more", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Whether to go on at once, even when data is empty.", .example = "false"},
    {.type = FIELD_END}};

static int refuse(struct problem *p, const char *name, const char *code, const char *sentence)
{
	problem_set(p, PROBLEM_BAD_QUERY, "the parameter '%s' is not understood", name);
	return problem_violation(p, name, code, NULL, "%s", sentence);
}

static int read_types(struct call *c, const char *value, struct wanted *w, struct problem *p)
{
	const char *names[TYPES_MOST];
	size_t n = 0;
	char *rest = arena_strdup(c->arena, value), *name;
	while ((name = strsep(&rest, ",")) != NULL) {
		if (event_find(name) == NULL || n == TYPES_MOST)
			return refuse(p, "types", "not_one_of", "must be names of events, split by commas; the document lists them");
		names[n++] = name;
	}
	w->types = event_types(c->arena, names, n);
	return 0;
}

static int read_limit(const char *value, struct wanted *w, struct problem *p)
{
	size_t n = strlen(value);
	long limit = n > 0 && n <= 4 && strspn(value, "0123456789") == n ? strtol(value, NULL, 10) : 0;
	if (limit < 1 || limit > LIMIT_MOST)
		return refuse(p, "limit", "out_of_range", "must be between 1 and 500");
	w->limit = (int)limit;
	return 0;
}

static int read_after(struct call *c, const char *value, struct wanted *w, struct problem *p)
{
	w->now = strcmp(value, "now") == 0;
	return w->now ? 0 : cursor_read(c->arena, c->conf, cursor_list, value, w->place, PLACE_SIZE, p);
}

static int read_query(struct call *c, struct wanted *w, struct problem *p)
{
	*w = (struct wanted){.place = {"0", "0", ""}, .types = event_types(c->arena, NULL, 0), .limit = LIMIT};
	for (int i = 0; i < c->query.count; i++) {
		const struct query_param *q = &c->query.params[i];
		int rc = strcmp(q->written, "after") == 0   ? read_after(c, q->value, w, p)
			 : strcmp(q->written, "types") == 0 ? read_types(c, q->value, w, p)
							    : read_limit(q->value, w, p);
		if (rc < 0)
			return -1;
	}
	return 0;
}

/* The columns of the answer. The first three are the same in every row, and there is always one. */
enum { HORIZON, LAST_XID, LAST_SEQ, SCANNED, EVENT_ID, EVENT_TYPE, EVENT_AT, ACTOR, REQUEST, RECORD, CHANGED, EVENT_XID, EVENT_SEQ };

static int add_look(struct call *c, const struct wanted *w)
{
	struct sql q;
	sql_init(&q, c->arena);
	buf_lit(&q.text, "with scanned as (select e.* from public.events e where e.agency_id = ");
	sql_agency(&q, c);
	buf_lit(&q.text, " and (e.xid, e.seq) >= (");
	sql_bind(&q, w->place[XID]);
	buf_lit(&q.text, "::xid8, ");
	sql_bind(&q, w->place[SEQ]);
	buf_printf(&q.text, "::bigint) order by e.xid, e.seq limit %d), found as (select s.*, t.type from scanned s "
			    "join jsonb_to_recordset(", w->now ? 0 : SCAN);
	sql_bind(&q, w->types);
	buf_lit(&q.text, "::jsonb) as t (type text, table_name text, actions text[], status text) on t.table_name = s.table_name "
			 "and s.action = any(t.actions) and (t.status is null or t.status = s.status) "
			 "where (s.xid, s.seq, t.type collate \"C\") > (");
	for (int i = 0; i < PLACE_SIZE; i++) {
		static const char *const casts[] = {"::xid8, ", "::bigint, ", "::text)"};
		sql_bind(&q, w->place[i]);
		buf_puts(&q.text, casts[i]);
	}
	buf_printf(&q.text, " order by s.xid, s.seq, t.type collate \"C\" limit %d) "
			    "select pg_snapshot_xmin(pg_current_snapshot()), last.xid, last.seq, last.scanned, events.id_of(f.seq, f.type), f.type, "
			    "f.created_at, f.actor_id, f.request_id, f.row_id, f.changed, f.xid, f.seq "
			    "from (select 1) one left join (select xid, seq, (select count(*) from scanned) as scanned from scanned "
			    "order by xid desc, seq desc limit 1) last on true left join found f on true "
			    "order by f.xid, f.seq, f.type collate \"C\"", w->limit + 1);
	return sql_add(&q, c->tx, "events.feed", 0);
}

static void write_value(struct json_out *o, const char *name, enum field_type type, const struct rows *rows, int i, int column)
{
	json_out_name(o, name);
	if (rows_is_null(rows, i, column)) {
		json_out_null(o);
		return;
	}
	field_write(o->buf, type, rows_text(rows, i, column), rows_size(rows, i, column));
	o->comma = true;
}

static void write_event(struct json_out *o, const struct rows *rows, int i)
{
	json_out_open(o, '{');
	write_value(o, "id", FIELD_ID, rows, i, EVENT_ID);
	write_value(o, "type", FIELD_TEXT, rows, i, EVENT_TYPE);
	write_value(o, "timestamp", FIELD_TIME, rows, i, EVENT_AT);
	write_value(o, "actor_id", FIELD_ID, rows, i, ACTOR);
	write_value(o, "request_id", FIELD_ID, rows, i, REQUEST);
	json_out_name(o, "data");
	json_out_open(o, '{');
	write_value(o, "id", FIELD_ID, rows, i, RECORD);
	write_value(o, "changed", FIELD_TEXTS, rows, i, CHANGED);
	json_out_close(o, '}');
	json_out_close(o, '}');
}

/* Behind the last event shown; else behind the last change looked at; else at the oldest transaction that still runs. */
static const char *next_cursor(const struct call *c, const struct rows *rows, int shown, bool more, bool scanned_all)
{
	const char *place[PLACE_SIZE] = {rows_text(rows, 0, HORIZON), "0", ""};
	if (more) {
		place[XID] = rows_text(rows, shown - 1, EVENT_XID);
		place[SEQ] = rows_text(rows, shown - 1, EVENT_SEQ);
		place[TYPE] = rows_text(rows, shown - 1, EVENT_TYPE);
	} else if (!scanned_all) {
		place[XID] = rows_text(rows, 0, LAST_XID);
		place[SEQ] = arena_printf(c->arena, "%lld", (long long)rows_int(rows, 0, LAST_SEQ) + 1);
	}
	return cursor_write(c->arena, c->conf, cursor_list, place, PLACE_SIZE);
}

int feed_run(struct call *c, struct problem *p)
{
	struct wanted w;
	if (read_query(c, &w, p) < 0)
		return -1;
	int index = add_look(c, &w);
	if (call_execute(c, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(c->tx, index);
	int found = rows_is_null(rows, 0, EVENT_ID) ? 0 : rows_count(rows), shown = found > w.limit ? w.limit : found;
	bool scanned_all = rows_int(rows, 0, SCANNED) < SCAN, more = found > shown;
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_name(&o, "data");
	json_out_open(&o, '[');
	for (int i = 0; i < shown; i++)
		write_event(&o, rows, i);
	json_out_close(&o, ']');
	json_out_member(&o, "next_cursor", next_cursor(c, rows, shown, more, scanned_all));
	json_out_member_bool(&o, "has_more", more || !scanned_all);
	json_out_close(&o, '}');
	return 0;
}
