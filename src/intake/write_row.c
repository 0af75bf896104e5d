/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/arena.h"
#include "base/json_out.h"
#include "db/tx.h"
#include "intake/step.h"
#include "rest/assign.h"
#include "rest/change.h"

/* Words of a column are added to those that are there; a bundle says all of them. */
static void write_assigned(const struct step *s, struct sql *q, const struct write_value *v)
{
	if (s->k->bundle || v->field == NULL || v->field->type != FIELD_TEXTS) {
		assign_value(q, v, 1);
		return;
	}
	buf_printf(&q->text, "intake.with_words(t.%s,", v->column);
	sql_bind(q, v->text);
	buf_put(&q->text, ')');
}

/* with o as (select …, (t.name is distinct from $1 or …) as differs from … for this row), w as (update … where o.differs)
 * select o.differs, whether it was written: a row that a policy keeps from being changed differs and is not. */
static void write_update(struct step *s, struct sql *q, const struct row *row)
{
	const struct write *w = &row->values.write;
	const char *table = step_resource(s)->name;
	buf_lit(&q->text, "with o as (select t.id, (t.deleted_at is not null");
	for (int i = 0; i < w->count; i++) {
		if (w->values[i].field == NULL) /* what was typed says the same in another way */
			continue;
		buf_printf(&q->text, " or t.%s is distinct from ", w->values[i].column);
		write_assigned(s, q, &w->values[i]);
	}
	buf_printf(&q->text, ") as differs from public.%s t", table);
	sql_where_id(q, &s->call, s->k->mapping->table, row->id);
	buf_printf(&q->text, "), w as (update public.%s t set deleted_at = null", table);
	for (int i = 0; i < w->count; i++) {
		buf_printf(&q->text, ",%s = ", w->values[i].column);
		write_assigned(s, q, &w->values[i]);
	}
	buf_lit(&q->text, " from o");
	sql_where_id(q, &s->call, s->k->mapping->table, row->id);
	buf_lit(&q->text, " and o.id = t.id and o.differs returning 1) select o.differs, exists (select from w) from o");
}

static void write_where_part(const struct step *s, struct sql *q, const struct mapping_part *part, const char *record)
{
	(void)s;
	buf_printf(&q->text, " where t.agency_id = app.agency_id() and t.%s = ", part->part->owner);
	sql_bind(q, record);
	buf_printf(&q->text, " and t.%s = ", part->part->field);
	sql_bind(q, part->text);
	buf_lit(&q->text, " and t.deleted_at is null");
}

/* A further address, unless the record has it. */
static int add_part(struct step *s, struct tx *tx, const struct mapping_part *part, const char *record)
{
	struct sql q;
	sql_init(&q, s->a);
	buf_printf(&q.text, "insert into public.%s (agency_id,%s,%s,label%s%s) select app.agency_id(),", part->part->table, part->part->owner,
		   part->part->field, part->raw == NULL ? "" : ",", part->raw == NULL ? "" : part->field->raw);
	sql_bind(&q, record);
	buf_lit(&q.text, "::uuid,");
	sql_bind(&q, part->text);
	buf_put(&q.text, ',');
	sql_bind(&q, part->label);
	if (part->raw != NULL) {
		buf_put(&q.text, ',');
		sql_bind(&q, part->raw);
	}
	buf_printf(&q.text, " where not exists (select from public.%s t", part->part->table);
	write_where_part(s, &q, part, record);
	buf_lit(&q.text, ") returning 1");
	return sql_add(&q, tx, "intake.add_part", 1);
}

/* The record's own address has its row from a trigger, without a label. */
static int add_label(struct step *s, struct tx *tx, const struct mapping_part *part, const char *record)
{
	struct sql q;
	sql_init(&q, s->a);
	buf_printf(&q.text, "update public.%s t set label = ", part->part->table);
	sql_bind(&q, part->label);
	write_where_part(s, &q, part, record);
	buf_lit(&q.text, " and t.label is null returning 1");
	return sql_add(&q, tx, "intake.add_label", 1);
}

static void add_parts(struct step *s, struct tx *tx, struct row *row)
{
	for (size_t i = 0; i < row->values.part_count && row->part_count < STEP_MOST_PARTS; i++) {
		const struct mapping_part *part = &row->values.parts[i];
		if (!part->first)
			row->parts[row->part_count++] = add_part(s, tx, part, row->id);
		else if (part->label != NULL)
			row->parts[row->part_count++] = add_label(s, tx, part, row->id);
	}
}

static void add_make(struct step *s, struct tx *tx, const struct row *row, const char *make)
{
	struct sql q;
	const char *replaced = row->found ? arena_printf(s->a, ",\"replaces\":\"%s\"", row->id) : "";
	sql_init(&q, s->a);
	buf_puts(&q.text, make);
	q.values[q.count++] = arena_printf(s->a, "{%s%s}", row->file.facts, replaced);
	sql_add(&q, tx, "intake.make_of_file", 1);
}

/* What no column says: -1, nothing. */
static int add_settle(struct step *s, struct tx *tx, const struct row *row, const char *settle)
{
	const struct write_value *position = write_find(&row->line.file, "position"), *cover = write_find(&row->line.file, "cover");
	struct sql q;
	struct buf b;
	if (position == NULL && cover == NULL && row->file.origin == NULL)
		return -1;
	buf_init(&b, s->a, 256);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	json_out_member(&o, "position", position == NULL ? NULL : position->text);
	json_out_member(&o, "cover", cover == NULL ? NULL : cover->text);
	json_out_member(&o, "url", row->file.origin);
	json_out_member(&o, "etag", row->file.etag);
	json_out_close(&o, '}');
	sql_init(&q, s->a);
	buf_puts(&q.text, settle);
	q.values[q.count++] = row->id;
	q.values[q.count++] = buf_text(&b);
	return sql_add(&q, tx, "intake.settle", 1);
}

/* A record, its file and its parts stand or fall together, and by themselves. What has a file is made of it, and then changed as any
 * other. */
void step_add_row(struct step *s, struct tx *tx, struct row *row)
{
	const struct resource_files *files = s->k->bundle ? step_resource(s)->files : NULL;
	struct sql q;
	tx_begin_apart(tx);
	if (files != NULL && row->file.facts != NULL) {
		add_make(s, tx, row, files->make);
		row->id = row->file.id;
	}
	sql_init(&q, s->a);
	if (row->found || files != NULL)
		write_update(s, &q, row);
	else
		change_insert(&q, &s->call, s->k->mapping->table, row->id, &row->values.write);
	row->change = sql_add(&q, tx, row->found ? "intake.change" : "intake.make", 1);
	add_parts(s, tx, row);
	row->settled = files == NULL ? -1 : add_settle(s, tx, row, files->settle);
	tx_end_apart(tx);
}
