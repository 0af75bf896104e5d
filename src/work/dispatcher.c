/* SPDX-License-Identifier: Apache-2.0 */
/* The thread that takes jobs for the workers of its machine. It knows of each asker nothing but the socket: who has gone in the
 * meantime cannot be answered, and what was claimed for him goes back into the line. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/db.h"
#include "db/tx.h"
#include "work/dispatch.h"
#include "work/dispatch_message.h"
#include "work/kinds.h"
#include "work/wake.h"

enum { ASKERS_MOST = 64, DEADLINE_MS = 1500, LOOK_US = 200000, TELL_MS = 250 };

struct dispatcher {
	const struct conf *conf;
	struct kinds kinds;
	const char *group;
	struct db *db;
	pthread_t thread;
	atomic_bool stopping;
	struct pollfd fds[1 + ASKERS_MOST]; /* the first is where they call */
	nfds_t count;
	struct arena *round; /* of a transaction */
	struct arena *kept;
	struct buf back; /* jobs that could not be handed over: for the next settle */
	int64_t looked_us;
	char message[DISPATCH_MESSAGE_MOST];
};

/* Who has asked in this round. */
struct round {
	int count;
	struct pollfd *from[ASKERS_MOST];
	struct dispatch_ask asks[ASKERS_MOST];
};

/* ---- askers */

static void let_go(struct pollfd *asker)
{
	close(asker->fd);
	asker->fd = -1; /* poll() passes over it, forget_gone() takes it out */
}

static void forget_gone(struct dispatcher *d)
{
	nfds_t kept = 1;
	for (nfds_t i = 1; i < d->count; i++)
		if (d->fds[i].fd >= 0)
			d->fds[kept++] = d->fds[i];
	d->count = kept;
}

static void welcome(struct dispatcher *d)
{
	int fd = accept4(d->fds[0].fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0)
		return;
	if (d->count == 1 + ASKERS_MOST || !dispatch_is_ours(fd)) {
		close(fd);
		return;
	}
	d->fds[d->count++] = (struct pollfd){.fd = fd, .events = POLLIN};
}

static const char *keep(struct arena *a, const void *p, size_t n)
{
	return memcpy(arena_alloc(a, n), p, n);
}

static void hear(struct dispatcher *d, struct pollfd *asker, struct round *round)
{
	ssize_t n = recv(asker->fd, d->message, sizeof d->message, 0);
	struct dispatch_ask *ask = &round->asks[round->count];
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0 || dispatch_read_ask(keep(d->round, d->message, (size_t)n), (size_t)n, ask) < 0 || strcmp(ask->group, d->group) != 0) {
		let_go(asker);
		return;
	}
	round->from[round->count++] = asker;
}

/* ---- a round */

/* In turns, so that nobody's batch is filled before the others have a job. */
static const char *worker_names(const struct dispatcher *d, const struct round *round)
{
	struct buf b;
	buf_init(&b, d->round, 1024);
	buf_put(&b, '{');
	bool more = true;
	for (int turn = 0; more; turn++) {
		more = false;
		for (int i = 0; i < round->count; i++) {
			if (round->asks[i].most <= turn)
				continue;
			if (b.size > 1)
				buf_put(&b, ',');
			buf_puts(&b, round->asks[i].worker);
			more = true;
		}
	}
	buf_put(&b, '}');
	return buf_text(&b);
}

static void gather_ends(struct dispatcher *d, const struct round *round, struct buf *out)
{
	buf_init(out, d->round, 4096);
	buf_write(out, d->back.data, d->back.size);
	for (int i = 0; i < round->count; i++) {
		if (round->asks[i].ends[0] == '\0')
			continue;
		if (out->size > 0)
			buf_put(out, ',');
		buf_puts(out, round->asks[i].ends);
	}
}

static int take(struct dispatcher *d, const struct round *round, struct claims *out)
{
	struct problem p;
	struct buf ends;
	int index = -1;
	bool looks = clock_mono_us() - d->looked_us > LOOK_US;
	problem_init(&p, d->round);
	struct tx *tx = tx_begin(d->db, d->round);
	gather_ends(d, round, &ends);
	claim_add_ends(tx, &ends, d->round);
	if (round->count > 0)
		index = claim_add(tx, worker_names(d, round), &d->kinds, d->conf->job_lease_s, looks, d->round);
	out->count = 0;
	if (tx_commit(tx, &p) < 0)
		return -1;
	if (looks)
		d->looked_us = clock_mono_us();
	if (index >= 0)
		claim_read(tx_rows(tx, index), out, d->round);
	arena_reset(d->kept);
	buf_init(&d->back, d->kept, 1024);
	return 0;
}

