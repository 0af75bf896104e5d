/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/etag.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/problem.h"
#include "db/rows.h"
#include "rest/call.h"
#include "rest/sql.h"
#include "rest/shape.h"

static int result_column(const struct shape_part *part, int column)
{
	for (int i = 0; i < part->count; i++)
		if (part->columns[i] == column)
			return part->first + i;
	return -1;
}

static unsigned mark_of(const char *updated_at)
{
	unsigned h = 2166136261u;
	for (; *updated_at != '\0'; updated_at++)
		h = (h ^ (unsigned char)*updated_at) * 16777619u;
	return h;
}

const char *etag_write(const struct call *c, const struct shape *s, const struct rows *rows, int row)
{
	const struct shape_part *part = &s->parts[0];
	int version = result_column(part, part->table->has_version);
	int updated = result_column(part, part->table->has_updated_at);
	if (s->part_count > 1 || part->table->has_version < 0 || version < 0 || updated < 0)
		return NULL;
	bool window = part->table->has_window >= 0;
	int64_t hour = clock_wall_us() / 3600000000;
	if (window)
		response_header(c->response, "ETag", "\"%s.%08x.%lld\"", rows_text(rows, row, version),
				mark_of(rows_text(rows, row, updated)), (long long)hour);
	else
		response_header(c->response, "ETag", "\"%s.%08x\"", rows_text(rows, row, version),
				mark_of(rows_text(rows, row, updated)));
	return response_find(c->response, "ETag");
}

/* The opaque part without quotes; W/ is passed over, since nginx weakens what it compresses. */
static const char *opaque(const char *s, size_t *n)
{
	if (s[0] == 'W' && s[1] == '/')
		s += 2;
	if (*s != '"')
		return NULL;
	*n = strcspn(s + 1, "\"");
	return s[1 + *n] == '"' ? s + 1 : NULL;
}

bool etag_matches(const struct call *c, const char *etag)
{
	const char *wanted = request_header(c->request, HEADER_IF_NONE_MATCH);
	size_t n, m;
	if (wanted == NULL || etag == NULL)
		return false;
	if (strcmp(wanted, "*") == 0)
		return true;
	const char *ours = opaque(etag, &m);
	if (ours == NULL)
		return false;
	while (*wanted != '\0') {
		wanted += strspn(wanted, " ,");
		const char *theirs = opaque(wanted, &n);
		if (theirs == NULL)
			return false;
		if (n == m && memcmp(theirs, ours, n) == 0)
			return true;
		wanted = theirs + n + 1;
	}
	return false;
}

/* The version in a tag of ours, 0 in any other: versions begin at 1 and are an int of the database. */
static int64_t version_of(const char *tag)
{
	size_t digits = strspn(tag, "0123456789");
	bool ours = digits > 0 && digits <= 10 && (tag[digits] == '.' || tag[digits] == '"');
	int64_t version = ours ? strtoll(tag, NULL, 10) : 0;
	return version <= INT32_MAX ? version : 0;
}

/* #entity-tag: tags with commas between them; empty elements count for nothing (RFC 9110, 5.6.1). -1: it is no such list. */
static int read_tags(const char *s, struct etag_wanted *out)
{
	for (s += strspn(s, " \t,"); *s != '\0'; s += strspn(s, " \t,")) {
		size_t n;
		const char *tag = opaque(s, &n);
		if (tag == NULL)
			return -1;
		int64_t version = version_of(tag);
		if (version > 0)
			out->versions[out->count++] = version;
		s = tag + n + 1;
		s += strspn(s, " \t");
		if (*s != ',' && *s != '\0')
			return -1;
	}
	return 0;
}

int etag_wanted(const struct call *c, struct etag_wanted *out, struct problem *p)
{
	const char *wanted = request_header(c->request, HEADER_IF_MATCH);
	struct etag_wanted found = {.count = 0};
	if (wanted == NULL || strcmp(wanted, "*") == 0) {
		*out = found;
		return 0;
	}
	if (c->request->repeated[HEADER_IF_MATCH])
		return problem_set(p, PROBLEM_MALFORMED_REQUEST, "If-Match is sent twice: one field takes a list");
	found.versions = arena_new_array(c->arena, int64_t, strlen(wanted) / 2 + 1);
	if (read_tags(wanted, &found) < 0 || found.count == 0)
		return problem_set(p, PROBLEM_STALE_VERSION, "If-Match is no ETag that this record ever had");
	*out = found;
	return 0;
}

bool etag_has(const struct etag_wanted *w, int64_t version)
{
	bool has = w->count == 0;
	for (int i = 0; i < w->count && !has; i++)
		has = w->versions[i] == version;
	return has;
}

void etag_where(struct sql *q, const struct call *c, const struct etag_wanted *w)
{
	struct buf list;
	if (w->count == 0)
		return;
	buf_init(&list, c->arena, 64);
	for (int i = 0; i < w->count; i++)
		buf_printf(&list, "%s%lld", i == 0 ? "" : ",", (long long)w->versions[i]);
	buf_lit(&q->text, " and t.version = ");
	/* one is the rule, and keeps its statement */
	if (w->count > 1)
		buf_lit(&q->text, "any (");
	sql_bind(q, w->count == 1 ? buf_text(&list) : arena_printf(c->arena, "{%s}", buf_text(&list)));
	if (w->count > 1)
		buf_lit(&q->text, "::int[])");
}
