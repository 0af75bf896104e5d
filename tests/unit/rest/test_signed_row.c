/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/render.h"
#include "rest/signed_row.h"
#include "sample.h"
#include "stage.h"

static struct stage s;

const struct rows *__wrap_tx_rows(const struct tx *tx, int index);
int __wrap_tx_commit(struct tx *tx, struct problem *p);

int __wrap_tx_commit(struct tx *tx, struct problem *p)
{
	(void)tx;
	(void)p;
	return 0;
}

static const struct table *open_stage(struct unit *u)
{
	sample_register();
	stage_open(&s, u);
	s.call.agency_id = "A";
	return table_find("things");
}

#define ID "019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e"
#define OTHER "019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4f"

static const char *kept_of(struct unit *u)
{
	const struct table *t = open_stage(u);
	const char *values[64] = {ID};
	values[table_column(t, "link")] = "a secret address";
	stage_rows(0, t->count, 1, values);
	struct shape all;
	shape_all(t, &all);
	s.call.keyed = true;
	assert_true(signed_row_is_kept(&s.call, t));
	render_row(s.call.kept, &all, __wrap_tx_rows(NULL, 0), 0, NULL);
	return arena_strdup(u->arena, buf_text(s.call.kept));
}

static void test_keep(void **state)
{
	const char *kept = kept_of(*state);
	assert_null(strstr(kept, "secret address"));
	assert_non_null(strstr(kept, ",\"link\":\x1e" ID " link\x1e,"));
}

static int complete(struct unit *u, const char *kept, int rows, const char *link)
{
	const struct table *t = open_stage(u);
	const char *const values[] = {ID, link, OTHER, "other"};
	stage_rows(0, 2, rows, values);
	return signed_row_complete(&s.call, t, kept, strlen(kept), &u->p);
}

static void test_complete(void **state)
{
	struct unit *u = *state;
	const char *kept = kept_of(u), *hole = strstr(kept, "\x1e" ID " link\x1e");
	const char *before = arena_strndup(u->arena, kept, (size_t)(hole - kept)), *after = hole + strlen("\x1e" ID " link\x1e");
	const struct {
		int rows;
		const char *link, *shown;
	} cases[] = {{1, "B", "{\"to\":\"B\"}"}, {1, NULL, "{\"to\":null}"}, {0, NULL, "{\"to\":null}"}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(complete(u, kept, cases[i].rows, cases[i].link), 0);
		assert_string_equal(buf_text(&s.response.body), arena_printf(u->arena, "%s%s%s", before, cases[i].shown, after));
	}
	assert_string_equal(stage_said(), "things.replay: select t.id,(t.name) from public.things t where t.agency_id = $1 and "
					  "t.id = any ($2::uuid[]) and t.deleted_at is null {A,{\"" ID "\"}}\n");
}

/* Of a batch: several rows, each with its own. */
static void test_several(void **state)
{
	assert_int_equal(complete(*state, "[\x1e" OTHER " link\x1e,\x1e" ID " link\x1e,\x1e" ID " link\x1e]", 2, "mine"), 0);
	assert_string_equal(buf_text(&s.response.body), "[{\"to\":\"other\"},{\"to\":\"mine\"},{\"to\":\"mine\"}]");
	assert_non_null(strstr(stage_said(), "{A,{\"" OTHER "\",\"" ID "\"}}"));
}

/* Kept by a version that had a field of that name. */
static void test_unknown_hole(void **state)
{
	assert_int_equal(complete(*state, "{\"gone\":\x1e" ID " gone\x1e}", 1, "B"), 0);
	assert_string_equal(buf_text(&s.response.body), "{\"gone\":null}");
}

static void test_damaged(void **state)
{
	struct unit *u = *state;
	static const char *const odd[] = {"\x1e", "\x1e\x1e", "{\"link\":\x1e" ID " link", "\x1e" ID "\x1e", "\x1elink\x1e", "\x1e" ID "link\x1e"};
	for (size_t i = 0; i < COUNT(odd); i++) {
		assert_int_equal(complete(u, odd[i], 1, "B"), -1);
		expect_problem(&u->p, PROBLEM_INTERNAL, "a stored answer of things is damaged");
	}
}

static void test_not_kept(void **state)
{
	const struct table *t = open_stage(*state);
	assert_false(signed_row_is_kept(&s.call, t));
	s.call.keyed = true;
	assert_false(signed_row_is_kept(&s.call, table_find("people")));
	assert_null(s.call.kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_keep), UNIT(test_complete), UNIT(test_several),
					   UNIT(test_unknown_hole), UNIT(test_damaged), UNIT(test_not_kept)};
	return UNIT_RUN(tests);
}
