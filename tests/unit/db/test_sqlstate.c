/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/jvalue.h"
#include "db/sqlstate.h"
#include "http/response.h"

static const struct {
	const char *state;
	enum problem_code code;
	bool retry;
	const char *violation;
} table[] = {
#define SQLSTATE(state, problem, retry, violation) {state, PROBLEM_##problem, retry, violation},
#include "db/sqlstate.def"
#undef SQLSTATE
};

static void test_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		assert_int_equal(strlen(table[i].state), 5);
		assert_int_equal(strspn(table[i].state, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"), 5);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(table[i].state, table[j].state);
		int status = problem_kind(table[i].code)->status;
		/* what is tried again is nobody's fault; what points at a field is the client's */
		if (table[i].retry)
			assert_int_equal(status, 503);
		if (table[i].violation != NULL)
			assert_true(status == 409 || status == 422);
	}
}

/* A statement may only be run again when nothing of it can have stayed: none but these. */
static void test_what_is_tried_again(void **state)
{
	(void)state;
	static const char *const again[] = {"40001", "40P01", "0A000", "26000"};
	for (size_t i = 0; i < COUNT(table); i++) {
		bool listed = false;
		for (size_t k = 0; k < COUNT(again); k++)
			listed |= strcmp(again[k], table[i].state) == 0;
		assert_int_equal(table[i].retry, listed);
	}
}

static void test_every_row(void **state)
{
	struct unit *u = *state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct db_error e = {.sqlstate = table[i].state, .message = "in Postgres' words", .detail = "Key (secret)=(x)",
				     .routine = "ExecWithCheckOptions"};
		assert_int_equal(sqlstate_problem(&e, "test", unit_again(u)), table[i].retry);
		assert_int_equal(u->p.code, table[i].code);
		/* only what our own functions say reaches a client */
		bool ours = strncmp(table[i].state, "SF", 2) == 0;
		expect_problem(&u->p, table[i].code, ours ? "in Postgres' words" : NULL);
		assert_string_equal(unit_violations(&u->p),
				    table[i].violation == NULL ? "" : arena_printf(u->arena, " %s", table[i].violation));
		if (!ours && table[i].code == PROBLEM_FORBIDDEN)
			assert_string_equal(u->p.members, "\"needs\":\"owner of the record, or admin\"");
		else
			assert_null(u->p.members);
	}
}

/* A right that the workers' role lacks is our fault, whatever the server calls it. */
static void test_missing_grant(void **state)
{
	struct unit *u = *state;
	static const char *const routines[] = {"aclcheck_error", "aclcheck_error_col", NULL};
	for (size_t i = 0; i < COUNT(routines); i++) {
		struct db_error e = {.sqlstate = "42501", .message = "droit refusé", .routine = routines[i]};
		assert_false(sqlstate_problem(&e, "test", unit_again(u)));
		expect_problem(&u->p, PROBLEM_INTERNAL, NULL);
		assert_null(u->p.members);
	}
}

static void expect_pointer(struct unit *u, const char *sqlstate, const char *relation, const char *constraint, const char *column,
			   const char *wanted)
{
	struct db_error e = {.sqlstate = sqlstate, .table = relation, .constraint = constraint, .column = column};
	sqlstate_problem(&e, "test", unit_again(u));
	assert_string_equal(unit_violations(&u->p), wanted);
}

/* The field is named, however the constraint or index came by its name. */
static void test_pointer(void **state)
{
	struct unit *u = *state;
	expect_pointer(u, "23505", "contacts", "contacts_email_key", NULL, "/email not_unique");
	expect_pointer(u, "23505", "contacts", "contacts_agency_id_external_ref_key", NULL, "/external_ref not_unique");
	expect_pointer(u, "23505", "properties", "properties_reference", NULL, "/reference not_unique");
	expect_pointer(u, "23505", "properties", "properties_reference_idx", NULL, "/reference not_unique");
	expect_pointer(u, "23505", "properties", "properties_pkey", NULL, "/id not_unique");
	expect_pointer(u, "23503", "properties", "properties_contact_id_fkey", NULL, "/contact_id not_found");
	expect_pointer(u, "23503", "properties", "properties_agency_id_contact_id_fkey", NULL, "/contact_id not_found");
	expect_pointer(u, "23503", "properties", "properties_agency_id_fkey", NULL, "/agency_id not_found");
	expect_pointer(u, "23514", "properties", "properties_price_check", NULL, "/price invalid");
	expect_pointer(u, "23514", "contact_emails", "contact_emails_label_check", NULL, "/label invalid");
	expect_pointer(u, "23502", "contacts", NULL, "name", "/name required");
	expect_pointer(u, "23P01", "visits", "visits_during_excl", NULL, "/during overlaps");
	expect_pointer(u, "23505", "users", "idx_users_email", NULL, " not_unique");
	expect_pointer(u, "23505", NULL, "contacts_email_key", NULL, " not_unique");
	expect_pointer(u, "22P02", NULL, NULL, NULL, " format");
}

