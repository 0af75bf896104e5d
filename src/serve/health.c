/* SPDX-License-Identifier: Apache-2.0 */
/* Is it alive, is it well, is it ready: for monitors and load balancers. */
#include "serve/platform.h"

#include "auth/auth.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "rest/call.h"
#include "serve/serve.h"

static void write_state(struct call *c, const char *status, const char *database)
{
	char now[CLOCK_RFC3339_SIZE];
	clock_rfc3339(clock_wall_us(), now);
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_member(&o, "status", status);
	if (database != NULL)
		json_out_member(&o, "database", database);
	json_out_member(&o, "timestamp", now);
	json_out_close(&o, '}');
}

int platform_live(struct call *c, struct problem *p)
{
	(void)p;
	write_state(c, "alive", NULL);
	return 0;
}

static int not_well(struct call *c, const char *database)
{
	c->response->status = 503;
	response_header(c->response, "Retry-After", "1");
	write_state(c, "unhealthy", database);
	return 0;
}

int platform_health(struct call *c, struct problem *p)
{
	static const struct statement ping = {.name = "health", .sql = "select 1"};
	struct problem away;
	(void)p;
	problem_init(&away, c->arena);
	tx_add(c->tx, &ping, 0, NULL);
	if (tx_commit(c->tx, &away) < 0)
		return not_well(c, "disconnected");
	write_state(c, "healthy", "connected");
	return 0;
}

/* Everything a request may stand on. The first thing that is away makes it 503. */
static const char *module_away(struct call *c)
{
	for (const struct module *const *m = serve_modules(c->app); *m != NULL; m++) {
		struct problem away;
		problem_init(&away, c->arena);
		if ((*m)->ready != NULL && (*m)->ready(c->arena, c->conf, &away) < 0)
			return (*m)->name;
	}
	return NULL;
}

int platform_ready(struct call *c, struct problem *p)
{
	static const struct statement level = {.name = "ready", .sql = "select app.migration_level()"};
	struct problem away;
	const char *missing = NULL;
	(void)p;
	problem_init(&away, c->arena);
	int index = tx_add(c->tx, &level, 0, NULL);
	bool database = tx_commit(c->tx, &away) == 0;
	bool keys = auth_ready(serve_auth(c->app), &missing);
	const char *module = module_away(c);
	bool ready = database && keys && module == NULL;
	c->response->status = ready ? 200 : 503;
	if (!ready)
		response_header(c->response, "Retry-After", "1");
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_member(&o, "status", ready ? "ready" : "not ready");
	json_out_member(&o, "database", database ? "connected" : "disconnected");
	json_out_member(&o, "migration", database ? rows_text_or_null(tx_rows(c->tx, index), 0, 0) : NULL);
	json_out_member(&o, "keys", keys ? "loaded" : missing);
	json_out_member(&o, "away", module);
	json_out_member(&o, "version", STAGEFY_VERSION);
	json_out_close(&o, '}');
	return 0;
}
