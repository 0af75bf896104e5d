/* SPDX-License-Identifier: Apache-2.0 */
#include "app/doctor.h"

#include "base/problem.h"
#include "conf/conf.h"
#include "link/payfast_api.h"

void doctor_payfast(struct doctor *d)
{
	struct problem p;
	problem_init(&p, d->arena);
	if (d->conf->payfast_merchant_id == NULL)
		return;
	if (payfast_api_ping(d->arena, d->conf, &p) != PAYFAST_API_DONE)
		doctor_say(d, DOCTOR_WARNING, "payfast",
			   "Let this machine reach PAYFAST_API_URL, and see that PAYFAST_MERCHANT_ID and PAYFAST_PASSPHRASE are those of PayFast's settings: until then no "
			   "payment is confirmed", "%s does not take our calls: %s", d->conf->payfast_api_url, p.detail);
	else
		doctor_say(d, DOCTOR_OK, "payfast", NULL, "merchant %s, people pay at %s%s", d->conf->payfast_merchant_id, d->conf->payfast_url,
			   d->conf->payfast_passphrase == NULL ? "; no subscriptions, for want of PAYFAST_PASSPHRASE" : "");
}
