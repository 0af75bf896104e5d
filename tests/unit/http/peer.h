/* SPDX-License-Identifier: Apache-2.0 */
/* The web server's side of FastCGI, record by record, for tests of the adapter: and a worker in a process
 * of its own, whose answers tell what it was given. */
#ifndef STAGEFY_TESTS_HTTP_PEER_H
#define STAGEFY_TESTS_HTTP_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct worker {
	pid_t pid;
	int listener;
	char path[64]; /* of its socket */
	int delay;     /* the end of a pipe it waits for, when a request asks for /slow */
};

enum { WORKER_BODY_MOST = 70000 };

void worker_start(struct worker *w);

/* Another worker on the same socket, as in a pool. */
void worker_start_beside(struct worker *w, const struct worker *first);

/* Sends SIGTERM; the exit status, or -1 when it does not end within two seconds. */
int worker_stop(struct worker *w);

/* A connection to it. */
int peer_connect(const struct worker *w);

/* One record. */
void peer_record(int fd, int type, const void *content, size_t n);

/* BEGIN_REQUEST, the parameters "NAME=value" (NULL ends them) and their end. */
void peer_begin(int fd, const char *const params[]);

/* The body in records of `piece` bytes; peer_end() is the record that ends it. */
void peer_body(int fd, const void *body, size_t n, size_t piece);
void peer_end(int fd);

/* What it answered up to the end of the connection, as text (static; the next call overwrites it). *ended
 * tells whether an END_REQUEST came. */
const char *peer_answer(int fd, bool *ended);

/* All at once: a request, and its whole answer. */
const char *peer_ask(const struct worker *w, const char *const params[], const void *body, size_t n);

#endif