/* The jobs that were claimed for an ask. One worker may have two in a round, if it gave the first one up. */
static void take_share(struct dispatcher *d, struct claims *all, const struct dispatch_ask *ask, struct claims *out)
{
	out->count = 0;
	out->jobs = arena_new_array(d->round, struct claimed, (size_t)ask->most);
	for (int i = 0; i < all->count && out->count < ask->most; i++)
		if (all->jobs[i].worker != NULL && strcmp(all->jobs[i].worker, ask->worker) == 0) {
			out->jobs[out->count++] = all->jobs[i];
			all->jobs[i].worker = NULL;
		}
}

static void answer(struct dispatcher *d, struct pollfd *asker, const struct claims *share)
{
	struct buf b;
	buf_init(&b, d->round, 4096);
	dispatch_write_answer(&b, share);
	if (b.size <= DISPATCH_MESSAGE_MOST && send(asker->fd, b.data, b.size, MSG_NOSIGNAL) == (ssize_t)b.size)
		return;
	for (int i = 0; i < share->count; i++)
		claim_write_back(&d->back, &share->jobs[i]);
	let_go(asker);
}

/* Kinds that were given come last the next time. */
static void put_last(struct dispatcher *d, const struct claims *claims)
{
	for (int i = 0; i < claims->count; i++)
		kinds_put_last(&d->kinds, kinds_find(&d->kinds, claims->jobs[i].kind));
}

static void serve(struct dispatcher *d, const struct round *round)
{
	struct claims claims, share;
	if (take(d, round, &claims) < 0) {
		for (int i = 0; i < round->count; i++)
			let_go(round->from[i]); /* they ask by themselves, and find out what is wrong */
		return;
	}
	wake_workers(d->conf, d->db); /* an end may have asked for more */
	put_last(d, &claims);
	for (int i = 0; i < round->count; i++) {
		take_share(d, &claims, &round->asks[i], &share);
		answer(d, round->from[i], &share);
	}
}

static void *run(void *arg)
{
	struct dispatcher *d = arg;
	while (!atomic_load(&d->stopping)) {
		struct round round = {.count = 0};
		poll(d->fds, d->count, d->back.size > 0 ? TELL_MS : -1);
		for (nfds_t i = 1; i < d->count; i++)
			if (d->fds[i].revents != 0)
				hear(d, &d->fds[i], &round);
		if (round.count > 0 || d->back.size > 0)
			serve(d, &round);
		forget_gone(d);
		if (d->fds[0].revents != 0)
			welcome(d);
		arena_reset(d->round);
	}
	return NULL;
}

/* ---- beginning and end */

static int begin_thread(struct dispatcher *d)
{
	sigset_t all, before;
	sigfillset(&all); /* signals are the worker's */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int rc = pthread_create(&d->thread, NULL, run, d);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc == 0 ? 0 : -1;
}

static void dispatcher_free(struct dispatcher *d)
{
	for (nfds_t i = 0; i < d->count; i++)
		if (d->fds[i].fd >= 0)
			close(d->fds[i].fd);
	db_free(d->db);
	arena_free(d->round);
	arena_free(d->kept);
	free(d);
}

static void tell_who(void)
{
	struct log_line l;
	log_begin(&l, LOG_INFO, "dispatcher");
	log_int(&l, "pid", getpid());
	log_end(&l);
}

struct dispatcher *dispatcher_start(const struct conf *conf, const struct kinds *kinds, const char *group,
				    const struct sockaddr_un *address, unsigned size)
{
	struct dispatcher *d = calloc(1, sizeof *d);
	struct problem p;
	if (d == NULL)
		abort();
	d->conf = conf;
	d->kinds = *kinds;
	d->group = group;
	d->round = arena_new(16 * 1024);
	d->kept = arena_new(1024);
	buf_init(&d->back, d->kept, 1024);
	problem_init(&p, d->round);
	d->fds[0] = (struct pollfd){.fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), .events = POLLIN};
	d->count = 1;
	if (d->fds[0].fd < 0 || bind(d->fds[0].fd, (const struct sockaddr *)address, size) < 0 || listen(d->fds[0].fd, ASKERS_MOST) < 0 ||
	    db_new_for_jobs(conf, DEADLINE_MS, &d->db, &p) < 0 || begin_thread(d) < 0) {
		dispatcher_free(d);
		return NULL;
	}
	tell_who();
	return d;
}

void dispatcher_stop(struct dispatcher *d)
{
	atomic_store(&d->stopping, true);
	shutdown(d->fds[0].fd, SHUT_RDWR); /* wakes it */
	pthread_join(d->thread, NULL);
	dispatcher_free(d);
}
