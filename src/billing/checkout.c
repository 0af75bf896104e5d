/* SPDX-License-Identifier: Apache-2.0 */
#include "billing/checkout.h"

#include <string.h>

#include "base/arena.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "link/payfast_form.h"
#include "rest/call.h"
#include "rest/write.h"

const struct field checkout_request[] = {
    {"plan_id", FIELD_ID, FIELD_REQUIRED | FIELD_NOT_NULL, .target = "plans", .doc = "The plan, or the pack of credits.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4d\""},
    {"interval", FIELD_CHOICE, .choices = "monthly|yearly", .doc = "How often a plan is charged; not for packs.", .example = "\"monthly\""},
    {.type = FIELD_END}};

static const struct field form_fields[] = {
    {"name", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Of a hidden field.", .example = "\"merchant_id\""},
    {"value", FIELD_TEXT, FIELD_NOT_NULL, .doc = "To be sent as it is: it is signed.", .example = "\"10000100\""},
    {.type = FIELD_END}};

const struct field checkout_response[] = {
    {"payment_id", FIELD_ID, FIELD_NOT_NULL, .target = "payments", .doc = "The payment that waits; PayFast sends the buyer back to a page that polls it.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"action", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Where the browser sends the form, by POST.", .example = "\"https://www.payfast.co.za/eng/process\""},
    {"fields", FIELD_LIST, FIELD_NOT_NULL, .fields = form_fields, .doc = "The form's fields in their order, the signature last."},
    {.type = FIELD_END}};

const struct field subscription_pause_request[] = {
    {"cycles", FIELD_INT, FIELD_NOT_NULL, .least = 1, .most = 12, .doc = "How many charges are left out; 1 unless given. It goes on by itself.", .example = "1"},
    {.type = FIELD_END}};

const struct field subscription_change_request[] = {
    {"plan_id", FIELD_ID, FIELD_REQUIRED | FIELD_NOT_NULL, .target = "plans",
     .doc = "A plan that costs less, from the next charge on; the present one takes that back.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4d\""},
    {.type = FIELD_END}};

enum { AMOUNT, ITEM_NAME, ITEM_DESCRIPTION, FREQUENCY, FULL_NAME, EMAIL };

enum { PASSPHRASE_MOST = 32, NAME_MOST = 100 };

static int unavailable(struct problem *p)
{
	return problem_set(p, PROBLEM_PAYMENTS_UNAVAILABLE, NULL);
}

/* A name in two parts, as the form wants it: the first word, and the rest. */
static void split_name(struct arena *a, const char *full, const char **first, const char **last)
{
	size_t word = strcspn(full, " ");
	*first = arena_strndup(a, full, word < NAME_MOST ? word : NAME_MOST);
	full += word + strspn(full + word, " ");
	*last = strlen(full) <= NAME_MOST ? full : "";
}

/* A cycles of 0 goes on until somebody ends it. */
static int make_form(const struct call *c, const char *id, const struct rows *r, struct payfast_form *out)
{
	const struct conf *conf = c->conf;
	const char *first, *last, *frequency = rows_text_or_null(r, 0, FREQUENCY), *amount = rows_text(r, 0, AMOUNT);
	bool again = frequency != NULL;
	split_name(c->arena, rows_text(r, 0, FULL_NAME), &first, &last);
	const struct payfast_field given[] = {
	    {"merchant_id", conf->payfast_merchant_id},
	    {"merchant_key", conf->payfast_merchant_key},
	    {"return_url", arena_printf(c->arena, "%s/billing/return?payment=%s", conf->public_url, id)},
	    {"cancel_url", arena_printf(c->arena, "%s/billing/cancelled?payment=%s", conf->public_url, id)},
	    {"notify_url", arena_printf(c->arena, "%s/api/webhooks/payfast", conf->public_url)},
	    {"name_first", first},
	    {"name_last", last},
	    {"email_address", rows_text(r, 0, EMAIL)},
	    {"m_payment_id", id},
	    {"amount", amount},
	    {"item_name", rows_text(r, 0, ITEM_NAME)},
	    {"item_description", rows_text(r, 0, ITEM_DESCRIPTION)},
	    {"subscription_type", again ? "1" : NULL},
	    {"recurring_amount", again ? amount : NULL},
	    {"frequency", frequency},
	    {"cycles", again ? "0" : NULL},
	};
	return payfast_form_make(c->arena, given, sizeof given / sizeof given[0], conf->payfast_passphrase, out);
}

