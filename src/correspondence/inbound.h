/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api/mail/inbound: the door through which a mail server passes mails on. */
#ifndef STAGEFY_CORRESPONDENCE_INBOUND_H
#define STAGEFY_CORRESPONDENCE_INBOUND_H

#include <stddef.h>

#include "rest/field.h"

struct arena;
struct call;
struct conf;
struct problem;
struct request;

extern const struct field inbound_query[];

/* Whether a request may bring a mail: what is no POST is somebody else's to refuse. Asked before its body is read. */
int inbound_admit(const void *conf, const struct request *r, struct problem *p);

int inbound_run(struct call *c, struct problem *p);

/* Whose conversation a mail is for, as its headers and the recipient (NULL: not told) have it: tokens of addresses of ours, and
 * Message-IDs of ours, each a Postgres array. For its tests. */
void inbound_find(struct arena *a, const char *mail, size_t n, const char *recipient, const char **tokens, const char **ids);

/* Fails, in a sentence for the operator, when the options of mail that comes in contradict each other. */
int inbound_check(struct arena *a, const struct conf *conf, struct problem *p);

#endif
