/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/access_log.h"

#include "auth/principal.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/problem.h"
#include "serve/exchange.h"
#include "serve/router.h"

void access_log_write(const struct exchange *x, const struct problem *p)
{
	const struct principal *who = x->call.principal;
	const struct principal_note *note = who == NULL ? NULL : principal_note(who);
	struct log_line l;
	log_begin(&l, x->response->status >= 500 ? LOG_ERROR : LOG_INFO, "request");
	log_text(&l, "request_id", x->request->id);
	log_text(&l, "method", x->request->head ? "HEAD" : x->request->method_name);
	/* the template, not the path: a path can carry what a log must not */
	log_text(&l, "route", x->route == NULL ? "none" : x->route->template);
	log_int(&l, "status", x->response->status);
	log_ms(&l, "ms", clock_mono_us() - x->request->started_us);
	log_ms(&l, "database_ms", x->database_us);
	if (x->attempts > 1)
		log_int(&l, "attempts", x->attempts);
	if (note != NULL && note->user_id[0] != '\0')
		log_text(&l, "user", note->user_id);
	log_text(&l, "agency", x->call.agency_id != NULL ? x->call.agency_id : note != NULL && note->agency_id[0] != '\0' ? note->agency_id : NULL);
	/* the public part alone */
	if (who != NULL)
		log_text(&l, "key", who->key_prefix);
	/* somebody else acts as this person: the record must say so */
	if (who != NULL)
		log_text(&l, "impersonator", who->impersonator);
	if (p->code != PROBLEM_NONE)
		log_text(&l, "problem", problem_kind(p->code)->slug);
	if (p->code == PROBLEM_INTERNAL)
		log_text(&l, "detail", p->detail);
	log_end(&l);
}
