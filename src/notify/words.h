/* SPDX-License-Identifier: Apache-2.0 */
/* What a notification says, in one language: the same in lists, in the dashboard and in mails. */
#ifndef STAGEFY_NOTIFY_WORDS_H
#define STAGEFY_NOTIFY_WORDS_H

#include <stdint.h>

struct arena;
struct jvalue;

struct words {
	const char *title, *message; /* a line each, plain text */
	const char *link;	     /* a path of the dashboard, or NULL */
};

/* language: "en" or "fr"; params: an object of texts; times: how often it happened. A kind that this program does not know (an
 * older one beside a newer) is said by its name. */
void words_write(struct arena *a, const char *kind, const char *language, int64_t times, const struct jvalue *params, struct words *out);

#endif
