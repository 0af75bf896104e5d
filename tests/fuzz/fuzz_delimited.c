/* SPDX-License-Identifier: Apache-2.0 */
/* A table as text: any bytes, in any encoding, give the same rows wherever they are cut. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/problem.h"
#include "base/utf8.h"
#include "formats/charset.h"
#include "formats/delimited.h"

static int add_row(void *arg, const struct delimited_cell *cells, size_t count, struct problem *p)
{
	struct buf *b = arg;
	(void)p;
	for (size_t i = 0; i < count; i++) {
		MUST(cells[i].text[cells[i].size] == '\0' && utf8_valid(cells[i].text, cells[i].size));
		buf_printf(b, "[%s]", cells[i].text);
	}
	buf_put(b, '\n');
	return 0;
}

static const char *rows(struct arena *a, const char *s, size_t n, char delimiter, size_t step)
{
	struct buf b;
	struct problem p;
	buf_init(&b, a, n + 16);
	problem_init(&p, a);
	struct delimited *d = delimited_new(a, delimiter, add_row, &b);
	for (size_t at = 0; at < n; at += step)
		if (delimited_read(d, s + at, n - at < step ? n - at : step, &p) < 0)
			return arena_printf(a, "%srefused", buf_text(&b));
	return delimited_end(d, &p) < 0 ? arena_printf(a, "%srefused", buf_text(&b)) : buf_text(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(4096);
	struct charset_reader whole = {.from = charset_guess((const char *)data, size)}, cut = whole;
	struct buf text, again;
	buf_init(&text, a, size + 16);
	buf_init(&again, a, size + 16);
	charset_read(&whole, (const char *)data, size, &text);
	charset_end(&whole, &text);
	for (size_t at = 0; at < size; at += 3)
		charset_read(&cut, (const char *)data + at, size - at < 3 ? size - at : 3, &again);
	charset_end(&cut, &again);
	MUST(text.size == again.size && memcmp(text.data, again.data, text.size) == 0);
	MUST(utf8_valid(text.data, text.size));
	char delimiter = delimited_guess(a, text.data, text.size);
	MUST(strcmp(rows(a, text.data, text.size, delimiter, text.size + 1), rows(a, text.data, text.size, delimiter, 5)) == 0);
	arena_free(a);
	return 0;
}
