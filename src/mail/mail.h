/* SPDX-License-Identifier: Apache-2.0 */
/* What a stored mail says, from its row. */
#ifndef STAGEFY_MAIL_MAIL_H
#define STAGEFY_MAIL_MAIL_H

#include <stdbool.h>

#include "mail/letter.h"

struct arena;
struct conf;
struct problem;
struct rows;

/* The columns that hold it, first in every statement that asks for them. */
#define MAIL_WORDS "subject, body, params, language, from_name, template"
enum { MAIL_WORDS_SUBJECT, MAIL_WORDS_BODY, MAIL_WORDS_PARAMS, MAIL_WORDS_LANGUAGE, MAIL_WORDS_FROM_NAME, MAIL_WORDS_TEMPLATE, MAIL_WORDS_COUNT };

struct mail_words {
	const char *subject, *body, *language;
	const char *from_name; /* NULL: the installation's */
	bool written;	       /* by a person: `body` is the text as it is */
	const struct jvalue *params;
};

/* Of row 0. Fails with INTERNAL when the parameters are no JSON, which Postgres does not let happen. */
int mail_words_read(struct arena *a, const struct rows *rows, struct mail_words *out, struct problem *p);

void mail_write(struct arena *a, const struct conf *conf, const struct mail_words *words, struct letter *out);

#endif
