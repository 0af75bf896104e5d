/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/view.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "db/rows.h"
#include "db/tx.h"
#include "rest/call.h"
#include "rest/selection.h"
#include "rest/sql.h"
#include "rest/table.h"
#include "rest/write.h"

/* What a view says, as parameters of its list. */
struct form {
	const struct jvalue *filter;	/* {"status":"active","price[lte]":"500000"} */
	const char *sort, *fields; /* NULL: none */
};

/* Names that stand in a filter without being a field's. */
static bool is_filter(const struct table *t, const char *name)
{
	return table_column(t, name) >= 0 || strcmp(name, "q") == 0 || strcmp(name, "deleted") == 0;
}

static int add(struct call *c, struct query *q, const char *written, const char *value, struct problem *p)
{
	struct query_param *param = &q->params[q->count];
	*param = (struct query_param){.written = written, .value = value};
	if (query_split(c->arena, param, p) < 0)
		return -1;
	q->count++;
	return 0;
}

/* ---- reading by a view */

static int add_read(struct call *c, const struct table *t, const char *id)
{
	struct sql q;
	sql_init(&q, c->arena);
	buf_lit(&q.text, "select t.filter, t.sort, nullif(array_to_string(t.columns, ','), '') from public.saved_views t");
	sql_where_id(&q, c, t, id);
	buf_lit(&q.text, " and t.deleted_at is null and t.list = ");
	sql_bind(&q, t->resource->name);
	return sql_add(&q, c->tx, "saved_views.apply", 0);
}

/* The request's own, unless they say less than both together. */
static bool replaces(const struct query *own, const char *written)
{
	static const char *const single[] = {"sort", "fields", "deleted"};
	for (size_t i = 0; i < sizeof single / sizeof single[0]; i++)
		if (strcmp(single[i], written) == 0)
			return query_find(own, written) != NULL;
	return false;
}

static int add_unless_replaced(struct call *c, struct query *q, const char *written, const char *value, struct problem *p)
{
	return value == NULL || replaces(&c->query, written) ? 0 : add(c, q, written, value, p);
}

/* Two searches are one for the words of both. */
static const char *join_words(struct call *c, const struct query_param *own, const struct jvalue *filter)
{
	const char *words = jvalue_string(jvalue_get(filter, "q"));
	return words == NULL ? own->value : arena_printf(c->arena, "%s %s", words, own->value);
}

static int merge(struct call *c, const struct form *form, struct problem *p)
{
	size_t n = jvalue_size(form->filter);
	const struct jvalue_member *m = jvalue_members(c->arena, form->filter);
	struct query both = {arena_new_array(c->arena, struct query_param, n + (size_t)c->query.count + 2), 0};
	for (int i = 0; i < c->query.count; i++) {
		const struct query_param *own = &c->query.params[i];
		if (strcmp(own->written, "view") == 0)
			continue;
		both.params[both.count] = *own;
		if (strcmp(own->written, "q") == 0)
			both.params[both.count].value = join_words(c, own, form->filter);
		both.count++;
	}
	for (size_t i = 0; i < n; i++) {
		bool joined = strcmp(m[i].name, "q") == 0 && query_find(&c->query, "q") != NULL;
		if (!joined && add_unless_replaced(c, &both, m[i].name, jvalue_string(m[i].value), p) < 0)
			return -1;
	}
	if (add_unless_replaced(c, &both, "sort", form->sort, p) < 0 || add_unless_replaced(c, &both, "fields", form->fields, p) < 0)
		return -1;
	c->query = both;
	return 0;
}

