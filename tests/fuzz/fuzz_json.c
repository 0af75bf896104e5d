/* SPDX-License-Identifier: Apache-2.0 */
/* The gate and the tree agree: what passes the one is built by the other (unless a member came twice), is
 * printed, and reads the same again. */
#include "fuzz.h"

#include "base/json_gate.h"
#include "base/jvalue.h"
#include "base/utf8.h"

static void walk(struct arena *a, const struct jvalue *v)
{
	int64_t n;
	const char *s = jvalue_string(v), *digits = jvalue_number(v);
	if (s != NULL)
		MUST(strlen(s) == jvalue_string_size(v) && utf8_valid(s, strlen(s)));
	if (jvalue_integer(v, &n))
		MUST(strtoll(digits, NULL, 10) == n);
	struct jvalue_member *m = jvalue_members(a, v);
	for (size_t i = 0; i < jvalue_size(v); i++) {
		const struct jvalue *inner = jvalue_kind(v) == JSON_OBJECT ? m[i].value : jvalue_at(v, i);
		if (jvalue_kind(v) == JSON_OBJECT)
			MUST(utf8_valid(m[i].name, strlen(m[i].name)));
		walk(a, inner);
	}
}

/* Printed, and the same read again. */
static void check_print(struct arena *a, const struct jvalue *v)
{
	const struct jvalue *again;
	struct json_fault fault;
	const char *once = arena_strdup(a, jvalue_print(a, v));
	MUST(jvalue_parse_body(a, once, strlen(once), &again, &fault) == 0);
	MUST(strcmp(jvalue_print(a, again), once) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(4096);
	const char *text = (const char *)data;
	const struct jvalue *v, *body;
	struct json_fault fault = {JSON_OK, 0}, gate_fault = {JSON_OK, 0}, body_fault = {JSON_OK, 0};
	size_t members;
	int gate = json_gate(text, size, &members, NULL, &gate_fault), tree = jvalue_parse(a, text, size, &v, &fault);
	int filled = jvalue_parse_body(a, text, size, &body, &body_fault);
	MUST(fault.offset <= size && gate_fault.offset <= size && body_fault.offset <= size);
	if (gate < 0)
		MUST(tree < 0 && fault.kind == gate_fault.kind && fault.offset == gate_fault.offset);
	else if (tree < 0)
		MUST(fault.kind == JSON_DUPLICATE_MEMBER);
	/* a body differs in long numbers alone */
	MUST(body_fault.kind != JSON_LONG_NUMBER);
	if (tree == 0) {
		walk(a, v);
		check_print(a, v);
		MUST(filled == 0 && strcmp(jvalue_print(a, body), jvalue_print(a, v)) == 0);
	} else if (fault.kind != JSON_LONG_NUMBER) {
		MUST(filled < 0 && body_fault.kind == fault.kind && body_fault.offset == fault.offset);
	} else if (filled == 0) {
		walk(a, body);
		check_print(a, body);
	}
	arena_free(a);
	return 0;
}
