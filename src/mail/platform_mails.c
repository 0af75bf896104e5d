/* SPDX-License-Identifier: Apache-2.0 */
/* GET /api/platform_mails: the last mails that belong to no agency. */
#include "mail/platform_mails.h"

#include "base/json_out.h"
#include "db/tx.h"
#include "mail/module.h"
#include "rest/call.h"
#include "rest/field_type.h"

const struct field platform_mails_fields[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = mail_fields, .doc = "Newest first, 200 at most."}, {.type = FIELD_END}};

static void write_mail(struct json_out *o, const struct rows *rows, int row)
{
	json_out_open(o, '{');
	for (int k = 0; mail_fields[k].type != FIELD_END; k++) {
		json_out_name(o, mail_fields[k].name);
		o->comma = true;
		if (rows_is_null(rows, row, k))
			buf_lit(o->buf, "null");
		else
			field_write(o->buf, mail_fields[k].type, rows_text(rows, row, k), rows_size(rows, row, k));
	}
	json_out_close(o, '}');
}

int platform_mails_run(struct call *c, struct problem *p)
{
	/* in the order of mail_fields */
	static const struct statement list = {
	    .name = "platform_mails.list",
	    .sql = "select id, template, language, recipient, subject, state, attempts, answer_code, answer, message_id, sent_at, version, "
		   "created_at, updated_at from mail.platform_mails()"};
	int index = tx_add(c->tx, &list, 0, NULL);
	if (call_execute(c, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(c->tx, index);
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_name(&o, "data");
	json_out_open(&o, '[');
	for (int i = 0; i < rows_count(rows); i++)
		write_mail(&o, rows, i);
	json_out_close(&o, ']');
	json_out_close(&o, '}');
	return 0;
}
