/* SPDX-License-Identifier: Apache-2.0 */
/* Requests from pages of other sites (CORS, WHATWG Fetch section 3.2). Which site may use an agency's data, only the agency
 * says: its list is in the database, and whose list counts is known when the caller is. So
 *
 * - a preflight, which carries no credential, is answered to any site: it says what a page may send here, and gives away
 *   nothing about any agency;
 * - the request itself asks app.admit_origin() in its transaction. A write from a site that is not listed ends there, before
 *   the handler's first statement; a read is answered, and without Access-Control-Allow-Origin the browser shows the page
 *   nothing of it;
 * - only what API keys reach is open at all; a cookie counts for the dashboard's own pages alone, and no answer says that
 *   credentials of the browser's are welcome (Access-Control-Allow-Credentials). */
#ifndef STAGEFY_SERVE_CROSS_ORIGIN_H
#define STAGEFY_SERVE_CROSS_ORIGIN_H

#include <stdbool.h>

struct exchange;
struct problem;

/* Of an OPTIONS request, with the route that another method has there: adds what a preflight asks for, if it is one. */
void cross_origin_preflight(struct exchange *x, unsigned methods);

/* Once route and credential are known: notes another site's origin in x->origin, unless the credential is a cookie. Refuses
 * a write that no site may ask for, with ORIGIN_NOT_ALLOWED. */
int cross_origin_read(struct exchange *x, bool by_cookie, struct problem *p);

/* Behind app.authenticate: puts the question into the transaction. */
void cross_origin_admit(struct exchange *x);

/* After the transaction, whatever became of it: takes the answer. */
void cross_origin_settle(struct exchange *x);

/* Before the answer is sent: adds Vary, and what lets the page see it. When a request failed before its transaction, asks in
 * one of its own, so that a page learns of its own mistakes; not for who is over a limit, whom no transaction is spent on. */
void cross_origin_tell(struct exchange *x, const struct problem *p);

#endif
