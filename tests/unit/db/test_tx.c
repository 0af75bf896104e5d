/* SPDX-License-Identifier: Apache-2.0 */
/* Transactions against a real Postgres: the one that TEST_DATABASE_URL names, in a schema of its own. */
#include "../unit.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "conf/conf.h"
#include "db/connection.h"
#include "db/db.h"
#include "db/tx.h"

static struct db *db, *other; /* the one that is tested, and one to look from outside */
static char dir[64], schema[32];
static struct conf conf;

static const char *url(void)
{
	return getenv("TEST_DATABASE_URL");
}

/* `sql` with S. for the schema. */
static const struct statement *statement(struct unit *u, const char *sql, bool writes)
{
	struct statement *s = arena_new_one(u->arena, struct statement);
	const char *rest = sql, *at, *text = "";
	while ((at = strstr(rest, "S.")) != NULL) {
		text = arena_printf(u->arena, "%s%.*s%s.", text, (int)(at - rest), rest, schema);
		rest = at + 2;
	}
	s->sql = arena_printf(u->arena, "%s%s", text, rest);
	s->name = "test";
	s->writes = writes;
	return s;
}

static int add(struct unit *u, struct tx *tx, const char *sql)
{
	return tx_add(tx, statement(u, sql, strncmp(sql, "select", 6) != 0), 0, NULL);
}

/* One statement in a transaction of its own; its first value. */
static const char *ask_on(struct unit *u, struct db *on, const char *sql)
{
	struct tx *tx = tx_begin(on, u->arena);
	int i = add(u, tx, sql);
	if (tx_commit(tx, unit_again(u)) < 0)
		fail_msg("%s: %s", sql, tx_sqlstate(tx));
	const struct rows *rows = tx_rows(tx, i);
	return rows_count(rows) == 0 ? "(none)" : rows_text(rows, 0, 0);
}

static const char *ask(struct unit *u, const char *sql)
{
	return ask_on(u, db, sql);
}

static const char *look(struct unit *u, const char *sql)
{
	return ask_on(u, other, sql);
}

static int open_as(void **state, const char *prepare)
{
	if (url() == NULL)
		return unit_open(state);
	unit_open(state);
	struct unit *u = *state;
	conf.database_url = url();
	conf.prepare = prepare;
	conf.request_deadline_ms = 20000;
	conf.slow_query_ms = 60000;
	conf.runtime_dir = dir;
	strcpy(dir, "/tmp/stagefy-tx-XXXXXX");
	if (mkdtemp(dir) == NULL || db_new(&conf, &db, &u->p) < 0 || db_new_for(url(), 20000, &other, &u->p) < 0)
		return -1;
	snprintf(schema, sizeof schema, "units_%ld", (long)getpid());
	look(u, arena_printf(u->arena, "create schema %s", schema));
	look(u, "create table S.t (id int primary key, v text)");
	return 0;
}

static int open_db(void **state)
{
	return open_as(state, "on");
}

static int open_unprepared(void **state)
{
	return open_as(state, "off");
}

static int close_db(void **state)
{
	struct unit *u = *state;
	if (url() == NULL)
		return unit_close(state);
	db_free(db);
	look(u, arena_printf(u->arena, "drop schema %s cascade", schema));
	db_free(other);
	unlink(arena_printf(u->arena, "%s/breaker", dir));
	return rmdir(dir) < 0 ? -1 : unit_close(state);
}

#define NEEDS_DATABASE()      \
	do {                  \
		if (url() == NULL) \
			skip(); \
	} while (0)

/* Under memcheck, which takes thirty times as long, what measures time says nothing. */
#define NEEDS_ITS_SPEED()                 \
	do {                              \
		if (getenv("MEMCHECK") != NULL) \
			skip();           \
	} while (0)

static void test_one_trip(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	struct tx *tx = tx_begin(db, u->arena);
	const char *const values[] = {"1", NULL}, *const more[] = {"2", "b\"é\\"};
	const struct statement *insert = statement(u, "insert into S.t values ($1, $2)", true);
	assert_int_equal(tx_add(tx, insert, 2, values), 0);
	assert_int_equal(tx_add(tx, insert, 2, more), 1);
	int rows = add(u, tx, "select id, v, v is null, id > 1 from S.t order by id");
	assert_int_equal(tx_state(tx), TX_OPEN);
	assert_int_equal(tx_commit(tx, &u->p), 0);
	assert_int_equal(tx_state(tx), TX_COMMITTED);
	assert_string_equal(tx_sqlstate(tx), "");
	assert_true(tx_waited_us(tx) > 0);
	const struct rows *r = tx_rows(tx, rows);
	assert_int_equal(rows_count(r), 2);
	assert_int_equal(rows_columns(r), 4);
	assert_int_equal(rows_int(r, 1, 0), 2);
	assert_true(rows_is_null(r, 0, 1));
	assert_null(rows_text_or_null(r, 0, 1));
	assert_string_equal(rows_text(r, 0, 1), "");
	assert_string_equal(rows_text_or_null(r, 1, 1), "b\"é\\");
	assert_int_equal(rows_size(r, 1, 1), 5);
	assert_true(rows_bool(r, 0, 2));
	assert_false(rows_bool(r, 1, 2));
	assert_int_equal(rows_touched(tx_rows(tx, 0)), 1);
	assert_string_equal(look(u, "select count(*) from S.t"), "2");
}

