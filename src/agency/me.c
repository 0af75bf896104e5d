/* SPDX-License-Identifier: Apache-2.0 */
/* GET and PATCH /api/me: the caller, the agency of the request, what one may do in it. */
#include <string.h>

#include "agency/people.h"
#include "agency/requests.h"
#include "base/arena.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "db/tx.h"
#include "rest/assign.h"
#include "rest/call.h"
#include "rest/field_type.h"
#include "rest/render.h"
#include "rest/sql.h"
#include "rest/table.h"
#include "rest/write.h"

/* In the order of agency.me()'s columns up to version; what follows is the membership and the agencies. */
static const char *const columns[] = {"id",	   "email",  "email_verified", "full_name", "username",	   "phone",
				      "avatar_url", "brokerage", "market",	       "use_case",  "role",	   "locale",
				      "preferences", "last_agency_id", "created_at",  "version"};
enum { OWN_COLUMNS = sizeof columns / sizeof columns[0] };
enum { MEMBERSHIP_ID = OWN_COLUMNS, MEMBERSHIP_ROLE, MEMBERSHIP_NAME, MEMBERSHIP_AVATAR, AGENCIES };

struct looked_up {
	int me, agency, billing;
};

enum { CREDITS, TIER, PLAN, ENTITLEMENTS };

static struct looked_up add_look_up(struct call *c)
{
	static const struct statement me = {
	    .name = "me.read",
	    .sql = "select id, email, email_verified, full_name, username, phone, avatar_url, brokerage, market, use_case, role, "
		   "locale, preferences, last_agency_id, created_at, version, membership_id, membership_role, "
		   "membership_display_name, membership_avatar_url, agencies from agency.me()"};
	static const struct statement billing = {.name = "me.billing", .sql = "select credits, tier, plan, entitlements from billing.own()"};
	struct looked_up l = {.me = tx_add(c->tx, &me, 0, NULL), .billing = tx_add(c->tx, &billing, 0, NULL)};
	struct shape shape;
	struct sql q;
	shape_all(table_find("agencies"), &shape);
	sql_init(&q, c->arena);
	buf_lit(&q.text, "select ");
	shape_select(&q.text, &shape);
	buf_lit(&q.text, " from public.agencies t where t.id = app.agency_id()");
	l.agency = sql_add(&q, c->tx, "me.agency", 0);
	return l;
}

static unsigned role_mask(const char *role)
{
	static const struct {
		const char *name;
		unsigned mask;
	} roles[] = {{"viewer", ROLE_VIEWER}, {"agent", ROLE_AGENT}, {"admin", ROLE_ADMIN}, {"owner", ROLE_OWNER}, {"platform", ROLE_PLATFORM}};
	for (size_t i = 0; role != NULL && i < sizeof roles / sizeof roles[0]; i++)
		if (strcmp(roles[i].name, role) == 0)
			return roles[i].mask;
	return 0;
}

/* From the same masks that let requests in: nobody writes this list a second time. */
static void write_permissions(struct json_out *o, const char *role)
{
	unsigned mask = role_mask(role);
	json_out_name(o, "permissions");
	json_out_open(o, '[');
	for (size_t i = 0; table_at(i) != NULL; i++) {
		const struct resource *r = table_at(i)->resource;
		if (r->roles.list & mask)
			json_out_string(o, arena_printf(o->buf->arena, "%s:read", r->name));
		if ((r->roles.create | r->roles.update | r->roles.remove) & mask)
			json_out_string(o, arena_printf(o->buf->arena, "%s:write", r->name));
	}
	json_out_close(o, ']');
}

static void write_own(struct json_out *o, const struct rows *me)
{
	for (int i = 0; i < OWN_COLUMNS; i++) {
		const struct field *f = field_find(me_fields, columns[i]);
		json_out_name(o, f->name);
		o->comma = true;
		if (rows_is_null(me, 0, i))
			buf_lit(o->buf, "null");
		else
			field_write(o->buf, f->type, rows_text(me, 0, i), rows_size(me, 0, i));
	}
}

static void write_membership(struct json_out *o, const struct rows *me)
{
	json_out_name(o, "membership");
	if (rows_is_null(me, 0, MEMBERSHIP_ID)) {
		json_out_null(o);
		return;
	}
	json_out_open(o, '{');
	json_out_member(o, "id", rows_text(me, 0, MEMBERSHIP_ID));
	json_out_member(o, "role", rows_text(me, 0, MEMBERSHIP_ROLE));
	json_out_member(o, "display_name", rows_text_or_null(me, 0, MEMBERSHIP_NAME));
	json_out_member(o, "avatar_url", rows_text_or_null(me, 0, MEMBERSHIP_AVATAR));
	json_out_close(o, '}');
}

static void write_agency(struct call *c, struct json_out *o, const struct rows *agency)
{
	struct shape shape;
	json_out_name(o, "agency");
	if (rows_count(agency) == 0) {
		json_out_null(o);
		return;
	}
	shape_all(table_find("agencies"), &shape);
	render_row(o->buf, &shape, agency, 0, c->conf);
	o->comma = true;
}

static void write_raw(struct json_out *o, const char *name, const char *json)
{
	json_out_member_raw(o, name, json == NULL ? "null" : json);
}

/* What the agency has and may; without one: nothing. */
static void write_billing(struct json_out *o, const struct rows *own)
{
	write_raw(o, "credits", rows_text_or_null(own, 0, CREDITS));
	json_out_member(o, "subscription_tier", rows_text_or_null(own, 0, TIER));
	json_out_member(o, "plan", rows_text_or_null(own, 0, PLAN));
	write_raw(o, "entitlements", rows_text_or_null(own, 0, ENTITLEMENTS));
}

/* The role in the context: of the membership, or platform. */
static const char *effective_role(const struct call *c)
{
	enum { AUTH_ROLE = 2 };
	return rows_text_or_null(tx_rows(c->tx, c->auth_index), 0, AUTH_ROLE);
}

static int answer(struct call *c, const struct looked_up *l, struct problem *p)
{
	const struct rows *me = tx_rows(c->tx, l->me);
	if (rows_count(me) == 0)
		return problem_set(p, PROBLEM_UNAUTHENTICATED, NULL);
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	write_own(&o, me);
	write_agency(c, &o, tx_rows(c->tx, l->agency));
	write_membership(&o, me);
	json_out_member_raw(&o, "agencies", rows_text(me, 0, AGENCIES));
	write_permissions(&o, effective_role(c));
	write_billing(&o, tx_rows(c->tx, l->billing));
	json_out_close(&o, '}');
	return 0;
}

int me_read_run(struct call *c, struct problem *p)
{
	struct looked_up l = add_look_up(c);
	return call_execute(c, p) < 0 ? -1 : answer(c, &l, p);
}

int me_update_run(struct call *c, struct problem *p)
{
	struct write w;
	struct sql q;
	if (write_read(c->arena, me_request, c->body, WRITE_UPDATE, &w, p) < 0)
		return -1;
	if (w.count > 0) {
		sql_init(&q, c->arena);
		buf_lit(&q.text, "update public.users t set ");
		for (int i = 0; i < w.count; i++) {
			buf_printf(&q.text, "%s%s = ", i == 0 ? "" : ",", w.values[i].column);
			assign_value(&q, &w.values[i], 1);
		}
		buf_lit(&q.text, " where t.id = app.user_id()");
		sql_add(&q, c->tx, "me.update", 1);
	}
	struct looked_up l = add_look_up(c);
	return call_execute(c, p) < 0 ? -1 : answer(c, &l, p);
}
