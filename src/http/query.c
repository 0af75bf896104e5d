/* SPDX-License-Identifier: Apache-2.0 */
#include "http/query.h"

#include <string.h>

#include "base/arena.h"
#include "base/encode.h"
#include "base/problem.h"
#include "base/utf8.h"

enum { MOST = 100 };

const char *query_shown(struct arena *a, const char *text)
{
	enum { LONGEST = 100 };
	return arena_strndup(a, text, utf8_cut(text, strlen(text), LONGEST));
}

static int decode(struct arena *a, const char *s, size_t n, const char **out, struct problem *p)
{
	char *text = arena_strndup(a, s, n);
	ssize_t size = encode_unpercent(text, n, 1);
	if (size < 0)
		return problem_set(p, PROBLEM_BAD_QUERY, "the query has a broken percent escape");
	text[size] = '\0';
	if (memchr(text, '\0', (size_t)size) != NULL || !utf8_valid(text, (size_t)size))
		return problem_set(p, PROBLEM_BAD_QUERY, "the query is not UTF-8 text");
	*out = text;
	return 0;
}

int query_split(struct arena *a, struct query_param *q, struct problem *p)
{
	const char *open = strchr(q->written, '[');
	q->name = q->written;
	if (open == NULL)
		return 0;
	size_t n = strlen(open);
	if (open == q->written || n < 3 || open[n - 1] != ']' || strchr(open + 1, '[') != NULL)
		return problem_set(p, PROBLEM_BAD_QUERY, "'%s' is not of the form name or name[operator]",
				   query_shown(a, q->written));
	q->name = arena_strndup(a, q->written, (size_t)(open - q->written));
	q->operator= arena_strndup(a, open + 1, n - 2);
	return 0;
}

const struct query_param *query_find(const struct query *q, const char *written)
{
	for (int i = 0; i < q->count; i++)
		if (strcmp(q->params[i].written, written) == 0)
			return &q->params[i];
	return NULL;
}

static int check_repeated(struct arena *a, const struct query *q, const struct query_param *last, struct problem *p)
{
	if (query_find(q, last->written) == NULL)
		return 0;
	problem_set(p, PROBLEM_BAD_QUERY, "'%s' is given twice", query_shown(a, last->written));
	return problem_violation(p, last->written, "repeated", NULL, "is given twice");
}

int query_parse(struct arena *a, const char *text, struct query *out, struct problem *p)
{
	*out = (struct query){arena_new_array(a, struct query_param, MOST), 0};
	for (const char *item = text; *item != '\0';) {
		size_t n = strcspn(item, "&"), name = strcspn(item, "=&");
		if (n > 0) {
			if (out->count == MOST)
				return problem_set(p, PROBLEM_BAD_QUERY, "more than %d parameters", MOST);
			struct query_param *q = &out->params[out->count];
			if (decode(a, item, name, &q->written, p) < 0 ||
			    decode(a, item + name + (name < n), n - name - (name < n), &q->value, p) < 0 ||
			    query_split(a, q, p) < 0 || check_repeated(a, out, q, p) < 0)
				return -1;
			out->count++;
		}
		item += n + (item[n] == '&');
	}
	return 0;
}
