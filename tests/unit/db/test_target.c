/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include <stdlib.h>

#include "db/target.h"

/* "name=value name=value …" in the order in which libpq reads it, without what each has and the address does not name. */
static const char *told(struct unit *u, const char *url, bool pooled, int host)
{
	static const char ours[] = "-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=iso_8601 -c bytea_output=hex "
				   "-c plan_cache_mode=force_generic_plan";
	struct target *t;
	struct target_settings s;
	const char *all = "";
	assert_int_equal(target_new(url, pooled, &t, &u->p), 0);
	target_settings(t, u->arena, host, &s);
	for (int i = 0; s.names[i] != NULL; i++) {
		const char *value = arena_strdup(u->arena, s.values[i]), *end = strstr(value, ours);
		if (end != NULL)
			value = arena_printf(u->arena, "%.*s(ours)", (int)(end - value), value);
		all = arena_printf(u->arena, "%s%s%s=%s", all, i == 0 ? "" : " ", s.names[i], value);
	}
	target_free(t);
	return all;
}

#define DEFAULTS "application_name=stagefy tcp_user_timeout=5000 keepalives_idle=30 "

static void test_settings(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *url;
		bool pooled;
		int host;
		const char *told;
	} cases[] = {
	    {"postgresql://a:b@h:5/d", false, 0, DEFAULTS "user=a password=b dbname=d host=h port=5 client_encoding=UTF8 options=(ours)"},
	    {"host=h dbname=d", false, 0, DEFAULTS "dbname=d host=h client_encoding=UTF8 options=(ours)"},
	    {"postgresql:///d", false, 0, DEFAULTS "dbname=d client_encoding=UTF8 options=(ours)"},
	    /* the address's own options stay; where both say something ours come last */
	    {"postgresql://h/d?options=-c%20work_mem%3D8MB", false, 0, DEFAULTS "dbname=d host=h client_encoding=UTF8 options=-c work_mem=8MB (ours)"},
	    {"postgresql://h/d", true, 0, DEFAULTS "dbname=d host=h client_encoding=UTF8"},
	    {"postgresql://h/d?options=project%3Dx", true, 0, DEFAULTS "dbname=d host=h client_encoding=UTF8 options=project=x"},
	    {"postgresql://h/d?application_name=x", false, 0,
	     DEFAULTS "dbname=d host=h application_name=x client_encoding=UTF8 options=(ours)"},
	    /* host by host */
	    {"postgresql://a:1,b:2/d", false, 0, DEFAULTS "dbname=d host=a port=1 client_encoding=UTF8 options=(ours)"},
	    {"postgresql://a:1,b:2/d", false, 1, DEFAULTS "dbname=d host=b port=2 client_encoding=UTF8 options=(ours)"},
	    {"host=a,b port=7 dbname=d", false, 1, DEFAULTS "dbname=d host=b port=7 client_encoding=UTF8 options=(ours)"},
	    {"host=a,b hostaddr=192.0.2.1,192.0.2.2", false, 1, DEFAULTS "host=b hostaddr=192.0.2.2 client_encoding=UTF8 options=(ours)"},
	    {"host=a,b port=1,2,3", false, 0, DEFAULTS "host=a,b port=1,2,3 client_encoding=UTF8 options=(ours)"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		/* the order of the middle is libpq's own */
		const char *said = told(u, cases[i].url, cases[i].pooled, cases[i].host);
		if (strlen(said) != strlen(cases[i].told))
			fail_msg("%s: %s", cases[i].url, said);
		char *words = arena_strdup(u->arena, cases[i].told), *rest = words, *word;
		while ((word = strsep(&rest, " ")) != NULL)
			if (strstr(said, word) == NULL)
				fail_msg("%s: %s, without %s", cases[i].url, said, word);
	}
}

static int hosts_of(struct unit *u, const char *url)
{
	struct target *t;
	assert_int_equal(target_new(url, false, &t, &u->p), 0);
	int n = target_hosts(t);
	target_free(t);
	return n;
}

static void test_hosts(void **state)
{
	struct unit *u = *state;
	assert_int_equal(hosts_of(u, "postgresql:///d"), 1);
	assert_int_equal(hosts_of(u, "postgresql://a/d"), 1);
	assert_int_equal(hosts_of(u, "postgresql://a,b:1,[::1]/d"), 3);
	assert_int_equal(hosts_of(u, "hostaddr=192.0.2.1,192.0.2.2"), 2);
	/* libpq says why it takes none of these */
	assert_int_equal(hosts_of(u, "host=a,b hostaddr=192.0.2.1"), 1);
	assert_int_equal(hosts_of(u, "host=a,b port=1,2,3"), 1);
}

static void test_unreadable(void **state)
{
	struct unit *u = *state;
	struct target *t = NULL;
	assert_int_equal(target_new("postgresql://user:secret@h/d?nope=1", false, &t, &u->p), -1);
	expect_problem(&u->p, PROBLEM_INTERNAL, "the database's address is none that libpq can read");
	assert_null(t);
}

static void test_near(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *url;
		bool pooled, near;
	} cases[] = {
	    {"postgresql:///stagefy", false, true},
	    {"postgresql:///stagefy?host=/run/postgresql", false, true},
	    {"postgresql://localhost:5433/stagefy", false, true},
	    {"postgresql://127.0.0.1/stagefy", false, true},
	    {"postgresql://[::1]/stagefy", false, true},
	    {"postgresql://localhost,127.0.0.2/stagefy", false, true},
	    {"host=/tmp dbname=stagefy", false, true},
	    {"postgresql://db.example.com/stagefy", false, false},
	    {"postgresql://localhost,db.example.com/stagefy", false, false},
	    {"postgresql://localhost/stagefy?hostaddr=192.0.2.7", false, false},
	    {"postgresql://127.0.0.1:6432/stagefy", true, false}, /* who knows what is behind it */
	};
	unsetenv("PGHOST");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct target *t;
		assert_int_equal(target_new(cases[i].url, cases[i].pooled, &t, &u->p), 0);
		if (target_is_near(t) != cases[i].near)
			fail_msg("%s", cases[i].url);
		target_free(t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_settings), UNIT(test_hosts), UNIT(test_unreadable), UNIT(test_near)};
	return UNIT_RUN(tests);
}
