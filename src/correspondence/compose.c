/* SPDX-License-Identifier: Apache-2.0 */
#include "correspondence/compose.h"

#include <string.h>

#include "base/arena.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "rest/answer.h"
#include "rest/call.h"
#include "rest/row.h"
#include "rest/table.h"
#include "rest/write.h"

const struct field message_request[] = {
    {"contact_id", FIELD_ID, .target = "contacts", .doc = "To whom. This, a conversation or a message to answer is needed.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4c\""},
    {"conversation_id", FIELD_ID, .target = "conversations", .doc = "What it goes on with: whom it is to and what it is about is known then.",
     .example = "null"},
    {"answers_id", FIELD_ID, .target = "messages", .doc = "The message that it answers.", .example = "null"},
    {"property_id", FIELD_ID, .target = "properties", .doc = "What it is about.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4b\""},
    {"deal_id", FIELD_ID, .target = "deals", .doc = "Which deal it is about.", .example = "null"},
    {"visit_id", FIELD_ID, .target = "visits", .doc = "Which visit it is about.", .example = "null"},
    {"template_id", FIELD_ID, .target = "message_templates", .doc = "Whose subject and body stand where the request has none.", .example = "null"},
    {"subject", FIELD_TEXT, .least = 1, .most = 200, .doc = "Of an answer, unless said otherwise, the conversation's.",
     .example = "\"Your visit of {{property.title}}\""},
    {"body", FIELD_TEXT, .least = 1, .most = 20000,
     .doc = "Plain text; an empty line makes a paragraph. Names in double braces stand for what is known.",
     .example = "\"Hello {{contact.first_name}},\\n\\nuntil Saturday.\""},
    {"attachment_ids", FIELD_TEXTS, .most = 10, .doc = "Media items that go with it, 10 MiB in all.", .example = "[]"},
    {.type = FIELD_END}};

const struct field message_preview[] = {
    {"subject", FIELD_TEXT, .doc = "With its names filled in; null: there is none.", .example = "\"Your visit\""},
    {"body", FIELD_TEXT, .doc = "The same.", .example = "\"Hello Emma,\""},
    {"missing", FIELD_TEXTS, FIELD_NOT_NULL, .doc = "Names for which nothing is known; they stand there as they are, and it would not go out.",
     .example = "[\"property.title\"]"},
    {"unknown", FIELD_TEXTS, FIELD_NOT_NULL, .doc = "Names that there are none of; likewise.", .example = "[]"},
    {"variables", FIELD_JSON, FIELD_NOT_NULL, .doc = "Every name that there is, with what it stands for here; null: nothing is known.",
     .example = "{\"contact.first_name\":\"Emma\",\"property.title\":null}"},
    {.type = FIELD_END}};

static int check_attachments(const struct call *c, const struct write *w, struct problem *p)
{
	const struct write_value *ids = write_find(w, "attachment_ids");
	for (size_t i = 0; ids != NULL && i < jvalue_size(ids->json); i++) {
		const char *id = jvalue_string(jvalue_at(ids->json, i));
		if (!uuid_valid(id, strlen(id)))
			problem_violation(p, arena_printf(c->arena, "/attachment_ids/%zu", i), "format", "{\"format\":\"uuid\"}", "must be a UUID");
	}
	return p->code == PROBLEM_NONE ? 0 : -1;
}

/* The body, once it is known to hold what is declared, as SQL reads it. */
static const char *read_message(struct call *c, struct problem *p)
{
	struct write w;
	if (write_read(c->arena, message_request, c->body, WRITE_ACTION, &w, p) < 0 || check_attachments(c, &w, p) < 0)
		return NULL;
	return jvalue_print(c->arena, c->body);
}

int message_write_run(struct call *c, struct problem *p)
{
	static const struct statement write = {
	    .name = "messages.write", .sql = "select correspondence.write_message($1::uuid, $2::jsonb, $3)", .writes = true};
	const struct table *t = table_find("messages");
	const char *message = read_message(c, p);
	if (message == NULL)
		return -1;
	char *id = arena_alloc(c->arena, UUID_TEXT_SIZE);
	uuid_v7(id);
	const char *const values[] = {id, message, c->conf->mail_reply_domain};
	tx_add(c->tx, &write, 3, values);
	int row = row_add_read(c, t, id);
	if (call_execute(c, p) < 0)
		return -1;
	row_created(c, t, id);
	row_answer(c, t, row);
	return 0;
}

int message_preview_run(struct call *c, struct problem *p)
{
	static const struct statement preview = {
	    .name = "messages.preview", .sql = "select subject, body, missing, unknown, variables from correspondence.preview_message($1::jsonb)"};
	const char *message = read_message(c, p);
	if (message == NULL)
		return -1;
	int index = tx_add(c->tx, &preview, 1, &message);
	if (call_execute(c, p) < 0)
		return -1;
	answer_object(c, index, message_preview);
	return 0;
}
