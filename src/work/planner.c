/* SPDX-License-Identifier: Apache-2.0 */
/* Schedules: the database keeps when each is due next, for each agency; this finds out when that is. Whoever of the workers
 * puts the next time into the row asks for the job, in the same statement: so it is asked for once. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/json_out.h"
#include "base/log.h"
#include "base/problem.h"
#include "db/tx.h"
#include "work/cron.h"
#include "work/worker_parts.h"

enum { EVERY_US = 2000000 };

void planner_write(const struct worker *w, struct buf *out)
{
	struct json_out o = json_out(out);
	json_out_open(&o, '[');
	for (const struct schedule *const *list = w->schedules; *list != NULL; list++)
		for (const struct schedule *s = *list; s->name != NULL; s++) {
			json_out_open(&o, '{');
			json_out_member(&o, "name", s->name);
			json_out_member(&o, "cron", s->cron);
			json_out_member(&o, "kind", s->kind);
			if (s->payload != NULL)
				json_out_member_raw(&o, "payload", s->payload);
			json_out_member_bool(&o, "per_agency", s->per_agency);
			json_out_close(&o, '}');
		}
	json_out_close(&o, ']');
}

enum { SCHEDULE, AGENCY, CRON, ZONE, WAS, WAS_S, NOW_S };

/* The row's next time; NULL: its expression never comes true. */
static const char *next_time(const struct rows *r, int i, struct arena *a)
{
	struct cron c;
	if (cron_parse(rows_text(r, i, CRON), &c) < 0)
		return NULL;
	int64_t was = rows_int(r, i, WAS_S), now = rows_int(r, i, NOW_S);
	int64_t next = cron_next(&c, rows_text(r, i, ZONE), was > now ? was : now);
	if (next < 0)
		return NULL;
	return arena_printf(a, "%lld", (long long)next);
}

void planner_tick(struct worker *w, struct arena *a)
{
	static const struct statement due = {
		.name = "schedules.due",
		.sql = "select schedule, agency_id, cron, zone, was, was_s, now_s from work.due_schedules(100)"},
				      fire = {.name = "schedules.fire",
					      .sql = "select work.fire_schedule($1, $2, $3::timestamptz, to_timestamp($4::bigint), $5)",
					      .writes = true};
	struct problem p;
	int64_t now = clock_mono_us();
	if (w->registered_us == 0 || now - w->planned_us < EVERY_US)
		return;
	w->planned_us = now;
	arena_reset(a);
	problem_init(&p, a);
	struct tx *tx = tx_begin(w->db, a);
	int index = tx_add(tx, &due, 0, NULL);
	if (tx_commit(tx, &p) < 0)
		return;
	const struct rows *r = tx_rows(tx, index);
	if (rows_count(r) == 0)
		return;
	tx = tx_begin(w->db, a);
	for (int i = 0; i < rows_count(r); i++) {
		const char *next = next_time(r, i, a);
		if (next == NULL) {
			log_event(LOG_ERROR, "schedule", "%s: '%s' never comes true", rows_text(r, i, SCHEDULE), rows_text(r, i, CRON));
			continue;
		}
		const char *const values[] = {rows_text(r, i, SCHEDULE), rows_text_or_null(r, i, AGENCY), rows_text_or_null(r, i, WAS), next,
					      rows_text(r, i, ZONE)};
		tx_add(tx, &fire, 5, values);
	}
	tx_allow_many(tx);
	tx_commit(tx, &p);
}
