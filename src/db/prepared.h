/* SPDX-License-Identifier: Apache-2.0 */
/* Which statements a connection has prepared: by text, the least recently used one goes. */
#ifndef STAGEFY_DB_PREPARED_H
#define STAGEFY_DB_PREPARED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PREPARED_MOST = 200, PREPARED_NAME_SIZE = 16 };

struct prepared;

struct prepared *prepared_new(void);
void prepared_free(struct prepared *p);

/* Forgets all: the connection is new. */
void prepared_clear(struct prepared *p);

/* The server-side name for this text. *known says whether the server has it; if not, the caller
 * prepares it and tells with prepared_done(). When the table was full, *evicted is the name to
 * deallocate, else NULL. All valid until the next call. */
const char *prepared_name(struct prepared *p, const char *sql, bool *known, const char **evicted);

/* Where it stands in the table; `name` is what prepared_name() has just given. */
unsigned prepared_place(const struct prepared *p, const char *name);

/* How long the statement at this place usually takes, in microseconds: a running mean of what was told; 0 of a new one. */
int64_t prepared_usual(const struct prepared *p, unsigned place);
void prepared_took(struct prepared *p, unsigned place, int64_t us);

/* Whether prepared_name() would find it, and push nothing out. */
bool prepared_has(struct prepared *p, const char *sql);

/* The server has it now. */
void prepared_done(struct prepared *p, const char *name);

#endif
