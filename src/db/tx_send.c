/* SPDX-License-Identifier: Apache-2.0 */
#include "db/tx_steps.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/problem.h"
#include "db/breaker.h"
#include "db/connection.h"
#include "db/db.h"
#include "db/prepared.h"

enum { MOST_US = 20000000, MOST_FRESH = 100 };

/* Another transaction began before this one ended, and took its connection away. */
static int overtaken(struct tx *tx, struct problem *p)
{
	tx->end = TX_FAILED;
	log_event(LOG_ERROR, "database_overtaken", "a transaction began while another was open");
	return problem_set(p, PROBLEM_INTERNAL, NULL);
}

/* Two statements of one pipeline may have the same text: it is prepared once. */
static bool already_noted(const struct tx *tx, const char *name)
{
	for (int i = 0; i < tx->noted; i++)
		if (tx->steps[i].kind == STEP_PREPARE && strcmp(tx->steps[i].name, name) == 0)
			return true;
	return false;
}

/* One transaction of hundreds of texts must not push out all the others, and then its own first ones. */
static bool worth_preparing(const struct tx *tx, const struct step *q)
{
	return tx->fresh < MOST_FRESH || prepared_has(tx->db->prepared, q->statement->sql);
}

/* Puts the PREPAREs (and a DEALLOCATE for what they push out) in front of the queries not yet sent. */
static void plan_prepares(struct tx *tx)
{
	int first = tx->sent, last = tx->noted;
	struct step *queries = arena_new_array(tx->arena, struct step, (size_t)(last - first) + 1);
	int *where = arena_new_array(tx->arena, int, (size_t)last + 1);
	memcpy(queries, &tx->steps[first], (size_t)(last - first) * sizeof *queries);
	tx->noted = first;
	for (int i = 0; i < last - first; i++) {
		struct step *q = &queries[i];
		bool known = true;
		const char *evicted = NULL;
		if (q->kind == STEP_QUERY && worth_preparing(tx, q)) {
			const char *name = prepared_name(tx->db->prepared, q->statement->sql, &known, &evicted);
			q->place = prepared_place(tx->db->prepared, name);
			q->name = arena_strdup(tx->arena, name);
		}
		if (evicted != NULL)
			*tx_note(tx, STEP_DEALLOCATE) = (struct step){.kind = STEP_DEALLOCATE,
								   .name = arena_printf(tx->arena, "deallocate %s", evicted),
								   .refusal = q->refusal};
		if (!known && !already_noted(tx, q->name)) {
			struct step *s = tx_note(tx, STEP_PREPARE);
			s->statement = q->statement;
			s->name = q->name;
			s->refusal = q->refusal;
			tx->fresh++;
		}
		where[first + i] = tx->noted;
		*tx_note(tx, q->kind) = *q;
	}
	for (int i = 0; i < tx->query_count; i++)
		if (tx->queries[i] >= first)
			tx->queries[i] = where[tx->queries[i]];
}

static int send_step(struct tx *tx, const struct step *s)
{
	PGconn *c = tx->db->conn;
	switch (s->kind) {
	case STEP_PREPARE:
		return PQsendPrepare(c, s->name, s->statement->sql, 0, NULL);
	case STEP_DEALLOCATE:
		return PQsendQueryParams(c, s->name, 0, NULL, NULL, NULL, NULL, 0);
	case STEP_SYNC:
		tx->sync_sent = true;
		return PQpipelineSync(c);
	case STEP_CONTROL:
		return PQsendQueryParams(c, s->statement->sql, 0, NULL, NULL, NULL, NULL, 0);
	case STEP_QUERY:
		break;
	}
	if (s->name != NULL)
		return PQsendQueryPrepared(c, s->name, s->count, s->values, NULL, NULL, 0);
	return PQsendQueryParams(c, s->statement->sql, s->count, NULL, s->values, NULL, NULL, 0);
}

int tx_send(struct tx *tx, struct problem *p)
{
	if (tx->sent == 0) {
		if (!tx_may_share(tx))
			db_be_alone(tx->db);
		tx->deadline = clock_mono_us() + (int64_t)tx->db->deadline_ms * 1000;
		tx->latest = clock_mono_us() + MOST_US;
		if (connection_ready(tx->db, tx->deadline, p) < 0) {
			tx->end = TX_FAILED;
			return -1;
		}
		tx->generation = tx->db->generation;
		tx->db->open = true;
	} else if (tx->generation != tx->db->generation) {
		return overtaken(tx, p);
	}
	if (tx->db->prepared != NULL)
		plan_prepares(tx);
	while (tx->sent < tx->noted)
		if (send_step(tx, &tx->steps[tx->sent++]) != 1)
			return tx_lose(tx, p);
	if (tx->steps[tx->noted - 1].kind != STEP_SYNC && PQsendFlushRequest(tx->db->conn) != 1)
		return tx_lose(tx, p);
	return connection_flush(tx->db, tx->many ? tx->latest : tx->deadline) < 0 ? tx_lose(tx, p) : 0;
}
