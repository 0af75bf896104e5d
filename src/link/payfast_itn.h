/* SPDX-License-Identifier: Apache-2.0 */
/* PayFast's notification that something was paid (ITN): a form that its servers send to ours. What can be known of it without
 * asking anybody: whether it is whole, and whether PayFast signed it. */
#ifndef STAGEFY_LINK_PAYFAST_ITN_H
#define STAGEFY_LINK_PAYFAST_ITN_H

#include "link/payfast_sign.h"

struct conf;
struct problem;

enum { PAYFAST_ITN_MOST = 64, PAYFAST_ITN_SIZE_MOST = 64 * 1024 };

struct payfast_itn {
	struct payfast_field fields[PAYFAST_ITN_MOST]; /* as they came, blank ones too, without `signature` */
	size_t count;
	const char *signature;
	const char *signed_text; /* what PayFast signed, before the passphrase; what it is asked to confirm, too */
};

/* NULL, or why it is none, as a word: bad_form_encoding (a broken escape, a NUL, bytes that are no UTF-8, a name without =),
 * duplicate_field, too_many_fields, missing_signature, field_after_signature. */
const char *payfast_itn_read(struct arena *a, const char *body, size_t size, struct payfast_itn *out);

/* The field's value; "" when it is missing or blank. */
const char *payfast_itn_value(const struct payfast_itn *itn, const char *name);

/* Whether it was signed with this passphrase (NULL or blank: without one). */
bool payfast_itn_signed(struct arena *a, const struct payfast_itn *itn, const char *passphrase);

/* Whether an address is one that PayFast says it sends from. Their list has been incomplete: a hint, never a reason to refuse. */
bool payfast_itn_from_known(const char *address);

/* Asks PayFast whether it sent this. 1: VALID; 0: it says no; -1: no answer that tells (*p says why): ask again later. */
int payfast_itn_confirm(struct arena *a, const struct conf *conf, const struct payfast_itn *itn, struct problem *p);

#endif
