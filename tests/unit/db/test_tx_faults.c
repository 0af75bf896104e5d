/* SPDX-License-Identifier: Apache-2.0 */
/* How a transaction ends when the server does what a live one does not do to order. Nothing may be called
 * committed that may not be, and nothing is to be tried again that may have been committed. */
#include "../unit.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "conf/conf.h"
#include "db/db.h"
#include "db/tx.h"
#include "fake.h"

static struct fake server;
static struct db *db;
static struct conf conf;
static char dir[64];

static int open_fake(void **state)
{
	strcpy(dir, "/tmp/stagefy-fake-XXXXXX");
	return mkdtemp(dir) == NULL ? -1 : unit_open(state);
}

static int close_fake(void **state)
{
	struct unit *u = *state;
	if (db != NULL)
		db_free(db);
	db = NULL;
	if (server.port != 0)
		fake_stop(&server);
	server.port = 0;
	unlink(arena_printf(u->arena, "%s/breaker", dir));
	return rmdir(dir) < 0 ? -1 : unit_close(state);
}

static void start_ms(struct unit *u, const enum fake_step *const scripts[], int ms)
{
	fake_start(&server, scripts);
	conf = (struct conf){.database_url = server.url, .prepare = "off", .request_deadline_ms = ms, .slow_query_ms = 60000,
			     .runtime_dir = dir};
	assert_int_equal(db_new(&conf, &db, &u->p), 0);
}

static const struct statement reads = {.name = "read", .sql = "select 1"}, writes = {.name = "write", .sql = "insert", .writes = true};

/* One statement and its commit; the state it ends in. */
static enum tx_end commit(struct unit *u, const struct statement *s)
{
	struct tx *tx = tx_begin(db, u->arena);
	tx_add(tx, s, 0, NULL);
	int rc = tx_commit(tx, unit_again(u));
	enum tx_end end = tx_state(tx);
	assert_int_equal(rc, end == TX_COMMITTED ? 0 : -1);
	assert_int_equal(u->p.code == PROBLEM_NONE, end == TX_COMMITTED);
	tx_abandon(tx);
	assert_int_equal(tx_state(tx), end);
	return end;
}

#define SCRIPT(...) ((const enum fake_step[]){FAKE_HELLO, __VA_ARGS__, FAKE_END})
#define SCRIPTS(...) ((const enum fake_step *const[]){__VA_ARGS__, NULL})

static void test_as_it_should_be(void **state)
{
	struct unit *u = *state;
	start_ms(u, SCRIPTS(SCRIPT(FAKE_AWAIT_SYNC, FAKE_NOTICE, FAKE_ROW, FAKE_READY, FAKE_AWAIT_SYNC, FAKE_DONE, FAKE_NOTICE, FAKE_READY)),
		 2000);
	assert_int_equal(commit(u, &reads), TX_COMMITTED);
	assert_int_equal(commit(u, &writes), TX_COMMITTED);
	assert_int_equal(server.connections, 1);
}

/* A host that takes connections and says nothing: as one that swallows packets, for whoever waits. */
static int silent_host(int *port)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, n), 0);
	assert_int_equal(listen(fd, 8), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &n), 0);
	*port = ntohs(at.sin_port);
	return fd;
}

/* The first of two hosts is silent: the second has its share of the time, and is asked first from then on. */
static void test_silent_host(void **state)
{
	struct unit *u = *state;
	int port, fd = silent_host(&port);
	fake_start(&server, SCRIPTS(SCRIPT(FAKE_AWAIT_SYNC, FAKE_ROW, FAKE_READY), SCRIPT(FAKE_AWAIT_SYNC, FAKE_ROW, FAKE_READY)));
	const char *url = arena_printf(u->arena, "postgres://x@127.0.0.1:%d,127.0.0.1:%d/x?sslmode=disable&gssencmode=disable", port, server.port);
	conf = (struct conf){.database_url = url, .prepare = "off", .request_deadline_ms = 1000, .slow_query_ms = 60000, .runtime_dir = dir};
	assert_int_equal(db_new(&conf, &db, &u->p), 0);
	assert_int_equal(commit(u, &reads), TX_COMMITTED);
	usleep(20000); /* the end of the script is the end of its connection */
	assert_int_equal(commit(u, &reads), TX_COMMITTED);
	assert_int_equal(server.connections, 2);
	int first = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
	assert_true(first >= 0);
	assert_int_equal(accept4(fd, NULL, NULL, SOCK_CLOEXEC), -1);
	close(first);
	close(fd);
}

