/* SPDX-License-Identifier: Apache-2.0 */
/* What is done on the board of deals: moving, arranging the stages and doing without one, and what they come to. */
#ifndef STAGEFY_ESTATE_BOARD_H
#define STAGEFY_ESTATE_BOARD_H

#include "serve/action.h"

extern const struct field move_request[], reorder_stages_request[], reorder_stages_response[], replace_stage_request[], replace_stage_response[], totals_query[], totals_response[],
    stays_response[];

int deal_move_run(struct call *c, struct problem *p);
int deal_stays_run(struct call *c, struct problem *p);
int deal_totals_run(struct call *c, struct problem *p);
int stages_reorder_run(struct call *c, struct problem *p);
int stage_replace_run(struct call *c, struct problem *p);

#endif
