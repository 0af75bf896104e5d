/* SPDX-License-Identifier: Apache-2.0 */
#include "db/target.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/problem.h"

struct target {
	PQconninfoOption *options;
	int hosts;
	bool pooled;
};

/* The setting as the address has it, or NULL. */
static const char *given(const struct target *t, const char *name)
{
	for (const PQconninfoOption *o = t->options; o->keyword != NULL; o++)
		if (strcmp(o->keyword, name) == 0)
			return o->val != NULL && *o->val != '\0' ? o->val : NULL;
	return NULL;
}

static int items(const char *list)
{
	int n = 1;
	for (const char *c = list == NULL ? "" : list; *c != '\0'; c++)
		n += *c == ',';
	return n;
}

static bool fits(const char *list, int n)
{
	return list == NULL || items(list) == n;
}

static int count_hosts(const struct target *t)
{
	const char *host = given(t, "host"), *address = given(t, "hostaddr"), *port = given(t, "port");
	int n = items(address != NULL ? address : host);
	return fits(host, n) && (fits(port, n) || items(port) == 1) ? n : 1;
}

int target_new(const char *url, bool pooled, struct target **out, struct problem *p)
{
	PQconninfoOption *options = PQconninfoParse(url, NULL);
	if (options == NULL)
		return problem_set(p, PROBLEM_INTERNAL, "the database's address is none that libpq can read");
	struct target *t = calloc(1, sizeof *t);
	if (t == NULL)
		abort();
	*t = (struct target){.options = options, .pooled = pooled};
	t->hosts = count_hosts(t);
	*out = t;
	return 0;
}

int target_hosts(const struct target *t)
{
	return t->hosts;
}

void target_free(struct target *t)
{
	if (t == NULL)
		return;
	PQconninfoFree(t->options);
	free(t);
}

/* Fixed texts of dates, intervals and bytes, and plans that are made once: behind the address's own options, so that these
 * stay and ours hold. */
static const char *startup(const struct target *t, struct arena *a)
{
	static const char ours[] = "-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=iso_8601 -c bytea_output=hex "
				   "-c plan_cache_mode=force_generic_plan";
	const char *own = given(t, "options");
	if (t->pooled)
		return own;
	return own == NULL ? ours : arena_printf(a, "%s %s", own, ours);
}

/* The item of that index in a list with one for each host; else the whole. "" for an empty one: libpq's own. */
static const char *of_host(const struct target *t, struct arena *a, const char *list, int host)
{
	if (list == NULL || t->hosts == 1 || items(list) == 1)
		return list;
	for (; host > 0; host--)
		list += strcspn(list, ",") + 1;
	return arena_strndup(a, list, strcspn(list, ","));
}

static bool is_per_host(const char *name)
{
	return strcmp(name, "host") == 0 || strcmp(name, "hostaddr") == 0 || strcmp(name, "port") == 0;
}

static int put(struct target_settings *s, int n, const char *name, const char *value)
{
	if (value == NULL || n >= TARGET_MOST_SETTINGS - 1)
		return n;
	s->names[n] = name;
	s->values[n] = value;
	return n + 1;
}

void target_settings(const struct target *t, struct arena *a, int host, struct target_settings *out)
{
	/* the address may say otherwise */
	static const char *const defaults[][2] = {
	    {"application_name", "stagefy"}, {"tcp_user_timeout", "5000"}, {"keepalives_idle", "30"}};
	int n = 0;
	for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++)
		n = put(out, n, defaults[i][0], defaults[i][1]);
	for (const PQconninfoOption *o = t->options; o->keyword != NULL; o++)
		if (strcmp(o->keyword, "options") != 0)
			n = put(out, n, o->keyword, is_per_host(o->keyword) ? of_host(t, a, given(t, o->keyword), host) : o->val);
	n = put(out, n, "client_encoding", "UTF8");
	n = put(out, n, "options", startup(t, a));
	out->names[n] = out->values[n] = NULL;
}

static bool is_here(const char *host)
{
	return *host == '\0' || *host == '/' || *host == '@' || strcmp(host, "localhost") == 0 || strncmp(host, "127.", 4) == 0 ||
	       strcmp(host, "::1") == 0;
}

bool target_stays_here(const struct target *t)
{
	const char *address = given(t, "hostaddr"), *list = address != NULL ? address : given(t, "host");
	if (list == NULL)
		list = getenv("PGHOST");
	char *copy = strdup(list == NULL ? "" : list), *rest = copy, *host;
	bool here = true;
	if (copy == NULL)
		abort();
	while ((host = strsep(&rest, ",")) != NULL)
		here = here && is_here(host);
	free(copy);
	return here;
}

bool target_is_near(const struct target *t)
{
	return !t->pooled && target_stays_here(t);
}
