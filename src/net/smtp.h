/* SPDX-License-Identifier: Apache-2.0 */
/* Outbound mail over libcurl: one message to one recipient, over a connection of its own, with a deadline. What counts is
 * whether the server may have the message: it has it once it says so, it may have it once it was given the last piece, and
 * before that it must forget what it has (RFC 5321 section 4.1.1.4). */
#ifndef STAGEFY_NET_SMTP_H
#define STAGEFY_NET_SMTP_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum smtp_tls {
	SMTP_TLS_START, /* STARTTLS, without which nothing is said */
	SMTP_TLS_AT_ONCE,
	SMTP_TLS_NONE
};

struct smtp {
	const char *host;
	int port;
	enum smtp_tls tls;
	const char *authorities;     /* PEM file of those that sign the server's certificate; NULL: the system's */
	const char *user, *password; /* NULL: none */
	const char *helo;	     /* our name */
	const char *from, *to;	     /* of the envelope; a domain in its ASCII form */
	const char *message;	     /* lines end in CRLF */
	size_t size;
	int timeout_ms; /* for the whole exchange */
	/* Called once, before the last piece is handed over; -1 stops the exchange, and the server has nothing. */
	int (*before_end)(void *arg);
	void *arg;
};

enum smtp_end {
	SMTP_TAKEN,
	SMTP_LATER,   /* not now: nobody there, a 4xx, or our credentials or its certificate are wrong. The server has nothing */
	SMTP_REFUSED, /* for good: a 5xx to the sender, the recipient or the message */
	SMTP_UNKNOWN, /* it was given everything and has not answered */
	SMTP_STOPPED  /* by before_end */
};

struct smtp_answer {
	enum smtp_end end;
	int code;	  /* of the server's last reply; 0: none came */
	const char *text; /* that reply without its code, or why there was none */
};

void smtp_send(struct arena *a, const struct smtp *s, struct smtp_answer *out);

/* The domain in the form that goes over the wire ("xn--…"), in the arena; NULL when it has none. */
const char *smtp_domain(struct arena *a, const char *domain);

#endif
