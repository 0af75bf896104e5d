/* SPDX-License-Identifier: Apache-2.0 */
#include "inbox/svix_door.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "inbox/inbox.h"
#include "link/svix.h"
#include "rest/call.h"

/* All but the signature. */
static const char *headers_json(struct call *c, const struct svix_door *door)
{
	struct buf b;
	buf_init(&b, c->arena, 256);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	inbox_put_header(&o, arena_printf(c->arena, "%s-id", door->prefix), inbox_header(c, door->id));
	inbox_put_header(&o, arena_printf(c->arena, "%s-timestamp", door->prefix), inbox_header(c, door->timestamp));
	inbox_put_header(&o, "user-agent", request_header(c->request, HEADER_USER_AGENT));
	json_out_close(&o, '}');
	return buf_text(&b);
}

/* The type of the event, with its body in *body; or NULL. *says becomes what the body is. */
static const char *read_event(struct call *c, const struct svix_door *door, const struct jvalue **body, const char **says)
{
	struct json_fault fault = {JSON_OK, 0};
	const struct jvalue *read;
	if (jvalue_parse_body(c->arena, c->request->body, c->request->body_size, &read, &fault) < 0 || fault.kind != JSON_OK) {
		*says = jvalue_fault_text(fault.kind);
		return NULL;
	}
	const char *type = door->type_of(c, read, says);
	if (type != NULL) {
		*body = read;
		*says = "good";
	}
	return type;
}

/* What was looked at, as it is kept; *note becomes why the event is refused for some of it, or NULL. `says` is NULL for a body that was
 * not looked at. */
static const char *checks_json(struct call *c, const struct svix_door *door, enum svix_verdict verdict, const char *says,
			       const struct jvalue *body, const char **note)
{
	struct buf b;
	buf_init(&b, c->arena, 256);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	json_out_member(&o, "signature", svix_verdict_name(verdict));
	if (says != NULL)
		json_out_member(&o, "body", says);
	*note = door->look(c, body, &o);
	json_out_close(&o, '}');
	return buf_text(&b);
}

int svix_door_run(struct call *c, const struct svix_door *door, const struct conf_list *secrets, struct problem *p)
{
	const struct svix_headers h = {inbox_header(c, door->id), inbox_header(c, door->timestamp), inbox_header(c, door->signature)};
	struct inbox_event e = {.provider = door->provider, .event_id = h.id, .type = "", .headers = headers_json(c, door)};
	const struct jvalue *body = NULL;
	const char *type = NULL, *says = NULL, *note = NULL;
	if (secrets->count == 0)
		return problem_set(p, PROBLEM_NOT_FOUND, "no events of %s are taken here: %s is not set", door->sender, door->option);
	enum svix_verdict verdict = svix_verify(c->arena, secrets, &h, c->request->body, c->request->body_size, clock_wall_us() / 1000000);
	if (verdict == SVIX_GOOD)
		type = read_event(c, door, &body, &says);
	if (type != NULL)
		e.type = type;
	e.checks = checks_json(c, door, verdict, says, body, &note);
	if (verdict != SVIX_GOOD)
		note = arena_printf(c->arena, "it is not signed as %s signs", door->sender);
	else if (type == NULL)
		note = arena_printf(c->arena, "%s signed it, but it cannot be read", door->sender);
	return note == NULL ? inbox_take(c, &e, p) : inbox_refuse(c, &e, note, p);
}
