/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_ESTATE_MODULE_H
#define STAGEFY_ESTATE_MODULE_H

#include "serve/module.h"

/* What an agency sells or lets, the people it deals with, the deals between them, visits, who asks for something, and what there is to do. */
extern const struct module estate_module;

extern const struct resource estate_properties, estate_contacts, estate_contact_emails, estate_contact_phones, estate_contact_consents, estate_buyer_requests,
    estate_tasks, estate_deal_stages, estate_deals, estate_deal_parties, estate_activities, estate_lead_rules, estate_leads, estate_share_links,
    estate_saved_views, estate_visits, estate_record_shares;

#endif
