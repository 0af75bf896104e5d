/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/sql.h"

#include <stdlib.h>

#include "base/arena.h"
#include "db/tx.h"
#include "rest/call.h"
#include "rest/table.h"

void sql_init(struct sql *q, struct arena *a)
{
	buf_init(&q->text, a, 2048);
	q->count = 0;
}

void sql_bind(struct sql *q, const char *value)
{
	if (q->count == SQL_MOST_VALUES)
		abort();
	q->values[q->count++] = value;
	buf_put(&q->text, '$');
	buf_int(&q->text, q->count);
}

void sql_agency(struct sql *q, const struct call *c)
{
	if (c->agency_id != NULL)
		sql_bind(q, c->agency_id);
	else
		buf_lit(&q->text, "app.agency_id()");
}

void sql_where_id(struct sql *q, const struct call *c, const struct table *t, const char *id)
{
	buf_lit(&q->text, " where ");
	if (!t->resource->global) {
		buf_lit(&q->text, "t.agency_id = ");
		sql_agency(q, c);
		buf_lit(&q->text, " and ");
	}
	buf_lit(&q->text, "t.id = ");
	sql_bind(q, id);
}

void sql_where_ref(struct sql *q, const struct call *c, const char *ref)
{
	buf_lit(&q->text, " where t.agency_id = ");
	sql_agency(q, c);
	buf_lit(&q->text, " and t.external_ref = ");
	sql_bind(q, ref);
}

static const struct statement *finish(struct sql *q, const char *name, int writes)
{
	struct statement *s = arena_new_one(q->text.arena, struct statement);
	s->name = name;
	s->sql = buf_text(&q->text);
	s->writes = writes != 0;
	return s;
}

int sql_add(struct sql *q, struct tx *tx, const char *name, int writes)
{
	return tx_add(tx, finish(q, name, writes), q->count, q->values);
}

int sql_add_apart(struct sql *q, struct tx *tx, const char *name, int writes)
{
	return tx_add_apart(tx, finish(q, name, writes), q->count, q->values);
}
