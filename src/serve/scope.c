/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/scope.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "rest/call.h"
#include "rest/table.h"
#include "serve/router.h"

enum { MOST_SCOPES = 128 };

static const struct table *related(const struct table *t, const char *name, size_t n)
{
	struct relation x;
	for (int i = 0; table_relation(t, i, &x); i++)
		if (strlen(x.name) == n && memcmp(x.name, name, n) == 0)
			return x.target;
	return NULL;
}

/* "include=contact,cover_media": each of them, and what is on the way to it. A name that is none ends its path: the
 * selection refuses it with a better word. */
static bool add_included(struct buf *b, const struct table *t, const char *path, size_t n)
{
	while (t != NULL && n > 0) {
		size_t size = 0;
		while (size < n && path[size] != '.')
			size++;
		t = related(t, path, size);
		if (t != NULL && t->resource->scope == NULL)
			return false;
		if (t != NULL)
			buf_printf(b, ",%s:read", t->resource->scope);
		size_t skip = size < n ? size + 1 : n;
		path += skip;
		n -= skip;
	}
	return true;
}

const char *scope_needed(struct arena *a, const struct route *r, const struct call *c)
{
	struct buf b;
	if (r->scope == NULL)
		return NULL;
	buf_init(&b, a, 64);
	buf_printf(&b, "{%s", r->scope);
	if (r->action != NULL && r->action->scopes_also != NULL)
		buf_printf(&b, ",%s", r->action->scopes_also);
	for (int i = 0; r->table != NULL && i < c->query.count; i++) {
		if (strcmp(c->query.params[i].written, "include") != 0)
			continue;
		for (const char *s = c->query.params[i].value; *s != '\0'; s += *s == ',') {
			size_t n = strcspn(s, ",");
			if (!add_included(&b, r->table, s, n))
				return NULL;
			s += n;
		}
	}
	buf_put(&b, '}');
	return buf_text(&b);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_among(const char *const *scopes, size_t n, const char *scope)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(scopes[i], scope) == 0)
			return true;
	return false;
}

/* Made once, of the routes. */
static const char *const *all(size_t *count)
{
	static const char *scopes[MOST_SCOPES];
	static size_t n;
	if (n == 0) {
		for (size_t i = 0; router_at(i) != NULL; i++) {
			const char *scope = router_at(i)->scope;
			if (scope != NULL && n < MOST_SCOPES && !is_among(scopes, n, scope))
				scopes[n++] = scope;
		}
		qsort(scopes, n, sizeof scopes[0], by_name);
	}
	*count = n;
	return scopes;
}

const char *scope_at(size_t i)
{
	size_t n;
	const char *const *scopes = all(&n);
	return i < n ? scopes[i] : NULL;
}

bool scope_exists(const char *scope)
{
	const char *one;
	for (size_t i = 0; (one = scope_at(i)) != NULL; i++)
		if (strcmp(one, scope) == 0)
			return true;
	return false;
}