/* A transaction runs once. */
static void test_ended_is_ended(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	struct tx *tx = tx_begin(db, u->arena);
	add(u, tx, "insert into S.t values (1)");
	assert_int_equal(tx_commit(tx, &u->p), 0);
	assert_int_equal(tx_commit(tx, unit_again(u)), -1);
	expect_problem(&u->p, PROBLEM_INTERNAL, NULL);
	assert_int_equal(tx_read(tx, unit_again(u)), -1);
	assert_int_equal(tx_state(tx), TX_COMMITTED);
	tx_abandon(tx);
	assert_int_equal(tx_state(tx), TX_COMMITTED);
	assert_string_equal(look(u, "select count(*) from S.t"), "1");
}

static void expect_error(struct unit *u, int failing)
{
	struct tx *tx = tx_begin(db, u->arena);
	const char *pid = ask(u, "select pg_backend_pid()");
	for (int i = 0; i < 3; i++)
		add(u, tx, i == failing ? "insert into S.t values (9, (1/0)::text)"
					: arena_printf(u->arena, "insert into S.t values (%d, 'x')", i));
	assert_int_equal(tx_commit(tx, unit_again(u)), -1);
	assert_int_equal(tx_state(tx), TX_FAILED);
	assert_string_equal(tx_sqlstate(tx), "22012");
	expect_problem(&u->p, PROBLEM_INTERNAL, NULL);
	assert_string_equal(look(u, "select count(*) from S.t"), "0");
	assert_string_equal(ask(u, "select pg_backend_pid()"), pid);
}

static void test_error_in_each(void **state)
{
	NEEDS_DATABASE();
	for (int i = 0; i < 3; i++)
		expect_error(*state, i);
}

/* A constraint that is checked at the commit itself. */
static void test_error_at_commit(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	look(u, "create table S.child (t_id int constraint child_t_id_fkey references S.t deferrable initially deferred)");
	const char *pid = ask(u, "select pg_backend_pid()");
	struct tx *tx = tx_begin(db, u->arena);
	add(u, tx, "insert into S.child values (5)");
	assert_int_equal(tx_commit(tx, unit_again(u)), -1);
	assert_int_equal(tx_state(tx), TX_FAILED);
	assert_string_equal(tx_sqlstate(tx), "23503");
	assert_string_equal(unit_violations(&u->p), "/t_id not_found");
	assert_string_equal(look(u, "select count(*) from S.child"), "0");
	assert_string_equal(ask(u, "select pg_backend_pid()"), pid);
}

static void test_read_then_commit(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	struct tx *tx = tx_begin(db, u->arena);
	add(u, tx, "insert into S.t values (1, 'first')");
	int i = add(u, tx, "select v from S.t");
	assert_int_equal(tx_read(tx, &u->p), 0);
	assert_int_equal(tx_state(tx), TX_OPEN);
	assert_string_equal(rows_text(tx_rows(tx, i), 0, 0), "first");
	assert_string_equal(look(u, "select count(*) from S.t"), "0");
	int k = add(u, tx, "select count(*) from S.t");
	assert_int_equal(tx_read(tx, &u->p), 0);
	assert_string_equal(rows_text(tx_rows(tx, k), 0, 0), "1");
	add(u, tx, "insert into S.t values (2, 'second')");
	assert_int_equal(tx_commit(tx, &u->p), 0);
	assert_int_equal(tx_state(tx), TX_COMMITTED);
	assert_string_equal(look(u, "select count(*) from S.t"), "2");
	assert_string_equal(rows_text(tx_rows(tx, i), 0, 0), "first");
}

static void test_error_while_reading(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	const char *pid = ask(u, "select pg_backend_pid()");
	struct tx *tx = tx_begin(db, u->arena);
	add(u, tx, "insert into S.t values (1)");
	assert_int_equal(tx_read(tx, &u->p), 0);
	add(u, tx, "insert into S.t values (1)");
	assert_int_equal(tx_read(tx, unit_again(u)), -1);
	assert_int_equal(tx_state(tx), TX_FAILED);
	expect_problem(&u->p, PROBLEM_CONFLICT, NULL);
	assert_string_equal(unit_violations(&u->p), "/id not_unique");
	tx_abandon(tx);
	assert_string_equal(look(u, "select count(*) from S.t"), "0");
	assert_string_equal(ask(u, "select pg_backend_pid()"), pid);
}