/* What Postgres says of a foreign key, in whatever language and whether or not it tells the values. */
static void test_foreign_key(void **state)
{
	struct unit *u = *state;
	static const struct {
		const char *detail;
		bool in_use;
	} cases[] = {{"Key (agency_id, contact_id)=(a, b) is not present in table \"contacts\".", false},
		     {"Key is not present in table \"contacts\".", false},
		     {"Schlüssel ist nicht in Tabelle »contacts« vorhanden.", false},
		     {"Key (agency_id, reference)=(a, properties) is not present in table \"contacts\".", false},
		     {"Key is not present in table \"old_properties\".", false},
		     {"Key is not present in table \"properties_old\".", false},
		     {NULL, false},
		     {"Key (agency_id, id)=(a, b) is still referenced from table \"properties\".", true},
		     {"Key is still referenced from table \"properties\".", true},
		     {"La clé (agency_id, id)=(a, b) est toujours référencée à partir de la table « properties ».", true}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct db_error e = {.sqlstate = "23503", .schema = "public", .table = "properties", .constraint = "properties_contact_id_fkey",
				     .detail = cases[i].detail};
		assert_false(sqlstate_problem(&e, "test", unit_again(u)));
		expect_problem(&u->p, cases[i].in_use ? PROBLEM_CONFLICT : PROBLEM_VALIDATION, NULL);
		assert_string_equal(unit_violations(&u->p), cases[i].in_use ? " in_use" : "/contact_id not_found");
		assert_string_equal(u->p.violations->detail, cases[i].in_use ? "is still referred to by contact_id of properties" : "does not exist");
		if (cases[i].in_use)
			assert_string_equal(u->p.violations->params, "{\"table\":\"properties\",\"field\":\"contact_id\"}");
	}
}

/* Of tables that no client knows it hears no name. */
static void test_foreign_key_inside(void **state)
{
	struct unit *u = *state;
	struct db_error e = {.sqlstate = "23503", .schema = "internal", .table = "uploads", .constraint = "uploads_media_id_fkey",
			     .detail = "Key is still referenced from table \"uploads\"."};
	sqlstate_problem(&e, "test", &u->p);
	assert_string_equal(u->p.violations->detail, "is still referred to");
	assert_null(u->p.violations->params);
}

static void test_detail(void **state)
{
	struct unit *u = *state;
	struct db_error e = {.sqlstate = "SF422", .message = "the address is taken",
			     .detail = "{\"pointer\":\"/email\",\"code\":\"not_unique\",\"params\":{\"by\":\"x\"},\"hint\":{\"a\":[1]}}"};
	assert_false(sqlstate_problem(&e, "test", &u->p));
	expect_problem(&u->p, PROBLEM_VALIDATION, "the address is taken");
	assert_string_equal(unit_violations(&u->p), "/email not_unique");
	assert_string_equal(u->p.violations->params, "{\"by\":\"x\"}");
	assert_string_equal(u->p.violations->detail, "the address is taken");
	assert_string_equal(u->p.members, "\"hint\":{\"a\":[1]}");
	e = (struct db_error){.sqlstate = "SF429", .message = "slow down", .detail = "{\"retry_after\":17,\"limit\":5}"};
	sqlstate_problem(&e, "test", unit_again(u));
	assert_int_equal(u->p.retry_after, 17);
	assert_string_equal(u->p.members, "\"limit\":5");
	e = (struct db_error){.sqlstate = "SF403", .message = NULL, .detail = "{\"needs\":\"admin\"}"};
	sqlstate_problem(&e, "test", unit_again(u));
	expect_problem(&u->p, PROBLEM_FORBIDDEN, "");
	e = (struct db_error){.sqlstate = "SF422", .message = NULL, .detail = "{\"code\":\"odd\"}"};
	sqlstate_problem(&e, "test", unit_again(u));
	assert_string_equal(unit_violations(&u->p), " odd");
	assert_string_equal(u->p.violations->detail, "is not allowed");
}

