/* SPDX-License-Identifier: Apache-2.0 */
/* A payment's notification, from whoever sends one: what is read is text, says each thing once, and can be written in one way
 * alone, which is what its signature covers. */
#include "fuzz.h"

#include "base/utf8.h"
#include "link/payfast_itn.h"
#include "link/payfast_money.h"

static void check_fields(const struct payfast_itn *itn)
{
	MUST(itn->count < PAYFAST_ITN_MOST);
	for (size_t i = 0; i < itn->count; i++) {
		MUST(*itn->fields[i].name != '\0' && strcmp(itn->fields[i].name, "signature") != 0);
		MUST(utf8_valid(itn->fields[i].name, strlen(itn->fields[i].name)) && utf8_valid(itn->fields[i].value, strlen(itn->fields[i].value)));
		MUST(payfast_itn_value(itn, itn->fields[i].name) == itn->fields[i].value);
	}
}

/* Signed by us it is read as the same, and taken for signed; with another passphrase it is not. */
static void check_signature(struct arena *a, const struct payfast_itn *itn)
{
	char sign[PAYFAST_SIGN_SIZE];
	struct payfast_itn again;
	payfast_sign_text(a, itn->signed_text, "a secret", sign);
	const char *body = arena_printf(a, "%s%ssignature=%s", itn->signed_text, itn->count == 0 ? "" : "&", sign);
	MUST(payfast_itn_read(a, body, strlen(body), &again) == NULL);
	MUST(again.count == itn->count && strcmp(again.signed_text, itn->signed_text) == 0);
	MUST(payfast_itn_signed(a, &again, "a secret") && !payfast_itn_signed(a, &again, "another"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(16384);
	struct payfast_itn itn;
	struct payfast_rand amount;
	if (payfast_itn_read(a, (const char *)data, size, &itn) == NULL) {
		check_fields(&itn);
		check_signature(a, &itn);
		if (payfast_money_read(payfast_itn_value(&itn, "amount_gross"), &amount) == 0)
			MUST(strlen(payfast_money_write(a, amount)) <= strlen(payfast_itn_value(&itn, "amount_gross")));
	}
	arena_free(a);
	return 0;
}
