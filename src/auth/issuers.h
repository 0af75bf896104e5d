/* SPDX-License-Identifier: Apache-2.0 */
/* Who may vouch for people here: the issuers that the options name, each with the key set that lies in a
 * file. Workers read files only; `stagefy keys` fetches (jwks_refresh.h). */
#ifndef STAGEFY_AUTH_ISSUERS_H
#define STAGEFY_AUTH_ISSUERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth/claims.h"
#include "auth/principal.h"

struct arena;
struct conf;
struct jwks;
struct key;

/* Where an issuer's keys come from, by the options alone. Texts are in the arena or in conf. */
struct issuer_source {
	enum issuer_kind kind;
	const char *name;   /* "clerk", "supabase", "local" */
	const char *issuer; /* `iss`, without a slash at the end */
	const char *url;    /* NULL: nothing to fetch, the file comes by another way */
	const char *path;   /* of the key set */
	const char *want;   /* of the file that asks for a fetch; NULL without url */
};

/* The configured issuers, at most ISSUER_COUNT; returns how many. */
size_t issuers_sources(struct arena *a, const struct conf *conf, struct issuer_source out[ISSUER_COUNT]);

/* `iss` of the local issuer: PUBLIC_URL without a slash at the end, in the arena. */
const char *issuers_local_issuer(struct arena *a, const struct conf *conf);

/* The algorithms (JWKS_ALG bits) that an issuer's key set may be for. */
unsigned issuers_algs(enum issuer_kind kind);

struct issuer {
	struct issuer_source source;
	struct claims_rules rules;
	unsigned algs;	    /* JWKS_ALG bits that its key set may have */
	struct key *secret; /* Supabase's legacy HS256; NULL: not accepted */
	struct jwks *keys;  /* NULL until a set was loaded */
	uint64_t stamp;	    /* of the file as last tried */
	uint8_t digest[32]; /* of the text of `keys` */
};

struct issuers {
	struct issuer list[ISSUER_COUNT];
	size_t count;
	struct arena *arena;
	int64_t looked_at; /* monotonic, of the last stat; 0: never */
};

/* Reads the options; loads nothing yet. `conf` must outlive the result. */
struct issuers *issuers_new(const struct conf *conf);
void issuers_free(struct issuers *s);

/* Looks whether a key file has changed, at most every 250 ms unless `now`, and takes up what is good: a
 * bad file is logged once and the keys at hand stay. Returns whether any key set changed. */
bool issuers_look(struct issuers *s, bool now);

/* The issuer whose `iss` is exactly this text, or NULL. */
struct issuer *issuers_find(struct issuers *s, const char *iss);

#endif
