/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/selection.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "auth/principal.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/problem.h"
#include "rest/call.h"
#include "rest/field_type.h"

struct reader {
	const struct call *c;
	const struct query_param *param;
	struct selection *s;
	struct problem *p;
};

static int refuse(const struct reader *r, const char *code, const char *format, ...) __attribute__((format(printf, 3, 4)));

static int refuse(const struct reader *r, const char *code, const char *format, ...)
{
	va_list args;
	problem_set(r->p, PROBLEM_BAD_QUERY, "the parameter '%s' is not understood",
		    query_shown(r->c->arena, r->param->written));
	va_start(args, format);
	const char *detail = arena_vprintf(r->c->arena, format, args);
	va_end(args);
	return problem_violation(r->p, r->param->written, code, NULL, "%s", detail);
}

/* "a, b, c" of the fields with a flag (0: all) */
static const char *names(const struct reader *r, unsigned flag)
{
	struct buf b;
	buf_init(&b, r->c->arena, 256);
	for (int i = 0; i < r->s->table->count; i++) {
		const struct field *f = r->s->table->columns[i].field;
		if (flag != 0 && !(f->flags & flag))
			continue;
		buf_puts(&b, b.size > 0 ? ", " : "");
		buf_puts(&b, f->name);
	}
	return buf_text(&b);
}

static char *next_item(char **rest)
{
	return strsep(rest, ",");
}

static int add_column(int *columns, int count, int column)
{
	for (int i = 0; i < count; i++)
		if (columns[i] == column)
			return count;
	columns[count] = column;
	return count + 1;
}

/* A column, and those that it never comes without where programs ask: people's pages know what they show. */
static int add_columns(const struct reader *r, int *columns, int count, int column)
{
	const struct table *t = r->s->table;
	bool is_program = r->c->principal != NULL && r->c->principal->key_prefix != NULL;
	const char *brings = is_program ? t->columns[column].field->brings : NULL;
	char *rest = brings == NULL ? NULL : arena_strdup(r->c->arena, brings), *item;
	count = add_column(columns, count, column);
	while ((item = next_item(&rest)) != NULL)
		count = add_column(columns, count, table_column(t, item));
	return count;
}

static int read_fields(struct reader *r)
{
	const struct table *t = r->s->table;
	char *rest = arena_strdup(r->c->arena, r->param->value), *item;
	int *columns = arena_new_array(r->c->arena, int, (size_t)t->count + 1), count = 0;
	/* the id is always there: a row without it could not be opened */
	columns[count++] = table_column(t, "id");
	while ((item = next_item(&rest)) != NULL) {
		int column = table_column(t, item);
		if (column < 0)
			return refuse(r, "unknown_field", "there is no such field; there are %s", names(r, 0));
		count = add_columns(r, columns, count, column);
	}
	r->s->shape.parts[0].columns = columns;
	r->s->shape.parts[0].count = count;
	return 0;
}

/* What may be asked of parts[at]: below a relation to many there is none to many again, since the rows would multiply. */
static bool may_include(const struct shape *s, int at, const struct relation *relation)
{
	return !(relation->many && s->parts[at].source > 0);
}

static int refuse_include(const struct reader *r, int at, const char *name)
{
	const struct shape *s = &r->s->shape;
	struct relation x;
	struct buf b;
	buf_init(&b, r->c->arena, 64);
	for (int i = 0; table_relation(s->parts[at].table, i, &x); i++)
		if (may_include(s, at, &x))
			buf_printf(&b, "%s%s", b.size > 0 ? ", " : "", x.name);
	return refuse(r, "unknown_include", "'%s' cannot be included; of %s there are %s", query_shown(r->c->arena, name),
		      at == 0 ? s->parts[0].table->resource->name : s->parts[at].relation.name, b.size > 0 ? buf_text(&b) : "none");
}

/* The part that is the relation of that name of parts[at], added unless it is there. -1: refused. */
static int read_relation(struct reader *r, int at, const char *name)
{
	struct shape *s = &r->s->shape;
	struct relation x;
	for (int p = at + 1; p < s->part_count; p++)
		if (s->parts[p].parent == at && strcmp(s->parts[p].relation.name, name) == 0)
			return p;
	for (int i = 0; table_relation(s->parts[at].table, i, &x); i++) {
		if (strcmp(x.name, name) != 0 || !may_include(s, at, &x))
			continue;
		int p = shape_include(s, at, &x);
		return p >= 0 ? p : refuse(r, "too_many", "takes at most %d relations", SHAPE_MOST_PARTS - 1);
	}
	return refuse_include(r, at, name);
}