static void test_abandon(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	const char *pid = ask(u, "select pg_backend_pid()");
	struct tx *tx = tx_begin(db, u->arena);
	add(u, tx, "insert into S.t values (1)");
	assert_int_equal(tx_read(tx, &u->p), 0);
	add(u, tx, "insert into S.t values (2)"); /* noted, and then thought better of */
	tx_abandon(tx);
	assert_int_equal(tx_state(tx), TX_FAILED);
	assert_string_equal(look(u, "select count(*) from S.t"), "0");
	assert_string_equal(ask(u, "select pg_backend_pid()"), pid);
	assert_string_equal(ask(u, "select count(*) from S.t"), "0");
}

/* Nothing was sent: nothing is connected to for the sake of abandoning it. */
static void test_abandon_untouched(void **state)
{
	struct unit *u = *state;
	struct db *nowhere;
	assert_int_equal(db_new_for("postgres://127.0.0.1:1/none", 200, &nowhere, &u->p), 0);
	struct tx *tx = tx_begin(nowhere, u->arena);
	tx_add(tx, &(struct statement){.name = "x", .sql = "select 1"}, 0, NULL);
	tx_abandon(tx);
	assert_int_equal(tx_state(tx), TX_FAILED);
	assert_int_equal(tx_waited_us(tx), 0);
	db_free(nowhere);
}

/* One that was read from and then forgotten must not be committed by whoever comes next, nor go on. */
static void test_left_open(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	struct tx *forgotten = tx_begin(db, u->arena);
	add(u, forgotten, "insert into S.t values (1)");
	assert_int_equal(tx_read(forgotten, &u->p), 0);
	ask(u, "insert into S.t values (2)");
	assert_string_equal(look(u, "select string_agg(id::text, ',') from S.t"), "2");
	add(u, forgotten, "insert into S.t values (3)");
	assert_int_equal(tx_commit(forgotten, unit_again(u)), -1);
	assert_int_equal(tx_state(forgotten), TX_FAILED);
	expect_problem(&u->p, PROBLEM_INTERNAL, NULL);
	assert_string_equal(look(u, "select string_agg(id::text, ',') from S.t"), "2");
}

/* A statement that leaves a transaction open has committed nothing. */
static void test_explicit_begin(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	struct tx *tx = tx_begin(db, u->arena);
	add(u, tx, "begin");
	add(u, tx, "insert into S.t values (1)");
	assert_int_equal(tx_commit(tx, unit_again(u)), -1);
	assert_int_equal(tx_state(tx), TX_FAILED);
	assert_string_equal(look(u, "select count(*) from S.t"), "0");
	assert_string_equal(ask(u, "select count(*) from S.t"), "0");
}

/* A rehearsal goes to its end, leaves nothing, and keeps its connection: also when it is refused. */
static void test_rehearsal(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	const char *pid = ask(u, "select pg_backend_pid()");
	look(u, "alter table S.t add constraint later unique (v) deferrable initially deferred");
	static const struct {
		const char *sql, *sqlstate;
	} cases[] = {{"insert into S.t values (2, 'b')", ""},
		     {"insert into S.t values (1, 'b')", "23505"},
		     {"insert into S.t values (2, 'a')", "23505"}, /* which a commit would have found */
		     {"insert into S.t values (2, 'b')", ""}};
	ask(u, "insert into S.t values (1, 'a')");
	for (size_t i = 0; i < COUNT(cases); i++) {
		bool refused = *cases[i].sqlstate != '\0';
		struct tx *tx = tx_begin(db, u->arena);
		tx_rehearse(tx);
		add(u, tx, cases[i].sql);
		int seen = add(u, tx, "select count(*) from S.t");
		assert_int_equal(tx_commit(tx, unit_again(u)), refused ? -1 : 0);
		assert_int_equal(tx_state(tx), refused ? TX_FAILED : TX_UNDONE);
		assert_string_equal(tx_sqlstate(tx), cases[i].sqlstate);
		if (!refused)
			assert_string_equal(rows_text(tx_rows(tx, seen), 0, 0), "2");
		assert_string_equal(look(u, "select count(*) from S.t"), "1");
	}
	assert_string_equal(ask(u, "select pg_backend_pid()"), pid);
}

