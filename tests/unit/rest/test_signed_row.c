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

static const char *kept_of(struct unit *u)
{
	const struct table *t = open_stage(u);
	const char *values[64] = {ID};
	values[table_column(t, "link")] = "a secret address";
	stage_rows(0, t->count, 1, values);
	signed_row_keep(&s.call, t, __wrap_tx_rows(NULL, 0));
	return arena_strdup(u->arena, buf_text(s.call.kept));
}

static void test_keep(void **state)
{
	const char *kept = kept_of(*state);
	assert_null(strstr(kept, "secret address"));
	assert_non_null(strstr(kept, ",\"link\":\x1elink\x1e,"));
}

static int complete(struct unit *u, const char *kept, int rows, const char *link)
{
	const struct table *t = open_stage(u);
	const char *const values[] = {link, ID};
	stage_rows(0, 2, rows, values);
	return signed_row_complete(&s.call, t, kept, strlen(kept), &u->p);
}

static void test_complete(void **state)
{
	struct unit *u = *state;
	const char *kept = kept_of(u), *hole = strstr(kept, "\x1elink\x1e");
	const char *before = arena_strndup(u->arena, kept, (size_t)(hole - kept)), *after = hole + strlen("\x1elink\x1e");
	const struct {
		int rows;
		const char *link, *shown;
	} cases[] = {{1, "B", "{\"to\":\"B\"}"}, {1, NULL, "{\"to\":null}"}, {0, NULL, "{\"to\":null}"}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(complete(u, kept, cases[i].rows, cases[i].link), 0);
		assert_string_equal(buf_text(&s.response.body), arena_printf(u->arena, "%s%s%s", before, cases[i].shown, after));
	}
	assert_string_equal(stage_said(), "things.replay: select (t.name),t.id from public.things t where t.agency_id = $1 and t.id = $2"
					  " and t.deleted_at is null {A," ID "}\n");
}

/* Kept by a version that had a field of that name. */
static void test_unknown_hole(void **state)
{
	assert_int_equal(complete(*state, "{\"id\":\"" ID "\",\"gone\":\x1egone\x1e}", 1, "B"), 0);
	assert_string_equal(buf_text(&s.response.body), "{\"id\":\"" ID "\",\"gone\":null}");
}

static void test_damaged(void **state)
{
	struct unit *u = *state;
	assert_int_equal(complete(u, "{\"id\":\"" ID "\",\"link\":\x1elink", 1, "B"), -1);
	expect_problem(&u->p, PROBLEM_INTERNAL, "a stored answer of things is cut off");
	assert_int_equal(complete(u, "{\"name\":\"" ID "\",\"link\":\x1elink\x1e}", 1, "B"), -1);
	expect_problem(&u->p, PROBLEM_INTERNAL, "a stored answer of things does not begin with an id");
	assert_int_equal(complete(u, "", 1, "B"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_keep), UNIT(test_complete), UNIT(test_unknown_hole), UNIT(test_damaged)};
	return UNIT_RUN(tests);
}
