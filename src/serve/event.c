/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/event.h"

#include <string.h>

#include "base/arena.h"
#include "base/json_out.h"

static const struct event events[] = {
#define EVENT(name, table, actions, status, doc) {name, table, actions, status, doc, false},
#define PERSONAL_EVENT(name, table, actions, doc) {name, table, actions, NULL, doc, true},
#include "serve/events.def"
#undef EVENT
#undef PERSONAL_EVENT
};

enum { COUNT = sizeof events / sizeof events[0] };

const char event_names[] =
#define EVENT(name, table, actions, status, doc) name "|"
#define PERSONAL_EVENT(name, table, actions, doc) name "|"
#include "serve/events.def"
#undef EVENT
#undef PERSONAL_EVENT
    ;

static const struct field data_fields[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the record.", .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"changed", FIELD_TEXTS, FIELD_NOT_NULL, .doc = "The fields that an update changed.", .example = "[\"price\"]"},
    {.type = FIELD_END}};

const struct field event_payload[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the event: the same in webhooks.", .example = "\"5f0c1f9e-6b1d-1f0a-2c7d-0a8e4f6b2d10\""},
    {"type", FIELD_CHOICE, FIELD_NOT_NULL, .choices = event_names, .doc = "What happened.", .example = "\"property.updated\""},
    {"timestamp", FIELD_TIME, FIELD_NOT_NULL, .doc = "When.", .example = "\"2026-05-12T09:30:00Z\""},
    {"actor_id", FIELD_ID, .doc = "Who did it; null: the system.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"request_id", FIELD_ID, .doc = "By which request.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4b\""},
    {"data", FIELD_OBJECT, FIELD_NOT_NULL, .fields = data_fields, .doc = "Of what: ask for the record itself by its id."},
    {.type = FIELD_END}};

const struct event *event_at(size_t i)
{
	return i < COUNT ? &events[i] : NULL;
}

const struct event *event_find(const char *name)
{
	for (size_t i = 0; i < COUNT; i++)
		if (strcmp(events[i].name, name) == 0)
			return &events[i];
	return NULL;
}

static bool is_among(const char *name, const char *const *only, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(only[i], name) == 0)
			return true;
	return false;
}

static void write_actions(struct json_out *o, const char *actions)
{
	json_out_open(o, '[');
	for (const char *s = actions; *s != '\0'; s += *s == '|') {
		size_t n = strcspn(s, "|");
		json_out_string_n(o, s, n);
		s += n;
	}
	json_out_close(o, ']');
}

const char *event_types(struct arena *a, const char *const *only, size_t count)
{
	struct buf b;
	buf_init(&b, a, 4096);
	struct json_out o = json_out(&b);
	json_out_open(&o, '[');
	for (const struct event *e = events; e < events + COUNT; e++) {
		if (only != NULL && !is_among(e->name, only, count))
			continue;
		json_out_open(&o, '{');
		json_out_member(&o, "type", e->name);
		json_out_member(&o, "table_name", e->table);
		json_out_name(&o, "actions");
		write_actions(&o, e->actions);
		json_out_member(&o, "status", e->status);
		json_out_close(&o, '}');
	}
	json_out_close(&o, ']');
	return buf_text(&b);
}
