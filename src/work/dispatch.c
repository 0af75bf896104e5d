/* SPDX-License-Identifier: Apache-2.0 */
#include "work/dispatch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/encode.h"
#include "conf/conf.h"
#include "work/dispatch_message.h"
#include "work/kinds.h"

enum { PATIENCE_S = 2, AVOID_US = 5000000, APART_US = 1000000 };

struct dispatch {
	const struct conf *conf;
	struct kinds kinds;
	char group[DIGEST_HEX_SIZE];
	struct sockaddr_un address;
	socklen_t address_size;
	int fd;		       /* to whoever is the dispatcher; -1: to nobody */
	int64_t not_before_us; /* who did not answer is left alone for a while */
	struct dispatcher *own;
	char answer[DISPATCH_MESSAGE_MOST];
};

static void hex_of(const char *text, char out[DIGEST_HEX_SIZE])
{
	uint8_t digest[DIGEST_SIZE];
	digest_sha256(text, strlen(text), digest);
	encode_hex(digest, sizeof digest, out);
}

/* Those who would ask the same of the same database. It has the password in it, so it is no part of the address: everybody on the
 * machine can read those. */
static void name_group(struct dispatch *d)
{
	struct arena *a = arena_new(4096);
	hex_of(arena_printf(a, "1 %s %lld %s", d->conf->jobs_database_url, (long long)d->conf->job_lease_s, kinds_names(&d->kinds, a)), d->group);
	arena_free(a);
}

/* One without a file: it goes with the process that has it. */
static void name_address(struct dispatch *d)
{
	char hex[DIGEST_HEX_SIZE];
	hex_of(d->conf->runtime_dir, hex);
	d->address.sun_family = AF_UNIX;
	int n = snprintf(d->address.sun_path + 1, sizeof d->address.sun_path - 1, "stagefy-jobs/%s", hex);
	d->address_size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)n);
}

struct dispatch *dispatch_new(const struct conf *conf, const struct kinds *kinds)
{
	struct dispatch *d = calloc(1, sizeof *d);
	if (d == NULL)
		abort();
	d->conf = conf;
	d->kinds = *kinds;
	d->fd = -1;
	name_group(d);
	name_address(d);
	return d;
}

bool dispatch_is_ours(int fd)
{
	struct ucred peer;
	socklen_t size = sizeof peer;
	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid();
}

static void hang_up(struct dispatch *d)
{
	if (d->fd >= 0)
		close(d->fd);
	d->fd = -1;
}

static int call(struct dispatch *d)
{
	const struct timeval patience = {.tv_sec = PATIENCE_S};
	d->fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (d->fd >= 0 && setsockopt(d->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0 &&
	    setsockopt(d->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0 &&
	    connect(d->fd, (const struct sockaddr *)&d->address, d->address_size) == 0 && dispatch_is_ours(d->fd))
		return 0;
	hang_up(d);
	return -1;
}

static int reach(struct dispatch *d)
{
	if (d->fd >= 0)
		return 0;
	if (clock_mono_us() < d->not_before_us)
		return -1;
	if (call(d) == 0)
		return 0;
	if (d->own == NULL)
		d->own = dispatcher_start(d->conf, &d->kinds, d->group, &d->address, d->address_size);
	if (call(d) == 0)
		return 0;
	d->not_before_us = clock_mono_us() + APART_US;
	return -1;
}

/* False: nobody will read it. */
static bool send_all(struct dispatch *d, const struct buf *message)
{
	return reach(d) == 0 && send(d->fd, message->data, message->size, MSG_NOSIGNAL) == (ssize_t)message->size;
}

static ssize_t receive(struct dispatch *d)
{
	ssize_t n;
	do
		n = recv(d->fd, d->answer, sizeof d->answer, 0);
	while (n < 0 && errno == EINTR);
	return n;
}

enum dispatch_end dispatch_ask(struct dispatch *d, const char *worker, const struct buf *ends, int most, struct claims *out, struct arena *a)
{
	const struct dispatch_ask ask = {.group = d->group, .worker = worker, .most = most, .ends = arena_strndup(a, ends->data, ends->size)};
	struct buf message;
	buf_init(&message, a, 512);
	dispatch_write_ask(&message, &ask);
	if (message.size > DISPATCH_MESSAGE_MOST)
		return DISPATCH_NOBODY;
	if (!send_all(d, &message)) {
		hang_up(d); /* it has gone since the last time: the next one may be us */
		if (!send_all(d, &message)) {
			hang_up(d);
			return DISPATCH_NOBODY;
		}
	}
	ssize_t n = receive(d);
	if (n > 0 && dispatch_read_answer(d->answer, (size_t)n, out, a) == 0)
		return DISPATCH_ANSWERED;
	d->not_before_us = clock_mono_us() + (n < 0 ? AVOID_US : APART_US);
	hang_up(d);
	return DISPATCH_LOST;
}

void dispatch_close(struct dispatch *d)
{
	hang_up(d);
	if (d->own != NULL)
		dispatcher_stop(d->own);
	d->own = NULL;
}
