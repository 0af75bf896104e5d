/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/mail.h"

#include <string.h>

#include "base/jvalue.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/rows.h"
#include "mail/written.h"

int mail_words_read(struct arena *a, const struct rows *rows, struct mail_words *out, struct problem *p)
{
	struct json_fault fault;
	*out = (struct mail_words){.subject = rows_text(rows, 0, MAIL_WORDS_SUBJECT),
				   .body = rows_text(rows, 0, MAIL_WORDS_BODY),
				   .language = rows_text(rows, 0, MAIL_WORDS_LANGUAGE),
				   .from_name = rows_text_or_null(rows, 0, MAIL_WORDS_FROM_NAME),
				   .written = strcmp(rows_text(rows, 0, MAIL_WORDS_TEMPLATE), "message") == 0};
	if (jvalue_parse(a, rows_text(rows, 0, MAIL_WORDS_PARAMS), rows_size(rows, 0, MAIL_WORDS_PARAMS), &out->params, &fault) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "the parameters of a mail are not JSON");
	return 0;
}

void mail_write(struct arena *a, const struct conf *conf, const struct mail_words *words, struct letter *out)
{
	struct letter_source source = {.subject = words->subject,
				       .body = words->body,
				       .language = words->language,
				       .params = words->params,
				       .site = conf->public_url,
				       .sender = conf->mail_from_name};
	if (words->written)
		written_write(a, words->body, words->language, out);
	else
		letter_write(a, &source, out);
}
