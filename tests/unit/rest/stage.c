/* SPDX-License-Identifier: Apache-2.0 */
#include "stage.h"

#include <libpq-fe.h>

#include "base/jvalue.h"
#include "db/tx.h"

static struct {
	struct arena *arena;
	const char *sql[STAGE_MOST], *values[STAGE_MOST];
	PGresult *rows[STAGE_MOST];
	int count;
	bool executed;
} play;

static void clear(void *r)
{
	PQclear(r);
}

void stage_open(struct stage *s, struct unit *u)
{
	memset(&play, 0, sizeof play);
	memset(s, 0, sizeof *s);
	play.arena = u->arena;
	unit_again(u);
	s->u = u;
	s->request = (struct request){.method = HTTP_GET, .method_name = "GET", .path = "", .query = "", .body = "", .address = ""};
	response_init(&s->response, u->arena);
	static const char *keys[] = {"0123456789abcdef0123456789abcdef"};
	s->conf.secret_keys = (struct conf_list){keys, 1};
	s->call = (struct call){.arena = u->arena, .conf = &s->conf, .request = &s->request, .response = &s->response, .auth_index = -1};
}

void stage_query(struct stage *s, const char *query)
{
	if (query_parse(s->u->arena, query, &s->call.query, &s->u->p) < 0)
		fail_msg("%s: %s", query, s->u->p.detail);
}

void stage_body(struct stage *s, const char *json)
{
	struct json_fault fault;
	if (jvalue_parse(s->u->arena, json, strlen(json), &s->call.body, &fault) < 0)
		fail_msg("%s: %s", json, jvalue_fault_text(fault.kind));
}

const char *stage_sql(int index)
{
	return play.sql[index];
}

const char *stage_said(void)
{
	const char *all = "";
	for (int i = 0; i < play.count; i++)
		all = arena_printf(play.arena, "%s%s {%s}\n", all, play.sql[i], play.values[i]);
	return all;
}

bool stage_executed(void)
{
	return play.executed;
}

void stage_rows(int index, int columns, int count, const char *const values[])
{
	PGresult *r = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	PGresAttDesc *names = arena_new_array(play.arena, PGresAttDesc, (size_t)columns);
	for (int i = 0; i < columns; i++)
		names[i].name = (char *)(uintptr_t)"c";
	assert_int_equal(PQsetResultAttrs(r, columns, names), 1);
	for (int i = 0; i < columns * count; i++) {
		char *value = values[i] == NULL ? NULL : arena_strdup(play.arena, values[i]);
		assert_int_equal(PQsetvalue(r, i / columns, i % columns, value, value == NULL ? -1 : (int)strlen(value)), 1);
	}
	arena_defer(play.arena, clear, r);
	play.rows[index] = r;
}

/* ---- in place of db/tx.c and rest/call.c */

int __wrap_tx_add(struct tx *tx, const struct statement *s, int count, const char *const values[]);
const struct rows *__wrap_tx_rows(const struct tx *tx, int index);
int __wrap_call_execute(struct call *c, struct problem *p);

int __wrap_tx_add(struct tx *tx, const struct statement *s, int count, const char *const values[])
{
	(void)tx;
	assert_true(play.count < STAGE_MOST);
	const char *all = "";
	for (int i = 0; i < count; i++)
		all = arena_printf(play.arena, "%s%s%s", all, i == 0 ? "" : ",", values[i] == NULL ? "null" : values[i]);
	play.sql[play.count] = arena_printf(play.arena, "%s%s: %s", s->name, s->writes ? " writes" : "", s->sql);
	play.values[play.count] = all;
	return play.count++;
}

const struct rows *__wrap_tx_rows(const struct tx *tx, int index)
{
	(void)tx;
	if (play.rows[index] == NULL)
		stage_rows(index, 1, 0, NULL);
	return (const struct rows *)play.rows[index];
}

int __wrap_call_execute(struct call *c, struct problem *p)
{
	(void)c;
	(void)p;
	play.executed = true;
	return 0;
}
