/* SPDX-License-Identifier: Apache-2.0 */
/* The form with which a browser begins a payment at PayFast: its fields in PayFast's order, signed. */
#ifndef STAGEFY_LINK_PAYFAST_FORM_H
#define STAGEFY_LINK_PAYFAST_FORM_H

#include "link/payfast_sign.h"

struct conf;

enum { PAYFAST_FORM_MOST = 48 }; /* fields, the signature among them */

struct payfast_form {
	struct payfast_field fields[PAYFAST_FORM_MOST];
	size_t count;
};

/* From fields in any order: values are trimmed, blank ones left out (not "0"), the rest put into PayFast's order with
 * `signature` behind them; `setup` is sent and not signed. -1: a name that PayFast does not know, or one given twice. */
int payfast_form_make(struct arena *a, const struct payfast_field *given, size_t count, const char *passphrase, struct payfast_form *out);

/* The text that is signed, before the passphrase. */
const char *payfast_form_text(struct arena *a, const struct payfast_form *form);

/* Where browsers send it. */
const char *payfast_form_action(struct arena *a, const struct conf *conf);

#endif
