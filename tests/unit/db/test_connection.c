/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include <stdlib.h>

#include "db/db.h"

static void test_where_postgres_runs(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *url;
		bool near;
	} cases[] = {
	    {"postgresql:///stagefy", true},
	    {"postgresql:///stagefy?host=/run/postgresql", true},
	    {"postgresql://localhost:5433/stagefy", true},
	    {"postgresql://127.0.0.1/stagefy", true},
	    {"postgresql://[::1]/stagefy", true},
	    {"host=/tmp dbname=stagefy", true},
	    {"postgresql://db.example.com/stagefy", false},
	    {"postgresql://localhost/stagefy?hostaddr=192.0.2.7", false},
	    {"postgresql://127.0.0.1:6432/stagefy?pgbouncer=true", false}, /* who knows what is behind it */
	};
	unsetenv("PGHOST");
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct db *db;
		assert_int_equal(db_new_for(cases[i].url, 1000, &db, &u->p), 0);
		if (db_is_near(db) != cases[i].near)
			fail_msg("%s", cases[i].url);
		db_free(db);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_where_postgres_runs, unit_open, unit_close),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
