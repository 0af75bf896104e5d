/* SPDX-License-Identifier: Apache-2.0 */
/* What a mail says, written once and shown twice: as plain text and as HTML.
 *
 * The source is blocks with empty lines between them:
 *     A paragraph.
 *     -> Label | link      the one thing to do, a button
 *     * Words | link       an item of a list; the link may be left out
 *     * {items}            one such item for each of the parameter "items": [{"text": "…", "url": "…"}]
 *     -- Small print.
 * {name} is replaced by the parameter of that name. The form is read before, so that no parameter can add a block, a link or
 * markup, and a parameter is one line. A link that begins with / is one of ours. */
#ifndef STAGEFY_MAIL_LETTER_H
#define STAGEFY_MAIL_LETTER_H

#include <stddef.h>

struct arena;
struct buf;
struct jvalue;

struct letter_source {
	const char *subject, *body, *language;
	const struct jvalue *params; /* an object; NULL: none */
	const char *site;	     /* PUBLIC_URL */
	const char *sender;	     /* the name at the head of the HTML */
};

struct letter {
	const char *text, *html;
};

/* `n` bytes of text as HTML. */
void letter_escape(struct buf *b, const char *s, size_t n);

void letter_write(struct arena *a, const struct letter_source *source, struct letter *out);

#endif
