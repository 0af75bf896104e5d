/* SPDX-License-Identifier: Apache-2.0 */
/* FastCGI, the workers' side (libfcgi): a place for one request, of which a process may have several. The only file that knows of
 * it. */
#ifndef STAGEFY_HTTP_FCGI_H
#define STAGEFY_HTTP_FCGI_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct fcgi;
struct problem;
struct request;
struct response;

/* A place at the listening socket that spawn-fcgi left as descriptor 0. Holds SIGTERM and SIGINT back from now on:
 * they come in while fcgi_accept() waits. */
int fcgi_open(struct fcgi **out, struct problem *p);

/* Waits for a request. False when the process was asked to end (fcgi_stop() from a signal), or the socket
 * is of no more use. */
bool fcgi_accept(struct fcgi *f);

/* The same for a request that stands at the socket already, while this process holds a turn (base/turns.h). */
bool fcgi_accept_waiting(struct fcgi *f);

/* One path, or all that begin with it when it ends with '/', where bodies have a limit of their own. */
struct fcgi_place {
	const char *path;
	size_t most;
	/* Asked there before anything of the body is read; -1 and the problem: it is not. NULL: whoever comes. */
	int (*admit)(const void *arg, const struct request *r, struct problem *p);
	const void *arg;
};

/* How many bytes a body may have: `most`, but elsewhere in places. */
struct fcgi_limits {
	size_t most;
	const struct fcgi_place *places;
	size_t count;
};

/* Fills *r from the request at hand; the body is read to its end, up to its limit. */
int fcgi_read(struct fcgi *f, struct arena *a, const struct fcgi_limits *limits, struct request *r, struct problem *p);

/* Sends the answer and lets the connection go. */
void fcgi_send(struct fcgi *f, const struct request *r, const struct response *answer);

/* Async-signal-safe: no further request is accepted, the one in hand is finished. */
void fcgi_stop(void);

#endif
