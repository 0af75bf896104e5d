/* SPDX-License-Identifier: Apache-2.0 */
#include "http/request.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/encode.h"
#include "base/problem.h"
#include "base/utf8.h"

static const struct {
	const char *name;
	enum http_method method;
} methods[] = {{"GET", HTTP_GET},     {"HEAD", HTTP_HEAD},	 {"POST", HTTP_POST},	    {"PUT", HTTP_PUT},
	       {"PATCH", HTTP_PATCH}, {"DELETE", HTTP_DELETE}, {"OPTIONS", HTTP_OPTIONS}};

enum { METHOD_COUNT = sizeof methods / sizeof methods[0] };

enum http_method http_method_from(const char *name)
{
	for (int i = 0; i < METHOD_COUNT; i++)
		if (strcmp(methods[i].name, name) == 0)
			return methods[i].method;
	return HTTP_OTHER;
}

const char *http_allow(struct arena *a, unsigned set)
{
	struct buf b;
	buf_init(&b, a, 64);
	set |= HTTP_OPTIONS | (set & HTTP_GET ? HTTP_HEAD : 0);
	for (int i = 0; i < METHOD_COUNT; i++) {
		if (!(set & methods[i].method))
			continue;
		buf_puts(&b, b.size > 0 ? ", " : "");
		buf_puts(&b, methods[i].name);
	}
	return buf_text(&b);
}

static int bad_path(struct problem *p, const char *why)
{
	return problem_set(p, PROBLEM_MALFORMED_REQUEST, "the path %s", why);
}

static int add_segment(struct arena *a, struct request *r, const char *s, size_t n, struct problem *p)
{
	if (r->segment_count == HTTP_MOST_SEGMENTS)
		return problem_set(p, PROBLEM_NOT_FOUND, NULL);
	char *text = arena_strndup(a, s, n);
	ssize_t size = encode_unpercent(text, n, 0);
	if (size < 0)
		return bad_path(p, "has a broken percent escape");
	text[size] = '\0';
	if (memchr(text, '\0', (size_t)size) != NULL)
		return bad_path(p, "has an encoded NUL");
	if (!utf8_valid(text, (size_t)size))
		return bad_path(p, "is not UTF-8");
	if (size == 0 || strcmp(text, ".") == 0 || strcmp(text, "..") == 0)
		return problem_set(p, PROBLEM_NOT_FOUND, NULL);
	r->segments[r->segment_count++] = text;
	return 0;
}

int request_split_path(struct arena *a, struct request *r, struct problem *p)
{
	static const char prefix[] = "/api/";
	r->segment_count = 0;
	if (strncmp(r->path, prefix, sizeof prefix - 1) != 0)
		return problem_set(p, PROBLEM_NOT_FOUND, NULL);
	const char *s = r->path + sizeof prefix - 1;
	for (;;) {
		size_t n = strcspn(s, "/");
		if (add_segment(a, r, s, n, p) < 0)
			return -1;
		if (s[n] == '\0')
			return 0;
		s += n + 1;
	}
}