/* A handler may look before it goes on, here too. */
static void test_rehearsal_in_two_trips(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	struct tx *tx = tx_begin(db, u->arena);
	tx_rehearse(tx);
	add(u, tx, "insert into S.t values (1)");
	assert_int_equal(tx_read(tx, &u->p), 0);
	tx_abandon(tx);
	assert_int_equal(tx_state(tx), TX_FAILED);
	tx = tx_begin(db, u->arena);
	tx_rehearse(tx);
	add(u, tx, "select 1/0");
	assert_int_equal(tx_read(tx, unit_again(u)), -1);
	assert_int_equal(tx_state(tx), TX_FAILED);
	assert_string_equal(ask(u, "select count(*) from S.t"), "0");
}

/* Each stands or falls by itself, whichever of them fails; what stands in front of them and behind them is kept. */
static void test_apart(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	const char *pid = ask(u, "select pg_backend_pid()");
	for (int failing = 0; failing < 32; failing++)
		for (int reads_first = 0; reads_first < 2; reads_first++) {
			int index[5];
			look(u, "truncate S.t");
			struct tx *tx = tx_begin(db, u->arena);
			add(u, tx, "insert into S.t values (0)");
			for (int i = 0; i < 5; i++) {
				const char *sql = failing & 1 << i ? "insert into S.t values (0)" : arena_printf(u->arena, "insert into S.t values (%d)", i + 1);
				index[i] = tx_add_apart(tx, statement(u, sql, true), 0, NULL);
			}
			if (reads_first)
				assert_int_equal(tx_read(tx, unit_again(u)), 0);
			int seen = add(u, tx, "select coalesce(sum(1 << (id - 1)) filter (where id > 0), 0), count(*) from S.t");
			assert_int_equal(tx_commit(tx, unit_again(u)), 0);
			assert_int_equal(rows_int(tx_rows(tx, seen), 0, 0), 31 - failing);
			for (int i = 0; i < 5; i++) {
				bool fails = failing & 1 << i;
				assert_int_equal(tx_apart(tx, index[i], unit_again(u)), fails ? -1 : 0);
				expect_problem(&u->p, fails ? PROBLEM_CONFLICT : PROBLEM_NONE, NULL);
			}
			assert_string_equal(look(u, "select count(*) from S.t"), rows_text(tx_rows(tx, seen), 0, 1));
		}
	assert_string_equal(ask(u, "select pg_backend_pid()"), pid);
}

/* What all depend on is refused: in front of them, and behind them. */
static void test_apart_of_what_fails(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	for (int way = 0; way < 4; way++) {
		struct tx *tx = tx_begin(db, u->arena);
		int front = way < 2 ? add(u, tx, "select 1/0") : -1;
		tx_add_apart(tx, statement(u, "insert into S.t values (1)", true), 0, NULL);
		tx_add_apart(tx, statement(u, "insert into S.t values (2)", true), 0, NULL);
		int behind = way < 2 ? -1 : add(u, tx, "select 1/0");
		assert_int_equal(way & 1 ? tx_read(tx, unit_again(u)) : tx_commit(tx, unit_again(u)), -1);
		assert_int_equal(tx_state(tx), TX_FAILED);
		assert_int_equal(tx_refused(tx), way < 2 ? front : behind);
		assert_string_equal(tx_sqlstate(tx), "22012");
		assert_string_equal(ask(u, "select count(*) from S.t"), "0");
	}
}

/* Each ReadyForQuery of what ran, as the letters of Postgres' protocol: T and E within a transaction, I outside. */
static const char *ready_states(struct unit *u, const char *trace)
{
	const char *states = "", *at = trace;
	while ((at = strstr(at, "ReadyForQuery\t ")) != NULL) {
		at += strlen("ReadyForQuery\t ");
		states = arena_printf(u->arena, "%s%c", states, *at);
	}
	return states;
}

