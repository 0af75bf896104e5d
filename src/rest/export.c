/* SPDX-License-Identifier: Apache-2.0 */
/* GET /api/<table>.csv and .vcf: the list as filtered and sorted, without pages. Each page is a transaction of its own and put away when
 * it has been written, so that no more than one is in memory; the answer is sent when it is whole. */
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/problem.h"
#include "db/rows.h"
#include "db/tx.h"
#include "rest/call.h"
#include "rest/card.h"
#include "rest/crud.h"
#include "rest/csv.h"
#include "rest/list.h"
#include "rest/selection.h"
#include "rest/view.h"
#include "rest/where.h"

enum { MOST_ROWS = 10000, PAGE = 250 };

struct export;

/* What kind of file. */
struct form {
	const char *ending, *content_type;
	void (*write_row)(const struct export *e, struct call *c, const struct rows *rows, int row);
};

struct export {
	const struct form *form;
	struct selection selection;
	struct card_shape card; /* of cards */
	enum vcard_version version;
	const char *after[CURSOR_MOST_VALUES];
	bool more;
};

static int refuse_paging(const struct call *c, struct problem *p)
{
	static const char *const names[] = {"limit", "cursor", "page", "count", "include"};
	for (int i = 0; i < c->query.count; i++)
		for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
			if (strcmp(c->query.params[i].written, names[k]) == 0) {
				problem_set(p, PROBLEM_BAD_QUERY, "the parameter '%s' is not understood", names[k]);
				problem_violation(p, names[k], "unknown_parameter", NULL, "has no meaning for an export: it has all rows, flat");
			}
	return p->code == PROBLEM_NONE ? 0 : -1;
}

/* Whether there are too many: counted no further than that. */
static int add_bound(struct call *c, const struct selection *s)
{
	struct sql q;
	sql_init(&q, c->arena);
	buf_printf(&q.text, "select count(*) > %d from (select 1 from public.%s t", MOST_ROWS, s->table->resource->name);
	where_write(&q, c, s);
	buf_printf(&q.text, " limit %d) x", MOST_ROWS + 1);
	return sql_add(&q, c->tx, arena_printf(c->arena, "%s.export.bound", s->table->resource->name), 0);
}

static int too_many(struct problem *p)
{
	problem_set(p, PROBLEM_BAD_QUERY, "the list has more than %d rows", MOST_ROWS);
	return problem_violation(p, "", "too_many", "{\"max\":10000}", "must be filtered, for example by created_at[gte] and created_at[lt]");
}

/* `forever`: where the place survives to which the next page belongs. */
static void write_page(struct export *e, struct call *c, const struct rows *rows, struct arena *forever)
{
	const struct selection *s = &e->selection;
	int n = rows_count(rows), shown = n > s->limit ? s->limit : n;
	for (int i = 0; i < shown; i++)
		e->form->write_row(e, c, rows, i);
	e->more = n > s->limit;
	for (int i = 0; e->more && i <= s->sort_count; i++) {
		const char *text = rows_text_or_null(rows, shown - 1, s->shape.columns + i);
		e->after[i] = text == NULL ? NULL : arena_strdup(forever, text);
	}
}

static int write_next(struct export *e, struct call *c, struct arena *forever, struct problem *p)
{
	if (response_put_away(c->response, p) < 0)
		return -1;
	c->next_trip(c);
	int page = list_add_page(c, &e->selection, e->after);
	if (tx_commit(c->tx, p) < 0)
		return -1;
	write_page(e, c, tx_rows(c->tx, page), forever);
	return 0;
}

static void forget(void *page)
{
	arena_free(page);
}

/* The pages behind the first, in memory that is used again. By turns in two: the transaction of the page before is still asked
 * how long it took. */
static int write_others(struct export *e, struct call *c, struct problem *p)
{
	struct arena *forever = c->arena, *pages[2];
	int rc = 0;
	for (int i = 0; i < 2; i++) {
		pages[i] = arena_new(65536);
		arena_defer(forever, forget, pages[i]);
	}
	for (int turn = 0; rc == 0 && e->more; turn ^= 1) {
		c->arena = pages[turn];
		arena_reset(c->arena);
		rc = write_next(e, c, forever, p);
	}
	c->arena = forever;
	return rc;
}

static void write_csv_row(const struct export *e, struct call *c, const struct rows *rows, int row)
{
	csv_write_row(&c->response->body, &e->selection.shape, rows, row, c->conf, c->arena);
}

static void write_card(const struct export *e, struct call *c, const struct rows *rows, int row)
{
	struct buf card; /* in the page's memory, with what it is made of */
	buf_init(&card, c->arena, 1024);
	card_write(&card, &e->card, &e->selection.shape, rows, row, e->version);
	buf_write(&c->response->body, card.data, card.size);
}

static int send(struct export *e, struct call *c, const struct table *t, struct problem *p)
{
	char date[CLOCK_RFC3339_SIZE];
	e->selection.limit = PAGE;
	int page = list_add_page(c, &e->selection, NULL), bound = add_bound(c, &e->selection);
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_bool(tx_rows(c->tx, bound), 0, 0))
		return too_many(p);
	clock_rfc3339(clock_wall_us(), date);
	c->response->content_type = e->form->content_type;
	response_header(c->response, "Content-Disposition", "attachment; filename=\"%s-%.10s.%s\"", t->resource->name, date, e->form->ending);
	return page;
}

int crud_export(struct call *c, const struct table *t, struct problem *p)
{
	static const struct form form = {"csv", "text/csv; charset=utf-8; header=present", write_csv_row};
	struct export *e = arena_new_one(c->arena, struct export);
	e->form = &form;
	if (refuse_paging(c, p) < 0 || view_apply(c, t, p) < 0 || selection_read_list(c, t, &e->selection, p) < 0)
		return -1;
	if (query_find(&c->query, "fields") == NULL)
		shape_all(t, &e->selection.shape);
	int page = send(e, c, t, p);
	if (page < 0)
		return -1;
	csv_write_names(&c->response->body, &e->selection.shape);
	write_page(e, c, tx_rows(c->tx, page), c->arena);
	return write_others(e, c, p);
}

static int refuse_fields(const struct call *c, struct problem *p)
{
	if (query_find(&c->query, "fields") == NULL)
		return 0;
	problem_set(p, PROBLEM_BAD_QUERY, "the parameter 'fields' is not understood");
	return problem_violation(p, "fields", "unknown_parameter", NULL, "has no meaning for cards");
}

int crud_cards(struct call *c, const struct table *t, struct problem *p)
{
	static const struct form form = {"vcf", CARD_CONTENT_TYPE, write_card};
	struct export *e = arena_new_one(c->arena, struct export);
	e->form = &form;
	if (card_read_version(c, &e->version, p) < 0 || refuse_fields(c, p) < 0 || refuse_paging(c, p) < 0 ||
	    view_apply(c, t, p) < 0 || selection_read_list(c, t, &e->selection, p) < 0)
		return -1;
	card_shape(t, &e->selection.shape, &e->card);
	int page = send(e, c, t, p);
	if (page < 0)
		return -1;
	write_page(e, c, tx_rows(c->tx, page), c->arena);
	if (c->response->body.size == 0)
		buf_lit(&c->response->body, "\r\n"); /* no card; but an answer without a byte would have no type */
	return write_others(e, c, p);
}
