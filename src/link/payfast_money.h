/* SPDX-License-Identifier: Apache-2.0 */
/* PayFast writes the same money in two ways: rand with two decimals in forms and notifications, whole cents in its API. A
 * number of one kind given to the other is wrong a hundredfold, so each has a type of its own and the way between them a name. */
#ifndef STAGEFY_LINK_PAYFAST_MONEY_H
#define STAGEFY_LINK_PAYFAST_MONEY_H

#include <stdint.h>

struct arena;

/* Of forms and notifications: "1234.50". */
struct payfast_rand {
	int64_t hundredths;
};

/* Of the API: "123450". */
struct payfast_cents {
	int64_t count;
};

/* Digits, a point and two digits, with a minus in front or none; nothing else is money: no "1,234.50", no "1e3". -1 and *out
 * untouched otherwise. */
int payfast_money_read(const char *text, struct payfast_rand *out);

const char *payfast_money_write(struct arena *a, struct payfast_rand amount);
const char *payfast_money_write_cents(struct arena *a, struct payfast_cents amount);

struct payfast_cents payfast_money_to_cents(struct payfast_rand amount);
struct payfast_rand payfast_money_to_rand(struct payfast_cents amount);

#endif