/* A pooler gives the connection away at the first I: it may only come last, whatever is refused and wherever. */
static void test_apart_is_one_transaction_to_a_pooler(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	static const struct {
		const char *front, *apart, *behind, *states;
	} cases[] = {
	    {"select 1", "insert into S.t values (1)", "select 1", "TTTI"},
	    {"select 1/0", "insert into S.t values (1)", "select 1", "EEEI"},
	    {"select 1", "select 1/0", "select 1", "ETTI"},
	    {"select 1", "insert into S.t values (2)", "select 1/0", "TTEI"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *trace = NULL;
		size_t size;
		FILE *file = open_memstream(&trace, &size);
		ask(u, "select 1");
		PQtrace(db->conn, file);
		struct tx *tx = tx_begin(db, u->arena);
		add(u, tx, cases[i].front);
		tx_add_apart(tx, statement(u, cases[i].apart, true), 0, NULL);
		tx_add_apart(tx, statement(u, "select 1", false), 0, NULL);
		add(u, tx, cases[i].behind);
		tx_commit(tx, unit_again(u));
		PQuntrace(db->conn);
		fclose(file);
		assert_string_equal(ready_states(u, trace), cases[i].states);
		free(trace);
	}
}

static void test_apart_rehearsed(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	struct tx *tx = tx_begin(db, u->arena);
	tx_rehearse(tx);
	int a = tx_add_apart(tx, statement(u, "insert into S.t values (1)", true), 0, NULL);
	int b = tx_add_apart(tx, statement(u, "insert into S.t values (1)", true), 0, NULL);
	assert_int_equal(tx_commit(tx, unit_again(u)), 0);
	assert_int_equal(tx_state(tx), TX_UNDONE);
	assert_int_equal(tx_apart(tx, a, &u->p), 0);
	assert_int_equal(tx_apart(tx, b, &u->p), -1);
	assert_string_equal(ask(u, "select count(*) from S.t"), "0");
}

static void test_serialization_is_tried_again(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	static const char *const states[] = {"40001", "40P01"};
	const char *pid = ask(u, "select pg_backend_pid()");
	for (size_t i = 0; i < COUNT(states); i++) {
		struct tx *tx = tx_begin(db, u->arena);
		add(u, tx, arena_printf(u->arena, "do $$begin raise exception using errcode = '%s'; end$$", states[i]));
		assert_int_equal(tx_commit(tx, unit_again(u)), -1);
		assert_int_equal(tx_state(tx), TX_RETRY);
		assert_string_equal(tx_sqlstate(tx), states[i]);
		expect_problem(&u->p, PROBLEM_OVERLOADED, NULL);
	}
	assert_string_equal(ask(u, "select pg_backend_pid()"), pid);
}

static void test_statement_timeout(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	struct tx *tx = tx_begin(db, u->arena);
	add(u, tx, "set local statement_timeout = 50");
	add(u, tx, "select pg_sleep(5)");
	assert_int_equal(tx_commit(tx, unit_again(u)), -1);
	assert_int_equal(tx_state(tx), TX_FAILED);
	assert_string_equal(tx_sqlstate(tx), "57014");
	expect_problem(&u->p, PROBLEM_OVERLOADED, NULL);
	assert_string_equal(ask(u, "select 1"), "1");
}

/* ---- prepared statements */

static long prepared_on_server(struct unit *u)
{
	return strtol(ask(u, "select count(*) from pg_prepared_statements"), NULL, 10);
}

static void test_prepared_once(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	const struct statement *s = statement(u, "select $1::text || 'x'", false);
	for (int round = 0; round < 3; round++) {
		struct tx *tx = tx_begin(db, u->arena);
		for (int i = 0; i < 5; i++) {
			const char *const values[] = {arena_printf(u->arena, "%d", i)};
			tx_add(tx, s, 1, values);
		}
		assert_int_equal(tx_commit(tx, &u->p), 0);
		for (int i = 0; i < 5; i++)
			assert_string_equal(rows_text(tx_rows(tx, i), 0, 0), arena_printf(u->arena, "%dx", i));
	}
	assert_int_equal(prepared_on_server(u), 2);
}

static void test_250_shapes(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 250; i++) {
			const char *wanted = arena_printf(u->arena, "%d", i);
			assert_string_equal(ask(u, arena_printf(u->arena, "select %d", i)), wanted);
		}
	assert_int_equal(prepared_on_server(u), 200);
	assert_string_equal(ask(u, "select 1 from pg_backend_pid()"), "1");
}

/* All 250 in one pipeline: what is pushed out is deallocated behind its last use. */
static void test_250_shapes_at_once(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	for (int round = 0; round < 2; round++) {
		struct tx *tx = tx_begin(db, u->arena);
		for (int i = 0; i < 150; i++)
			add(u, tx, arena_printf(u->arena, "select %d", i + round * 100));
		assert_int_equal(tx_read(tx, &u->p), 0);
		for (int i = 150; i < 170; i++)
			add(u, tx, arena_printf(u->arena, "select %d", i + round * 100));
		assert_int_equal(tx_commit(tx, &u->p), 0);
		for (int i = 0; i < 170; i++)
			assert_int_equal(rows_int(tx_rows(tx, i), 0, 0), i + round * 100);
	}
	assert_in_range(prepared_on_server(u), 100, 200);
}

/* 500 texts in one pipeline: some are prepared, none is left behind, and what others use stays. */
static void test_500_shapes_at_once(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	for (int round = 0; round < 3; round++) {
		struct tx *tx = tx_begin(db, u->arena);
		tx_allow_many(tx);
		for (int i = 0; i < 1000; i++)
			add(u, tx, arena_printf(u->arena, "select %d", i / 2 + round * 500));
		assert_int_equal(tx_commit(tx, &u->p), 0);
		for (int i = 0; i < 1000; i++)
			assert_int_equal(rows_int(tx_rows(tx, i), 0, 0), i / 2 + round * 500);
		assert_in_range(prepared_on_server(u), 100, 200);
	}
}

