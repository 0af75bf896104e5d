/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/key_log.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "auth/principal.h"
#include "auth/reason.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "base/shared.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "serve/exchange.h"
#include "serve/router.h"

struct note {
	char prefix[20], digest[68], request_id[40], method[8], route[96], problem[40];
	int64_t at_us; /* wall clock */
	int status;
};

/* No locks, so that a worker may die anywhere: who writes takes a number and marks its slot when it is done; who
 * collects moves `taken` to the end and passes over slots that do not carry the mark. */
struct ring {
	_Atomic uint64_t given, taken;
	_Atomic int64_t collected_us; /* monotonic */
	struct {
		_Atomic uint64_t mark; /* number + 1 of the note in it */
		struct note note;
	} slots[KEY_LOG_ROOM];
};

static struct ring *ring;

int key_log_open(const struct conf *conf, struct problem *p)
{
	char name[48];
	void *memory;
	/* by its size: a version that notes something else has a file of its own */
	snprintf(name, sizeof name, "key-log.%zu", sizeof *ring);
	if (shared_map(conf->runtime_dir, name, sizeof *ring, &memory, p) < 0)
		return -1;
	ring = memory;
	return 0;
}

static void copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from == NULL ? "" : from);
}

/* Refused before or because nobody has such a key: not worth a note, which the database would pass over. */
static bool is_nobodys(const struct exchange *x, const struct problem *p)
{
	const struct principal *who = x->call.principal;
	return who == NULL || who->key_prefix == NULL ||
	       (p->code == PROBLEM_UNAUTHENTICATED && p->detail != NULL &&
		strcmp(p->detail, reason_text(REASON_UNKNOWN_API_KEY)) == 0);
}

void key_log_note(const struct exchange *x, const struct problem *p)
{
	if (ring == NULL || is_nobodys(x, p))
		return;
	uint64_t number = atomic_fetch_add(&ring->given, 1);
	_Atomic uint64_t *mark = &ring->slots[number % KEY_LOG_ROOM].mark;
	struct note *n = &ring->slots[number % KEY_LOG_ROOM].note;
	atomic_store(mark, 0);
	copy(n->prefix, sizeof n->prefix, x->call.principal->key_prefix);
	copy(n->digest, sizeof n->digest, x->call.principal->key_digest);
	copy(n->request_id, sizeof n->request_id, x->request->id);
	copy(n->method, sizeof n->method, x->request->head ? "HEAD" : x->request->method_name);
	copy(n->route, sizeof n->route, x->route->template);
	copy(n->problem, sizeof n->problem, p->code == PROBLEM_NONE ? NULL : problem_kind(p->code)->slug);
	n->at_us = clock_wall_us();
	n->status = x->response->status;
	atomic_store(mark, number + 1);
}

static void write_note(struct json_out *o, struct note *n)
{
	/* no text may be longer than its place, whatever became of the memory */
	n->prefix[sizeof n->prefix - 1] = n->digest[sizeof n->digest - 1] = n->request_id[sizeof n->request_id - 1] = '\0';
	n->method[sizeof n->method - 1] = n->route[sizeof n->route - 1] = n->problem[sizeof n->problem - 1] = '\0';
	json_out_open(o, '{');
	json_out_member(o, "prefix", n->prefix);
	json_out_member(o, "digest", n->digest);
	json_out_member_int(o, "at_us", n->at_us);
	json_out_member(o, "request_id", n->request_id);
	json_out_member(o, "method", n->method);
	json_out_member(o, "route", n->route);
	json_out_member_int(o, "status", n->status);
	json_out_member(o, "problem", n->problem[0] == '\0' ? NULL : n->problem);
	json_out_close(o, '}');
}

/* All notes as a JSON array, taken out of the ring; NULL when there is none. */
static const char *collect(struct arena *a)
{
	struct buf b;
	unsigned found = 0;
	uint64_t from = atomic_load(&ring->taken), to = atomic_load(&ring->given);
	if (from == to || !atomic_compare_exchange_strong(&ring->taken, &from, to))
		return NULL;
	atomic_store(&ring->collected_us, clock_mono_us());
	buf_init(&b, a, 4096);
	struct json_out o = json_out(&b);
	json_out_open(&o, '[');
	for (uint64_t i = to - from > KEY_LOG_ROOM ? to - KEY_LOG_ROOM : from; i < to; i++) {
		_Atomic uint64_t *mark = &ring->slots[i % KEY_LOG_ROOM].mark;
		struct note n;
		if (atomic_load(mark) != i + 1)
			continue;
		n = ring->slots[i % KEY_LOG_ROOM].note;
		/* the same mark before and after: nobody wrote meanwhile */
		if (atomic_load(mark) != i + 1)
			continue;
		write_note(&o, &n);
		found++;
	}
	json_out_close(&o, ']');
	return found == 0 ? NULL : buf_text(&b);
}

static void add(struct tx *tx, const char *notes)
{
	static const struct statement note = {.name = "api_keys.note", .sql = "select agency.note_key_requests($1)", .writes = true};
	tx_add(tx, &note, 1, &notes);
}

void key_log_add(struct arena *a, struct tx *tx)
{
	const char *notes = ring == NULL ? NULL : collect(a);
	if (notes != NULL)
		add(tx, notes);
}

/* After a reboot the monotonic clock begins anew, and a file may have stayed. */
static bool is_time(void)
{
	uint64_t waiting = atomic_load(&ring->given) - atomic_load(&ring->taken);
	if (waiting == 0)
		return false;
	int64_t age = clock_mono_us() - atomic_load(&ring->collected_us);
	return waiting >= KEY_LOG_ROOM / 2 || age < 0 || age >= (int64_t)KEY_LOG_EVERY_MS * 1000;
}

void key_log_flush(struct db *db, struct arena *a)
{
	struct problem p;
	if (ring == NULL || !is_time())
		return;
	const char *notes = collect(a);
	if (notes == NULL)
		return;
	problem_init(&p, a);
	struct tx *tx = tx_begin(db, a);
	add(tx, notes);
	tx_commit(tx, &p);
	tx_abandon(tx);
}
