/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/changeset.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/jvalue.h"
#include "base/uuid.h"
#include "rest/call.h"
#include "rest/table.h"

const struct field changeset_fields[] = {
    {"operations", FIELD_LIST, FIELD_REQUIRED, .least = 1, .most = CHANGESET_MOST, .fields = changeset_operation_fields, .doc = "1 to 500, done in this order."},
    {"atomic", FIELD_BOOL, FIELD_NOT_NULL,
     .doc = "true (unless given): all of them or none. false: each for itself; the answer is 207 with a status for each.", .example = "true"},
    {.type = FIELD_END}};

const struct field changeset_operation_fields[] = {
    {"op", FIELD_CHOICE, FIELD_REQUIRED, .choices = "create|update|put|delete|restore", .doc = "What to do.", .example = "\"update\""},
    {"id", FIELD_ID, .doc = "Of the record: update, delete, restore.", .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"external_ref", FIELD_TEXT, .least = 1, .most = 120, .doc = "Your own id for the record: put.", .example = "\"crm-4711\""},
    {"if_match", FIELD_INT, .least = 1, .most = INT32_MAX, .doc = "The version that was read: 412 when it is not the current one. update, delete.", .example = "3"},
    {"body", FIELD_OBJECT, .doc = "As the request for one record takes it: create, update, put.", .example = "{\"external_ref\":\"crm-4711\"}"},
    {.type = FIELD_END}};

/* Which members an operation needs (n), may have (m), and must not have. */
static const struct rule {
	const char *name;
	struct {
		char id, external_ref, if_match, body;
	} has;
} rules[CHANGESET_OP_COUNT] = {
    [CHANGESET_CREATE] = {"create", {.body = 'n'}},
    [CHANGESET_UPDATE] = {"update", {.id = 'n', .if_match = 'm', .body = 'n'}},
    [CHANGESET_PUT] = {"put", {.external_ref = 'n', .body = 'n'}},
    [CHANGESET_DELETE] = {"delete", {.id = 'n', .if_match = 'm'}},
    [CHANGESET_RESTORE] = {"restore", {.id = 'n'}},
};

const char *changeset_op_name(enum changeset_op op)
{
	return rules[op].name;
}

static unsigned roles_of(const struct table *t, enum changeset_op op)
{
	const struct resource *r = t->resource;
	switch (op) {
	case CHANGESET_CREATE:
		return r->roles.create;
	case CHANGESET_UPDATE:
		return r->roles.update;
	case CHANGESET_PUT:
		return r->by_ref ? r->roles.create & r->roles.update : 0;
	default:
		return r->roles.remove;
	}
}

bool changeset_takes(const struct table *t, enum changeset_op op)
{
	return roles_of(t, op) != 0;
}

/* Of records: what can be changed, deleted and brought back. */
bool changeset_offered(const struct table *t)
{
	return t->resource->keeps_deleted && changeset_takes(t, CHANGESET_UPDATE);
}

unsigned changeset_roles(const struct table *t)
{
	unsigned roles = ~0u;
	for (enum changeset_op op = 0; op < CHANGESET_OP_COUNT; op++)
		if (changeset_takes(t, op))
			roles &= roles_of(t, op);
	return roles == ~0u ? 0 : roles;
}

static bool find_op(const char *name, enum changeset_op *out)
{
	for (enum changeset_op op = 0; op < CHANGESET_OP_COUNT; op++)
		if (strcmp(rules[op].name, name) == 0) {
			*out = op;
			return true;
		}
	return false;
}

static void check_member(const struct write *w, const char *name, char rule, const char *op, struct problem *p)
{
	const struct write_value *v = write_find(w, name);
	const char *pointer = arena_printf(w->arena, "/%s", name);
	if (rule == 'n' && (v == NULL || v->text == NULL))
		problem_violation(p, pointer, "required", NULL, "is required");
	if (rule == '\0' && v != NULL && v->text != NULL)
		problem_violation(p, pointer, "excluded", NULL, "has no meaning for %s", op);
}

static void check_members(const struct write *w, const struct rule *rule, struct problem *p)
{
	check_member(w, "id", rule->has.id, rule->name, p);
	check_member(w, "external_ref", rule->has.external_ref, rule->name, p);
	check_member(w, "if_match", rule->has.if_match, rule->name, p);
	check_member(w, "body", rule->has.body, rule->name, p);
}

/* What is wrong with the body of an operation, under its place in it. */
static void take_body_problem(const struct problem *from, struct problem *p)
{
	for (const struct violation *v = from->violations; v != NULL; v = v->next)
		problem_violation(p, arena_printf(p->arena, "/body%s", v->pointer), v->code, v->params, "%s", v->detail);
}