/* Statements that fail before theirs is deallocated leave nothing behind on the server. */
static void test_250_shapes_that_fail(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	for (int i = 0; i < 200; i++)
		ask(u, arena_printf(u->arena, "select %d", i));
	for (int i = 0; i < 60; i++) {
		struct tx *tx = tx_begin(db, u->arena);
		add(u, tx, "select 1/0");
		add(u, tx, arena_printf(u->arena, "select %d", 1000 + i));
		assert_int_equal(tx_commit(tx, unit_again(u)), -1);
		ask(u, arena_printf(u->arena, "select %d", 1000 + i));
	}
	assert_in_range(prepared_on_server(u), 1, 200);
}

static void test_prepare_that_fails(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	for (int i = 0; i < 3; i++) {
		struct tx *tx = tx_begin(db, u->arena);
		add(u, tx, "select no_such_column");
		assert_int_equal(tx_commit(tx, unit_again(u)), -1);
		assert_int_equal(tx_state(tx), TX_FAILED);
		assert_string_equal(tx_sqlstate(tx), "42703");
	}
	assert_int_equal(prepared_on_server(u), 1);
}

static void test_lost_statement(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	static const char *const sql = "select 'there'";
	assert_string_equal(ask(u, sql), "there");
	ask(u, "deallocate all");
	struct tx *tx = tx_begin(db, u->arena);
	add(u, tx, sql);
	assert_int_equal(tx_commit(tx, unit_again(u)), -1);
	assert_int_equal(tx_state(tx), TX_RETRY);
	assert_string_equal(tx_sqlstate(tx), "26000");
	assert_string_equal(ask(u, sql), "there");
}

static void test_plan_of_another_shape(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	static const char *const sql = "select * from S.t";
	ask(u, sql);
	look(u, "alter table S.t add column w int");
	struct tx *tx = tx_begin(db, u->arena);
	add(u, tx, sql);
	assert_int_equal(tx_commit(tx, unit_again(u)), -1);
	assert_int_equal(tx_state(tx), TX_RETRY);
	assert_string_equal(tx_sqlstate(tx), "0A000");
	tx = tx_begin(db, u->arena);
	int i = add(u, tx, sql);
	assert_int_equal(tx_commit(tx, unit_again(u)), 0);
	assert_int_equal(rows_columns(tx_rows(tx, i)), 3);
}

static void test_unprepared(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	test_one_trip(state);
	assert_int_equal(prepared_on_server(u), 0);
}

/* ---- sizes */

/* Each index keeps its own rows, however many arrays had to grow, and across reads in between. */
static void test_many_statements(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	for (int step = 1; step < 70; step += 7) {
		struct tx *tx = tx_begin(db, u->arena);
		for (int i = 0; i < 150; i++) {
			const char *const values[] = {arena_printf(u->arena, "%d", i)};
			assert_int_equal(tx_add(tx, statement(u, i % 3 == 0 ? "select $1::int * 2" : "select $1::int", false), 1, values), i);
			if (i % step == step - 1)
				assert_int_equal(tx_read(tx, &u->p), 0);
		}
		assert_int_equal(tx_commit(tx, &u->p), 0);
		for (int i = 0; i < 150; i++)
			assert_int_equal(rows_int(tx_rows(tx, i), 0, 0), i % 3 == 0 ? i * 2 : i);
	}
}

/* More in both directions than the sockets hold: neither side waits for the other for ever. */
static void test_large(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	enum { SIZE = 2000000 };
	char *text = arena_alloc(u->arena, SIZE + 1);
	memset(text, 'x', SIZE);
	text[SIZE] = '\0';
	struct tx *tx = tx_begin(db, u->arena);
	const char *const values[] = {text};
	for (int i = 0; i < 6; i++)
		tx_add(tx, statement(u, "select $1::text", false), 1, values);
	assert_int_equal(tx_commit(tx, &u->p), 0);
	for (int i = 0; i < 6; i++) {
		assert_int_equal(rows_size(tx_rows(tx, i), 0, 0), SIZE);
		assert_int_equal(rows_text(tx_rows(tx, i), 0, 0)[SIZE - 1], 'x');
	}
}

/* ---- the connection */

static void test_settings(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	assert_string_equal(ask(u, "select current_setting('TimeZone') || ' ' || current_setting('DateStyle') || ' ' || "
				   "current_setting('IntervalStyle') || ' ' || current_setting('bytea_output') || ' ' || "
				   "current_setting('plan_cache_mode') || ' ' || current_setting('client_encoding') || ' ' || "
				   "current_setting('application_name')"),
			    "UTC ISO, MDY iso_8601 hex force_generic_plan UTF8 stagefy");
}

