/* SPDX-License-Identifier: Apache-2.0 */
/* What API keys asked for, for the developers who hold them. A request with a key leaves a note in memory that the pool
 * shares; every few seconds one worker brings all notes to the database, after its answer has been sent. So no request
 * pays for it, and what the pool loses, the log loses. */
#ifndef STAGEFY_SERVE_KEY_LOG_H
#define STAGEFY_SERVE_KEY_LOG_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct conf;
struct db;
struct exchange;
struct problem;
struct tx;

enum { KEY_LOG_ROOM = 512, KEY_LOG_EVERY_MS = 2000 };

int key_log_open(const struct conf *conf, struct problem *p);

/* Notes an answered request, if it came with a key that may be one of ours. */
void key_log_note(const struct exchange *x, const struct problem *p);

/* Puts all notes into a transaction: in front of a statement that reads the log, which then misses none. */
void key_log_add(struct arena *a, struct tx *tx);

/* Brings the notes to the database, when it is time. Says nothing when that fails: they are lost. */
void key_log_flush(struct db *db, struct arena *a);

#endif