/* What a script does behind a Sync, and how a read and a write end. */
static const struct {
	const char *name;
	const enum fake_step *steps;
	enum tx_end read, write;
} cases[] = {
    {"cut before any answer", SCRIPT(FAKE_AWAIT_SYNC), TX_LOST, TX_UNKNOWN},
    {"cut behind the result", SCRIPT(FAKE_AWAIT_SYNC, FAKE_ROW), TX_LOST, TX_UNKNOWN},
    {"refused, then cut", SCRIPT(FAKE_AWAIT_SYNC, FAKE_ERROR), TX_LOST, TX_LOST},
    {"ended while it ran", SCRIPT(FAKE_AWAIT_SYNC, FAKE_FATAL), TX_LOST, TX_LOST},
    {"ended while it committed", SCRIPT(FAKE_AWAIT_SYNC, FAKE_ROW, FAKE_FATAL), TX_LOST, TX_UNKNOWN},
    {"refused", SCRIPT(FAKE_AWAIT_SYNC, FAKE_ERROR, FAKE_READY, FAKE_HANG), TX_FAILED, TX_FAILED},
    {"commit refused", SCRIPT(FAKE_AWAIT_SYNC, FAKE_ROW, FAKE_ERROR, FAKE_READY, FAKE_HANG), TX_FAILED, TX_FAILED},
    {"still in a transaction", SCRIPT(FAKE_AWAIT_SYNC, FAKE_ROW, FAKE_READY_IN_TRANSACTION, FAKE_HANG), TX_FAILED, TX_FAILED},
    {"a Sync too early", SCRIPT(FAKE_AWAIT_SYNC, FAKE_READY, FAKE_HANG), TX_LOST, TX_UNKNOWN},
    {"a copy that nobody asked for", SCRIPT(FAKE_AWAIT_SYNC, FAKE_COPY, FAKE_HANG), TX_LOST, TX_UNKNOWN},
    {"garbage", SCRIPT(FAKE_AWAIT_SYNC, FAKE_GARBAGE, FAKE_HANG), TX_LOST, TX_UNKNOWN},
    {"garbage behind the result", SCRIPT(FAKE_AWAIT_SYNC, FAKE_ROW, FAKE_GARBAGE, FAKE_HANG), TX_LOST, TX_UNKNOWN},
    {"hangs", SCRIPT(FAKE_AWAIT_SYNC, FAKE_HANG), TX_FAILED, TX_UNKNOWN},
    {"hangs behind the result", SCRIPT(FAKE_AWAIT_SYNC, FAKE_ROW, FAKE_HANG), TX_FAILED, TX_UNKNOWN},
    {"refuses and hangs", SCRIPT(FAKE_AWAIT_SYNC, FAKE_ERROR, FAKE_HANG), TX_FAILED, TX_FAILED},
};

static void test_ends(void **state)
{
	struct unit *u = *state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (int writing = 0; writing < 2; writing++) {
			start_ms(u, SCRIPTS(cases[i].steps), 250);
			enum tx_end end = commit(u, writing ? &writes : &reads), wanted = writing ? cases[i].write : cases[i].read;
			if (end != wanted)
				fail_msg("%s: a %s ends in %d, not %d", cases[i].name, writing ? "write" : "read", end, wanted);
			db_free(db);
			db = NULL;
			fake_stop(&server);
			unlink(arena_printf(u->arena, "%s/breaker", dir));
		}
	server.port = 0;
}