static void test_notices_disturb_nothing(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	const char *pid = ask(u, "select pg_backend_pid()");
	ask(u, "do $$begin for i in 1..100 loop raise warning 'w%', i; end loop; end$$");
	ask(u, "listen units");
	look(u, "notify units, 'x'");
	ask(u, "set client_min_messages = debug5");
	assert_string_equal(ask(u, "select pg_backend_pid()"), pid);
}

static const char *terminate(struct unit *u, const char *pid)
{
	look(u, arena_printf(u->arena, "select pg_terminate_backend(%s, 2000)", pid));
	return pid;
}

/* It is noticed before anything is sent, so that even a write just goes to a new connection. */
static void test_terminated_while_idle(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	for (int i = 0; i < 20; i++) {
		const char *pid = terminate(u, ask(u, "select pg_backend_pid()"));
		ask(u, arena_printf(u->arena, "insert into S.t values (%d)", i));
		assert_string_not_equal(ask(u, "select pg_backend_pid()"), pid);
	}
	assert_string_equal(look(u, "select count(*) from S.t"), "20");
}

/* Between two trips of one transaction: what was done is gone, and it may begin again. */
static void test_terminated_between_trips(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	for (int i = 0; i < 5; i++) {
		struct tx *tx = tx_begin(db, u->arena);
		add(u, tx, "insert into S.t values (1)");
		int pid = add(u, tx, "select pg_backend_pid()");
		assert_int_equal(tx_read(tx, unit_again(u)), 0);
		terminate(u, rows_text(tx_rows(tx, pid), 0, 0));
		if (i % 2 == 0) {
			add(u, tx, "insert into S.t values (2)");
			assert_int_equal(tx_read(tx, unit_again(u)), -1);
			assert_int_equal(tx_state(tx), TX_LOST);
		} else {
			/* the server went before the commit could reach it, but that is more than we can know */
			assert_int_equal(tx_commit(tx, unit_again(u)), -1);
			assert_int_equal(tx_state(tx), TX_UNKNOWN);
		}
		expect_problem(&u->p, PROBLEM_DATABASE_UNAVAILABLE, NULL);
		assert_string_equal(look(u, "select count(*) from S.t"), "0");
		assert_string_equal(ask(u, "select 1"), "1");
	}
}

struct later {
	const char *sql;
	int ms;
};

static void *do_later(void *arg)
{
	const struct later *l = arg;
	struct unit mine = {.arena = arena_new(4096)};
	struct db *side;
	nanosleep(&(struct timespec){.tv_nsec = l->ms * 1000000L}, NULL);
	if (db_new_for(url(), 5000, &side, unit_again(&mine)) == 0) {
		struct tx *tx = tx_begin(side, mine.arena);
		tx_add(tx, &(struct statement){.name = "later", .sql = l->sql}, 0, NULL);
		tx_commit(tx, &mine.p);
		db_free(side);
	}
	arena_free(mine.arena);
	return NULL;
}

/* While a statement runs: the server says so, which proves that nothing was committed. */
static void test_terminated_in_flight(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	for (int writing = 0; writing < 2; writing++) {
		pthread_t thread;
		struct later l = {arena_printf(u->arena, "select pg_terminate_backend(%s)", ask(u, "select pg_backend_pid()")), 150};
		struct tx *tx = tx_begin(db, u->arena);
		if (writing)
			add(u, tx, "insert into S.t values (1)");
		add(u, tx, "select pg_sleep(2)");
		pthread_create(&thread, NULL, do_later, &l);
		assert_int_equal(tx_commit(tx, unit_again(u)), -1);
		pthread_join(thread, NULL);
		assert_int_equal(tx_state(tx), TX_LOST);
		expect_problem(&u->p, PROBLEM_DATABASE_UNAVAILABLE, NULL);
		assert_string_equal(look(u, "select count(*) from S.t"), "0");
	}
}

static void test_deadline(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	NEEDS_ITS_SPEED();
	for (int writing = 0; writing < 2; writing++) {
		db_free(db);
		conf.request_deadline_ms = 300;
		assert_int_equal(db_new(&conf, &db, unit_again(u)), 0);
		struct tx *tx = tx_begin(db, u->arena);
		if (writing)
			add(u, tx, "insert into S.t values (1)");
		add(u, tx, "select pg_sleep(1)");
		int64_t from = clock_mono_us();
		assert_int_equal(tx_commit(tx, unit_again(u)), -1);
		assert_in_range(clock_mono_us() - from, 290000, 900000); /* before the statement ends */
		assert_int_equal(tx_state(tx), writing ? TX_UNKNOWN : TX_FAILED);
		expect_problem(&u->p, PROBLEM_DATABASE_UNAVAILABLE, NULL);
		assert_int_equal(u->p.retry_after, 1);
		/* the whole pool now answers at once, until a probe finds it well */
		tx = tx_begin(db, u->arena);
		add(u, tx, "select 1");
		from = clock_mono_us();
		assert_int_equal(tx_commit(tx, unit_again(u)), -1);
		assert_in_range(clock_mono_us() - from, 0, 200000); /* not after another deadline */
		assert_int_equal(tx_state(tx), TX_FAILED);
		nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
		assert_string_equal(ask(u, "select 1"), "1");
		assert_string_equal(ask(u, "select 1"), "1");
	}
}

