/* SPDX-License-Identifier: Apache-2.0 */
/* A mail as it goes over the wire: RFC 5322 headers, a text and the same as HTML (multipart/alternative), all of it lines
 * of ASCII that any server takes, but for an address that is none. The same mail gives the same bytes each time. */
#ifndef STAGEFY_LINK_MIME_H
#define STAGEFY_LINK_MIME_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;
struct problem;

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
};

/* Fails with VALIDATION when an address is none (email_valid), or cannot be written. */
int mime_write(const struct mime *m, struct buf *out, struct problem *p);

/* The address with its domain in ASCII, or NULL when there is no such form. What is before the @ stays. */
const char *mime_address(struct arena *a, const char *address);

/* The parts, for their tests. */
void mime_quoted_printable(struct buf *out, const char *text);
void mime_header_text(struct buf *out, size_t column, const char *text);

#endif
