/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/limit.h"

#include "rest/whole.h"

int limit_read(const struct call *c, const char **limit, struct problem *p)
{
	return whole_read(c, "limit", 1, LIMIT_MOST, LIMIT_USUAL, limit, p);
}
