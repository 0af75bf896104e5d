/* SPDX-License-Identifier: Apache-2.0 */
/* A cursor: what is taken is what was given out, to the letter; what was given out returns its values. */
#include "fuzz.h"

#include "base/problem.h"
#include "conf/conf.h"
#include "rest/cursor.h"

static const char *keys[] = {"0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"};
static const struct conf conf = {.secret_keys = {keys, 2}}, old = {.secret_keys = {keys + 1, 1}};

static void read_text(struct arena *a, const char *cursor, int count)
{
	const char *values[CURSOR_MOST_VALUES];
	struct problem p;
	problem_init(&p, a);
	if (cursor_read(a, &conf, "list", cursor, values, count, &p) < 0) {
		MUST(p.code == PROBLEM_BAD_CURSOR);
		return;
	}
	MUST(strcmp(cursor_write(a, &conf, "list", values, count), cursor) == 0 ||
	     strcmp(cursor_write(a, &old, "list", values, count), cursor) == 0);
}

/* The text between line feeds; an empty one stands for NULL. */
static void return_values(struct arena *a, char *text, int count)
{
	const char *values[CURSOR_MOST_VALUES], *back[CURSOR_MOST_VALUES];
	struct problem p;
	for (int i = 0; i < count; i++) {
		values[i] = text == NULL || *text == '\n' ? NULL : text;
		if (text != NULL && (text = strchr(text, '\n')) != NULL)
			*text++ = '\0';
	}
	const char *cursor = cursor_write(a, &old, "list", values, count);
	problem_init(&p, a);
	int rc = cursor_read(a, &conf, "list", cursor, back, count, &p);
	if (strlen(cursor) > 2000) {
		MUST(rc == -1);
		return;
	}
	MUST(rc == 0);
	for (int i = 0; i < count; i++)
		MUST(values[i] == NULL ? back[i] == NULL : back[i] != NULL && strcmp(values[i], back[i]) == 0);
	problem_init(&p, a);
	MUST(cursor_read(a, &conf, "other", cursor, back, count, &p) == -1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	struct arena *a = arena_new(4096);
	int count = 1 + data[0] % CURSOR_MOST_VALUES;
	read_text(a, fuzz_string(a, data + 1, size - 1), count);
	return_values(a, fuzz_string(a, data + 1, size - 1), count);
	arena_free(a);
	return 0;
}
