/* SPDX-License-Identifier: Apache-2.0 */
/* Waking an idle worker of this machine without the database: a byte in a FIFO of the runtime folder. Who asks for work
 * does it when its transaction has been committed and its answer sent. What gets lost is found by the next look. */
#ifndef STAGEFY_WORK_WAKE_H
#define STAGEFY_WORK_WAKE_H

struct conf;
struct db;

/* The reader's side; the FIFO is made when it is not there. A descriptor, or -1: then there is only the looking. */
int wake_open(const struct conf *conf);

/* Forgets the bytes that are in it. */
void wake_drain(int fd);

/* Wakes another one: there may be more to do than one can. */
void wake_another(int fd);

/* Wakes an idle one if this connection has asked for work since the last time. */
void wake_workers(const struct conf *conf, struct db *db);

#endif