/* "contact", or "media_items.contact": what is on the way is included too */
static int read_path(struct reader *r, char *path)
{
	const char *name;
	for (int depth = 0, at = 0; (name = strsep(&path, ".")) != NULL; depth++) {
		if (depth == SHAPE_MOST_DEPTH)
			return refuse(r, "too_deep", "goes at most %d names deep", SHAPE_MOST_DEPTH);
		at = read_relation(r, at, name);
		if (at < 0)
			return -1;
	}
	return 0;
}

static int read_include(struct reader *r)
{
	char *rest = arena_strdup(r->c->arena, r->param->value), *item;
	while ((item = next_item(&rest)) != NULL)
		if (read_path(r, item) < 0)
			return -1;
	return 0;
}

static int add_sort(struct selection *s, const struct field *f, bool descending)
{
	if (s->sort_count == SELECTION_MOST_SORTS)
		return -1;
	s->sorts[s->sort_count++] = (struct selection_sort){f, descending};
	return 0;
}

static int read_sort(struct reader *r)
{
	char *rest = arena_strdup(r->c->arena, r->param->value), *item;
	r->s->sort_count = 0;
	while ((item = next_item(&rest)) != NULL) {
		bool descending = *item == '-';
		int column = table_column(r->s->table, item + descending);
		const struct field *f = column < 0 ? NULL : r->s->table->columns[column].field;
		if (f == NULL || !(f->flags & FIELD_SORT))
			return refuse(r, "unknown_sort", "can be sorted by %s, each with - in front for the other way round",
				      names(r, FIELD_SORT));
		if (add_sort(r->s, f, descending) < 0)
			return refuse(r, "too_many", "takes at most three fields");
	}
	return 0;
}

static int read_number(struct reader *r, int64_t least, int64_t most, int64_t *out)
{
	const char *v = r->param->value;
	size_t n = strlen(v);
	if (n == 0 || n > 12 || strspn(v, "0123456789") != n)
		return refuse(r, "type", "must be a whole number");
	*out = strtoll(v, NULL, 10);
	if (*out < least || *out > most)
		return refuse(r, "out_of_range", "must be between %lld and %lld", (long long)least, (long long)most);
	return 0;
}

static int read_limit(struct reader *r)
{
	int64_t n = 0;
	if (read_number(r, 1, 200, &n) < 0)
		return -1;
	r->s->limit = (int)n;
	return 0;
}

static int read_page(struct reader *r)
{
	return read_number(r, 1, 1000000, &r->s->page);
}

static int read_count(struct reader *r)
{
	if (strcmp(r->param->value, "exact") != 0)
		return refuse(r, "not_one_of", "must be exact");
	r->s->exact_count = true;
	return 0;
}

static int read_deleted(struct reader *r)
{
	if (strcmp(r->param->value, "only") == 0)
		r->s->deleted = DELETED_ONLY;
	else if (strcmp(r->param->value, "with") == 0)
		r->s->deleted = DELETED_WITH;
	else
		return refuse(r, "not_one_of", "must be only or with");
	return 0;
}

static int read_cursor(struct reader *r)
{
	r->s->cursor = r->param->value;
	return 0;
}

static int read_q(struct reader *r)
{
	if (strlen(r->param->value) > 200)
		return refuse(r, "too_long", "must have at most 200 bytes");
	r->s->q = *r->param->value == '\0' ? NULL : r->param->value;
	return 0;
}

/* The parameters that are no field. `lists`: for lists alone; `when` tells whether the table has it. */
static bool has_search(const struct table *t)
{
	return t->resource->search != NULL;
}

static bool has_deleted(const struct table *t)
{
	return t->resource->keeps_deleted;
}

static const struct keyword {
	const char *name;
	int (*read)(struct reader *r);
	bool lists;
	bool (*when)(const struct table *t);
} keywords[] = {
    {"fields", read_fields, false, NULL}, {"include", read_include, false, NULL},
    {"deleted", read_deleted, false, has_deleted}, {"limit", read_limit, true, NULL},
    {"cursor", read_cursor, true, NULL},  {"page", read_page, true, NULL},
    {"sort", read_sort, true, NULL},	  {"count", read_count, true, NULL},
    {"q", read_q, true, has_search},
};

