/* SPDX-License-Identifier: Apache-2.0 */
/* PayFast's API: subscriptions by their token, charges, refunds. Nothing is kept here and nothing is tried twice: whoever calls
 * decides what a failure means. Amounts are cents. */
#ifndef STAGEFY_LINK_PAYFAST_API_H
#define STAGEFY_LINK_PAYFAST_API_H

#include <stdbool.h>
#include <stddef.h>

#include "link/payfast_money.h"
#include "link/payfast_sign.h"

struct arena;
struct conf;
struct problem;

/* How a call ended. */
enum payfast_api_end {
	PAYFAST_API_DONE,
	PAYFAST_API_REFUSED, /* PayFast answered, and said no: the same again would be refused again */
	PAYFAST_API_UNKNOWN  /* no whole answer, or one that says "later": whether it was done is not known */
};

struct payfast_subscription {
	const char *token, *status_text, *run_date /* YYYY-MM-DD of the next charge; NULL: none */;
	struct payfast_cents amount;
	int status, frequency, cycles, cycles_complete;
};

/* Of payfast_subscription.status. Source: what the API answers beside status_text. */
enum { PAYFAST_API_ACTIVE = 1 };

/* What payfast_api_update() may change; NULL and 0 stay as they are. */
struct payfast_change {
	const struct payfast_cents *amount;
	int frequency, cycles;
	const char *run_date;
};

struct payfast_charge {
	struct payfast_cents amount;
	const char *item_name, *m_payment_id;
};

struct payfast_refundable {
	const char *status; /* REFUNDABLE, COMPLETED, NOT_AVAILABLE … */
	struct payfast_cents available;
};

/* *p says why it is not PAYFAST_API_DONE, in PayFast's own words where it had some. */
enum payfast_api_end payfast_api_ping(struct arena *a, const struct conf *conf, struct problem *p);
enum payfast_api_end payfast_api_fetch(struct arena *a, const struct conf *conf, const char *token, struct payfast_subscription *out, struct problem *p);
enum payfast_api_end payfast_api_pause(struct arena *a, const struct conf *conf, const char *token, int cycles, struct problem *p);
enum payfast_api_end payfast_api_unpause(struct arena *a, const struct conf *conf, const char *token, struct problem *p);
enum payfast_api_end payfast_api_cancel(struct arena *a, const struct conf *conf, const char *token, struct problem *p);
enum payfast_api_end payfast_api_update(struct arena *a, const struct conf *conf, const char *token, const struct payfast_change *change,
					struct problem *p);
/* A charge outside of the rhythm. *pf_payment_id: theirs, or NULL when the answer has none. */
enum payfast_api_end payfast_api_charge(struct arena *a, const struct conf *conf, const char *token, const struct payfast_charge *charge,
					const char **pf_payment_id, struct problem *p);
enum payfast_api_end payfast_api_refundable(struct arena *a, const struct conf *conf, const char *pf_payment_id, struct payfast_refundable *out,
					    struct problem *p);
enum payfast_api_end payfast_api_refund(struct arena *a, const struct conf *conf, const char *pf_payment_id, struct payfast_cents amount,
					const char *reason, struct problem *p);

/* The text that is signed: all pairs and the passphrase, sorted by name as bytes, blank ones left out. */
const char *payfast_api_text(struct arena *a, const struct payfast_field *pairs, size_t count, const char *passphrase);

#endif
