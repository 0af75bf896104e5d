/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/local.h"

#include <string.h>

#include "base/jvalue.h"

void local_read(struct claims *c, struct principal *out)
{
	const struct jvalue *v;
	out->kind = ISSUER_LOCAL;
	const char *sub = claims_text(c, "sub");
	claims_expect(c, jvalue_find(c->object, "sid", &v), REASON_NO_SESSION, "sid");
	const char *sid = claims_text(c, "sid"), *iss = claims_text(c, "iss"), *aud = claims_text(c, "aud");
	struct claims_times times = claims_read_times(c);
	out->subject = claims_uuid(c, "sub", sub);
	out->session = claims_uuid(c, "sid", sid);
	claims_check_issuer(c, iss);
	claims_expect(c, strcmp(aud, c->rules->audience) == 0, REASON_WRONG_AUDIENCE, "aud");
	claims_check_times(c, &times);
	out->expires_at = times.expires;
}
