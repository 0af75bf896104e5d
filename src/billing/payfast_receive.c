/* SPDX-License-Identifier: Apache-2.0 */
/* A notification of PayFast, from the door to what it grants. At the door it must be whole and signed; the job looks at the rest, asks
 * PayFast whether it sent this, and applies it. Nobody but PayFast's answer is believed: the passphrase is all that a signature proves. */
#include "billing/payfast.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/log.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/bytes.h"
#include "db/tx.h"
#include "inbox/inbox.h"
#include "link/payfast_itn.h"
#include "link/payfast_money.h"
#include "rest/call.h"

/* What was looked at: a word each, NULL: not looked at. */
struct checks {
	const char *form, *signature, *source, *merchant, *confirmation;
};

static const char *checks_text(struct arena *a, const struct checks *k)
{
	const struct {
		const char *name, *word;
	} all[] = {{"form", k->form}, {"signature", k->signature}, {"source", k->source}, {"merchant", k->merchant}, {"confirmation", k->confirmation}};
	struct buf b;
	buf_init(&b, a, 256);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (all[i].word != NULL)
			json_out_member(&o, all[i].name, all[i].word);
	json_out_close(&o, '}');
	return buf_text(&b);
}

/* What can be known without asking anybody. NULL, or why it is refused. */
static const char *look(struct arena *a, const struct conf *conf, const char *body, size_t size, const char *address, struct payfast_itn *itn,
			struct checks *k)
{
	const char *fault = payfast_itn_read(a, body, size, itn);
	k->form = fault == NULL ? "good" : fault;
	k->source = payfast_itn_from_known(address) ? "known" : "unknown";
	if (fault != NULL)
		return "it is no notification";
	bool is_signed = payfast_itn_signed(a, itn, conf->payfast_passphrase);
	k->signature = is_signed ? "good" : "bad";
	if (!is_signed)
		return "it is not signed with our passphrase";
	bool ours = strcmp(payfast_itn_value(itn, "merchant_id"), conf->payfast_merchant_id) == 0;
	k->merchant = ours ? "right" : "wrong";
	return ours ? NULL : "it is another merchant's";
}

/* By which the same notification is known when it comes again: PayFast gives it no name. */
static const char *name_of(struct arena *a, const struct request *r)
{
	uint8_t digest[DIGEST_SIZE];
	char *hex = arena_alloc(a, DIGEST_HEX_SIZE);
	digest_sha256(r->body, r->body_size, digest);
	encode_hex(digest, DIGEST_SIZE, hex);
	return hex;
}

static const char *headers_text(struct arena *a, const char *address)
{
	struct buf b;
	buf_init(&b, a, 64);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	json_out_member(&o, "address", address);
	json_out_close(&o, '}');
	return buf_text(&b);
}

int payfast_receive_run(struct call *c, struct problem *p)
{
	const struct request *r = c->request;
	struct payfast_itn itn = {.count = 0};
	struct checks k = {0};
	if (c->conf->payfast_merchant_id == NULL)
		return problem_set(p, PROBLEM_PAYMENTS_UNAVAILABLE, NULL);
	const char *why = look(c->arena, c->conf, r->body, r->body_size, r->address, &itn, &k);
	const struct inbox_event e = {.provider = "payfast", .event_id = name_of(c->arena, r), .type = payfast_itn_value(&itn, "payment_status"),
				      .headers = headers_text(c->arena, r->address), .checks = checks_text(c->arena, &k)};
	/* another merchant's is signed with our passphrase all the same: it is kept with what is looked at later */
	if (why != NULL && k.merchant == NULL)
		return inbox_refuse(c, &e, why, p);
	return inbox_take(c, &e, p);
}