/* Nothing has been committed as long as no Sync was sent: it may begin again. */
static void test_lost_while_reading(void **state)
{
	struct unit *u = *state;
	const struct {
		const enum fake_step *steps;
		enum tx_end wanted;
	} reading[] = {{SCRIPT(FAKE_AWAIT_SYNC), TX_LOST},
		       {SCRIPT(FAKE_AWAIT_SYNC, FAKE_FATAL), TX_LOST},
		       {SCRIPT(FAKE_AWAIT_SYNC, FAKE_ERROR), TX_LOST},
		       {SCRIPT(FAKE_AWAIT_SYNC, FAKE_ERROR, FAKE_AWAIT_SYNC), TX_LOST},
		       {SCRIPT(FAKE_AWAIT_SYNC, FAKE_ERROR, FAKE_AWAIT_SYNC, FAKE_READY, FAKE_HANG), TX_FAILED},
		       {SCRIPT(FAKE_AWAIT_SYNC, FAKE_HANG), TX_FAILED}};
	for (size_t i = 0; i < COUNT(reading); i++) {
		start_ms(u, SCRIPTS(reading[i].steps), 250);
		struct tx *tx = tx_begin(db, u->arena);
		tx_add(tx, &writes, 0, NULL);
		assert_int_equal(tx_read(tx, unit_again(u)), -1);
		assert_int_equal(tx_state(tx), reading[i].wanted);
		db_free(db);
		db = NULL;
		fake_stop(&server);
		unlink(arena_printf(u->arena, "%s/breaker", dir));
	}
	server.port = 0;
}

/* What a rehearsal may have done is undone with its session: it may begin again. */
static void test_lost_while_rehearsing(void **state)
{
	struct unit *u = *state;
	const enum fake_step *const scripts[] = {SCRIPT(FAKE_AWAIT_SYNC), SCRIPT(FAKE_AWAIT_SYNC, FAKE_DONE, FAKE_DONE, FAKE_DONE),
						 SCRIPT(FAKE_AWAIT_SYNC, FAKE_DONE, FAKE_DONE, FAKE_DONE, FAKE_READY)};
	for (size_t i = 0; i < COUNT(scripts); i++) {
		start_ms(u, SCRIPTS(scripts[i]), 2000);
		struct tx *tx = tx_begin(db, u->arena);
		tx_rehearse(tx);
		tx_add(tx, &writes, 0, NULL);
		assert_int_equal(tx_commit(tx, unit_again(u)), -1);
		assert_int_equal(tx_state(tx), TX_LOST);
		db_free(db);
		db = NULL;
		fake_stop(&server);
		unlink(arena_printf(u->arena, "%s/breaker", dir));
	}
	server.port = 0;
}

/* Abandoning is over when it cannot be said to the server: its session goes, and the transaction with it. */
static void test_lost_while_abandoning(void **state)
{
	struct unit *u = *state;
	start_ms(u, SCRIPTS(SCRIPT(FAKE_AWAIT_SYNC, FAKE_DONE), SCRIPT(FAKE_AWAIT_SYNC, FAKE_DONE, FAKE_READY)), 2000);
	struct tx *tx = tx_begin(db, u->arena);
	tx_add(tx, &writes, 0, NULL);
	assert_int_equal(tx_read(tx, &u->p), 0);
	tx_abandon(tx);
	assert_int_equal(tx_state(tx), TX_FAILED);
	assert_int_equal(commit(u, &writes), TX_COMMITTED);
	assert_int_equal(server.connections, 2);
}

