/* SPDX-License-Identifier: Apache-2.0 */
#include "link/payfast_form.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "conf/conf.h"

static const char signature[] = "signature", unsigned_field[] = "setup";

/* Source: the order of PayFast's own documentation and of its PHP SDK. Alphabetical order gives another signature. */
static const char *const order[] = {
    "merchant_id", "merchant_key", "return_url", "cancel_url", "notify_url", "notify_method", "fica_idnumber",
    "name_first", "name_last", "email_address", "cell_number", "m_payment_id", "amount", "item_name", "item_description",
    "custom_int1", "custom_int2", "custom_int3", "custom_int4", "custom_int5",
    "custom_str1", "custom_str2", "custom_str3", "custom_str4", "custom_str5",
    "email_confirmation", "confirmation_address", "currency", "payment_method",
    "subscription_type", "billing_date", "recurring_amount", "frequency", "cycles",
    "subscription_notify_email", "subscription_notify_webhook", "subscription_notify_buyer", unsigned_field};

enum { KNOWN = sizeof order / sizeof order[0] };

_Static_assert((int)KNOWN < (int)PAYFAST_FORM_MOST, "the signature stands behind all of them");

static bool is_known(const char *name)
{
	for (size_t i = 0; i < KNOWN; i++)
		if (strcmp(order[i], name) == 0)
			return true;
	return false;
}

static const struct payfast_field *find(const struct payfast_field *given, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(given[i].name, name) == 0)
			return &given[i];
	return NULL;
}

const char *payfast_form_text(struct arena *a, const struct payfast_form *form)
{
	struct buf b;
	buf_init(&b, a, 1024);
	for (size_t i = 0; i < form->count; i++)
		if (strcmp(form->fields[i].name, unsigned_field) != 0 && strcmp(form->fields[i].name, signature) != 0)
			payfast_sign_pair(&b, form->fields[i].name, form->fields[i].value);
	return buf_text(&b);
}

int payfast_form_make(struct arena *a, const struct payfast_field *given, size_t count, const char *passphrase, struct payfast_form *out)
{
	struct payfast_form form = {.count = 0};
	char *signed_by = arena_alloc(a, PAYFAST_SIGN_SIZE);
	for (size_t i = 0; i < count; i++)
		if (!is_known(given[i].name) || find(given, count, given[i].name) != &given[i])
			return -1;
	for (size_t i = 0; i < KNOWN; i++) {
		const struct payfast_field *f = find(given, count, order[i]);
		const char *value = f == NULL || f->value == NULL ? "" : payfast_sign_trim(a, f->value);
		if (*value != '\0')
			form.fields[form.count++] = (struct payfast_field){order[i], value};
	}
	payfast_sign_text(a, payfast_form_text(a, &form), passphrase, signed_by);
	form.fields[form.count++] = (struct payfast_field){signature, signed_by};
	*out = form;
	return 0;
}

const char *payfast_form_action(struct arena *a, const struct conf *conf)
{
	return arena_printf(a, "%s/eng/process", conf->payfast_url);
}
