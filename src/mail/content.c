/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/content.h"

#include "base/arena.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "db/tx.h"
#include "mail/mail.h"
#include "rest/call.h"

const struct field content_fields[] = {
    {"subject", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Its subject.", .example = "\"Maison Alzette vous invite\""},
    {"text", FIELD_TEXT, FIELD_NOT_NULL, .doc = "As plain text.", .example = "\"Bonjour\""},
    {"html", FIELD_TEXT, FIELD_NOT_NULL, .doc = "The same as a page of HTML; show it in a sandbox.", .example = "\"<p>Bonjour</p>\""},
    {.type = FIELD_END}};

static int show(struct call *c, const struct statement *look, struct problem *p)
{
	struct mail_words words;
	struct letter letter;
	if (call_check_id(c, "mail", p) < 0)
		return -1;
	int index = tx_add(c->tx, look, 1, &c->params[0]);
	if (call_execute(c, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(c->tx, index);
	if (rows_count(rows) == 0)
		return problem_set(p, PROBLEM_NOT_FOUND, "there is no such mail");
	if (rows_is_null(rows, 0, MAIL_WORDS_BODY))
		return problem_set(p, PROBLEM_GONE, "what this mail says is no longer kept");
	if (mail_words_read(c->arena, rows, &words, p) < 0)
		return -1;
	mail_write(c->arena, c->conf, &words, &letter);
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_member(&o, "subject", words.subject);
	json_out_member(&o, "text", letter.text);
	json_out_member(&o, "html", letter.html);
	json_out_close(&o, '}');
	return 0;
}

int content_run(struct call *c, struct problem *p)
{
	static const struct statement look = {.name = "mails.content", .sql = "select " MAIL_WORDS " from mail.contents where agency_id = app.agency_id() and id = $1"};
	return show(c, &look, p);
}

int content_platform_run(struct call *c, struct problem *p)
{
	static const struct statement look = {.name = "platform_mails.content", .sql = "select " MAIL_WORDS " from mail.platform_content($1)"};
	return show(c, &look, p);
}
