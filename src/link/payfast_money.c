/* SPDX-License-Identifier: Apache-2.0 */
#include "link/payfast_money.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { DECIMALS = 2, DIGITS_MOST = 12, HUNDRED = 100 };

static const char digits[] = "0123456789";

int payfast_money_read(const char *text, struct payfast_rand *out)
{
	const char *whole = text + (*text == '-');
	size_t n = strspn(whole, digits);
	if (n == 0 || n > DIGITS_MOST || whole[n] != '.')
		return -1;
	const char *part = whole + n + 1;
	if (strspn(part, digits) != DECIMALS || part[DECIMALS] != '\0')
		return -1;
	int64_t value = strtoll(whole, NULL, 10) * HUNDRED + strtoll(part, NULL, 10);
	out->hundredths = *text == '-' ? -value : value;
	return 0;
}

const char *payfast_money_write(struct arena *a, struct payfast_rand amount)
{
	long long value = llabs(amount.hundredths);
	return arena_printf(a, "%s%lld.%02lld", amount.hundredths < 0 ? "-" : "", value / HUNDRED, value % HUNDRED);
}

const char *payfast_money_write_cents(struct arena *a, struct payfast_cents amount)
{
	return arena_printf(a, "%lld", (long long)amount.count);
}

struct payfast_cents payfast_money_to_cents(struct payfast_rand amount)
{
	return (struct payfast_cents){amount.hundredths};
}

struct payfast_rand payfast_money_to_rand(struct payfast_cents amount)
{
	return (struct payfast_rand){amount.count};
}
