/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/card.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "db/rows.h"
#include "db/tx.h"
#include "rest/call.h"
#include "rest/crud.h"
#include "rest/field_type.h"
#include "rest/grid.h"
#include "rest/row.h"
#include "rest/sql.h"

static int include(const struct table *t, const char *name, struct shape *shape)
{
	struct relation relation;
	for (int i = 0; table_relation(t, i, &relation); i++)
		if (strcmp(relation.name, name) == 0)
			return shape_include(shape, 0, &relation);
	return -1;
}

void card_shape(const struct table *t, struct shape *shape, struct card_shape *out)
{
	const struct resource_card *card = t->resource->card;
	shape_all(t, shape);
	out->card = card;
	out->emails = include(t, card->emails.relation, shape);
	out->phones = include(t, card->phones.relation, shape);
	shape_number(shape);
}

/* NULL: SQL's NULL. */
static const char *text_of(const struct shape *shape, const struct rows *rows, int row, const char *field)
{
	return rows_text_or_null(rows, row, shape->parts[0].first + table_column(shape->parts[0].table, field));
}

/* Where a field of an included row is among its cells: a summary has some of the table's columns. */
static int cell_of(const struct shape_part *part, const char *field)
{
	for (int i = 0; i < part->count; i++)
		if (strcmp(part->table->columns[part->columns[i]].field->name, field) == 0)
			return part->first + i;
	return -1;
}

/* Of an address or number: the primary one, as the row has it, is the first. */
static const struct vcard_value *values_of(struct arena *a, const struct shape *shape, int p, const char *field, const struct rows *rows,
					   int row, size_t *count)
{
	const struct shape_part *part = &shape->parts[p];
	const char *primary = text_of(shape, rows, row, field);
	const struct grid_cell *cells = NULL;
	size_t size;
	const char *text = rows_value(rows, row, part->array, &size);
	int n = grid_read(a, text, size, part->width, &cells), value = cell_of(part, field), label = cell_of(part, "label");
	struct vcard_value *out = arena_new_array(a, struct vcard_value, (size_t)n + 1);
	*count = 0;
	if (primary != NULL)
		out[(*count)++].text = primary;
	for (int i = 0; i < n; i++) {
		const struct grid_cell *cell = cells + i * part->width;
		bool first = primary != NULL && cell[value].text != NULL && strcmp(cell[value].text, primary) == 0;
		size_t at = first ? 0 : (*count)++;
		out[at] = (struct vcard_value){cell[value].text, cell[label].text};
	}
	return out;
}

static const char *const *words_of(struct arena *a, const char *array, size_t *count)
{
	const struct jvalue *list = NULL;
	struct json_fault fault;
	struct buf json;
	*count = 0;
	if (array == NULL)
		return NULL;
	buf_init(&json, a, 64);
	field_write(&json, FIELD_TEXTS, array, strlen(array));
	if (jvalue_parse(a, json.data, json.size, &list, &fault) < 0)
		return NULL;
	const char **out = arena_new_array(a, const char *, jvalue_size(list) + 1);
	for (size_t i = 0; i < jvalue_size(list); i++)
		out[(*count)++] = jvalue_string(jvalue_at(list, i));
	return out;
}

void card_write(struct buf *b, const struct card_shape *card, const struct shape *shape, const struct rows *rows, int row,
		enum vcard_version version)
{
	const struct resource_card *of = card->card;
	struct arena *a = b->arena;
	struct vcard out = {.uid = arena_printf(a, "urn:uuid:%s", text_of(shape, rows, row, "id")),
			    .name = text_of(shape, rows, row, of->name),
			    .note = text_of(shape, rows, row, of->note)};
	struct buf changed;
	buf_init(&changed, a, 40);
	const char *updated_at = text_of(shape, rows, row, "updated_at");
	field_write(&changed, FIELD_TIME, updated_at, strlen(updated_at));
	/* to the second: "2026-05-12T09:30:00.123Z" in quotes */
	out.changed = arena_printf(a, "%.19sZ", changed.data + 1);
	out.categories = words_of(a, text_of(shape, rows, row, of->categories), &out.category_count);
	out.emails = values_of(a, shape, card->emails, of->emails.field, rows, row, &out.email_count);
	out.phones = values_of(a, shape, card->phones, of->phones.field, rows, row, &out.phone_count);
	vcard_write(b, &out, version);
}

int card_read_version(struct call *c, enum vcard_version *out, struct problem *p)
{
	*out = VCARD_4;
	for (int i = 0; i < c->query.count; i++) {
		struct query_param *param = &c->query.params[i];
		if (strcmp(param->written, "version") != 0)
			continue;
		if (strcmp(param->value, "3.0") != 0 && strcmp(param->value, "4.0") != 0) {
			problem_set(p, PROBLEM_BAD_QUERY, "the parameter 'version' is not understood");
			return problem_violation(p, "version", "not_one_of", "{\"allowed\":[\"3.0\",\"4.0\"]}", "must be 3.0 or 4.0");
		}
		*out = *param->value == '3' ? VCARD_3 : VCARD_4;
		*param = c->query.params[--c->query.count];
		return 0;
	}
	return 0;
}

static int check_query(const struct call *c, struct problem *p)
{
	if (c->query.count == 0)
		return 0;
	problem_set(p, PROBLEM_BAD_QUERY, "the parameter '%s' is not understood", query_shown(c->arena, c->query.params[0].written));
	return problem_violation(p, c->query.params[0].written, "unknown_parameter", NULL, "is no parameter here");
}

/* GET /api/<table>/{id}/vcf */
int crud_card(struct call *c, const struct table *t, struct problem *p)
{
	enum vcard_version version;
	struct card_shape card;
	struct shape shape;
	struct sql q;
	if (row_check_id(c, t, p) < 0 || card_read_version(c, &version, p) < 0 || check_query(c, p) < 0)
		return -1;
	card_shape(t, &shape, &card);
	sql_init(&q, c->arena);
	buf_lit(&q.text, "select ");
	shape_select(&q.text, &shape);
	buf_printf(&q.text, " from public.%s t", t->resource->name);
	sql_where_id(&q, c, t, c->params[0]);
	buf_lit(&q.text, " and t.deleted_at is null");
	int row = sql_add(&q, c->tx, arena_printf(c->arena, "%s.card", t->resource->name), 0);
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, row)) == 0)
		return row_missing(t, p);
	c->response->content_type = CARD_CONTENT_TYPE;
	response_header(c->response, "Content-Disposition", "attachment; filename=\"%s.vcf\"", t->resource->name);
	card_write(&c->response->body, &card, &shape, tx_rows(c->tx, row), 0, version);
	return 0;
}
