/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/assign.h"

#include "rest/field.h"
#include "rest/write.h"

void assign_value(struct sql *q, const struct write_value *v, int patching)
{
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