enum { KEYWORD_COUNT = sizeof keywords / sizeof keywords[0] };

static bool compares(const struct field *f)
{
	return f->flags & FIELD_FILTER && f->type != FIELD_TEXTS;
}

static bool compares_in_order(const struct field *f)
{
	return compares(f) && field_ordered(f);
}

static bool may_lack(const struct field *f)
{
	return compares(f) && field_nullable(f);
}

static bool matches_patterns(const struct field *f)
{
	return f->flags & FIELD_SEARCHED && f->type != FIELD_TEXTS;
}

static bool holds_words(const struct field *f)
{
	return f->type == FIELD_TEXTS;
}

/* Which fields an operator is for. "eq" is what a name without brackets means. */
static const struct {
	const char *name;
	bool (*takes)(const struct field *f);
} operators[] = {{"eq", compares},	     {"in", compares},	       {"gt", compares_in_order},
		 {"gte", compares_in_order}, {"lt", compares_in_order}, {"lte", compares_in_order},
		 {"null", may_lack},	     {"like", matches_patterns}, {"contains", holds_words}};

enum { OPERATOR_COUNT = sizeof operators / sizeof operators[0] };

/* "in, null" of a field */
static const char *operators_of(const struct reader *r, const struct field *f)
{
	struct buf b;
	buf_init(&b, r->c->arena, 64);
	for (int i = 1; i < OPERATOR_COUNT; i++)
		if (operators[i].takes(f))
			buf_printf(&b, "%s%s", b.size > 0 ? ", " : "", operators[i].name);
	return buf_text(&b);
}

/* "eq" has one spelling: the name alone. */
static bool operator_allowed(const struct field *f, const char *written, const char *op)
{
	for (int i = written == NULL ? 0 : 1; i < OPERATOR_COUNT; i++)
		if (strcmp(operators[i].name, op) == 0)
			return operators[i].takes(f);
	return false;
}

static bool means_caller(const struct field *f, const char *op, const char *v)
{
	return f->type == FIELD_ID && f->target != NULL && strcmp(f->target, "users") == 0 && strcmp(op, "eq") == 0 &&
	       strcmp(v, "me") == 0;
}

/* "-P7D": the beginning (UTC) of the day a week ago, so that the same question is asked all day. NULL: is no such text. */
static const char *read_days(struct arena *a, const char *v)
{
	const int64_t day = INT64_C(86400000000);
	bool before = *v == '-';
	size_t digits = v[before] == 'P' ? strspn(v + before + 1, "0123456789") : 0;
	if (digits < 1 || digits > 4 || strcmp(v + before + 1 + digits, "D") != 0)
		return NULL;
	int64_t days = strtoll(v + before + 1, NULL, 10), today = clock_wall_us() / day;
	char *text = arena_alloc(a, CLOCK_RFC3339_SIZE);
	clock_rfc3339((today + (before ? -days : days)) * day, text);
	return text;
}

/* Each value of a list is checked and stored as an array literal; others as the text Postgres compares. */
static int read_filter_value(struct reader *r, const struct field *f, const char *op, const char **out)
{
	const char *v = r->param->value;
	if (strcmp(op, "null") == 0) {
		if (strcmp(v, "true") != 0 && strcmp(v, "false") != 0)
			return refuse(r, "type", "must be true or false");
		*out = v;
		return 0;
	}
	if (strcmp(op, "like") == 0 || strcmp(op, "contains") == 0) {
		*out = v;
		return *v == '\0' ? refuse(r, "required", "must not be empty") : 0;
	}
	if (means_caller(f, op, v)) {
		*out = NULL;
		return 0;
	}
	if (f->type == FIELD_TIME && strcmp(op, "in") != 0 && (*out = read_days(r->c->arena, v)) != NULL)
		return 0;
	bool list = strcmp(op, "in") == 0;
	char *rest = arena_strdup(r->c->arena, v), *item;
	const char **texts = arena_new_array(r->c->arena, const char *, strlen(v) + 2);
	size_t n = 0;
	while ((item = list ? next_item(&rest) : n == 0 ? rest : NULL) != NULL) {
		texts[n] = field_read_text(r->c->arena, f, item);
		if (texts[n] == NULL)
			return refuse(r, "format", "'%s' is no value of this field", item);
		n++;
	}
	*out = list ? field_array(r->c->arena, texts, n) : texts[0];
	return 0;
}

