/* SPDX-License-Identifier: Apache-2.0 */
/* One table in twenty dialects: whatever is said about a file by its bytes alone, the same rows come out of it. */
#include "../unit.h"
#include "base/buf.h"
#include "formats/charset.h"
#include "formats/delimited.h"

#define BYTES(literal) literal, sizeof(literal) - 1
#define WANTED "[name][city][price]\n[Jos\xc3\xa9" "e Weber][Esch, Alzette][1.485.000,50]\n[O'Hara \"Tim\"][two\nlines][]\n"
/* the rows as they stand in a file: with d between cells and n at line ends */
#define JOSEE(e) "Jos" e "e Weber"
#define UTF8_E "\xc3\xa9"
#define TABLE(d, n, e) \
	"name" d "city" d "price" n JOSEE(e) d "\"Esch, Alzette\"" d "\"1.485.000,50\"" n "\"O'Hara \"\"Tim\"\"\"" d "\"two\nlines\"" d n
#define QUOTED(d, n, e) \
	"\"name\"" d "\"city\"" d "\"price\"" n "\"" JOSEE(e) "\"" d "\"Esch, Alzette\"" d "\"1.485.000,50\"" n "\"O'Hara \"\"Tim\"\"\"" d \
	"\"two\nlines\"" d "\"\"" n
#define BOM "\xef\xbb\xbf"

static const struct {
	const char *name, *bytes;
	size_t size;
} dialects[] = {
    {"comma, LF", BYTES(TABLE(",", "\n", UTF8_E))},
    {"comma, CRLF", BYTES(TABLE(",", "\r\n", UTF8_E))},
    {"comma, CR", BYTES(TABLE(",", "\r", UTF8_E))},
    {"comma, BOM", BYTES(BOM TABLE(",", "\r\n", UTF8_E))},
    {"comma, all quoted", BYTES(QUOTED(",", "\r\n", UTF8_E))},
    {"comma, Windows-1252", BYTES(TABLE(",", "\r\n", "\xe9"))},
    {"semicolon, LF", BYTES(TABLE(";", "\n", UTF8_E))},
    {"semicolon, CRLF, BOM (Excel)", BYTES(BOM TABLE(";", "\r\n", UTF8_E))},
    {"semicolon, Windows-1252 (older Excel)", BYTES(TABLE(";", "\r\n", "\xe9"))},
    {"semicolon, all quoted", BYTES(QUOTED(";", "\n", UTF8_E))},
    {"semicolon, said by sep=", BYTES("sep=;\r\n" TABLE(";", "\r\n", UTF8_E))},
    {"comma, said by sep=", BYTES("sep=,\n" TABLE(",", "\n", UTF8_E))},
    {"tab, LF", BYTES(TABLE("\t", "\n", UTF8_E))},
    {"tab, CRLF", BYTES(TABLE("\t", "\r\n", UTF8_E))},
    {"tab, all quoted, Windows-1252", BYTES(QUOTED("\t", "\r\n", "\xe9"))},
    {"pipe, LF", BYTES(TABLE("|", "\n", UTF8_E))},
    {"pipe, all quoted, CR", BYTES(QUOTED("|", "\r", UTF8_E))},
    {"spaces before quotes", BYTES("name, city, price\nJos" UTF8_E "e Weber, \"Esch, Alzette\", \"1.485.000,50\"\n\"O'Hara \"\"Tim\"\"\" , \"two\nlines\",\n")},
    {"empty lines, none at the end", BYTES("\n\nname;city;price\n\nJos" UTF8_E "e Weber;Esch, Alzette;1.485.000,50\n;;\nO'Hara \"Tim\";\"two\nlines\";")},
};

struct table {
	struct buf b;
};

static int add_row(void *arg, const struct delimited_cell *cells, size_t count, struct problem *p)
{
	struct table *t = arg;
	(void)p;
	if (delimited_is_hint(cells, count))
		return 0;
	for (size_t i = 0; i < count; i++) {
		const char *s = cells[i].text + strspn(cells[i].text, " ");
		buf_printf(&t->b, "[%s]", s);
	}
	buf_put(&t->b, '\n');
	return 0;
}

static const char *read_table(struct unit *u, const char *s, size_t n, size_t step)
{
	struct charset_reader charset = {.from = charset_guess(s, n)};
	struct table t;
	struct buf text;
	buf_init(&t.b, u->arena, 64);
	buf_init(&text, u->arena, n + 16);
	charset_read(&charset, s, n, &text);
	charset_end(&charset, &text);
	struct delimited *d = delimited_new(u->arena, delimited_guess(u->arena, text.data, text.size), add_row, &t);
	for (size_t at = 0; at < text.size; at += step)
		assert_int_equal(delimited_read(d, text.data + at, text.size - at < step ? text.size - at : step, &u->p), 0);
	assert_int_equal(delimited_end(d, &u->p), 0);
	return buf_text(&t.b);
}

static void each_dialect_gives_the_same_rows(void **state)
{
	for (size_t i = 0; i < COUNT(dialects); i++) {
		print_message("%s\n", dialects[i].name);
		assert_string_equal(read_table(*state, dialects[i].bytes, dialects[i].size, SIZE_MAX / 2), WANTED);
	}
}

/* The twentieth: two bytes a letter. */
static void utf16_gives_the_same_rows(void **state)
{
	struct unit *u = *state;
	static const char latin[] = TABLE("\t", "\r\n", "\xe9");
	struct buf wide;
	buf_init(&wide, u->arena, 2 * sizeof latin);
	buf_lit(&wide, "\xff\xfe");
	for (size_t i = 0; i < sizeof latin - 1; i++) {
		buf_put(&wide, latin[i]);
		buf_put(&wide, '\0');
	}
	assert_string_equal(read_table(u, wide.data, wide.size, SIZE_MAX / 2), WANTED);
}

static void a_cut_anywhere_changes_nothing(void **state)
{
	for (size_t step = 1; step < 9; step++)
		assert_string_equal(read_table(*state, dialects[1].bytes, dialects[1].size, step), WANTED);
}

static void a_quote_that_never_ends_is_bounded(void **state)
{
	struct unit *u = *state;
	struct table t;
	size_t n = DELIMITED_MOST_ROW + 10;
	char *text = arena_alloc(u->arena, n);
	memset(text, 'a', n);
	text[0] = '"';
	buf_init(&t.b, u->arena, 64);
	struct delimited *d = delimited_new(u->arena, ',', add_row, &t);
	assert_int_equal(delimited_read(d, text, n, &u->p), -1);
	assert_string_equal(unit_violations(&u->p), " too_long");
}

static void a_row_of_too_many_cells_is_refused(void **state)
{
	struct unit *u = *state;
	struct table t;
	char text[DELIMITED_MOST_CELLS + 1];
	memset(text, ',', sizeof text);
	buf_init(&t.b, u->arena, 64);
	struct delimited *d = delimited_new(u->arena, ',', add_row, &t);
	assert_int_equal(delimited_read(d, text, sizeof text, &u->p), -1);
	assert_string_equal(unit_violations(&u->p), " too_many");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT(each_dialect_gives_the_same_rows),
	    UNIT(utf16_gives_the_same_rows),
	    UNIT(a_cut_anywhere_changes_nothing),
	    UNIT(a_quote_that_never_ends_is_bounded),
	    UNIT(a_row_of_too_many_cells_is_refused),
	};
	return UNIT_RUN(tests);
}
