/* SPDX-License-Identifier: Apache-2.0 */
/* A bundle: cut anywhere it has the same lines, and each is read as a row of each table: either it is refused with a reason, or its
 * values are a record's. */
#include "fuzz.h"

#include "app/modules.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/utf8.h"
#include "intake/bundle.h"
#include "intake/reader.h"

struct seen {
	struct arena *arena;
	size_t lines, bytes;
	bool reads;
};

static void read_as(struct arena *a, const struct table *t, const struct jvalue *line)
{
	struct bundle_row row;
	struct mapping_row values = {.body = NULL};
	struct problem p, own;
	problem_init(&p, a);
	problem_init(&own, a);
	if (bundle_read(a, t, line, &row, &p) < 0) {
		MUST(p.violations != NULL);
		return;
	}
	MUST(row.external_ref != NULL && row.ref_count <= BUNDLE_MOST_REFS);
	for (size_t i = 0; i < row.ref_count; i++)
		row.refs[i].id = "019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e";
	for (int is_new = 0; is_new < 2; is_new++) {
		problem_init(&own, a);
		if (bundle_values(a, t, &row, is_new == 1, &values, &own) < 0)
			MUST(own.violations != NULL);
		else
			MUST(strcmp(write_text(&values.write, "external_ref"), row.external_ref) == 0);
	}
}

static int see(void *arg, const char *json, size_t n, struct problem *p)
{
	struct seen *seen = arg;
	const struct jvalue *line = NULL;
	struct json_fault fault;
	(void)p;
	seen->lines++;
	seen->bytes += n;
	MUST(jvalue_parse(seen->arena, json, n, &line, &fault) == 0 && jvalue_kind(line) == JSON_OBJECT);
	for (size_t i = 0; seen->reads && bundle_table(i) != NULL; i++)
		read_as(seen->arena, bundle_table(i), line);
	return 0;
}

static struct seen take(struct arena *a, const uint8_t *data, size_t size, size_t step)
{
	struct seen seen = {.arena = a, .reads = step > size};
	struct reader_style style = {.format = READER_BUNDLE};
	struct problem p;
	int rc = 0;
	problem_init(&p, a);
	struct reader *r = reader_new(a, &style, see, &seen);
	for (size_t at = 0; rc == 0 && at < size; at += step)
		rc = reader_read(r, (const char *)data + at, size - at < step ? size - at : step, &p);
	if (rc == 0)
		rc = reader_end(r, &p);
	MUST((rc < 0) == (p.code != PROBLEM_NONE));
	return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool begun;
	if (!begun)
		modules_register_tables();
	begun = true;
	struct arena *a = arena_new(4096);
	struct seen whole = take(a, data, size, size + 1), cut = take(a, data, size, 7);
	MUST(whole.lines == cut.lines && whole.bytes == cut.bytes);
	arena_free(a);
	return 0;
}
