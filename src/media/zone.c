/* SPDX-License-Identifier: Apache-2.0 */
#include "media/zone.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Letters, digits and what else stands in names of zones; no dot, so no way out of the folder. */
static bool has_form(const char *name)
{
	return *name != '\0' && *name != '/' &&
	       name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/")] == '\0';
}

const char *zone_or_utc(const char *name)
{
	char path[128];
	struct stat st;
	int n = snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
	bool known = has_form(name) && n < (int)sizeof path && stat(path, &st) == 0 && S_ISREG(st.st_mode);
	return known ? name : "UTC";
}