static void answer(struct call *c, const char *id, const struct payfast_form *form)
{
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_member(&o, "payment_id", id);
	json_out_member(&o, "action", payfast_form_action(c->arena, c->conf));
	json_out_name(&o, "fields");
	json_out_open(&o, '[');
	for (size_t i = 0; i < form->count; i++) {
		json_out_open(&o, '{');
		json_out_member(&o, "name", form->fields[i].name);
		json_out_member(&o, "value", form->fields[i].value);
		json_out_close(&o, '}');
	}
	json_out_close(&o, ']');
	json_out_close(&o, '}');
}

int checkout_run(struct call *c, struct problem *p)
{
	static const struct statement begin = {
	    .name = "billing.begin_checkout",
	    .sql = "select amount, item_name, item_description, frequency, full_name, email from billing.begin_checkout($1::uuid, $2::uuid, $3)",
	    .writes = true};
	char *id = arena_alloc(c->arena, UUID_TEXT_SIZE);
	struct payfast_form form;
	struct write w;
	if (c->conf->payfast_merchant_id == NULL)
		return unavailable(p);
	if (write_read(c->arena, checkout_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	uuid_v7(id);
	const char *const values[] = {id, write_text(&w, "plan_id"), write_text(&w, "interval")};
	int index = tx_add(c->tx, &begin, 3, values);
	if (call_execute(c, p) < 0)
		return -1;
	if (make_form(c, id, tx_rows(c->tx, index), &form) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "the form has a field that PayFast does not know");
	answer(c, id, &form);
	return 0;
}

static int ask(struct call *c, const char *verb, const char *plan, const char *cycles, struct problem *p)
{
	static const struct statement ask = {
	    .name = "billing.ask_subscription", .sql = "select billing.ask_subscription($1, $2::uuid, $3::int)", .writes = true};
	const char *const values[] = {verb, plan, cycles};
	if (c->conf->payfast_merchant_id == NULL)
		return unavailable(p);
	tx_add(c->tx, &ask, 3, values);
	return call_execute(c, p);
}

int subscription_cancel_run(struct call *c, struct problem *p)
{
	return ask(c, "cancel", NULL, NULL, p);
}

int subscription_resume_run(struct call *c, struct problem *p)
{
	return ask(c, "resume", NULL, NULL, p);
}

int subscription_pause_run(struct call *c, struct problem *p)
{
	struct write w;
	if (write_read(c->arena, subscription_pause_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *cycles = write_text(&w, "cycles");
	return ask(c, "pause", NULL, cycles == NULL ? "1" : cycles, p);
}

int subscription_change_run(struct call *c, struct problem *p)
{
	struct write w;
	if (write_read(c->arena, subscription_change_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	return ask(c, "change", write_text(&w, "plan_id"), NULL, p);
}

/* Letters, digits, - and _: of any other PayFast's own programs make two different signatures. */
static bool is_passphrase(const char *s)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	size_t n = strlen(s);
	return n >= 1 && n <= PASSPHRASE_MOST && strspn(s, allowed) == n;
}

static bool ends_in_slash(const char *s)
{
	return *s != '\0' && s[strlen(s) - 1] == '/';
}

int checkout_check(const struct conf *conf, struct problem *p)
{
	if (conf->payfast_merchant_id == NULL)
		return 0;
	if (conf->payfast_merchant_key == NULL)
		return problem_set(p, PROBLEM_INTERNAL, "PAYFAST_MERCHANT_ID needs PAYFAST_MERCHANT_KEY");
	if (conf->payfast_passphrase == NULL || !is_passphrase(conf->payfast_passphrase))
		return problem_set(p, PROBLEM_INTERNAL, "set PAYFAST_PASSPHRASE, of at most %d letters, digits, - and _: PayFast takes no subscription without one",
				   PASSPHRASE_MOST);
	if (ends_in_slash(conf->payfast_url) || ends_in_slash(conf->payfast_api_url))
		return problem_set(p, PROBLEM_INTERNAL, "PAYFAST_URL and PAYFAST_API_URL end without a slash");
	return 0;
}
