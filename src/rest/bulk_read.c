/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/bulk.h"

#include <string.h>

#include "base/arena.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "rest/call.h"
#include "rest/changeset.h"
#include "rest/table.h"

const struct field bulk_fields[] = {
    {"filter", FIELD_TEXT, .most = 4000, .doc = "Which records: the parameters of their list, as in its address. Empty: all.",
     .example = "\"status=draft&q=garden\""},
    {"ids", FIELD_TEXTS, .most = BULK_MOST_IDS, .doc = "Or these.", .example = "[\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\"]"},
    {"expected_count", FIELD_INT, FIELD_REQUIRED | FIELD_NOT_NULL, .least = 0, .most = 10000000,
     .doc = "How many there are, as was shown to whoever decided it: 409 with `expected` and `found` when it is another number by now.", .example = "1"},
    {"set", FIELD_OBJECT, .doc = "What a PATCH of each would have as its body.", .example = "{}"},
    {"add", FIELD_OBJECT, .doc = "Items that are put into lists where they are missing: {\"tags\": [\"spring\"]}. A list that would grow too long stays.", .example = "{}"},
    {"remove", FIELD_OBJECT, .doc = "Items that are taken out of lists.", .example = "{}"},
    {"delete", FIELD_BOOL, FIELD_NOT_NULL, .doc = "true: each is deleted; it can be brought back.", .example = "false"},
    {.type = FIELD_END}};

bool bulk_offered(const struct table *t)
{
	return t->resource->bulk && changeset_offered(t);
}

unsigned bulk_roles(const struct table *t)
{
	return t->resource->roles.update & t->resource->roles.remove;
}

/* ---- which */

/* A problem of the list's query, as one of the body. */
static void take_filter_problem(const struct problem *from, struct problem *p)
{
	for (const struct violation *v = from->violations; v != NULL; v = v->next)
		problem_violation(p, "/filter", v->code, v->params, "has '%s', which %s", v->pointer, v->detail);
	if (from->violations == NULL)
		problem_violation(p, "/filter", "format", NULL, "is no query of this list");
}

static void check_ids(const struct jvalue *ids, struct problem *p)
{
	if (jvalue_size(ids) == 0)
		problem_violation(p, "/ids", "required", NULL, "must not be empty");
	for (size_t i = 0; i < jvalue_size(ids); i++) {
		const char *id = jvalue_string(jvalue_at(ids, i));
		if (!uuid_valid(id, strlen(id)))
			problem_violation(p, arena_printf(p->arena, "/ids/%zu", i), "format", "{\"format\":\"uuid\"}", "must be a UUID");
	}
}

/* What says how a list is shown says nothing about which rows are in it. */
static void check_names(const struct query *q, struct problem *p)
{
	static const char *const shown[] = {"limit", "cursor", "page", "count", "sort", "fields", "include", "deleted"};
	for (int i = 0; i < q->count; i++)
		for (size_t k = 0; k < sizeof shown / sizeof shown[0]; k++)
			if (strcmp(q->params[i].written, shown[k]) == 0)
				problem_violation(p, q->params[i].written, "excluded", NULL, "has no meaning here");
}

static void read_query(struct call *c, struct bulk *b, struct problem *p)
{
	struct problem own;
	struct call list = *c;
	problem_init(&own, c->arena);
	if (query_parse(c->arena, b->query, &list.query, &own) == 0) {
		check_names(&list.query, &own);
		if (own.code == PROBLEM_NONE)
			selection_read_list(&list, b->table, &b->selection, &own);
	}
	if (own.code != PROBLEM_NONE)
		take_filter_problem(&own, p);
}

/* "id[in]=…,…" */
static const char *query_of_ids(struct arena *a, const struct jvalue *ids)
{
	struct buf b;
	buf_init(&b, a, 1024);
	buf_lit(&b, "id[in]=");
	for (size_t i = 0; i < jvalue_size(ids); i++)
		buf_printf(&b, "%s%s", i == 0 ? "" : ",", jvalue_string(jvalue_at(ids, i)));
	return buf_text(&b);
}

/* A member that is there and not null; else NULL. */
static const struct jvalue *member(const struct write *w, const char *name)
{
	const struct write_value *v = write_find(w, name);
	return v == NULL ? NULL : v->json;
}

static void read_which(struct call *c, const struct write *w, struct bulk *b, struct problem *p)
{
	const struct jvalue *ids = member(w, "ids");
	b->query = write_text(w, "filter");
	if (ids != NULL && b->query != NULL)
		problem_violation(p, "/ids", "excluded", NULL, "does not go with a filter");
	else if (ids != NULL)
		check_ids(ids, p);
	else if (b->query == NULL)
		problem_violation(p, "/filter", "required", NULL, "is required, or ids");
	if (p->code != PROBLEM_NONE)
		return;
	if (ids != NULL)
		b->query = query_of_ids(c->arena, ids);
	read_query(c, b, p);
}

