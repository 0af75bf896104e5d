/* SPDX-License-Identifier: Apache-2.0 */
/* A cell of CSV, byte by byte. tests/api/export reads whole files back. */
#include "../unit.h"

#include "base/buf.h"
#include "rest/csv.h"

static void test_cells(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *text, *cell;
	} cases[] = {
	    {"", ""},
	    {"plain", "plain"},
	    {"a;b", "a;b"},
	    {"a,b", "\"a,b\""},
	    {"\"", "\"\"\"\""},
	    {"a\nb", "\"a\nb\""},
	    {"a\rb", "\"a\rb\""},
	    {" a", "\" a\""},
	    {"a ", "\"a \""},
	    {"\xc3\xa9", "\xc3\xa9"},
	    /* what a spreadsheet takes for a formula */
	    {"=1+1", "'=1+1"},
	    {"+a", "'+a"},
	    {"-", "'-"},
	    {"-1-1", "'-1-1"},
	    {"@a", "'@a"},
	    {"\ta", "'\ta"},
	    {"\r=1", "\"'\r=1\""},
	    {"=a,\"b\"", "\"'=a,\"\"b\"\"\""},
	    {"1=1", "1=1"},
	    /* and what is a number */
	    {"-1", "-1"},
	    {"+352661123456", "+352661123456"},
	    {"-1.50", "-1.50"},
	    {"-.", "'-."},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b;
		buf_init(&b, u->arena, 16);
		csv_write_text(&b, cases[i].text, strlen(cases[i].text));
		assert_string_equal(buf_text(&b), cases[i].cell);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_cells)};
	return UNIT_RUN(tests);
}
