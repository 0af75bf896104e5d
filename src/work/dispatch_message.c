/* SPDX-License-Identifier: Apache-2.0 */
#include "work/dispatch_message.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "work/held.h"

/* ---- texts */

struct reader {
	const char *at, *end;
};

static void put(struct buf *b, const char *text)
{
	int32_t size = text == NULL ? -1 : (int32_t)strlen(text);
	buf_write(b, &size, sizeof size);
	if (text != NULL)
		buf_write(b, text, (size_t)size + 1);
}

static void put_int(struct buf *b, int n)
{
	int32_t value = n;
	buf_write(b, &value, sizeof value);
}

static int take_int(struct reader *r, int *out)
{
	int32_t value;
	if ((size_t)(r->end - r->at) < sizeof value)
		return -1;
	memcpy(&value, r->at, sizeof value);
	r->at += sizeof value;
	*out = value;
	return 0;
}

static int take_or_null(struct reader *r, const char **out)
{
	int size;
	if (take_int(r, &size) < 0)
		return -1;
	*out = NULL;
	if (size == -1)
		return 0;
	if (size < 0 || size >= r->end - r->at || memchr(r->at, '\0', (size_t)size + 1) != r->at + size)
		return -1;
	*out = r->at;
	r->at += size + 1;
	return 0;
}

static int take(struct reader *r, const char **out)
{
	return take_or_null(r, out) < 0 || *out == NULL ? -1 : 0;
}

/* ---- messages */

void dispatch_write_ask(struct buf *b, const struct dispatch_ask *ask)
{
	put(b, ask->group);
	put(b, ask->worker);
	put_int(b, ask->most);
	put(b, ask->ends);
}

int dispatch_read_ask(const char *message, size_t n, struct dispatch_ask *out)
{
	struct reader r = {.at = message, .end = message + n};
	if (take(&r, &out->group) < 0 || take(&r, &out->worker) < 0 || take_int(&r, &out->most) < 0 || take(&r, &out->ends) < 0)
		return -1;
	return r.at == r.end && out->most > 0 && out->most <= HELD_MOST ? 0 : -1;
}

static void put_job(struct buf *b, const struct claimed *job)
{
	put(b, job->id);
	put(b, job->agency_id);
	put(b, job->kind);
	put(b, job->payload);
	put_int(b, job->attempt);
	put_int(b, job->max_attempts);
	put(b, job->token);
	put(b, job->correlation_id);
}

static int take_job(struct reader *r, struct claimed *job)
{
	if (take(r, &job->id) < 0 || take_or_null(r, &job->agency_id) < 0 || take(r, &job->kind) < 0 || take(r, &job->payload) < 0 ||
	    take_int(r, &job->attempt) < 0 || take_int(r, &job->max_attempts) < 0 || take(r, &job->token) < 0 ||
	    take_or_null(r, &job->correlation_id) < 0)
		return -1;
	job->payload_size = strlen(job->payload);
	return 0;
}

void dispatch_write_answer(struct buf *b, const struct claims *claims)
{
	put_int(b, claims->count);
	for (int i = 0; i < claims->count; i++)
		put_job(b, &claims->jobs[i]);
}

int dispatch_read_answer(const char *message, size_t n, struct claims *out, struct arena *a)
{
	struct reader r = {.at = message, .end = message + n};
	if (take_int(&r, &out->count) < 0 || out->count < 0 || out->count > HELD_MOST)
		return -1;
	out->jobs = arena_new_array(a, struct claimed, (size_t)out->count);
	for (int i = 0; i < out->count; i++)
		if (take_job(&r, &out->jobs[i]) < 0)
			return -1;
	return r.at == r.end ? 0 : -1;
}
