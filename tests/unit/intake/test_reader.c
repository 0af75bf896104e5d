/* SPDX-License-Identifier: Apache-2.0 */
/* Files of each kind as rows of cells, and what is seen in them on the way. */
#include "../unit.h"
#include "base/buf.h"
#include "intake/reader.h"

static int add_row(void *arg, const char *json, size_t n, struct problem *p)
{
	struct buf *b = arg;
	(void)p;
	buf_write(b, json, n);
	buf_put(b, '\n');
	return 0;
}

static struct reader *read_file(struct unit *u, const char *name, const char *text, int has_header, struct buf *rows)
{
	struct reader_style style = {.has_header = has_header};
	buf_init(rows, u->arena, 256);
	reader_guess(u->arena, name, text, strlen(text), false, &style);
	struct reader *r = reader_new(u->arena, &style, add_row, rows);
	assert_int_equal(reader_read(r, text, strlen(text), &u->p), 0);
	assert_int_equal(reader_end(r, &u->p), 0);
	return r;
}

static const char *columns(struct unit *u, const struct reader *r)
{
	const struct reader_found *found = reader_found(r);
	const char *all = "";
	for (size_t i = 0; i < found->column_count; i++)
		all = arena_printf(u->arena, "%s[%s]", all, found->columns[i].name);
	return all;
}

static void a_table_has_its_header_and_no_empty_cells(void **state)
{
	struct unit *u = *state;
	struct buf rows;
	struct reader *r = read_file(u, "a.csv", "Name;Mail;Mail;\nTim; t@x.lu ;;'=x\n;;;\n\"Anne\";;b@x.lu;\n", -1, &rows);
	assert_string_equal(columns(u, r), "[Name][Mail][Mail (2)][Column 4]");
	assert_string_equal(buf_text(&rows), "{\"0\":\"Tim\",\"1\":\"t@x.lu\",\"3\":\"=x\"}\n{\"0\":\"Anne\",\"2\":\"b@x.lu\"}\n");
	assert_int_equal(reader_found(r)->rows, 2);
	assert_string_equal(reader_found(r)->columns[0].samples[1], "Anne");
}

static void a_first_row_of_values_is_no_header(void **state)
{
	struct unit *u = *state;
	struct buf rows;
	struct reader *r = read_file(u, "a.csv", "Tim,t@x.lu\nAnne,a@x.lu\n", -1, &rows);
	assert_false(reader_found(r)->has_header);
	assert_string_equal(columns(u, r), "[Column 1][Column 2]");
	assert_int_equal(reader_found(r)->rows, 2);
	assert_string_equal(columns(u, read_file(u, "a.csv", "Tim,t@x.lu\nAnne,a@x.lu\n", 1, &rows)), "[Tim][t@x.lu]");
}

static void lines_of_json_have_columns_of_all_their_members(void **state)
{
	struct unit *u = *state;
	struct buf rows;
	struct reader *r = read_file(u, "a.jsonl", "{\"title\":{\"fr\":\"Maison\"},\"price\":12.50,\"tags\":[\"a, b\",\"c\"]}\r\n\n{\"price\":3,\"gone\":null}", -1, &rows);
	assert_string_equal(columns(u, r), "[title.fr][price][tags]");
	assert_string_equal(buf_text(&rows), "{\"0\":\"Maison\",\"1\":\"12.50\",\"2\":[\"a, b\",\"c\"]}\n{\"1\":\"3\"}\n");
}

static void a_line_that_is_no_object_is_named(void **state)
{
	struct unit *u = *state;
	struct reader_style style = {.format = READER_NDJSON};
	struct buf rows;
	buf_init(&rows, u->arena, 64);
	struct reader *r = reader_new(u->arena, &style, add_row, &rows);
	assert_int_equal(reader_read(r, "{}\n[]\n", 6, &u->p), -1);
	assert_string_equal(u->p.violations->detail, "has no JSON object in line 2");
}

static void cards_have_the_columns_of_people(void **state)
{
	struct unit *u = *state;
	struct buf rows;
	struct reader *r = read_file(u, "a.vcf", "BEGIN:VCARD\nFN:Tim\nEMAIL;TYPE=work:t@x.lu\nEMAIL:u@x.lu\nADR:;;Rue 1;Esch;;4001;LU\nEND:VCARD\n", -1, &rows);
	assert_string_equal(columns(u, r), "[Name][Email][Address]");
	assert_string_equal(buf_text(&rows), "{\"0\":\"Tim\",\"1\":[[\"t@x.lu\",\"work\"],[\"u@x.lu\",null]],\"2\":\"Rue 1, 4001 Esch, LU\"}\n");
}

static void marks_and_days_are_counted_where_they_tell(void **state)
{
	struct unit *u = *state;
	struct buf rows;
	const struct reader_found *found = reader_found(read_file(u, "a.csv", "price;day\n1.200,50;31/12/2026\n4,5;1/2/2026\n\"1.200\";12/31/2026\n", -1, &rows));
	assert_int_equal(found->commas, 2);
	assert_int_equal(found->points, 0);
	assert_int_equal(found->days_first, 1);
	assert_int_equal(found->months_first, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT(a_table_has_its_header_and_no_empty_cells),
	    UNIT(a_first_row_of_values_is_no_header),
	    UNIT(lines_of_json_have_columns_of_all_their_members),
	    UNIT(a_line_that_is_no_object_is_named),
	    UNIT(cards_have_the_columns_of_people),
	    UNIT(marks_and_days_are_counted_where_they_tell),
	};
	return UNIT_RUN(tests);
}
