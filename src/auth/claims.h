/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the claims of a token whose signature has been checked. The first fault sticks, so the order
 * of the calls is the order of the checks; after a fault every call answers something harmless. */
#ifndef STAGEFY_AUTH_CLAIMS_H
#define STAGEFY_AUTH_CLAIMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth/principal.h"
#include "auth/reason.h"

struct arena;
struct jvalue;

enum { CLAIMS_LEEWAY_S = 5, CLAIMS_ID_MOST = 128, CLAIMS_NAME_MOST = 200 };

/* Seconds since 1970 past which a time is a mistake (milliseconds, most of all): the year 9999. */
#define CLAIMS_TIME_MOST INT64_C(253402300799)

/* What an issuer's tokens are held against. */
struct claims_rules {
	const char *issuer;
	const char *audience;	    /* NULL: not asked for */
	const char *const *parties; /* origins allowed as azp */
	size_t party_count;	    /* 0: azp is not asked for */
};

struct claims {
	struct arena *arena;
	const struct jvalue *object;
	const struct claims_rules *rules;
	int64_t now;	    /* seconds */
	enum reason reason; /* the first fault, or REASON_OK */
	const char *claim;  /* which claim it was; a constant */
};

struct claims_times {
	int64_t expires, issued, not_before; /* not_before 0: the token has none */
};

/* Notes the fault unless `ok`. */
void claims_expect(struct claims *c, bool ok, enum reason reason, const char *claim);

/* A string that must be there ("" after a fault), or may be missing (NULL). JSON null is no string. */
const char *claims_text(struct claims *c, const char *name);
const char *claims_optional_text(struct claims *c, const char *name);

/* exp, iat and nbf: whole numbers, plausible. Whether they are right is claims_check_times(). */
struct claims_times claims_read_times(struct claims *c);
void claims_check_times(struct claims *c, const struct claims_times *t);

/* `iss` is the rule's, to the byte. */
void claims_check_issuer(struct claims *c, const char *iss);

/* Text for display from a claim that an issuer's customer may shape (a template, a hook): NULL unless it
 * is a string of 1 to `most` characters without control characters. Never a fault. */
const char *claims_display(const struct jvalue *object, const char *name, size_t most);

/* The same for an e-mail address, checked no further than that it can be one. */
const char *claims_email(const struct jvalue *object, const char *name);

/* Whether `s` is `prefix` and at least one letter or digit, at most CLAIMS_ID_MOST bytes. */
bool claims_is_id(const char *s, const char *prefix);

/* A UUID in lower case in the arena; anything else is a fault. */
const char *claims_uuid(struct claims *c, const char *name, const char *value);

/* p_claims of app.authenticate from the fields of `p`. */
const char *claims_for_first_sight(struct arena *a, const struct principal *p);

#endif
