/* SPDX-License-Identifier: Apache-2.0 */
/* What the receivers of other systems' events share. The action of one looks whether the sender is who it says, and keeps the
 * body as it came; the job <provider>.apply makes something of it later. README.md tells the whole. */
#ifndef STAGEFY_INBOX_INBOX_H
#define STAGEFY_INBOX_INBOX_H

#include <stddef.h>

#include "http/request.h"
#include "work/job.h"

struct call;
struct conf_list;
struct json_out;
struct problem;
struct statement;

/* No body of a receiver is larger: under INBOX_PATHS the worker reads no more. */
enum { INBOX_BODY_MOST = 262144 };
#define INBOX_PATHS "/api/webhooks/"

struct inbox_event {
	const char *provider; /* "clerk": its job is clerk.apply */
	const char *event_id; /* by which the sender knows it: the same again is not kept. Not looked at when it is refused */
	const char *type;     /* "user.created"; "" when that is not known */
	const char *headers;  /* those that matter, as a JSON object without anything secret */
	const char *checks;   /* what was looked at and what came of it: {"signature": "good"} */
};

/* The field as it came; NULL: it did not, or more than once. */
const char *inbox_header(const struct call *c, enum http_header h);

/* Adds it to those that are kept, cut where it gets long; NULL and what is no text are left out. */
void inbox_put_header(struct json_out *o, const char *name, const char *value);

/* Fails, in a sentence for the operator, when one of the option's items is no signing secret (link/svix.h). */
int inbox_check_secrets(const char *option, const struct conf_list *secrets, struct problem *p);

/* Keeps the body of the request and asks for the job, both or neither; an event that is known already is no failure. */
int inbox_take(struct call *c, const struct inbox_event *e, struct problem *p);

/* Keeps what failed its first checks, for the platform's admins (bounded: whoever sends it may be anybody), and answers 400
 * without a word about why, which is `note`. Always -1. */
int inbox_refuse(struct call *c, const struct inbox_event *e, const char *note, struct problem *p);

/* The id of the event that a job is to apply, which its functions take; NULL and *p: the job names none. */
const char *inbox_event_id(struct job_run *run, struct problem *p);

/* A whole job: `apply`, a statement whose only value is that id, and the end of the job in one transaction. */
enum job_outcome inbox_apply(struct job_run *run, const struct statement *apply, struct problem *p);

/* How a job of several transactions ends that failed as *p says: the event tells admins so. */
enum job_outcome inbox_fail(struct job_run *run, const char *id, struct problem *p);

#endif
