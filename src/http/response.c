/* SPDX-License-Identifier: Apache-2.0 */
#include "http/response.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/json_out.h"
#include "base/problem.h"

void response_init(struct response *r, struct arena *a)
{
	r->arena = a;
	r->status = 200;
	r->content_type = "application/json";
	r->header_count = 0;
	r->away = NULL;
	r->away_size = 0;
	buf_init(&r->body, a, 4096);
}

void response_header(struct response *r, const char *name, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	char *value = arena_vprintf(r->arena, format, args);
	va_end(args);
	/* twice a search for one letter, which is a tenth of one search for both */
	if (r->header_count == RESPONSE_MOST_HEADERS || strchr(value, '\r') != NULL || strchr(value, '\n') != NULL)
		abort();
	r->headers[r->header_count].name = name;
	r->headers[r->header_count++].value = value;
}

const char *response_find(const struct response *r, const char *name)
{
	for (int i = 0; i < r->header_count; i++)
		if (strcasecmp(r->headers[i].name, name) == 0)
			return r->headers[i].value;
	return NULL;
}

static void close_file(void *file)
{
	fclose(file);
}

int response_put_away(struct response *r, struct problem *p)
{
	if (r->away == NULL) {
		r->away = tmpfile();
		if (r->away != NULL)
			arena_defer(r->arena, close_file, r->away);
	}
	if (r->away == NULL || fwrite(r->body.data, 1, r->body.size, r->away) != r->body.size)
		return problem_set(p, PROBLEM_OVERLOADED, NULL);
	r->away_size += r->body.size;
	r->body.size = 0;
	return 0;
}

static void write_violations(struct json_out *o, const struct problem *p)
{
	json_out_name(o, "errors");
	json_out_open(o, '[');
	for (const struct violation *v = p->violations; v != NULL; v = v->next) {
		json_out_open(o, '{');
		json_out_member(o, "pointer", v->pointer);
		json_out_member(o, "code", v->code);
		json_out_member_raw(o, "params", v->params == NULL ? "{}" : v->params);
		json_out_member(o, "detail", v->detail);
		json_out_close(o, '}');
	}
	json_out_close(o, ']');
}

void response_write_problem(struct buf *b, const struct problem *p, const char *request_id)
{
	const struct problem_kind *kind = problem_kind(p->code);
	struct json_out o = json_out(b);
	json_out_open(&o, '{');
	json_out_member(&o, "type", arena_printf(b->arena, "/problems/%s", kind->slug));
	json_out_member(&o, "title", kind->title);
	json_out_member_int(&o, "status", kind->status);
	json_out_member(&o, "detail", p->detail == NULL ? kind->doc : p->detail);
	json_out_member(&o, "request_id", request_id);
	if (p->violations != NULL)
		write_violations(&o, p);
	if (p->members != NULL)
		json_out_raw(&o, p->members, strlen(p->members));
	json_out_close(&o, '}');
}

void response_problem(struct response *r, const struct problem *p, const char *request_id)
{
	response_init(r, r->arena);
	r->status = problem_kind(p->code)->status;
	r->content_type = "application/problem+json";
	response_write_problem(&r->body, p, request_id);
	if (p->retry_after > 0)
		response_header(r, "Retry-After", "%d", p->retry_after);
}
