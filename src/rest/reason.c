/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/reason.h"

#include "db/tx.h"
#include "rest/call.h"
#include "rest/write.h"

void reason_add(struct call *c, const struct write *w)
{
	static const struct statement give = {.name = "platform.reason", .sql = "select app.give_reason($1)", .writes = true};
	const char *reason = write_text(w, REASON);
	tx_add(c->tx, &give, 1, &reason);
}
