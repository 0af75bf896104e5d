/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/assign.h"

#include "rest/field_type.h"
#include "rest/write.h"

/* Those that are there stay as and where they are. */
static void assign_items(struct sql *q, const struct write_value *v)
{
	if (v->how == WRITE_ADD) {
		buf_printf(&q->text, "app.add_items('%s',t.%s,", v->column, v->column);
		sql_bind(q, v->text);
		buf_printf(&q->text, "::text[],%d)", field_most_items(v->field));
		return;
	}
	buf_printf(&q->text, "array(select i from unnest(t.%s) with ordinality l (i, n) where i <> all (", v->column);
	sql_bind(q, v->text);
	buf_lit(&q->text, "::text[]) order by n)");
}

void assign_value(struct sql *q, const struct write_value *v, int patching)
{
	if (v->how != WRITE_SET) {
		assign_items(q, v);
		return;
	}
	bool merges = v->field != NULL && (v->field->type == FIELD_I18N || v->field->type == FIELD_JSON);
	if (!merges) {
		sql_bind(q, v->text);
		return;
	}
	if (!patching || v->json == NULL)
		buf_lit(&q->text, "app.merge_patch('{}',");
	else
		buf_printf(&q->text, "app.merge_patch(t.%s,", v->column);
	sql_bind(q, v->text);
	buf_put(&q->text, ')');
}