/* A read in hand that is never committed is undone when its session goes. */
static void test_deadline_while_reading(void **state)
{
	struct unit *u = *state;
	NEEDS_DATABASE();
	db_free(db);
	conf.request_deadline_ms = 200;
	assert_int_equal(db_new(&conf, &db, unit_again(u)), 0);
	struct tx *tx = tx_begin(db, u->arena);
	add(u, tx, "insert into S.t values (1)");
	add(u, tx, "select pg_sleep(1)");
	assert_int_equal(tx_read(tx, unit_again(u)), -1);
	assert_int_equal(tx_state(tx), TX_FAILED);
	nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
	assert_string_equal(look(u, "select count(*) from S.t"), "0");
}

static void test_no_server(void **state)
{
	struct unit *u = *state;
	struct db *nowhere;
	conf = (struct conf){.database_url = "postgres://127.0.0.1:1/none", .prepare = "auto", .request_deadline_ms = 500,
			     .slow_query_ms = 1000, .runtime_dir = "/tmp"};
	strcpy(dir, "/tmp/stagefy-tx-XXXXXX");
	assert_non_null(mkdtemp(dir));
	conf.runtime_dir = dir;
	assert_int_equal(db_new(&conf, &nowhere, &u->p), 0);
	for (int i = 0; i < 2; i++) {
		struct tx *tx = tx_begin(nowhere, u->arena);
		tx_add(tx, &(struct statement){.name = "x", .sql = "select 1", .writes = true}, 0, NULL);
		assert_int_equal(tx_commit(tx, unit_again(u)), -1);
		assert_int_equal(tx_state(tx), TX_FAILED);
		expect_problem(&u->p, PROBLEM_DATABASE_UNAVAILABLE, NULL);
	}
	db_free(nowhere);
	unlink(arena_printf(u->arena, "%s/breaker", dir));
	rmdir(dir);
	conf.database_url = NULL;
	assert_int_equal(db_new(&conf, &nowhere, unit_again(u)), -1);
	expect_problem(&u->p, PROBLEM_INTERNAL, "option DATABASE_URL is not set");
	db_free(NULL);
}

#define DB(test) cmocka_unit_test_setup_teardown(test, open_db, close_db)
#define UNPREPARED(test) {#test " unprepared", test, open_unprepared, close_db, NULL}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    DB(test_one_trip),
	    DB(test_ended_is_ended),
	    DB(test_error_in_each),
	    UNPREPARED(test_error_in_each),
	    DB(test_error_at_commit),
	    DB(test_read_then_commit),
	    UNPREPARED(test_read_then_commit),
	    DB(test_error_while_reading),
	    DB(test_abandon),
	    UNIT(test_abandon_untouched),
	    DB(test_left_open),
	    DB(test_explicit_begin), DB(test_rehearsal), DB(test_rehearsal_in_two_trips), DB(test_apart), UNPREPARED(test_apart), DB(test_apart_of_what_fails), DB(test_apart_is_one_transaction_to_a_pooler), UNPREPARED(test_apart_is_one_transaction_to_a_pooler), DB(test_apart_rehearsed), DB(test_500_shapes_at_once),
	    DB(test_serialization_is_tried_again),
	    DB(test_statement_timeout),
	    DB(test_prepared_once),
	    DB(test_250_shapes),
	    DB(test_250_shapes_at_once),
	    DB(test_250_shapes_that_fail),
	    DB(test_prepare_that_fails),
	    DB(test_lost_statement),
	    DB(test_plan_of_another_shape),
	    UNPREPARED(test_unprepared),
	    DB(test_many_statements),
	    UNPREPARED(test_many_statements),
	    DB(test_large),
	    DB(test_settings),
	    DB(test_notices_disturb_nothing),
	    DB(test_terminated_while_idle),
	    DB(test_terminated_between_trips),
	    DB(test_terminated_in_flight),
	    DB(test_deadline),
	    DB(test_deadline_while_reading),
	    UNIT(test_no_server),
	};
	return UNIT_RUN(tests);
}
