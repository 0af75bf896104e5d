/* SPDX-License-Identifier: Apache-2.0 */
/* Where mails go, behind one interface: files in a folder (files) or a mail server (smtp), as MAIL_MODE says. */
#ifndef STAGEFY_LINK_MAILER_H
#define STAGEFY_LINK_MAILER_H

#include <stdbool.h>
#include <stdint.h>

#include "link/mime.h"

struct arena;
struct conf;
struct mailer;
struct problem;

/* Lives in the arena and refers to `conf`. Nothing is connected to. Fails with INTERNAL, in a sentence for the operator,
 * when options are missing or contradict each other. */
int mailer_open(struct arena *a, const struct conf *conf, struct mailer **out, struct problem *p);

/* The address and the name that mails come from. */
const char *mailer_from(const struct mailer *m);
const char *mailer_from_name(const struct mailer *m);

/* Whether handing over the same mail again makes no second one. */
bool mailer_repeatable(const struct mailer *m);

/* Takes away what is kept of mails that went out more than `days` ago; how many in *gone. */
int mailer_tidy(const struct mailer *m, int days, int64_t *gone, struct problem *p);

enum mailer_end {
	MAILER_SENT,
	MAILER_LATER,	/* not now; nobody has it */
	MAILER_REFUSED, /* for good */
	MAILER_UNSURE,	/* it was handed over and there was no answer: sending it again could make two */
	MAILER_STOPPED	/* by the gate; nobody has it */
};

struct mailer_answer {
	enum mailer_end end;
	int code;	  /* of SMTP; 0: none */
	const char *text; /* what was said, or what went wrong */
};

/* Asked once, right before the other side has all of the mail; -1: then it must not. */
struct mailer_gate {
	int (*pass)(void *arg);
	void *arg;
};

void mailer_send(struct arena *a, const struct mailer *m, const struct mime *mail, struct mailer_gate gate,
		 struct mailer_answer *out);

#endif
