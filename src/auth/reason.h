/* SPDX-License-Identifier: Apache-2.0 */
/* Why a credential was refused. The list is reason.def. */
#ifndef STAGEFY_AUTH_REASON_H
#define STAGEFY_AUTH_REASON_H

#include <stddef.h>

struct problem;

enum reason {
	REASON_OK,
#define REASON(name, word, shown) REASON_##name,
#include "auth/reason.def"
	REASON_COUNT
};

/* The word for our log: "bad_base64". */
const char *reason_word(enum reason reason);

/* The reason of that word; REASON_COUNT when there is none. */
enum reason reason_from(const char *word);

/* The word and the sentence that the answer shows: "malformed". */
const char *reason_shown(enum reason reason);
const char *reason_text(enum reason reason);

/* Sets UNAUTHENTICATED with the member `reason`; the same shape for every reason. Returns -1. */
int reason_refuse(enum reason reason, struct problem *p);

/* The value of WWW-Authenticate (RFC 6750 section 3) for a problem made by reason_refuse(); a constant
 * form, with the word shown as error_description. */
const char *reason_challenge(const struct problem *p);

#endif