/* ---- what */

static void take_problem(const struct problem *from, const char *within, struct problem *p)
{
	for (const struct violation *v = from->violations; v != NULL; v = v->next)
		problem_violation(p, arena_printf(p->arena, "%s%s", within, v->pointer), v->code, v->params, "%s", v->detail);
}

static void read_set(struct call *c, const struct jvalue *body, struct bulk *b, struct problem *p)
{
	const struct resource *r = b->table->resource;
	struct problem own;
	problem_init(&own, c->arena);
	if (write_read(c->arena, r->fields, body, WRITE_UPDATE, &b->write, &own) == 0 && r->before_write != NULL)
		r->before_write(c, &b->write, &own);
	/* what is unique cannot be the same for many; nobody wants it for one either */
	if (own.code == PROBLEM_NONE && write_find(&b->write, "external_ref") != NULL)
		problem_violation(&own, "/external_ref", "not_unique", NULL, "is of one record alone");
	take_problem(&own, "/set", p);
}

static void read_items(struct call *c, const struct jvalue *body, enum write_how how, struct bulk *b, struct problem *p)
{
	const char *within = how == WRITE_ADD ? "/add" : "/remove";
	struct problem own;
	struct write w;
	problem_init(&own, c->arena);
	if (write_read(c->arena, b->table->resource->fields, body, WRITE_UPDATE, &w, &own) < 0) {
		take_problem(&own, within, p);
		return;
	}
	for (int i = 0; i < w.count; i++) {
		const struct write_value *v = &w.values[i];
		const char *pointer = arena_printf(c->arena, "%s/%s", within, v->column);
		if (v->field == NULL || v->field->type != FIELD_TEXTS)
			problem_violation(p, pointer, "type", "{\"expected\":\"array\"}", "is no list");
		else if (write_find(&b->write, v->column) != NULL)
			problem_violation(p, pointer, "excluded", NULL, "is changed already");
		else
			write_add(&b->write, v, how);
	}
}

static void read_what(struct call *c, const struct write *w, struct bulk *b, struct problem *p)
{
	const struct jvalue *set = member(w, "set"), *add = member(w, "add"), *remove = member(w, "remove");
	b->deletes = jvalue_bool(member(w, "delete"));
	b->write = (struct write){.arena = c->arena, .values = arena_new_array(c->arena, struct write_value, 8), .room = 8};
	if (set != NULL)
		read_set(c, set, b, p);
	if (add != NULL)
		read_items(c, add, WRITE_ADD, b, p);
	if (remove != NULL)
		read_items(c, remove, WRITE_REMOVE, b, p);
	if (p->code == PROBLEM_NONE && !b->deletes && b->write.count == 0)
		problem_violation(p, "/set", "required", NULL, "is required, or add, remove or delete");
	if (p->code == PROBLEM_NONE && b->deletes && b->write.count > 0)
		problem_violation(p, "/delete", "excluded", NULL, "does not go with another change");
}

/* {"set": {…}, "add": {…}}: read again by the job */
static const char *print_change(struct arena *a, const struct write *w)
{
	static const char *const names[] = {"set", "add", "remove", "delete"};
	struct buf b;
	buf_init(&b, a, 256);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const struct jvalue *v = member(w, names[i]);
		if (v != NULL)
			json_out_member_raw(&o, names[i], jvalue_print(a, v));
	}
	json_out_close(&o, '}');
	return buf_text(&b);
}

int bulk_read(struct call *c, const struct table *t, struct bulk *out, struct problem *p)
{
	struct write w;
	*out = (struct bulk){.table = t};
	if (write_read(c->arena, bulk_fields, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	read_which(c, &w, out, p);
	read_what(c, &w, out, p);
	out->change = print_change(c->arena, &w);
	out->expected = write_text(&w, "expected_count");
	return p->code == PROBLEM_NONE ? 0 : -1;
}

int bulk_read_kept(struct call *c, const struct table *t, const char *query, const struct jvalue *change, struct bulk *out, struct problem *p)
{
	static const struct field whatever[] = {{"set", FIELD_OBJECT, .doc = NULL}, {"add", FIELD_OBJECT, .doc = NULL}, {"remove", FIELD_OBJECT, .doc = NULL},
						{"delete", FIELD_BOOL, .doc = NULL}, {.type = FIELD_END}};
	struct write w;
	*out = (struct bulk){.table = t, .query = query};
	if (write_read(c->arena, whatever, change, WRITE_ACTION, &w, p) < 0)
		return -1;
	read_query(c, out, p);
	read_what(c, &w, out, p);
	return p->code == PROBLEM_NONE ? 0 : -1;
}
