/* SPDX-License-Identifier: Apache-2.0 */
/* What a person has written, in both forms of a mail: the text as it is, and as plain HTML with nothing of ours around it. */
#ifndef STAGEFY_MAIL_WRITTEN_H
#define STAGEFY_MAIL_WRITTEN_H

struct arena;
struct letter;

/* An empty line makes a paragraph, another end of a line a break, an https:// address a link. Markup in the text is text. */
void written_write(struct arena *a, const char *text, const char *language, struct letter *out);

#endif
