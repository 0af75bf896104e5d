/* SPDX-License-Identifier: Apache-2.0 */
/* What visitors do without an account, behind a link that was mailed to them; and the job that reminds agents. */
#ifndef STAGEFY_ESTATE_VISIT_LINK_H
#define STAGEFY_ESTATE_VISIT_LINK_H

#include "serve/action.h"
#include "work/job.h"

extern const struct field visit_invite_response[], visit_link_query[], visit_link_response[], visit_answer_request[];

int visit_link_invite_run(struct call *c, struct problem *p);
int visit_link_read_run(struct call *c, struct problem *p);
int visit_link_answer_run(struct call *c, struct problem *p);

/* estate.remind_visits: agents are told of their visits of the next day. */
enum job_outcome visit_link_remind_run(struct job_run *run, struct problem *p);

#endif
