/* SPDX-License-Identifier: Apache-2.0 */
/* A mail as it goes over the wire: RFC 5322 headers, a text and the same as HTML (multipart/alternative), with the files
 * that go with it around them (multipart/mixed), all of it lines of ASCII that any server takes, but for an address that is
 * none. The same mail gives the same bytes each time. */
#ifndef STAGEFY_LINK_MIME_H
#define STAGEFY_LINK_MIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;
struct problem;

/* A file that goes with a mail. */
struct mime_file {
	const char *name; /* any UTF-8 */
	const char *type; /* "application/pdf" */
	const void *bytes;
	size_t size;
};

/* Names and the subject may be any UTF-8: what could end a header line becomes a space. */
struct mime {
	const char *id;		      /* what the Message-ID and the boundary are made of: letters, digits, hyphens */
	const char *message_id;	      /* without its brackets */
	const char *from, *from_name; /* a name may be NULL */
	const char *to, *to_name;
	const char *reply_to;	      /* NULL: none */
	const char *subject;
	const char *unsubscribe;      /* a URL, or NULL */
	const char *language;	      /* "fr" */
	int64_t date_us;
	const char *text, *html;      /* UTF-8, lines end in LF */
	bool written;		      /* by a person: no mark that a machine made it */
	const char *return_path;      /* where a server that cannot deliver it says so; NULL: to `from` */
	const char *in_reply_to;      /* a Message-ID without its brackets, or NULL */
	const char *const *references; /* Message-IDs likewise, the oldest first */
	size_t reference_count;
	const struct mime_file *files;
	size_t file_count;
};

/* Fails with VALIDATION when an address is none (email_valid), or cannot be written. */
int mime_write(const struct mime *m, struct buf *out, struct problem *p);

/* The address with its domain in ASCII, or NULL when there is no such form. What is before the @ stays. */
const char *mime_address(struct arena *a, const char *address);

/* The parts, for their tests. */
void mime_quoted_printable(struct buf *out, const char *text);
void mime_header_text(struct buf *out, size_t column, const char *text);

#endif
