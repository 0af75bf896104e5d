/* SPDX-License-Identifier: Apache-2.0 */
/* One's own notifications, as a resource: GET. The words are made when they are read, in the language of whoever reads. */
#include "notify/module.h"

#include <string.h>

#include "base/json_out.h"
#include "base/jvalue.h"
#include "notify/kind.h"
#include "notify/words.h"

#define UUID_EXAMPLE "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""
#define TIME_EXAMPLE "\"2026-05-12T09:30:00Z\""

/* All that words are made of, in one text. */
#define WORDS_SQL                                                                                                      \
	"jsonb_build_object('kind', t.kind, 'times', t.times, 'params', t.params, 'language', (select notify.language()))::text"

static void write_words(struct arena *a, const char *text, struct words *out)
{
	const struct jvalue *v;
	struct json_fault fault;
	int64_t times = 1;
	*out = (struct words){.title = "", .message = ""};
	if (text == NULL || jvalue_parse(a, text, strlen(text), &v, &fault) < 0)
		return;
	jvalue_integer(jvalue_get(v, "times"), &times);
	words_write(a, jvalue_string(jvalue_get(v, "kind")), jvalue_string(jvalue_get(v, "language")), times, jvalue_get(v, "params"), out);
}

static void write_title(struct json_out *o, const char *text, const struct conf *conf)
{
	struct words w;
	(void)conf;
	write_words(o->buf->arena, text, &w);
	json_out_string(o, w.title);
}

static void write_message(struct json_out *o, const char *text, const struct conf *conf)
{
	struct words w;
	(void)conf;
	write_words(o->buf->arena, text, &w);
	json_out_string(o, w.message);
}

static void write_link(struct json_out *o, const char *text, const struct conf *conf)
{
	struct words w;
	(void)conf;
	write_words(o->buf->arena, text, &w);
	json_out_string(o, w.link);
}

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server.", .example = UUID_EXAMPLE},
    {"kind", FIELD_CHOICE, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .choices = kind_names, .doc = "What happened.", .example = "\"webhook_disabled\""},
    {"title", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "The same in words: one line, in the language of the caller.",
     .example = "\"A webhook was switched off\"", .expression = WORDS_SQL, .render = write_title},
    {"message", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "What more there is to say, in the language of the caller.",
     .example = "\"https://example.com/stagefy: every call has failed for three days. Nothing is sent there until somebody switches it on again.\"",
     .expression = WORDS_SQL, .render = write_message},
    {"action_url", FIELD_TEXT, FIELD_READ_ONLY, .doc = "Where in the dashboard one can do something about it: a path; null: nowhere.",
     .example = "\"/agency/webhooks\"", .expression = WORDS_SQL, .render = write_link},
    {"params", FIELD_JSON, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "What the words are made of, by kind.",
     .example = "{\"url\":\"https://example.com/stagefy\",\"reason\":\"failing\"}"},
    {"subject_type", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "What it is about: GET /api/{subject_type}/{subject_id}, while that is there.",
     .example = "\"webhook_endpoints\""},
    {"subject_id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "See subject_type.", .example = UUID_EXAMPLE},
    {"times", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "How often it happened while it was unread; the rest is of the last time.", .example = "1"},
    {"happened_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it happened last.", .example = TIME_EXAMPLE},
    {"read_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_FILTER, .doc = "When the caller read it; null: not yet.", .example = "null"},
    {"created_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "When it happened first.", .example = TIME_EXAMPLE},
    {.type = FIELD_END}};

const struct resource notify_notifications = {
    .name = "notifications",
    .schema = "Notification",
    .doc = "What the caller was told of in this agency: nobody else's, whatever the role. read_at[null]=true are the unread ones, with count=exact "
	   "their number. What was read goes after 90 days, everything after a year.",
    .fields = fields,
    .roles = {.list = ROLES_READ, .read = ROLES_READ},
    .sort = "-happened_at",
};