static int read_filter(struct reader *r)
{
	int column = table_column(r->s->table, r->param->name);
	const struct field *f = column < 0 ? NULL : r->s->table->columns[column].field;
	const char *op = r->param->operator== NULL ? "eq" : r->param->operator;
	if (f == NULL || !(f->flags & (FIELD_FILTER | FIELD_SEARCHED)))
		return refuse(r, "unknown_parameter",
			      "is no parameter of this list; it can be filtered by %s, and takes limit, cursor, page, sort, "
			      "fields, include, count, q and deleted where the table has them",
			      names(r, FIELD_FILTER | FIELD_SEARCHED));
	if (!operator_allowed(f, r->param->operator, op))
		return refuse(r, "unknown_operator", "this field takes %s", operators_of(r, f));
	if (r->s->filter_count == SELECTION_MOST_FILTERS)
		return refuse(r, "too_many", "there are too many filters");
	struct selection_filter *filter = &r->s->filters[r->s->filter_count];
	filter->field = f;
	filter->operator= arena_strdup(r->c->arena, op);
	if (read_filter_value(r, f, op, &filter->value) < 0)
		return -1;
	bool varies = filter->value == NULL || f->type == FIELD_TIME;
	filter->named = varies ? r->param->value : filter->value;
	r->s->filter_count++;
	return 0;
}

static int read_param(struct reader *r, bool list)
{
	for (int i = 0; i < KEYWORD_COUNT; i++) {
		const struct keyword *k = &keywords[i];
		if (strcmp(k->name, r->param->written) != 0)
			continue;
		if ((k->lists && !list) || (k->when != NULL && !k->when(r->s->table)))
			break;
		return k->read(r);
	}
	if (list)
		return read_filter(r);
	return refuse(r, "unknown_parameter", "is no parameter here; there are fields, include and deleted");
}

static void default_sort(struct selection *s)
{
	const char *sort = s->table->resource->sort;
	bool descending = *sort == '-';
	add_sort(s, s->table->columns[table_column(s->table, sort + descending)].field, descending);
}

static bool includes_many(const struct shape *s)
{
	for (int p = 1; p < s->part_count; p++)
		if (s->parts[p].relation.many)
			return true;
	return false;
}

static int refuse_limit(struct problem *p)
{
	problem_set(p, PROBLEM_BAD_QUERY, "'limit' is too high for what is included");
	return problem_violation(p, "limit", "out_of_range", NULL, "must be at most %d where a relation to many is included",
				 SHAPE_MOST_PARENTS);
}

static int read_all(const struct call *c, struct selection *s, bool list, struct problem *p)
{
	struct reader r = {.c = c, .s = s, .p = p};
	for (int i = 0; i < c->query.count; i++) {
		r.param = &c->query.params[i];
		read_param(&r, list);
	}
	if (p->code != PROBLEM_NONE)
		return -1;
	if (s->page > 0 && s->cursor != NULL) {
		problem_set(p, PROBLEM_BAD_QUERY, "'page' and 'cursor' exclude each other");
		return problem_violation(p, "page", "excluded", NULL, "cannot be used with cursor");
	}
	if (includes_many(&s->shape) && s->limit > SHAPE_MOST_PARENTS)
		return refuse_limit(p);
	if (s->sort_count == 0)
		default_sort(s);
	shape_number(&s->shape);
	return 0;
}

int selection_read_list(const struct call *c, const struct table *t, struct selection *out, struct problem *p)
{
	memset(out, 0, sizeof *out);
	out->table = t;
	out->limit = 25;
	shape_summary(t, &out->shape);
	return read_all(c, out, true, p);
}

int selection_read_one(const struct call *c, const struct table *t, struct selection *out, struct problem *p)
{
	memset(out, 0, sizeof *out);
	out->table = t;
	shape_all(t, &out->shape);
	return read_all(c, out, false, p);
}

const char *selection_name(struct arena *a, const struct selection *s)
{
	struct buf b;
	buf_init(&b, a, 256);
	buf_printf(&b, "%s|%d|%s", s->table->resource->name, (int)s->deleted, s->q == NULL ? "" : s->q);
	for (int i = 0; i < s->filter_count; i++)
		buf_printf(&b, "|%s[%s]=%s", s->filters[i].field->name, s->filters[i].operator, s->filters[i].named);
	for (int i = 0; i < s->sort_count; i++)
		buf_printf(&b, "|%c%s", s->sorts[i].descending ? '-' : '+', s->sorts[i].field->name);
	return buf_text(&b);
}
