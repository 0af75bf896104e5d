/* SPDX-License-Identifier: Apache-2.0 */
#include "db/sqlstate.h"

#include <ctype.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/log.h"
#include "base/problem.h"

struct row {
	const char *sqlstate;
	enum problem_code code;
	bool retry;
	const char *violation;
};

static const struct row table[] = {
#define SQLSTATE(state, problem, retry, violation) {state, PROBLEM_##problem, retry, violation},
#include "db/sqlstate.def"
#undef SQLSTATE
};

static const struct row *find(const char *sqlstate)
{
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (sqlstate != NULL && strcmp(table[i].sqlstate, sqlstate) == 0)
			return &table[i];
	return NULL;
}

/* Constraints and unique indexes are named <table>_<column>, with _key, _fkey, _check, _excl or _idx behind
 * it, and the agency in front where it leads the key: the column is what is left. */
static const char *strip(struct arena *a, const char *s)
{
	static const char *const endings[] = {"_key", "_fkey", "_check", "_excl", "_idx"};
	static const char agency[] = "agency_id_";
	size_t n = strlen(s);
	if (strcmp(s, "pkey") == 0)
		return "id";
	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		size_t k = strlen(endings[i]);
		if (n > k && strcmp(s + n - k, endings[i]) == 0) {
			n -= k;
			break;
		}
	}
	size_t skip = n > sizeof agency - 1 && strncmp(s, agency, sizeof agency - 1) == 0 ? sizeof agency - 1 : 0;
	return arena_strndup(a, s + skip, n - skip);
}

static const char *column_of(struct arena *a, const struct db_error *e)
{
	if (e->column != NULL)
		return e->column;
	if (e->constraint == NULL || e->table == NULL)
		return NULL;
	size_t skip = strlen(e->table);
	if (strncmp(e->constraint, e->table, skip) != 0 || e->constraint[skip] != '_')
		return NULL;
	return strip(a, e->constraint + skip + 1);
}

static const char *sentence(const char *code)
{
	static const struct {
		const char *code, *text;
	} texts[] = {
	    {"not_unique", "is already taken"},	    {"overlaps", "overlaps with what is there"},
	    {"not_found", "does not exist"},	    {"required", "is required"},
	    {"out_of_range", "is out of range"},    {"too_long", "is too long"},
	    {"format", "does not have the right form"}};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if (strcmp(texts[i].code, code) == 0)
			return texts[i].text;
	return "is not allowed";
}

static void point_at_column(const struct row *row, const struct db_error *e, struct problem *p)
{
	const char *column = column_of(p->arena, e);
	const char *pointer = column == NULL ? "" : jvalue_pointer(p->arena, "", column);
	problem_violation(p, pointer, row->violation, NULL, "%s", sentence(row->violation));
}

/* One state for two things: a row that refers to what is not there, and one that is still referred to. Messages are in the
 * server's language, but the table that the detail names stays: the other one of the constraint's two, which is the parent
 * for a child that found none, and the child for a parent that may not go. (A table that refers to itself is taken as the
 * latter.) Behind the last parenthesis, since values of the key stand before it. */
static bool still_referred_to(const struct db_error *e)
{
	if (strcmp(e->sqlstate, "23503") != 0 || e->detail == NULL || e->table == NULL)
		return false;
	const char *values = strrchr(e->detail, ')');
	size_t n = strlen(e->table);
	for (const char *at = values == NULL ? e->detail : values; (at = strstr(at, e->table)) != NULL; at += n) {
		bool begins = at == e->detail || !(isalnum((unsigned char)at[-1]) || at[-1] == '_');
		if (begins && !(isalnum((unsigned char)at[n]) || at[n] == '_'))
			return true;
	}
	return false;
}

/* Names what refers to it, unless that is nobody else's business. */
static void refuse_in_use(const struct db_error *e, struct problem *p)
{
	const char *column = column_of(p->arena, e);
	problem_set(p, PROBLEM_CONFLICT, NULL);
	if (e->schema == NULL || strcmp(e->schema, "public") != 0 || column == NULL)
		problem_violation(p, "", "in_use", NULL, "is still referred to");
	else
		problem_violation(p, "", "in_use", arena_printf(p->arena, "{\"table\":\"%s\",\"field\":\"%s\"}", e->table, column),
				  "is still referred to by %s of %s", column, e->table);
}

