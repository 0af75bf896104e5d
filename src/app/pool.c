/* SPDX-License-Identifier: Apache-2.0 */
#include "app/pool.h"

#include "auth/slots.h"
#include "conf/conf.h"

enum { A_CORE = 4 };

int64_t pool_size(const struct conf *conf)
{
	return conf->workers > 0 ? conf->workers : A_CORE * (int64_t)slots_cores();
}
