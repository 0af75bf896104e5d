/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "rest/etag.h"
#include "sample.h"
#include "stage.h"
#include "rest/selection.h"
#include "rest/sql.h"

static struct stage s;

const struct rows *__wrap_tx_rows(const struct tx *tx, int index);

static const char *etag(struct unit *u, const char *table, const char *query, int columns, const char *const values[])
{
	struct selection sel;
	sample_register();
	stage_open(&s, u);
	stage_query(&s, query);
	assert_int_equal(selection_read_one(&s.call, table_find(table), &sel, &u->p), 0);
	stage_rows(0, columns, 1, values);
	const char *written = etag_write(&s.call, &sel.shape, __wrap_tx_rows(NULL, 0), 0);
	assert_ptr_equal(written, response_find(&s.response, "ETag"));
	return written;
}

static void test_write(void **state)
{
	struct unit *u = *state;
	const char *const row[] = {"I", "7", "2026-05-12 09:30:00+00"}, *const later[] = {"I", "7", "2026-05-12 09:30:00.000001+00"};
	const char *const next[] = {"I", "8", "2026-05-12 09:30:00+00"};
	const char *first = arena_strdup(u->arena, etag(u, "people", "fields=version,updated_at", 3, row));
	assert_int_equal(strlen(first), strlen("\"7.01234567\""));
	assert_memory_equal(first, "\"7.", 3);
	assert_string_equal(etag(u, "people", "fields=version,updated_at", 3, row), first);
	assert_string_not_equal(etag(u, "people", "fields=version,updated_at", 3, later), first);
	assert_string_not_equal(etag(u, "people", "fields=version,updated_at", 3, next), first);
	/* rows without a version, answers without it, and those with rows of others have none */
	assert_null(etag(u, "people", "fields=version", 2, row));
	assert_null(etag(u, "people", "fields=id", 1, row));
	assert_null(etag(u, "countries", "", 2, row));
	assert_null(etag(u, "things", "fields=version,updated_at&include=person", 3, row));
}

/* What is signed on reading is good for an hour, and so is its tag. */
static void test_window(void **state)
{
	struct unit *u = *state;
	const char *const row[] = {"I", "7", "2026-05-12 09:30:00+00"};
	clock_stop_at(INT64_C(3600000000) * 100 + 1);
	const char *first = arena_strdup(u->arena, etag(u, "things", "fields=version,updated_at", 3, row));
	assert_string_equal(strrchr(first, '.'), ".100\"");
	clock_stop_at(INT64_C(3600000000) * 101 - 1);
	assert_string_equal(etag(u, "things", "fields=version,updated_at", 3, row), first);
	clock_stop_at(INT64_C(3600000000) * 101);
	assert_string_not_equal(etag(u, "things", "fields=version,updated_at", 3, row), first);
	clock_stop_at(0);
}

static void test_none_match(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *header;
		bool wanted;
	} cases[] = {{NULL, false},	      {"\"7.ab\"", true},	       {"W/\"7.ab\"", true},	      {"*", true},
		     {"\"7.abc\"", false},    {"\"7.a\"", false},	       {"7.ab", false},		      {"\"x\", \"7.ab\"", true},
		     {"\"x\",W/\"7.ab\"", true}, {"\"x\" , \"y\"", false},     {"", false},		      {"\"7.ab", false},
		     {"W/", false},	      {"\"x\"\"7.ab\"", true},	       {"w/\"7.ab\"", false},	      {",,\"7.ab\"", true},
		     {"\"\"", false},	      {"\"x\", 7.ab, \"7.ab\"", false}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		stage_open(&s, u);
		s.request.headers[HEADER_IF_NONE_MATCH] = cases[i].header;
		if (etag_matches(&s.call, "\"7.ab\"") != cases[i].wanted)
			fail_msg("%s", cases[i].header);
		assert_false(etag_matches(&s.call, NULL));
	}
}

static void test_wanted(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *header, *where; /* NULL: stale; "": any */
	} cases[] = {{NULL, ""},
		     {"*", ""},
		     {"\"7.0123abcd\"", " and t.version = $1 {7}"},
		     {"\"7.0123abcd.482000\"", " and t.version = $1 {7}"},
		     {"W/\"7.0123abcd\"", " and t.version = $1 {7}"},
		     {"\"7\"", " and t.version = $1 {7}"},
		     {"\"2147483647.0\"", " and t.version = $1 {2147483647}"},
		     {"\"7.a\", \"9.b\"", " and t.version = any ($1::int[]) {{7,9}}"},
		     {"\"7.a\",W/\"9.b\"\t,\"12.c\"", " and t.version = any ($1::int[]) {{7,9,12}}"},
		     {"\"another\", \"7.a\"", " and t.version = $1 {7}"},
		     {"\"a,b\" , \"7.a\"", " and t.version = $1 {7}"},
		     {", \"7.a\",,", " and t.version = $1 {7}"},
		     {"\"2147483648.0\"", NULL},
		     {"\"9999999999.0\"", NULL},
		     {"\"12345678901.0\"", NULL},
		     {"\"0.0123abcd\"", NULL},
		     {"\"0\"", NULL},
		     {"\"x\"", NULL},
		     {"\"x\", \"y\"", NULL},
		     {"\"\"", NULL},
		     {"", NULL},
		     {",", NULL},
		     {"7", NULL},
		     {"\"7", NULL},
		     {"\"7.a\" \"9.b\"", NULL},
		     {"\"7.a\", 9", NULL},
		     {"\"7.a\", *", NULL},
		     {"*, \"7.a\"", NULL},
		     {"\"-7.0\"", NULL},
		     {"\"7x.0\"", NULL},
		     {"\" 7.0\"", NULL}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct etag_wanted wanted = {.count = 77};
		struct sql q;
		stage_open(&s, u);
		sql_init(&q, u->arena);
		s.request.headers[HEADER_IF_MATCH] = cases[i].header;
		if (etag_wanted(&s.call, &wanted, &u->p) < 0) {
			if (cases[i].where != NULL)
				fail_msg("%s is refused", cases[i].header);
			assert_int_equal(wanted.count, 77);
			expect_problem(&u->p, PROBLEM_STALE_VERSION, "If-Match is no ETag that this record ever had");
			continue;
		}
		etag_where(&q, &s.call, &wanted);
		const char *written = q.count == 0 ? buf_text(&q.text) : arena_printf(u->arena, "%s {%s}", buf_text(&q.text), q.values[0]);
		if (cases[i].where == NULL)
			fail_msg("%s is taken: %s", cases[i].header, written);
		assert_string_equal(written, cases[i].where);
	}
}

static void test_wanted_twice(void **state)
{
	struct unit *u = *state;
	struct etag_wanted wanted;
	stage_open(&s, u);
	s.request.headers[HEADER_IF_MATCH] = "\"7.a\"";
	s.request.repeated[HEADER_IF_MATCH] = true;
	assert_int_equal(etag_wanted(&s.call, &wanted, &u->p), -1);
	expect_problem(&u->p, PROBLEM_MALFORMED_REQUEST, "If-Match is sent twice: one field takes a list");
}

static void test_has(void **state)
{
	(void)state;
	int64_t versions[] = {7, 9};
	const struct etag_wanted any = {.count = 0}, two = {versions, 2};
	assert_true(etag_has(&any, 1));
	assert_true(etag_has(&two, 7));
	assert_true(etag_has(&two, 9));
	assert_false(etag_has(&two, 8));
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_write), UNIT(test_window), UNIT(test_none_match), UNIT(test_wanted),
					   UNIT(test_wanted_twice), UNIT(test_has)};
	return UNIT_RUN(tests);
}