/* Several violations at once, each with its own sentence; what is none is passed over. */
static void test_errors(void **state)
{
	struct unit *u = *state;
	struct db_error e = {.sqlstate = "SF422", .message = "something is missing",
			     .detail = "{\"errors\":[{\"pointer\":\"/price\",\"code\":\"required\",\"detail\":\"is needed\"},5,{},"
				       "{\"pointer\":\"/city\",\"code\":\"required\",\"params\":{\"a\":1}}],\"hint\":1}"};
	sqlstate_problem(&e, "test", unit_again(u));
	expect_problem(&u->p, PROBLEM_VALIDATION, "something is missing");
	assert_string_equal(unit_violations(&u->p), "/price required; /city required");
	assert_string_equal(u->p.violations->detail, "is needed");
	assert_string_equal(u->p.violations->next->detail, "is required");
	assert_string_equal(u->p.violations->next->params, "{\"a\":1}");
	assert_string_equal(u->p.members, "\"hint\":1");
}

/* A detail that is no object of ours is passed over. */
static void test_odd_details(void **state)
{
	struct unit *u = *state;
	static const char *const details[] = {"",    "Key (email)=(x) already exists.", "[1,2]", "[{\"code\":\"x\"}]", "5", "null",
					      "\"text\"", "{\"retry_after\":-5}",	      "{\"retry_after\":999999999999}",
					      "{\"retry_after\":\"5\"}", "{"};
	for (size_t i = 0; i < COUNT(details); i++) {
		struct db_error e = {.sqlstate = "SF404", .message = "no", .detail = details[i]};
		sqlstate_problem(&e, "test", unit_again(u));
		expect_problem(&u->p, PROBLEM_NOT_FOUND, "no");
		assert_null(u->p.members);
		assert_null(u->p.violations);
		assert_int_equal(u->p.retry_after, 0);
	}
}

/* An unlisted state, or none, is our own fault: logged by the statement's name, and no word of it answered. */
static void test_unlisted(void **state)
{
	struct unit *u = *state;
	static const char *const states[] = {"42703", "XX000", "", "SF", "SF999", NULL};
	char name[] = "/tmp/stagefy-sqlstate-XXXXXX", text[4096];
	int file = mkstemp(name), real = dup(STDERR_FILENO);
	unlink(name);
	dup2(file, STDERR_FILENO);
	for (size_t i = 0; i < COUNT(states); i++) {
		struct db_error e = {.sqlstate = states[i], .message = "column \"x\" does not exist", .detail = "{\"a\":1}"};
		bool retry = sqlstate_problem(&e, "contacts.list", unit_again(u));
		assert_false(retry);
		expect_problem(&u->p, PROBLEM_INTERNAL, NULL);
		assert_null(u->p.members);
	}
	dup2(real, STDERR_FILENO);
	ssize_t n = pread(file, text, sizeof text - 1, 0);
	assert_true(n > 0);
	text[n] = '\0';
	int lines = 0;
	for (char *c = text; *c != '\0'; c++)
		lines += *c == '\n';
	assert_int_equal(lines, COUNT(states));
	assert_non_null(strstr(text, "\"statement\":\"contacts.list\",\"sqlstate\":\"42703\","
				     "\"message\":\"column \\\"x\\\" does not exist\"}"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_table),  UNIT(test_what_is_tried_again), UNIT(test_every_row), UNIT(test_missing_grant),
					   UNIT(test_pointer), UNIT(test_foreign_key), UNIT(test_foreign_key_inside), UNIT(test_detail), UNIT(test_errors), UNIT(test_odd_details),
					   UNIT(test_unlisted)};
	return UNIT_RUN(tests);
}
