/* SPDX-License-Identifier: Apache-2.0 */
/* What a kind of mailer implements. To add one: a file with its table, a line in mailer.c, the choice in MAIL_MODE. */
#ifndef STAGEFY_LINK_MAILER_PROVIDER_H
#define STAGEFY_LINK_MAILER_PROVIDER_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "link/mailer.h"

struct mailer_provider {
	const char *kind; /* of MAIL_MODE */
	bool repeatable;
	int (*check)(const struct conf *conf, struct problem *p);
	/* Forgets mails written before that time; NULL: it keeps none. */
	int (*tidy)(const struct conf *conf, time_t before, int64_t *gone, struct problem *p);
	/* `message`: the whole mail, lines in CRLF */
	void (*send)(struct arena *a, const struct mailer *m, const struct mime *mail, const char *message, size_t size,
		     struct mailer_gate gate, struct mailer_answer *out);
};

struct mailer {
	const struct mailer_provider *provider;
	const struct conf *conf;
	const char *from;
	const char *host; /* of PUBLIC_URL: what we are called */
};

extern const struct mailer_provider mailer_files, mailer_smtp;

#endif
