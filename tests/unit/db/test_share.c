/* SPDX-License-Identifier: Apache-2.0 */
/* Reads of several requests on one connection: against the Postgres that TEST_DATABASE_URL names. */
#include "../unit.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/lanes.h"
#include "conf/conf.h"
#include "db/connection.h"
#include "db/db.h"
#include "db/prepared.h"
#include "db/tx.h"

enum { MOST = 8 };

static struct db *db;
static char dir[64];
static struct conf conf;

/* What is done side by side: a letter, its statement, and what became of it. */
static struct piece {
	char name;
	const char *sql;
	bool writes;
	char value[64];
	enum tx_end end;
} pieces[MOST];
static unsigned count, taken, doing[LANES_MOST], current;
static char told[128];

static void tell(char piece, char what)
{
	char text[] = {piece, what, ' ', '\0'};
	strncat(told, text, sizeof told - strlen(told) - 1);
}

static void wait_in_line(bool more)
{
	unsigned me = current;
	tell(pieces[me].name, more ? '+' : '-');
	lanes_wait(more);
	current = me;
}

static bool take(void *arg, unsigned lane, bool wait)
{
	(void)arg;
	(void)wait;
	if (taken == count)
		return false;
	doing[lane] = taken++;
	return true;
}

static const char *slow;

/* The server is known to take 5 ms for `slow` and no time for all else that it has prepared, whatever it took on this machine. */
static void know(const char *sql)
{
	bool known;
	const char *evicted;
	if (!prepared_has(db->prepared, sql))
		return;
	unsigned place = prepared_place(db->prepared, prepared_name(db->prepared, sql, &known, &evicted));
	for (int i = 0; i < 100; i++)
		prepared_took(db->prepared, place, sql == slow ? 5000 : 0);
}

static enum tx_end attempt(struct arena *a, struct piece *piece)
{
	struct problem p;
	problem_init(&p, a);
	struct tx *tx = tx_begin(db, a);
	int i = tx_add(tx, &(struct statement){.name = "test", .sql = piece->sql, .writes = piece->writes}, 0, NULL);
	if (tx_commit(tx, &p) == 0)
		snprintf(piece->value, sizeof piece->value, "%s", rows_count(tx_rows(tx, i)) == 0 ? "" : rows_text(tx_rows(tx, i), 0, 0));
	return tx_state(tx);
}

/* Tries again as serve/ does. */
static void run(void *arg, unsigned lane)
{
	(void)arg;
	struct arena *a = arena_new(4096);
	struct piece *piece = &pieces[doing[lane]];
	current = doing[lane];
	know(piece->sql);
	piece->end = attempt(a, piece);
	tell(piece->name, '=');
	if (piece->end == TX_LOST || piece->end == TX_RETRY) {
		piece->end = attempt(a, piece);
		tell(piece->name, '!');
	}
	arena_free(a);
}

static void put(const char *sql, bool writes)
{
	pieces[count] = (struct piece){.name = (char)('a' + count), .sql = sql, .writes = writes};
	count++;
}

/* All that was put in, at most `lanes` at a time; then there is room for others. */
static void work(unsigned lanes)
{
	*told = '\0';
	taken = 0;
	lanes_run(lanes, &(struct lanes_work){.take = take, .run = run});
	count = 0;
}

/* What the server has not prepared lets nobody stand behind it. */
static void warm(const char *sql)
{
	put(sql, false);
	work(1);
}

static const char *ask(const char *sql)
{
	put(sql, true);
	work(1);
	return pieces[0].value;
}

static int open_db(void **state)
{
	unit_open(state);
	struct unit *u = *state;
	count = 0;
	if (getenv("TEST_DATABASE_URL") == NULL)
		return 0;
	conf.database_url = getenv("TEST_DATABASE_URL");
	conf.prepare = "on";
	conf.request_deadline_ms = 20000;
	conf.slow_query_ms = 60000;
	conf.runtime_dir = dir;
	strcpy(dir, "/tmp/stagefy-share-XXXXXX");
	if (mkdtemp(dir) == NULL || db_new(&conf, &db, &u->p) < 0)
		return -1;
	db_share(db, wait_in_line);
	return 0;
}

static int close_db(void **state)
{
	struct unit *u = *state;
	if (getenv("TEST_DATABASE_URL") != NULL) {
		db_free(db);
		unlink(arena_printf(u->arena, "%s/breaker", dir));
		rmdir(dir);
	}
	return unit_close(state);
}

#define NEEDS_DATABASE()                              \
	do {                                          \
		if (getenv("TEST_DATABASE_URL") == NULL) \
			skip();                       \
	} while (0)