/* 1: in *body and *address; 0: there is nothing to do; -1: the transaction failed. */
static int read_event(struct job_run *run, const char *id, const char **body, size_t *size, const char **address, struct problem *p)
{
	static const struct statement read = {.name = "payfast.event", .sql = "select body, headers ->> 'address' from inbox.event($1::uuid)", .writes = true};
	struct tx *tx = job_tx(run);
	int index = tx_add(tx, &read, 1, &id);
	if (tx_commit(tx, p) < 0)
		return -1;
	const struct rows *r = tx_rows(tx, index);
	if (rows_count(r) == 0)
		return 0;
	*body = (const char *)bytes_read(run->arena, rows_text(r, 0, 0), rows_size(r, 0, 0), size);
	*address = rows_text_or_null(r, 0, 1);
	return *body == NULL ? problem_set(p, PROBLEM_INTERNAL, "what was received cannot be read back") : 1;
}

static enum job_outcome finish(struct job_run *run, struct tx *tx, const char *id, struct problem *p)
{
	job_complete(run, tx, NULL);
	return tx_commit(tx, p) < 0 ? inbox_fail(run, id, p) : JOB_DONE;
}

static enum job_outcome refuse(struct job_run *run, const char *id, const struct checks *k, const char *why, struct problem *p)
{
	static const struct statement note = {.name = "payfast.checked", .sql = "select inbox.note_checks($1::uuid, $2::jsonb)", .writes = true};
	static const struct statement settle = {.name = "payfast.refuse", .sql = "select inbox.settle($1::uuid, 'refused', $2)", .writes = true};
	const char *const checked[] = {id, checks_text(run->arena, k)}, *const refused[] = {id, why};
	struct tx *tx = job_tx(run);
	log_event(LOG_WARN, "payfast", "a notification is refused: %s", why);
	tx_add(tx, &note, 2, checked);
	tx_add(tx, &settle, 2, refused);
	return finish(run, tx, id, p);
}

/* The fields that decide, as billing.apply_payfast reads them. Amounts that are no money are none. */
static const char *itn_text(struct arena *a, const struct payfast_itn *itn)
{
	static const char *const texts[] = {"m_payment_id", "pf_payment_id", "payment_status", "token", "currency"};
	static const char *const amounts[] = {"amount_gross", "amount_fee"};
	struct payfast_rand amount;
	struct buf b;
	buf_init(&b, a, 512);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		json_out_member(&o, texts[i], payfast_itn_value(itn, texts[i]));
	for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++)
		json_out_member(&o, amounts[i], payfast_money_read(payfast_itn_value(itn, amounts[i]), &amount) < 0 ? "" : payfast_money_write(a, amount));
	json_out_close(&o, '}');
	return buf_text(&b);
}

enum job_outcome payfast_apply_run(struct job_run *run, struct problem *p)
{
	static const struct statement apply = {.name = "payfast.apply", .sql = "select billing.apply_payfast($1::uuid, $2::jsonb, $3::jsonb)", .writes = true};
	const char *id = inbox_event_id(run, p), *body, *address;
	struct payfast_itn itn;
	struct checks k = {0};
	size_t size;
	if (id == NULL)
		return JOB_NEVER;
	if (run->conf->payfast_merchant_id == NULL) {
		problem_set(p, PROBLEM_PAYMENTS_UNAVAILABLE, NULL);
		return inbox_fail(run, id, p);
	}
	int found = read_event(run, id, &body, &size, &address, p);
	if (found <= 0)
		return found < 0 ? inbox_fail(run, id, p) : JOB_DONE;
	const char *why = look(run->arena, run->conf, body, size, address, &itn, &k);
	if (why != NULL)
		return refuse(run, id, &k, why, p);
	int confirmed = payfast_itn_confirm(run->arena, run->conf, &itn, p);
	if (confirmed < 0)
		return inbox_fail(run, id, p);
	k.confirmation = confirmed > 0 ? "valid" : "invalid";
	if (confirmed == 0)
		return refuse(run, id, &k, "PayFast did not send it", p);
	if (strcmp(k.source, "known") != 0)
		log_event(LOG_WARN, "payfast", "a notification that PayFast confirms came from %s, which is not on its list", address == NULL ? "nowhere" : address);
	const char *const values[] = {id, itn_text(run->arena, &itn), checks_text(run->arena, &k)};
	struct tx *tx = job_tx(run);
	tx_add(tx, &apply, 3, values);
	return finish(run, tx, id, p);
}
