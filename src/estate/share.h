/* SPDX-License-Identifier: Apache-2.0 */
/* Pages for clients outside: making the link, what it shows, and what is asked there. Whoever has the token needs no other right. */
#ifndef STAGEFY_ESTATE_SHARE_H
#define STAGEFY_ESTATE_SHARE_H

#include "serve/action.h"

extern const struct field share_request[], share_made[], share_list[], shared_request[], shared_page[], enquiry_request[];

int share_make_run(struct call *c, struct problem *p);
int share_list_run(struct call *c, struct problem *p);
int shared_open_run(struct call *c, struct problem *p);
int shared_enquire_run(struct call *c, struct problem *p);

#endif
