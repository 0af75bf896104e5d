/* SPDX-License-Identifier: Apache-2.0 */
/* What a page of HTML says, as plain text: nothing of its markup is left, so nothing of it can ever run. */
#ifndef STAGEFY_LINK_HTML_TEXT_H
#define STAGEFY_LINK_HTML_TEXT_H

#include <stddef.h>

struct arena;

/* Blocks and <br> end a line, paragraphs leave one empty, <blockquote> lines begin with "> ", items with "- ". Script, style and
 * head are left out; entities are what they stand for. */
const char *html_text(struct arena *a, const char *html, size_t n);

#endif
