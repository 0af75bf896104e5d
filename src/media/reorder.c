/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api/media/reorder */
#include <string.h>

#include "base/arena.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "db/tx.h"
#include "media/actions.h"
#include "rest/write.h"

static int check_ids(const struct call *c, const struct jvalue *ids, struct problem *p)
{
	for (size_t i = 0; i < jvalue_size(ids); i++) {
		const char *id = jvalue_string(jvalue_at(ids, i));
		if (!uuid_valid(id, strlen(id)))
			problem_violation(p, arena_printf(c->arena, "/ids/%zu", i), "format", "{\"format\":\"uuid\"}",
					  "must be a UUID");
	}
	return p->code == PROBLEM_NONE ? 0 : -1;
}

int reorder_run(struct call *c, struct problem *p)
{
	static const struct statement reorder = {.name = "media.reorder",
						 .sql = "select id, \"position\" from media.reorder($1,$2::uuid[])",
						 .writes = true};
	struct write w;
	if (write_read(c->arena, reorder_request, c->body, WRITE_ACTION, &w, p) < 0 ||
	    check_ids(c, write_find(&w, "ids")->json, p) < 0)
		return -1;
	const char *const values[] = {write_text(&w, "property_id"), write_text(&w, "ids")};
	int index = tx_add(c->tx, &reorder, 2, values);
	if (call_execute(c, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(c->tx, index);
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_name(&o, "data");
	json_out_open(&o, '[');
	for (int i = 0; i < rows_count(rows); i++) {
		json_out_open(&o, '{');
		json_out_member(&o, "id", rows_text(rows, i, 0));
		json_out_member_int(&o, "position", rows_int(rows, i, 1));
		json_out_close(&o, '}');
	}
	json_out_close(&o, ']');
	json_out_close(&o, '}');
	return 0;
}
