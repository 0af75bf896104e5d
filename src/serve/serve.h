/* SPDX-License-Identifier: Apache-2.0 */
/* From a request to an answer: route, credential, transaction, handler, receipt, log line. */
#ifndef STAGEFY_SERVE_SERVE_H
#define STAGEFY_SERVE_SERVE_H

struct arena;
struct auth;
struct call;
struct conf;
struct db;
struct module;
struct problem;
struct request;
struct response;
struct serve;

/* `conf` must outlive it. Connects to nothing yet. */
int serve_new(const struct conf *conf, const struct module *const *modules, struct serve **out, struct problem *p);

/* Answers. `early` is what went wrong while the request was read, if its code is set. Never fails: what
 * goes wrong becomes the answer. Writes the log line. */
void serve_request(struct serve *s, struct arena *a, struct request *r, struct response *answer,
		   struct problem *early);

/* What can wait until an answer has been sent: waking a job worker when the request has asked for work, bringing the key log
 * to the database every few seconds. */
void serve_after(struct serve *s, struct arena *a);

/* A further transaction of a handler that is a named exception (ACTION_TWO_TRIPS): call.tx begins anew,
 * with app.authenticate in front of it unless the route is public. When that one could not be had the handler is run again
 * from its start: what must not happen twice is noted in call.first_trip, which stays. */
void serve_next_trip(struct call *c);

/* For handlers that need more than their call. */
struct db *serve_db(const struct serve *s);
struct auth *serve_auth(const struct serve *s);
const struct module *const *serve_modules(const struct serve *s);

#endif
