/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_ESTATE_MODULE_H
#define STAGEFY_ESTATE_MODULE_H

#include "serve/module.h"

/* What an agency sells or lets, the people it deals with, the deals between them, visits, and what there is to do. */
extern const struct module estate_module;

extern const struct resource estate_properties, estate_contacts, estate_contact_emails, estate_tasks, estate_deal_stages, estate_deals, estate_deal_parties,
    estate_visits;

#endif
