/* SPDX-License-Identifier: Apache-2.0 */
/* What is told to PayFast, and asked of it. Each of these can be run again at any moment: it looks at what PayFast has before it does
 * anything, so what was done without anybody hearing of it is not done twice. */
#include "billing/payfast.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "link/payfast_api.h"

static const char cancelled[] = "CANCELLED", paused[] = "PAUSED", active[] = "ACTIVE";

static const char *payload_text(const struct job_run *run, const char *name)
{
	const char *text = jvalue_string(jvalue_get(run->payload, name));
	return text == NULL ? "" : text;
}

/* A refusal may be the answer to what was done before: the next attempt looks again. */
static enum job_outcome again(struct problem *p)
{
	if (p->code == PROBLEM_NONE)
		problem_set(p, PROBLEM_BAD_GATEWAY, "PayFast did not do what it was asked");
	return JOB_AGAIN;
}

struct wish {
	const char *token, *state; /* ended, paused, active */
	struct payfast_rand price;
};

/* 1: in *w; 0: PayFast knows nothing of it; -1: failed. */
static int read_wish(struct job_run *run, struct wish *w, struct problem *p)
{
	static const struct statement wants = {
	    .name = "payfast.wants", .sql = "select token, wants, amount from billing.payfast_wants($1::uuid, $2::uuid)", .writes = true};
	const char *const values[] = {payload_text(run, "agency_id"), payload_text(run, "subscription_id")};
	struct tx *tx = job_tx(run);
	int index = tx_add(tx, &wants, 2, values);
	if (tx_commit(tx, p) < 0)
		return -1;
	const struct rows *r = tx_rows(tx, index);
	if (rows_count(r) == 0)
		return 0;
	*w = (struct wish){.token = rows_text(r, 0, 0), .state = rows_text(r, 0, 1)};
	return payfast_money_read(rows_text(r, 0, 2), &w->price) < 0 ? problem_set(p, PROBLEM_INTERNAL, "the price is no money") : 1;
}

/* Does what is missing; *state is what PayFast has then. */
static enum payfast_api_end agree(struct job_run *run, const struct wish *w, const struct payfast_subscription *s, const char **state, struct problem *p)
{
	struct arena *a = run->arena;
	int64_t cycles = 1;
	bool over = strcasecmp(s->status_text, active) != 0 && strcasecmp(s->status_text, paused) != 0;
	struct payfast_cents price = payfast_money_to_cents(w->price);
	*state = s->status_text;
	if (over)
		return PAYFAST_API_DONE; /* for good, whatever we want */
	if (strcmp(w->state, "ended") == 0) {
		*state = cancelled;
		return payfast_api_cancel(a, run->conf, w->token, p);
	}
	jvalue_integer(jvalue_get(run->payload, "cycles"), &cycles);
	if (strcmp(w->state, "paused") == 0 && strcasecmp(s->status_text, active) == 0) {
		*state = paused;
		return payfast_api_pause(a, run->conf, w->token, (int)cycles, p);
	}
	if (strcmp(w->state, "active") == 0 && strcasecmp(s->status_text, paused) == 0) {
		*state = active;
		enum payfast_api_end end = payfast_api_unpause(a, run->conf, w->token, p);
		if (end != PAYFAST_API_DONE)
			return end;
	}
	if (s->amount.count == price.count)
		return PAYFAST_API_DONE;
	return payfast_api_update(a, run->conf, w->token, &(const struct payfast_change){.amount = &price}, p);
}

enum job_outcome payfast_sync_run(struct job_run *run, struct problem *p)
{
	static const struct statement note = {.name = "payfast.note", .sql = "select billing.note_payfast($1::uuid, $2::uuid, $3)", .writes = true};
	struct wish w;
	struct payfast_subscription s;
	const char *state;
	if (run->conf->payfast_merchant_id == NULL) {
		problem_set(p, PROBLEM_PAYMENTS_UNAVAILABLE, NULL);
		return JOB_AGAIN;
	}
	int found = read_wish(run, &w, p);
	if (found <= 0)
		return found < 0 ? JOB_AGAIN : JOB_DONE;
	if (payfast_api_fetch(run->arena, run->conf, w.token, &s, p) != PAYFAST_API_DONE || agree(run, &w, &s, &state, p) != PAYFAST_API_DONE)
		return again(p);
	const char *const values[] = {payload_text(run, "agency_id"), payload_text(run, "subscription_id"), state};
	struct tx *tx = job_tx(run);
	tx_add(tx, &note, 3, values);
	job_complete(run, tx, NULL);
	return tx_commit(tx, p) < 0 ? JOB_AGAIN : JOB_DONE;
}