static void test_reads_side_by_side(void **state)
{
	(void)state;
	NEEDS_DATABASE();
	warm("select 'one'");
	warm("select 'two'");
	put("select 'one'", false);
	put("select 'two'", false);
	put("select 'one'", false);
	work(3);
	assert_string_equal(told, "a+ b+ c+ a= b= c= ");
	assert_string_equal(pieces[0].value, "one");
	assert_string_equal(pieces[1].value, "two");
	assert_string_equal(pieces[2].value, "one");
	for (int i = 0; i < 3; i++)
		assert_int_equal(pieces[i].end, TX_COMMITTED);
	assert_int_equal(db->under_way, 0);
	assert_false(db->open);
}

static void test_each_is_a_transaction_of_its_own(void **state)
{
	(void)state;
	NEEDS_DATABASE();
	const char *set = "select set_config('test.agency', 'one', true)", *get = "select coalesce(nullif(current_setting('test.agency', true), ''), 'none')";
	warm(set);
	warm(get);
	put(set, false);
	put(get, false);
	work(2);
	assert_string_equal(told, "a+ b+ a= b= ");
	assert_string_equal(pieces[0].value, "one");
	assert_string_equal(pieces[1].value, "none");
}

static void test_a_refusal_is_its_own(void **state)
{
	(void)state;
	NEEDS_DATABASE();
	const char *fails = "select 1 / (extract(epoch from now()) * 0)::int";
	warm(fails);
	warm("select 'two'");
	put(fails, false);
	put("select 'two'", false);
	put(fails, false);
	put("select 'two'", false);
	work(4);
	assert_string_equal(told, "a+ b+ c+ d+ a= b= c= d= ");
	for (int i = 0; i < 4; i++) {
		assert_int_equal(pieces[i].end, i % 2 == 0 ? TX_FAILED : TX_COMMITTED);
		assert_string_equal(pieces[i].value, i % 2 == 0 ? "" : "two");
	}
}

static void test_what_writes_is_alone(void **state)
{
	(void)state;
	NEEDS_DATABASE();
	const char *adds = "with added as (insert into t values (1) returning v) select v from added";
	ask("create temporary table t (v int)");
	ask(adds);
	ask(adds);
	warm("select count(*) from t");
	put("select count(*) from t", false);
	put(adds, true);
	put("select count(*) from t", false);
	work(3);
	assert_string_equal(told, "a+ b- a= b= c+ c= ");
	assert_string_equal(pieces[0].value, "2");
	assert_string_equal(pieces[2].value, "3");
	assert_int_equal(pieces[1].end, TX_COMMITTED);
}

static void test_nobody_behind_what_is_not_prepared(void **state)
{
	(void)state;
	NEEDS_DATABASE();
	warm("select 'one'");
	put("select 'one'", false);
	put("select 'new'", false);
	put("select 'new'", false);
	work(3);
	assert_string_equal(told, "a+ b- a= b= c+ c= ");
	assert_string_equal(pieces[1].value, "new");
	assert_string_equal(pieces[2].value, "new");
}

static void test_nobody_behind_what_takes_long(void **state)
{
	(void)state;
	NEEDS_DATABASE();
	slow = "select 'slow'";
	warm(slow);
	warm("select 'one'");
	put(slow, false);
	put("select 'one'", false);
	work(2);
	/* it does not stand in line either: nobody is in front of it */
	assert_string_equal(told, "a= b+ b= ");
	put("select 'one'", false);
	put(slow, false);
	put("select 'one'", false);
	work(3);
	assert_string_equal(told, "a+ b- a= b= c+ c= ");
	assert_string_equal(pieces[1].value, "slow");
}

/* Whoever was on it goes on on the next, however that came about. */
static void test_a_lost_connection_loses_all_on_it(void **state)
{
	(void)state;
	NEEDS_DATABASE();
	const char *ends = "select pg_terminate_backend(pg_backend_pid()) where current_setting('application_name') = 'ends'";
	warm(ends);
	warm("select 'two'");
	ask("set application_name = 'ends'");
	unsigned before = db->generation;
	put(ends, false);
	put("select 'two'", false);
	work(2);
	assert_string_equal(told, "a+ b+ a= a! b= b! ");
	assert_int_equal(pieces[0].end, TX_COMMITTED);
	assert_string_equal(pieces[0].value, "");
	assert_int_equal(pieces[1].end, TX_COMMITTED);
	assert_string_equal(pieces[1].value, "two");
	assert_int_equal(db->generation, before + 1); /* and that one is kept */
	assert_int_equal(db->under_way, 0);
	assert_false(db->open);
}

#define ON_DB(test) cmocka_unit_test_setup_teardown(test, open_db, close_db)

int main(void)
{
	const struct CMUnitTest tests[] = {ON_DB(test_reads_side_by_side),
					   ON_DB(test_each_is_a_transaction_of_its_own),
					   ON_DB(test_a_refusal_is_its_own),
					   ON_DB(test_what_writes_is_alone),
					   ON_DB(test_nobody_behind_what_is_not_prepared),
					   ON_DB(test_nobody_behind_what_takes_long),
					   ON_DB(test_a_lost_connection_loses_all_on_it)};
	return UNIT_RUN(tests);
}
