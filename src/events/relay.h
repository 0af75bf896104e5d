/* SPDX-License-Identifier: Apache-2.0 */
/* What carries changes on, in the order of the feed: once to webhooks, and to those who listen at this machine's nginx. */
#ifndef STAGEFY_EVENTS_RELAY_H
#define STAGEFY_EVENTS_RELAY_H

struct conf;
struct problem;
struct relay;

/* Connects to nothing yet. *conf must outlive it. */
int relay_new(const struct conf *conf, struct relay **out, struct problem *p);

/* Carries on what is new, up to a heap of it. Answers how many messages that were; 0: nothing is new, or another process
 * is at it. -1: the database could not be asked; nothing is lost. */
int relay_round(struct relay *r);

void relay_free(struct relay *r);

/* A thread that does so for as long as the process lives. */
int relay_start(const struct conf *conf, struct problem *p);

#endif
