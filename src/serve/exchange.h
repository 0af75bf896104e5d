/* SPDX-License-Identifier: Apache-2.0 */
/* A request being served: what the steps of serve.c hand on to each other. */
#ifndef STAGEFY_SERVE_EXCHANGE_H
#define STAGEFY_SERVE_EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "rest/call.h"
#include "serve/limits.h"

struct auth;
struct conf;
struct db;
struct module;
struct route;

struct serve {
	const struct conf *conf;
	const char *own_origin; /* of PUBLIC_URL */
	struct db *db;
	struct auth *auth;
	struct limits *limits;
	bool tells_timing; /* the option SERVER_TIMING */
	const struct module *const *modules;
};

struct exchange {
	struct serve *serve;
	struct arena *arena;
	struct request *request;
	struct response *response;
	const struct route *route; /* NULL: no such */
	struct call call;
	bool remembered_agency; /* taken from the token's note, not from the request */
	struct limits_taken taken;
	const char *origin; /* of another site whose page asks; NULL: none (cross_origin.h) */
	int origin_index;   /* of the question in the transaction */
	bool origin_asked;	   /* a transaction with it in was sent, */
	bool origin_known;	   /* and came as far as to answer */
	bool origin_allowed;
	int64_t database_us;
	unsigned attempts;
};

#endif