static void take_violation(const struct jvalue *v, const char *message, struct problem *p)
{
	const char *code = jvalue_string(jvalue_get(v, "code"));
	if (code == NULL)
		return;
	const char *pointer = jvalue_string(jvalue_get(v, "pointer"));
	const struct jvalue *params = jvalue_get(v, "params");
	problem_violation(p, pointer == NULL ? "" : pointer, arena_strdup(p->arena, code), params == NULL ? NULL : jvalue_print(p->arena, params), "%s",
			  message == NULL ? sentence(code) : message);
}

/* {"pointer": "/email", "code": "not_unique", "params": {}} becomes a violation, and so does each of "errors", which have a
 * "detail" of their own; "retry_after" the header, and every other member goes into the answer as it is. */
static void take_detail(const struct db_error *e, struct problem *p)
{
	const struct jvalue *detail;
	struct json_fault fault;
	if (e->detail == NULL || jvalue_parse(p->arena, e->detail, strlen(e->detail), &detail, &fault) < 0 ||
	    jvalue_kind(detail) != JSON_OBJECT)
		return;
	int64_t seconds;
	if (jvalue_integer(jvalue_get(detail, "retry_after"), &seconds) && seconds > 0 && seconds <= INT_MAX)
		p->retry_after = (int)seconds;
	take_violation(detail, e->message, p);
	const struct jvalue *errors = jvalue_get(detail, "errors");
	for (size_t i = 0; jvalue_kind(errors) == JSON_ARRAY && i < jvalue_size(errors); i++)
		take_violation(jvalue_at(errors, i), jvalue_string(jvalue_get(jvalue_at(errors, i), "detail")), p);
	struct jvalue_member *members = jvalue_members(p->arena, detail);
	for (size_t i = 0; i < jvalue_size(detail); i++) {
		const char *name = members[i].name;
		if (strcmp(name, "code") == 0 || strcmp(name, "pointer") == 0 || strcmp(name, "params") == 0 ||
		    strcmp(name, "errors") == 0 || strcmp(name, "retry_after") == 0)
			continue;
		problem_members(p, "\"%s\":%s", name, jvalue_print(p->arena, members[i].value));
	}
}

static void log_unknown(const struct db_error *e, const char *statement)
{
	struct log_line l;
	log_begin(&l, LOG_ERROR, "database_error");
	log_text(&l, "statement", statement);
	log_text(&l, "sqlstate", e->sqlstate);
	log_text(&l, "message", e->message);
	log_text(&l, "constraint", e->constraint);
	log_end(&l);
}

/* One state for two things: a policy that says no to this caller, and a right that the workers' role was never given,
 * which no caller can help. Texts depend on the server's language, the reporting routine does not. */
static bool missing_right(const struct db_error *e)
{
	return strcmp(e->sqlstate, "42501") == 0 && (e->routine == NULL || strcmp(e->routine, "ExecWithCheckOptions") != 0);
}

bool sqlstate_problem(const struct db_error *e, const char *statement, struct problem *p)
{
	const struct row *row = find(e->sqlstate);
	if (row != NULL && missing_right(e))
		row = NULL;
	if (row == NULL) {
		log_unknown(e, statement);
		problem_set(p, PROBLEM_INTERNAL, NULL);
		return false;
	}
	if (still_referred_to(e)) {
		refuse_in_use(e, p);
		return false;
	}
	bool ours = strncmp(e->sqlstate, "SF", 2) == 0;
	if (ours)
		problem_set(p, row->code, "%s", e->message == NULL ? "" : e->message);
	else
		problem_set(p, row->code, NULL);
	if (row->violation != NULL)
		point_at_column(row, e, p);
	/* a policy said no to a row as it would be: somebody else's */
	if (!ours && row->code == PROBLEM_FORBIDDEN)
		problem_members(p, "\"needs\":\"owner of the record, or admin\"");
	if (ours)
		take_detail(e, p);
	return row->retry;
}
