/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "rest/grid.h"

#include "base/arena.h"
#include "base/buf.h"

/* "a|b;c|~": cells, rows, and ~ for NULL */
static const char *read_as(struct unit *u, const char *text, int width)
{
	const struct grid_cell *cells = NULL;
	struct buf b;
	int rows = grid_read(u->arena, text, text == NULL ? 0 : strlen(text), width, &cells);
	buf_init(&b, u->arena, 0);
	for (int i = 0; i < rows * width; i++) {
		buf_puts(&b, i == 0 ? "" : i % width == 0 ? ";" : "|");
		if (cells[i].text != NULL)
			assert_int_equal(strlen(cells[i].text), cells[i].size);
		buf_puts(&b, cells[i].text == NULL ? "~" : cells[i].text);
	}
	return buf_text(&b);
}

/* Each as Postgres 15 prints it. */
static void test_printed(void **state)
{
	assert_string_equal(read_as(*state, "{{a,b},{c,NULL}}", 2), "a|b;c|~");
	assert_string_equal(read_as(*state, "{{\"\",\"NULL\",\"a,b\"}}", 3), "|NULL|a,b");
	assert_string_equal(read_as(*state, "{{\"a\\\"b\\\\c\",\"{x,\\\"y z\\\"}\"},{\" \",\"\n\"}}", 2), "a\"b\\c|{x,\"y z\"}; |\n");
	assert_string_equal(read_as(*state, "{{é}}", 1), "é");
	assert_string_equal(read_as(*state, NULL, 3), "");
	assert_string_equal(read_as(*state, "{}", 3), "");
}

/* Never past the end, and never half a row. */
static void test_cut_off(void **state)
{
	static const char whole[] = "{{a,\"b\\\"\"},{c,d}}";
	struct unit *u = *state;
	const struct grid_cell *cells;
	for (size_t n = 0; n <= sizeof whole - 1; n++)
		assert_int_equal(grid_read(u->arena, arena_strndup(u->arena, whole, n), n, 2, &cells), n < 10 ? 0 : n < 16 ? 1 : 2);
	assert_string_equal(read_as(u, "{{a,b},{c}}", 2), "a|b");
	assert_string_equal(read_as(u, "{{a,b,c}}", 2), "");
	assert_string_equal(read_as(u, "a", 1), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_printed), UNIT(test_cut_off)};
	return UNIT_RUN(tests);
}
