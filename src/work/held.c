/* SPDX-License-Identifier: Apache-2.0 */
#include "work/held.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json_out.h"

struct held {
	pthread_mutex_t lock;
	int count;
	unsigned batch, asked; /* counts batches; of which one the keeper has asked the database last */
	int64_t since;
	bool stopping;
	bool heard[HELD_MOST];
	struct held_job jobs[HELD_MOST];
};

struct held *held_new(void)
{
	struct held *h = calloc(1, sizeof *h);
	if (h == NULL)
		abort();
	pthread_mutex_init(&h->lock, NULL);
	return h;
}

static void lock(struct held *h)
{
	pthread_mutex_lock(&h->lock);
}

static void unlock(struct held *h)
{
	pthread_mutex_unlock(&h->lock);
}

void held_begin(struct held *h, const struct held_job *jobs, int count, int64_t since)
{
	lock(h);
	memcpy(h->jobs, jobs, (size_t)count * sizeof *jobs);
	h->count = count;
	h->since = since;
	h->batch++;
	unlock(h);
}

bool held_start(struct held *h, int i)
{
	lock(h);
	bool ours = !h->jobs[i].lost && !h->stopping;
	if (ours)
		h->jobs[i].started_us = clock_mono_us();
	unlock(h);
	return ours;
}

void held_end(struct held *h, int i)
{
	lock(h);
	h->jobs[i].ended = true;
	unlock(h);
}

bool held_stopped(struct held *h, int i)
{
	lock(h);
	bool stopped = h->stopping || h->jobs[i].lost || h->jobs[i].cancelled;
	unlock(h);
	return stopped;
}

void held_note_cancelled(struct held *h, int i)
{
	lock(h);
	h->jobs[i].cancelled = true;
	unlock(h);
}

int64_t held_since(struct held *h)
{
	int64_t since = 0;
	lock(h);
	for (int i = 0; i < h->count; i++)
		if (!h->jobs[i].lost)
			since = h->since;
	unlock(h);
	return since;
}

static void write_job(struct json_out *o, const struct held_job *j)
{
	json_out_open(o, '{');
	json_out_member(o, "job", j->id);
	json_out_member(o, "token", j->token);
}

bool held_write(struct held *h, struct buf *out)
{
	struct json_out o = json_out(out);
	bool any = false;
	json_out_open(&o, '[');
	lock(h);
	h->asked = h->batch;
	for (int i = 0; i < h->count; i++) {
		h->heard[i] = h->jobs[i].lost;
		if (h->heard[i])
			continue;
		any = true;
		write_job(&o, &h->jobs[i]);
		json_out_close(&o, '}');
	}
	unlock(h);
	json_out_close(&o, ']');
	return any;
}

/* The worker may have begun another batch while the database was asked about the last one. */
static bool is_of_batch(const struct held *h)
{
	return h->asked == h->batch;
}

void held_renewed(struct held *h, int64_t since)
{
	lock(h);
	if (is_of_batch(h) && h->since < since)
		h->since = since;
	unlock(h);
}

void held_heard(struct held *h, const char *id, bool cancelled)
{
	lock(h);
	for (int i = 0; is_of_batch(h) && i < h->count; i++) {
		if (strcmp(h->jobs[i].id, id) != 0)
			continue;
		h->heard[i] = true;
		h->jobs[i].cancelled |= cancelled;
	}
	unlock(h);
}

void held_lose_unheard(struct held *h)
{
	lock(h);
	for (int i = 0; is_of_batch(h) && i < h->count; i++)
		h->jobs[i].lost |= !h->heard[i];
	unlock(h);
}

void held_lose_all(struct held *h)
{
	lock(h);
	for (int i = 0; is_of_batch(h) && i < h->count; i++)
		h->jobs[i].lost = true;
	unlock(h);
}

bool held_overdue(struct held *h, int64_t now, struct held_job *out)
{
	bool found = false;
	lock(h);
	for (int i = 0; i < h->count && !found; i++) {
		const struct held_job *j = &h->jobs[i];
		found = !j->ended && j->started_us != 0 && now - j->started_us > j->timeout_us;
		if (found)
			*out = *j;
	}
	unlock(h);
	return found;
}

bool held_take_waiting(struct held *h, struct buf *out)
{
	struct json_out o = json_out(out);
	bool any = false;
	json_out_open(&o, '[');
	lock(h);
	for (int i = 0; i < h->count; i++) {
		struct held_job *j = &h->jobs[i];
		if (j->lost || j->started_us != 0)
			continue;
		any = j->lost = true;
		write_job(&o, j);
		json_out_member(&o, "outcome", "back");
		json_out_close(&o, '}');
	}
	unlock(h);
	json_out_close(&o, ']');
	return any;
}

void held_stop(struct held *h)
{
	lock(h);
	h->stopping = true;
	unlock(h);
}

bool held_stopping(struct held *h)
{
	lock(h);
	bool stopping = h->stopping;
	unlock(h);
	return stopping;
}
