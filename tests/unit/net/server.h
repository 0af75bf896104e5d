/* SPDX-License-Identifier: Apache-2.0 */
/* An HTTP server of one thread on the loopback, for tests: it gives one prepared answer a connection
 * and keeps what was asked. */
#ifndef STAGEFY_TESTS_NET_SERVER_H
#define STAGEFY_TESTS_NET_SERVER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum { SERVER_MOST = 8 };

struct server {
	int listener, port, accepted;
	pthread_t thread;
	bool keeps;
	const char *const *answers; /* NULL at the end; "" accepts and stays silent for 400 ms */
	char requests[SERVER_MOST][4096];
	size_t sizes[SERVER_MOST];
};

/* `answers` must live until server_stop(). */
void server_start(struct server *s, const char *const *answers);

/* The same of one that keeps its connections for a second request and closes them when that has come. */
void server_start_keeping(struct server *s, const char *const *answers);

/* Waits for the thread. Further connections are refused. */
void server_stop(struct server *s);

#endif
