/* SPDX-License-Identifier: Apache-2.0 */
/* Idempotency-Key: a write that is repeated takes effect once. The receipt is claimed in front of the
 * handler's statements and filled with the answer before the commit, all in the transaction of the
 * effect; a repetition gets the stored answer byte for byte, but for addresses that are signed on read. */
#ifndef STAGEFY_SERVE_RECEIPT_H
#define STAGEFY_SERVE_RECEIPT_H

#include <stdbool.h>

struct exchange;
struct problem;

/* Whether the request carries a key; checks its form. */
int receipt_wanted(struct exchange *x, bool *keyed, struct problem *p);

/* Notes the claim behind app.authenticate. A claim that finds a stored answer raises, so that nothing of
 * the handler runs; receipt_replays() recognises it. */
void receipt_claim(struct exchange *x);
bool receipt_replays(const struct exchange *x);

/* Answers with the stored receipt: a transaction of its own. Signed addresses are made anew (rest/signed_row.h). */
int receipt_replay(struct exchange *x, struct problem *p);

/* Notes the answer into the receipt: the last statement before the commit. */
void receipt_store(struct exchange *x);

#endif
