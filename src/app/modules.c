/* SPDX-License-Identifier: Apache-2.0 */
#include "app/modules.h"

#include <stddef.h>

#include "agency/module.h"
#include "app/housekeeping.h"
#include "billing/module.h"
#include "bulk/module.h"
#include "correspondence/module.h"
#include "estate/module.h"
#include "events/module.h"
#include "inbox/module.h"
#include "intake/module.h"
#include "jobs/module.h"
#include "mail/module.h"
#include "media/module.h"
#include "notify/module.h"
#include "rest/table.h"
#include "serve/platform.h"
#include "studio/module.h"

const struct module *const app_modules[] = {&platform_module, &agency_module, &estate_module, &media_module, &mail_module, &correspondence_module, &billing_module, &jobs_module,
					     &bulk_module, &intake_module, &studio_module, &events_module, &notify_module, &inbox_module, &housekeeping_module, NULL};

void modules_register_tables(void)
{
	for (size_t i = 0; app_modules[i] != NULL; i++)
		for (const struct resource *const *r = app_modules[i]->resources; r != NULL && *r != NULL; r++)
			table_register(*r);
}