/* A farewell while idle, whether its end of stream has come or not: the next one goes to a new connection. */
static void test_farewell_while_idle(void **state)
{
	struct unit *u = *state;
	start_ms(u, SCRIPTS(SCRIPT(FAKE_AWAIT_SYNC, FAKE_DONE, FAKE_READY, FAKE_FATAL, FAKE_HANG),
			    SCRIPT(FAKE_AWAIT_SYNC, FAKE_DONE, FAKE_READY, FAKE_FATAL),
			    SCRIPT(FAKE_AWAIT_SYNC, FAKE_DONE, FAKE_READY),
			    SCRIPT(FAKE_AWAIT_SYNC, FAKE_DONE, FAKE_READY, FAKE_NOTICE, FAKE_AWAIT_SYNC, FAKE_DONE, FAKE_READY, FAKE_HANG)),
		 2000);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(commit(u, &writes), TX_COMMITTED);
		usleep(30000);
	}
	assert_int_equal(server.connections, 4);
}

static void test_slow_is_no_fault(void **state)
{
	struct unit *u = *state;
	start_ms(u, SCRIPTS(((const enum fake_step[]){FAKE_PAUSE, FAKE_HELLO, FAKE_AWAIT_SYNC, FAKE_PAUSE, FAKE_ROW, FAKE_PAUSE,
						      FAKE_READY, FAKE_END})),
		 2000);
	assert_int_equal(commit(u, &writes), TX_COMMITTED);
}

/* A server that accepts and says nothing costs one deadline; then the pool answers at once. */
static void test_connecting_hangs(void **state)
{
	struct unit *u = *state;
	static const enum fake_step hang[] = {FAKE_HANG, FAKE_END};
	start_ms(u, SCRIPTS(hang, hang), 250);
	int64_t from = clock_mono_us();
	assert_int_equal(commit(u, &writes), TX_FAILED);
	assert_in_range(clock_mono_us() - from, 240000, 2000000); /* the server hangs for ever */
	expect_problem(&u->p, PROBLEM_DATABASE_UNAVAILABLE, NULL);
	from = clock_mono_us();
	assert_int_equal(commit(u, &reads), TX_FAILED);
	assert_in_range(clock_mono_us() - from, 0, 200000); /* not after another deadline */
	assert_int_equal(server.connections, 1);
}

/* A probe waits a second at most, although requests may wait longer. */
static void test_probe_is_short(void **state)
{
	struct unit *u = *state;
	static const enum fake_step hang[] = {FAKE_HANG, FAKE_END}, cut[] = {FAKE_END};
	start_ms(u, SCRIPTS(cut, hang), 5000);
	assert_int_equal(commit(u, &reads), TX_FAILED);
	usleep(260000);
	int64_t from = clock_mono_us();
	assert_int_equal(commit(u, &reads), TX_FAILED);
	assert_in_range(clock_mono_us() - from, 900000, 4000000); /* five seconds is what a request may wait */
	assert_int_equal(server.connections, 2);
}

static void test_two_hosts(void **state)
{
	struct unit *u = *state;
	fake_start(&server, SCRIPTS(SCRIPT(FAKE_AWAIT_SYNC, FAKE_DONE, FAKE_READY)));
	const char *url = arena_printf(u->arena, "postgres://x@127.0.0.1:1,127.0.0.1:%d/x?sslmode=disable&gssencmode=disable", server.port);
	assert_int_equal(db_new_for(url, 2000, &db, &u->p), 0);
	assert_int_equal(commit(u, &writes), TX_COMMITTED);
}

#define FAKE(test) cmocka_unit_test_setup_teardown(test, open_fake, close_fake)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FAKE(test_as_it_should_be),	     FAKE(test_ends),		FAKE(test_lost_while_reading),
	    FAKE(test_lost_while_abandoning), FAKE(test_lost_while_rehearsing), FAKE(test_farewell_while_idle), FAKE(test_slow_is_no_fault),
	    FAKE(test_connecting_hangs),     FAKE(test_probe_is_short), FAKE(test_two_hosts),
	    FAKE(test_silent_host)};
	return UNIT_RUN(tests);
}
