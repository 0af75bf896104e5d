/* SPDX-License-Identifier: Apache-2.0 */
#include "db/tx_steps.h"

#include <string.h>

#include "base/arena.h"

struct tx *tx_begin(struct db *db, struct arena *a)
{
	struct tx *tx = arena_new_one(a, struct tx);
	tx->db = db;
	tx->arena = a;
	tx->steps = arena_new_array(a, struct step, 16);
	tx->queries = arena_new_array(a, int, 16);
	tx->noting = &tx->refusal;
	tx->refused_step = -1;
	return tx;
}

/* Arrays of 16 that double: most transactions have two or three statements. */
static void *room_for(struct arena *a, void *array, int count, size_t size)
{
	if (count < 16 || (count & (count - 1)) != 0)
		return array;
	return arena_grow(a, array, (size_t)count * size, (size_t)count * 2 * size);
}

struct step *tx_note(struct tx *tx, enum step_kind kind)
{
	tx->steps = room_for(tx->arena, tx->steps, tx->noted, sizeof *tx->steps);
	struct step *s = &tx->steps[tx->noted++];
	memset(s, 0, sizeof *s);
	s->kind = kind;
	s->refusal = tx->noting;
	return s;
}

int tx_add(struct tx *tx, const struct statement *statement, int count, const char *const values[])
{
	struct step *s = tx_note(tx, STEP_QUERY);
	s->statement = statement;
	s->count = count;
	const char **copy = arena_new_array(tx->arena, const char *, (size_t)count + 1);
	if (count > 0)
		memcpy(copy, values, (size_t)count * sizeof *copy);
	s->values = copy;
	tx->writes |= statement->writes;
	tx->queries = room_for(tx->arena, tx->queries, tx->query_count, sizeof *tx->queries);
	tx->queries[tx->query_count] = tx->noted - 1;
	return tx->query_count++;
}

/* Never prepared, here and in tx.c: what would prepare them may be passed over. */
static const struct statement begin = {.name = "begin", .sql = "begin"}, savepoint = {.name = "savepoint", .sql = "savepoint apart"},
			      release = {.name = "release", .sql = "release apart"},
			      back = {.name = "rollback to", .sql = "rollback to apart"};

void tx_note_control(struct tx *tx, const struct statement *s)
{
	tx_note(tx, STEP_CONTROL)->statement = s;
}

/* `begin` in front of all that is noted. Were it behind a statement that is refused, the first Sync would end the
 * transaction, and a pooler give the connection to somebody else while the rest is still on its way. */
static void note_begin(struct tx *tx)
{
	tx_note_control(tx, &begin);
	if (tx->sent > 0 || tx->noted == 1)
		return;
	struct step block = tx->steps[tx->noted - 1];
	memmove(&tx->steps[1], &tx->steps[0], (size_t)(tx->noted - 1) * sizeof *tx->steps);
	tx->steps[0] = block;
	for (int i = 0; i < tx->query_count; i++)
		tx->queries[i]++;
}

void tx_rehearse(struct tx *tx)
{
	tx->rehearsed = true;
	note_begin(tx);
}

void tx_allow_many(struct tx *tx)
{
	tx->many = true;
}

/* The savepoint moves behind the statement if that was not refused; what follows a refusal is passed over up to the Sync.
 * Going back to the savepoint then undoes nothing, or the statement. */
void tx_begin_apart(struct tx *tx)
{
	if (!tx->divided) {
		if (!tx->rehearsed)
			note_begin(tx);
		tx_note_control(tx, &savepoint);
		tx->divided = true;
	}
	tx->noting = arena_new_one(tx->arena, struct refusal);
}

void tx_end_apart(struct tx *tx)
{
	tx_note_control(tx, &release);
	tx_note_control(tx, &savepoint);
	tx_note(tx, STEP_SYNC);
	tx->noting = &tx->refusal;
	tx_note_control(tx, &back);
}

int tx_add_apart(struct tx *tx, const struct statement *statement, int count, const char *const values[])
{
	tx_begin_apart(tx);
	int index = tx_add(tx, statement, count, values);
	tx_end_apart(tx);
	return index;
}
