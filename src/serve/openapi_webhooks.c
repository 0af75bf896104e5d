/* SPDX-License-Identifier: Apache-2.0 */
/* "webhooks": what we send to the endpoints of an agency, an entry for each row of events.def and one for the test. */
#include "serve/openapi_part.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "serve/event.h"
#include "serve/openapi_schema.h"

static const struct {
	const char *name, *doc, *schema, *example;
} headers[] = {
    {"webhook-id", "The id of the event: the same whenever it is sent again, so that it can be done once.", "{\"type\":\"string\",\"format\":\"uuid\"}",
     "\"5f0c1f9e-6b1d-1f0a-2c7d-0a8e4f6b2d10\""},
    {"webhook-timestamp", "When this try was made, in seconds since 1970: refuse what is older than five minutes.", "{\"type\":\"integer\"}", "1778578200"},
    {"webhook-signature", "v1, and the HMAC-SHA256 of id.timestamp.body under the endpoint's secret, in base64; two, with a space between, while one secret takes the place of another.",
     "{\"type\":\"string\"}", "\"v1,yZDZoopLYXq9LZmI9e0KtzFnEBnEVSIhFg5uzMSTR0I=\""},
};

static const char description[] = "%s\n\nSent to each enabled endpoint that asks for it, signed as Standard Webhooks 1.0 lays down. Any 2xx within 15 seconds is enough; "
				  "otherwise it is sent again, up to ten times in 75 hours and 35 minutes, and not before Retry-After.";

static size_t fields_of(const struct field *fields)
{
	size_t n = 0;
	while (fields[n].type != FIELD_END)
		n++;
	return n + 1;
}

/* The payload of this event alone: its type is one, and only an update changes fields. */
static const struct field *payload_of(struct arena *a, const struct event *e)
{
	size_t count = fields_of(event_payload);
	struct field *out = arena_new_array(a, struct field, count);
	memcpy(out, event_payload, count * sizeof *out);
	for (struct field *f = out; f->type != FIELD_END; f++) {
		if (strcmp(f->name, "type") == 0) {
			f->choices = arena_printf(a, "%s|", e->name);
			f->example = arena_printf(a, "\"%s\"", e->name);
		} else if (strcmp(f->name, "data") == 0 && strstr(e->actions, "updated") == NULL) {
			f->example = "{\"id\":\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\",\"changed\":[]}";
		} else if (strcmp(f->name, "data") == 0 && e->status != NULL) {
			f->example = "{\"id\":\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\",\"changed\":[\"status\"]}";
		}
	}
	return out;
}

static void write_body(struct json_out *o, const struct event *e)
{
	const struct field *payload = payload_of(o->buf->arena, e);
	json_out_name(o, "requestBody");
	json_out_open(o, '{');
	json_out_member_bool(o, "required", true);
	json_out_name(o, "content");
	json_out_open(o, '{');
	json_out_name(o, "application/json");
	json_out_open(o, '{');
	json_out_name(o, "schema");
	schema_write_object(o, payload, SCHEMA_RESPONSE, e->doc, NULL);
	json_out_name(o, "example");
	schema_write_example(o, payload, SCHEMA_RESPONSE);
	json_out_close(o, '}');
	json_out_close(o, '}');
	json_out_close(o, '}');
}

static void write_headers(struct json_out *o)
{
	json_out_name(o, "parameters");
	json_out_open(o, '[');
	for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
		openapi_write_parameter(o, headers[i].name, "header", true, headers[i].doc, headers[i].schema, headers[i].example);
	json_out_close(o, ']');
}

/* property.published → onPropertyPublished */
static const char *operation_id(struct arena *a, const char *name)
{
	char *out = arena_printf(a, "on%s", name), *to = out + 2;
	bool begins = true;
	for (const char *c = name; *c != '\0'; c++) {
		bool splits = *c == '.' || *c == '_';
		if (!splits)
			*to++ = begins ? (char)toupper((unsigned char)*c) : *c;
		begins = splits;
	}
	*to = '\0';
	return out;
}

static void write_webhook(struct json_out *o, const struct event *e)
{
	json_out_name(o, e->name);
	json_out_open(o, '{');
	json_out_name(o, "post");
	json_out_open(o, '{');
	json_out_member(o, "operationId", operation_id(o->buf->arena, e->name));
	json_out_member_raw(o, "tags", "[\"events\"]");
	json_out_member(o, "summary", arena_strndup(o->buf->arena, e->doc, strlen(e->doc) - 1));
	json_out_member(o, "description", arena_printf(o->buf->arena, description, e->doc));
	json_out_member_raw(o, "security", "[]");
	write_headers(o);
	write_body(o, e);
	json_out_member_raw(o, "responses",
			    "{\"2XX\":{\"description\":\"It was taken.\"},\"410\":{\"description\":\"Nobody wants them any more: the endpoint is disabled.\"},"
			    "\"default\":{\"description\":\"It is sent again.\"}}");
	json_out_close(o, '}');
	json_out_close(o, '}');
}

void openapi_write_webhooks(struct json_out *o)
{
	static const struct event test = {"webhook.test", "webhook_endpoints", "created", NULL, "Somebody tests the endpoint: data has its id.", false};
	json_out_name(o, "webhooks");
	json_out_open(o, '{');
	for (size_t i = 0; event_at(i) != NULL; i++)
		if (!event_at(i)->personal)
			write_webhook(o, event_at(i));
	write_webhook(o, &test);
	json_out_close(o, '}');
}
