/* SPDX-License-Identifier: Apache-2.0 */
/* A query, all the way into SQL: nothing that a client sends becomes part of a statement's text, and every
 * refusal is a problem that can be answered with. */
#include "fuzz.h"

#include "../unit/rest/sample.c" /* a target is one file */
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/utf8.h"
#include "http/query.h"
#include "http/response.h"
#include "rest/call.h"
#include "rest/where.h"

static void check_answer(struct arena *a, const struct problem *p)
{
	struct response answer;
	const struct jvalue *v;
	struct json_fault fault;
	response_init(&answer, a);
	response_problem(&answer, p, "id");
	MUST(answer.status == 400);
	MUST(jvalue_parse(a, answer.body.data, answer.body.size, &v, &fault) == 0);
}

/* Only what tables of ours hold: letters, digits, and the signs of SQL that are in use. */
static void check_text(const struct sql *q)
{
	int bound = 0;
	for (size_t i = 0; i < q->text.size; i++) {
		char c = q->text.data[i];
		MUST((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr(" _.,()<>=$*:[]", c) != NULL);
		bound += c == '$';
	}
	MUST(bound == q->count);
	for (int i = 0; i < q->count; i++)
		MUST(q->values[i] == NULL || utf8_valid(q->values[i], strlen(q->values[i])));
}

static void write_statement(struct call *c, const struct selection *s)
{
	static const char *const after[] = {NULL, "b", NULL, "d"};
	struct sql q;
	sql_init(&q, c->arena);
	shape_select(&q.text, &s->shape);
	shape_joins(&q.text, &s->shape);
	where_write(&q, c, s);
	const char *values[CURSOR_MOST_VALUES];
	for (int i = 0; i <= s->sort_count; i++)
		values[i] = i == s->sort_count ? "id" : after[i];
	where_write_after(&q, s, values);
	where_write_order(&q, s);
	check_text(&q);
	MUST(utf8_valid(selection_name(c->arena, s), strlen(selection_name(c->arena, s))));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(16384);
	struct problem p;
	struct call c = {.arena = a};
	struct selection s;
	sample_register();
	problem_init(&p, a);
	if (query_parse(a, fuzz_string(a, data, size), &c.query, &p) < 0) {
		MUST(p.code == PROBLEM_BAD_QUERY);
		check_answer(a, &p);
	} else if (selection_read_list(&c, table_find("things"), &s, &p) < 0) {
		MUST(p.code == PROBLEM_BAD_QUERY && p.violations != NULL);
		check_answer(a, &p);
	} else {
		write_statement(&c, &s);
	}
	problem_init(&p, a);
	if (c.query.params != NULL)
		selection_read_one(&c, table_find("people"), &s, &p);
	arena_free(a);
	return 0;
}
