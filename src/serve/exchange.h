/* SPDX-License-Identifier: Apache-2.0 */
/* A request being served: what the steps of serve.c hand on to each other. */
#ifndef STAGEFY_SERVE_EXCHANGE_H
#define STAGEFY_SERVE_EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "rest/call.h"

struct auth;
struct conf;
struct db;
struct module;
struct route;

struct serve {
	const struct conf *conf;
	struct db *db;
	struct auth *auth;
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
	int64_t database_us;
	unsigned attempts;
};

#endif
