/* SPDX-License-Identifier: Apache-2.0 */
/* Putting a key set where the workers read it. */
#ifndef STAGEFY_AUTH_JWKS_FILE_H
#define STAGEFY_AUTH_JWKS_FILE_H

#include <stddef.h>

struct conf;
struct issuer_source;
struct problem;

/* Replaces the issuer's file with the text, byte for byte, if it is a key set with a usable key; else the
 * old file stays and the call fails. */
int jwks_file_write(const struct issuer_source *source, const char *text, size_t n, struct problem *p);

/* Writes local.json from the public keys of the local issuer, each a JWK text as local_token_make_key() gives
 * it; the order does not matter. For who reads them from the database, when they change. */
int jwks_file_write_local(const struct conf *conf, const char *const *public_jwks, size_t count, struct problem *p);

#endif
