/* SPDX-License-Identifier: Apache-2.0 */
/* A body over fields of every type: what is taken fits its field and can be bound, what is not is told of in
 * an answer that parses. The first byte says which kind of write it is. */
#include "fuzz.h"

#include "../unit/rest/sample.c" /* a target is one file */
#include "base/buf.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/utf8.h"
#include "http/response.h"
#include "rest/assign.h"
#include "rest/field_type.h"
#include "rest/write.h"

static void check_value(struct arena *a, const struct write_value *v, enum write_kind kind)
{
	struct sql q;
	MUST(v->text == NULL || utf8_valid(v->text, strlen(v->text)));
	sql_init(&q, a);
	assign_value(&q, v, kind == WRITE_UPDATE);
	MUST(q.count == 1 && q.values[0] == v->text);
	if (v->field == NULL || v->text == NULL)
		return;
	MUST(!(v->field->flags & FIELD_READ_ONLY));
	/* a text that is stored is one that a filter can look for */
	if (v->field->type == FIELD_DECIMAL || v->field->type == FIELD_INT || v->field->type == FIELD_TIME)
		MUST(field_read_text(a, v->field, v->text) != NULL);
	if (v->field->type == FIELD_TEXTS) {
		struct buf b;
		const struct jvalue *list;
		struct json_fault fault;
		buf_init(&b, a, 64);
		field_write(&b, FIELD_TEXTS, v->text, strlen(v->text));
		MUST(jvalue_parse(a, b.data, b.size, &list, &fault) == 0);
		MUST(jvalue_size(list) == jvalue_size(v->json));
		for (size_t i = 0; i < jvalue_size(list); i++)
			MUST(strcmp(jvalue_string(jvalue_at(list, i)), jvalue_string(jvalue_at(v->json, i))) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	struct arena *a = arena_new(8192);
	enum write_kind kind = (enum write_kind)(data[0] % 3);
	const struct jvalue *body, *answer;
	struct json_fault fault;
	struct problem p;
	struct write w;
	problem_init(&p, a);
	if (jvalue_parse_body(a, (const char *)data + 1, size - 1, &body, &fault) < 0) {
		arena_free(a);
		return 0;
	}
	if (write_read(a, sample_things.fields, body, kind, &w, &p) == 0) {
		MUST(p.code == PROBLEM_NONE);
		for (int i = 0; i < w.count; i++)
			check_value(a, &w.values[i], kind);
	} else {
		struct response r;
		MUST(p.code == PROBLEM_VALIDATION && p.violations != NULL);
		response_init(&r, a);
		response_problem(&r, &p, "id");
		MUST(jvalue_parse(a, r.body.data, r.body.size, &answer, &fault) == 0);
	}
	arena_free(a);
	return 0;
}
