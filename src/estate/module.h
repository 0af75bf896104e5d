/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_ESTATE_MODULE_H
#define STAGEFY_ESTATE_MODULE_H

#include "serve/module.h"

/* What an agency sells or lets, the people it deals with, and what there is to do about both. */
extern const struct module estate_module;

extern const struct resource estate_properties, estate_contacts, estate_contact_emails, estate_tasks;

#endif
