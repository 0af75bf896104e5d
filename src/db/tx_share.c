/* SPDX-License-Identifier: Apache-2.0 */
#include "db/tx_steps.h"

#include "base/clock.h"
#include "base/problem.h"
#include "db/connection.h"
#include "db/db.h"
#include "db/prepared.h"

/* What usually takes longer lets nobody stand behind it, who may be served elsewhere meanwhile. */
enum { BRIEF_US = 2000 };

bool tx_may_share(const struct tx *tx)
{
	const struct db *db = tx->db;
	return db->wait != NULL && db->prepared != NULL && !tx->writes && !tx->rehearsed && !tx->divided && !tx->many &&
	       tx->steps[tx->noted - 1].kind == STEP_SYNC;
}

/* Whether another request may stand behind it: the server has all of it, and usually answers at once. */
static bool is_brief(const struct tx *tx)
{
	int64_t us = 0;
	for (int i = 0; i < tx->sent; i++) {
		const struct step *s = &tx->steps[i];
		if (s->kind == STEP_SYNC)
			continue;
		if (s->kind != STEP_QUERY || s->name == NULL)
			return false;
		us += prepared_usual(tx->db->prepared, s->place);
	}
	return us < BRIEF_US;
}

void db_be_alone(struct db *db)
{
	while (db->under_way > 0)
		db->wait(false);
}

/* Nothing of it can have been changed, so it may be sent anew. */
static int lost_beside(struct tx *tx, struct problem *p)
{
	tx->end = TX_LOST;
	return problem_set(p, PROBLEM_DATABASE_UNAVAILABLE, NULL);
}

int tx_stand_in_line(struct tx *tx, struct problem *p)
{
	bool brief = is_brief(tx);
	if (tx->db->under_way == 0 && !brief)
		return 0;
	tx->db->under_way++;
	tx->db->wait(brief);
	if (tx->generation != tx->db->generation)
		return lost_beside(tx, p);
	tx->db->under_way--;
	tx->deadline = clock_mono_us() + (int64_t)tx->db->deadline_ms * 1000; /* the server has it since now, for all we know */
	return 0;
}