int view_apply(struct call *c, const struct table *t, struct problem *p)
{
	const struct query_param *view = t->resource->views ? query_find(&c->query, "view") : NULL;
	if (view == NULL)
		return 0;
	if (!uuid_valid(view->value, strlen(view->value))) {
		problem_set(p, PROBLEM_BAD_QUERY, "the parameter 'view' is not understood");
		return problem_violation(p, "view", "format", "{\"format\":\"uuid\"}", "must be a UUID");
	}
	int read = add_read(c, t, view->value);
	if (call_execute(c, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(c->tx, read);
	if (rows_count(rows) == 0)
		return problem_set(p, PROBLEM_NOT_FOUND, "there is no such view of this list");
	struct form form = {.sort = rows_text_or_null(rows, 0, 1), .fields = rows_text_or_null(rows, 0, 2)};
	const char *filter = rows_text(rows, 0, 0);
	struct json_fault fault;
	if (jvalue_parse(c->arena, filter, strlen(filter), &form.filter, &fault) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "a saved view holds no JSON");
	if (merge(c, &form, p) < 0)
		return -1;
	c->next_trip(c);
	return 0;
}

/* ---- writing a view */

static void check_filter(struct call *c, const struct table *t, const struct write *w, const struct jvalue *filter, struct query *q,
			 struct problem *p)
{
	const struct jvalue_member *m = jvalue_members(c->arena, filter);
	for (size_t i = 0; i < jvalue_size(filter); i++) {
		const char *pointer = jvalue_pointer(c->arena, "/filter", m[i].name), *value = jvalue_string(m[i].value);
		struct problem unreadable;
		problem_init(&unreadable, c->arena);
		if (m[i].value == NULL && !w->creating)
			continue; /* takes it away */
		if (value == NULL)
			problem_violation(p, pointer, "type", "{\"expected\":\"string\"}", "must be of type string, as a parameter is");
		else if (add(c, q, m[i].name, value, &unreadable) < 0)
			problem_violation(p, pointer, "format", NULL, "must be of the form name or name[operator]");
		else if (!is_filter(t, q->params[q->count - 1].name)) {
			problem_violation(p, pointer, "unknown_parameter", NULL, "is no filter of this list");
			q->count--;
		}
	}
}

static const char *join_columns(struct call *c, const struct jvalue *columns)
{
	struct buf b;
	buf_init(&b, c->arena, 128);
	for (size_t i = 0; i < jvalue_size(columns); i++)
		buf_printf(&b, "%s%s", i > 0 ? "," : "", jvalue_string(jvalue_at(columns, i)));
	return buf_text(&b);
}

/* What the list's own reader says of it. */
static void check_reading(struct call *c, const struct table *t, const struct query *q, struct problem *p)
{
	struct call probe = *c;
	struct selection s;
	struct problem found;
	problem_init(&found, c->arena);
	probe.query = *q;
	if (selection_read_list(&probe, t, &s, &found) == 0)
		return;
	for (const struct violation *v = found.violations; v != NULL; v = v->next) {
		const char *pointer = strcmp(v->pointer, "sort") == 0	? "/sort"
				      : strcmp(v->pointer, "fields") == 0 ? "/columns"
									  : jvalue_pointer(c->arena, "/filter", v->pointer);
		problem_violation(p, pointer, v->code, v->params, "%s", v->detail);
	}
}

int view_check(struct call *c, struct write *w, struct problem *p)
{
	const struct write_value *filter = write_find(w, "filter"), *sort = write_find(w, "sort"), *columns = write_find(w, "columns");
	const char *list = write_text(w, "list");
	if (filter == NULL && sort == NULL && columns == NULL)
		return 0;
	if (list == NULL)
		return problem_violation(p, "/list", "required", NULL, "is required with filter, sort or columns: it says what they are of");
	const struct table *t = table_find(list);
	const struct jvalue *members = filter == NULL ? NULL : filter->json, *names = columns == NULL ? NULL : columns->json;
	struct query q = {arena_new_array(c->arena, struct query_param, jvalue_size(members) + 2), 0};
	if (members != NULL)
		check_filter(c, t, w, members, &q, p);
	if (sort != NULL && sort->text != NULL)
		add(c, &q, "sort", sort->text, p);
	if (jvalue_size(names) > 0)
		add(c, &q, "fields", join_columns(c, names), p);
	check_reading(c, t, &q, p);
	return p->code == PROBLEM_NONE ? 0 : -1;
}
