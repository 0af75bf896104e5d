/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/problem.h"
#include "formats/delimited.h"

/* What a delimiter makes of the beginning of a file: how many rows have how many cells. */
struct trial {
	size_t rows, with[DELIMITED_MOST_CELLS + 1];
};

static int count_row(void *arg, const struct delimited_cell *cells, size_t count, struct problem *p)
{
	struct trial *t = arg;
	(void)cells, (void)p;
	t->rows++;
	t->with[count]++;
	return 0;
}

/* Of a thousand rows, how many have the same number of cells, and that number. The last row may be cut off: it is left out. */
static size_t weigh(struct arena *a, char delimiter, const char *s, size_t n, size_t *cells)
{
	struct trial t = {.rows = 0};
	struct problem ignored;
	size_t most = 0;
	problem_init(&ignored, a);
	struct delimited *d = delimited_new(a, delimiter, count_row, &t);
	if (delimited_read(d, s, n, &ignored) < 0)
		return 0;
	if (t.rows == 0 && delimited_end(d, &ignored) < 0)
		return 0;
	for (size_t i = 2; i <= DELIMITED_MOST_CELLS; i++)
		if (t.with[i] > most) {
			most = t.with[i];
			*cells = i;
		}
	return t.rows == 0 ? 0 : 1000 * most / t.rows;
}

bool delimited_is_hint(const struct delimited_cell *cells, size_t count)
{
	return count >= 1 && cells[0].size <= 5 && strncasecmp(cells[0].text, "sep=", 4) == 0;
}

char delimited_guess(struct arena *a, const char *s, size_t n)
{
	static const char candidates[] = {',', ';', '\t', '|'};
	char best = ',';
	size_t best_share = 0, best_cells = 0;
	if (n > 5 && strncasecmp(s, "sep=", 4) == 0 && memchr(candidates, s[4], sizeof candidates) != NULL)
		return s[4];
	for (size_t i = 0; i < sizeof candidates; i++) {
		size_t cells = 0, share = weigh(a, candidates[i], s, n, &cells);
		if (share > best_share || (share == best_share && cells > best_cells)) {
			best = candidates[i];
			best_share = share;
			best_cells = cells;
		}
	}
	return best;
}