static void read_body(struct call *c, const struct table *t, const struct jvalue *body, struct changeset_item *item)
{
	const struct resource *r = t->resource;
	enum write_kind kind = item->op == CHANGESET_UPDATE ? WRITE_UPDATE : WRITE_CREATE;
	struct problem own;
	problem_init(&own, c->arena);
	if (write_read(c->arena, r->fields, body, kind, &item->write, &own) == 0 && r->before_write != NULL)
		r->before_write(c, &item->write, &own);
	take_body_problem(&own, &item->problem);
}

static void check_same_ref(const char *ref, struct changeset_item *item)
{
	const char *in_body = write_text(&item->write, "external_ref");
	if (in_body != NULL && strcmp(in_body, ref) != 0)
		problem_violation(&item->problem, "/body/external_ref", "mismatch", NULL,
				  "must be the external_ref of the operation, or left out");
	write_set(&item->write, "external_ref", ref);
}

static void read_item(struct call *c, const struct table *t, const struct jvalue *v, struct changeset_item *item)
{
	struct write w;
	struct problem *p = &item->problem;
	problem_init(p, c->arena);
	if (write_read(c->arena, changeset_operation_fields, v, WRITE_ACTION, &w, p) < 0)
		return;
	if (!find_op(write_text(&w, "op"), &item->op) || !changeset_takes(t, item->op)) {
		problem_violation(p, "/op", "not_one_of", NULL, "does not exist for this table");
		return;
	}
	check_members(&w, &rules[item->op], p);
	item->id = write_text(&w, "id");
	item->version = write_text(&w, "if_match") == NULL ? 0 : strtoll(write_text(&w, "if_match"), NULL, 10);
	const struct write_value *body = write_find(&w, "body");
	if (rules[item->op].has.body == 'n' && body != NULL && body->json != NULL)
		read_body(c, t, body->json, item);
	if (p->code != PROBLEM_NONE)
		return;
	if (item->op == CHANGESET_PUT)
		check_same_ref(write_text(&w, "external_ref"), item);
	if (item->op == CHANGESET_CREATE || item->op == CHANGESET_PUT) {
		char *id = arena_alloc(c->arena, UUID_TEXT_SIZE);
		uuid_v7(id);
		item->id = id;
	}
}

/* "stale-version" → "stale_version" */
static const char *code_of(const struct problem *p)
{
	char *code = arena_strdup(p->arena, problem_kind(p->code)->slug);
	for (char *s = code; *s != '\0'; s++)
		if (*s == '-')
			*s = '_';
	return code;
}

void changeset_place(struct problem *p, size_t index, const char *within)
{
	const char *place = arena_printf(p->arena, "/operations/%zu", index);
	for (struct violation *v = p->violations; v != NULL; v = v->next)
		v->pointer = arena_printf(p->arena, "%s%s%s", place, within, v->pointer);
	if (p->violations == NULL)
		problem_violation(p, place, code_of(p), NULL, "%s", p->detail == NULL ? problem_kind(p->code)->title : p->detail);
}

static int check_list(const struct jvalue *list, struct problem *p)
{
	size_t n = jvalue_size(list);
	if (n == 0)
		return problem_violation(p, "/operations", "required", NULL, "must not be empty");
	if (n > CHANGESET_MOST)
		return problem_violation(p, "/operations", "too_many", "{\"max\":500}", "must have at most %d items", CHANGESET_MOST);
	return 0;
}

/* All of them at once: who sends five hundred wants to know of each that is wrong. */
static int gather(const struct changeset *b, struct problem *p)
{
	for (size_t i = 0; i < b->count; i++)
		for (const struct violation *v = b->items[i].problem.violations; v != NULL; v = v->next)
			problem_violation(p, v->pointer, v->code, v->params, "%s", v->detail);
	return p->code == PROBLEM_NONE ? 0 : -1;
}

int changeset_read(struct call *c, const struct table *t, struct changeset *out, struct problem *p)
{
	struct write w;
	if (write_read(c->arena, changeset_fields, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const struct jvalue *list = write_find(&w, "operations")->json;
	const struct write_value *atomic = write_find(&w, "atomic");
	if (check_list(list, p) < 0)
		return -1;
	out->atomic = atomic == NULL || jvalue_bool(atomic->json);
	out->count = jvalue_size(list);
	out->items = arena_new_array(c->arena, struct changeset_item, out->count);
	for (size_t i = 0; i < out->count; i++) {
		struct changeset_item *item = &out->items[i];
		read_item(c, t, jvalue_at(list, i), item);
		if (item->problem.code != PROBLEM_NONE)
			changeset_place(&item->problem, i, "");
	}
	return out->atomic ? gather(out, p) : 0;
}
