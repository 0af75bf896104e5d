/* SPDX-License-Identifier: Apache-2.0 */
/* GET /api/platform_mails: the last mails that belong to no agency. */
#include "mail/platform_mails.h"

#include "db/tx.h"
#include "mail/module.h"
#include "rest/answer.h"
#include "rest/call.h"

const struct field platform_mails_fields[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = mail_fields, .doc = "Newest first, 200 at most."}, {.type = FIELD_END}};

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
	answer_rows(c, index, mail_fields);
	return 0;
}
