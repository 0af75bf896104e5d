/* SPDX-License-Identifier: Apache-2.0 */
/* Array literals, both ways: any text becomes a JSON list without a step beyond its end, and texts return
 * from a literal of ours as they were. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/jvalue.h"
#include "base/utf8.h"
#include "rest/field_type.h"

static void write_any(struct arena *a, const uint8_t *data, size_t size)
{
	struct buf b;
	const struct jvalue *v;
	struct json_fault fault;
	char *exact = arena_alloc(a, size);
	memcpy(exact, data, size);
	buf_init(&b, a, 64);
	field_write(&b, FIELD_TEXTS, exact, size);
	if (jvalue_parse(a, b.data, b.size, &v, &fault) == 0)
		MUST(jvalue_kind(v) == JSON_ARRAY);
	else
		MUST(fault.kind == JSON_NOT_UTF8 || fault.kind == JSON_HAS_NUL);
}

static void return_texts(struct arena *a, char *text)
{
	enum { MOST = 100 };
	const char *texts[MOST];
	size_t n = 0;
	struct buf b;
	const struct jvalue *v;
	struct json_fault fault;
	for (char *item; n < MOST && (item = strsep(&text, "\n")) != NULL;)
		texts[n++] = item;
	const char *literal = field_array(a, texts, n);
	buf_init(&b, a, 64);
	field_write(&b, FIELD_TEXTS, literal, strlen(literal));
	MUST(jvalue_parse(a, b.data, b.size, &v, &fault) == 0 && jvalue_size(v) == n);
	for (size_t i = 0; i < n; i++)
		MUST(strcmp(jvalue_string(jvalue_at(v, i)), texts[i]) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(4096);
	char *text = fuzz_string(a, data, size);
	write_any(a, data, size);
	if (utf8_valid(text, strlen(text)))
		return_texts(a, text);
	arena_free(a);
	return 0;
}
