/* SPDX-License-Identifier: Apache-2.0 */
/* A mail that somebody sent (RFC 5322, MIME), read by GMime: who, what about, the text, what it answers; whether a machine
 * wrote it (RFC 3834) or it says that a mail could not be delivered (RFC 3464). Any bytes are some mail. */
#ifndef STAGEFY_LINK_INCOMING_H
#define STAGEFY_LINK_INCOMING_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* A file that came with it: its name, and what it holds, or NULL when that could not be decoded. */
struct incoming_file {
	const char *name;
	const void *bytes;
	size_t size;
};

/* Texts are UTF-8 without control characters but for the ends of lines in `text`. NULL: the mail says nothing of it. */
struct incoming {
	const char *message_id, *in_reply_to; /* without their brackets */
	const char *from_address, *from_name;
	const char *subject;
	const char *text;  /* never NULL: plain where there is plain, else what HTML says */
	bool automatic;
	struct incoming_file *files; /* 50 at most */
	size_t file_count;
	bool bounced;
	const char *bounce_id;	  /* the Message-ID of what could not be delivered */
	const char *bounce_words; /* "5.1.1 smtp; 550 no such user" */
};

/* All of *out lives in the arena. */
void incoming_read(struct arena *a, const void *bytes, size_t n, struct incoming *out);

#endif
