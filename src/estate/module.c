/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/module.h"

#include <stddef.h>

static const struct resource *const resources[] = {&estate_properties, &estate_contacts, &estate_contact_emails, &estate_tasks, NULL};

const struct module estate_module = {.name = "estate", .resources = resources};