/* One that PayFast does not know counts as one that does not charge. 1: noted; 0: PayFast does not answer; -1: failed. */
static int look_at(struct job_run *run, const struct rows *r, int row, struct problem *p)
{
	static const struct statement note = {.name = "payfast.note_overdue", .sql = "select billing.note_overdue($1::uuid, $2::uuid, $3)", .writes = true};
	struct payfast_subscription s = {.status_text = "UNKNOWN"};
	struct problem why;
	problem_init(&why, run->arena);
	if (payfast_api_fetch(run->arena, run->conf, rows_text(r, row, 2), &s, &why) == PAYFAST_API_UNKNOWN)
		return 0;
	const char *const values[] = {rows_text(r, row, 0), rows_text(r, row, 1), s.status_text};
	struct tx *tx = job_tx(run);
	tx_add(tx, &note, 3, values);
	return tx_commit(tx, p) < 0 ? -1 : 1;
}

enum job_outcome payfast_overdue_run(struct job_run *run, struct problem *p)
{
	static const struct statement due = {
	    .name = "payfast.overdue", .sql = "select agency_id, subscription_id, token from billing.payfast_overdue(100)", .writes = true};
	int looked_at = 0, rows;
	if (run->conf->payfast_merchant_id == NULL)
		return JOB_DONE;
	struct tx *tx = job_tx(run);
	int index = tx_add(tx, &due, 0, NULL);
	if (tx_commit(tx, p) < 0)
		return JOB_AGAIN;
	const struct rows *r = tx_rows(tx, index);
	rows = rows_count(r);
	for (int i = 0; i < rows && !job_cancelled(run); i++) {
		int rc = look_at(run, r, i, p);
		if (rc < 0)
			return JOB_AGAIN;
		looked_at += rc;
	}
	run->result = arena_printf(run->arena, "{\"overdue\": %d, \"looked_at\": %d}", rows, looked_at);
	return JOB_DONE;
}

struct refund {
	const char *pf_payment_id, *reason;
	struct payfast_rand amount;
};

static int read_refund(struct job_run *run, struct refund *f, struct problem *p)
{
	static const struct statement wanted = {
	    .name = "payfast.refund_wanted", .sql = "select pf_payment_id, amount, reason from billing.refund_wanted($1::uuid)", .writes = true};
	const char *id = payload_text(run, "payment_id");
	struct tx *tx = job_tx(run);
	int index = tx_add(tx, &wanted, 1, &id);
	if (tx_commit(tx, p) < 0)
		return -1;
	const struct rows *r = tx_rows(tx, index);
	if (rows_count(r) == 0)
		return 0;
	*f = (struct refund){.pf_payment_id = rows_text(r, 0, 0), .reason = rows_text(r, 0, 2)};
	return payfast_money_read(rows_text(r, 0, 1), &f->amount) < 0 ? problem_set(p, PROBLEM_INTERNAL, "the amount is no money") : 1;
}

/* What is no longer there to be given back has been, by an attempt that did not hear of it or by somebody at PayFast. */
static enum payfast_api_end give_back(struct job_run *run, const struct refund *f, struct problem *p)
{
	struct payfast_refundable left;
	struct payfast_cents amount = payfast_money_to_cents(f->amount);
	enum payfast_api_end end = payfast_api_refundable(run->arena, run->conf, f->pf_payment_id, &left, p);
	if (end != PAYFAST_API_DONE)
		return end;
	if (strcasecmp(left.status, "COMPLETED") == 0)
		return PAYFAST_API_DONE;
	if (left.available.count >= amount.count)
		return payfast_api_refund(run->arena, run->conf, f->pf_payment_id, amount, f->reason, p);
	problem_set(p, PROBLEM_BAD_GATEWAY, "PayFast gives back %s of it: %s", payfast_money_write(run->arena, payfast_money_to_rand(left.available)), left.status);
	return PAYFAST_API_REFUSED;
}

enum job_outcome payfast_refund_run(struct job_run *run, struct problem *p)
{
	static const struct statement note = {.name = "payfast.note_refund", .sql = "select billing.note_refund($1::uuid, $2)", .writes = true};
	struct refund f;
	if (run->conf->payfast_merchant_id == NULL) {
		problem_set(p, PROBLEM_PAYMENTS_UNAVAILABLE, NULL);
		return JOB_AGAIN;
	}
	int found = read_refund(run, &f, p);
	if (found <= 0)
		return found < 0 ? JOB_AGAIN : JOB_DONE;
	struct problem why;
	problem_init(&why, run->arena);
	enum payfast_api_end end = give_back(run, &f, &why);
	if (end == PAYFAST_API_UNKNOWN && run->attempt < run->max_attempts) {
		problem_set(p, why.code, "%s", why.detail);
		return JOB_AGAIN;
	}
	const char *const values[] = {payload_text(run, "payment_id"), end == PAYFAST_API_DONE ? NULL : why.detail};
	struct tx *tx = job_tx(run);
	tx_add(tx, &note, 2, values);
	job_complete(run, tx, NULL);
	return tx_commit(tx, p) < 0 ? JOB_AGAIN : JOB_DONE;
}
