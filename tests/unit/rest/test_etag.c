/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "rest/etag.h"
#include "sample.h"
#include "stage.h"
#include "rest/selection.h"

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
		const char *header;
		int64_t version; /* -1: stale */
	} cases[] = {{NULL, 0},
		     {"*", 0},
		     {"\"7.0123abcd\"", 7},
		     {"\"7.0123abcd.482000\"", 7},
		     {"W/\"7.0123abcd\"", 7},
		     {"\"7\"", 7},
		     {"\"2147483647.0\"", 2147483647},
		     {"\"2147483648.0\"", -1},
		     {"\"9999999999.0\"", -1},
		     {"\"12345678901.0\"", -1},
		     {"\"0.0123abcd\"", -1},
		     {"\"0\"", -1},
		     {"\"x\"", -1},
		     {"\"\"", -1},
		     {"", -1},
		     {"7", -1},
		     {"\"7", -1},
		     {"\"-7.0\"", -1},
		     {"\"7x.0\"", -1},
		     {"\" 7.0\"", -1}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t version = 77;
		stage_open(&s, u);
		s.request.headers[HEADER_IF_MATCH] = cases[i].header;
		int rc = etag_wanted(&s.call, &version, &u->p);
		assert_int_equal(rc, cases[i].version < 0 ? -1 : 0);
		assert_int_equal(version, cases[i].version < 0 ? 77 : cases[i].version);
		if (rc < 0)
			expect_problem(&u->p, PROBLEM_STALE_VERSION, "If-Match is no ETag that this record ever had");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_write), UNIT(test_window), UNIT(test_none_match), UNIT(test_wanted)};
	return UNIT_RUN(tests);
}
