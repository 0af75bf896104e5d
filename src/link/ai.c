/* SPDX-License-Identifier: Apache-2.0 */
#include "link/ai.h"

#include <string.h>

#include "conf/conf.h"
#include "link/ai_gemini.h"
#include "link/ai_qwen.h"
#include "link/ai_replicate.h"

static const struct ai_provider *const providers[] = {&ai_replicate, &ai_qwen, &ai_gemini};

const struct ai_provider *const *ai_providers(size_t *count)
{
	*count = sizeof providers / sizeof providers[0];
	return providers;
}

const struct ai_provider *ai_provider(const char *name)
{
	for (size_t i = 0; i < sizeof providers / sizeof providers[0]; i++)
		if (strcmp(providers[i]->name, name) == 0)
			return providers[i];
	return NULL;
}

/* Of "https://host:port" in front of a path. */
static size_t origin_size(const char *url)
{
	const char *host = strstr(url, "://");
	return host == NULL ? 0 : (size_t)(host + 3 - url) + strcspn(host + 3, "/?#");
}

const char *ai_provider_url(const struct ai_provider *provider, const struct conf *conf)
{
	const char *url;
	memcpy(&url, (const char *)conf + provider->url_offset, sizeof url);
	return url;
}

bool ai_provider_own(const struct ai_provider *provider, const struct conf *conf, const char *url)
{
	const char *own = ai_provider_url(provider, conf);
	size_t n = origin_size(own);
	return n > 0 && origin_size(url) == n && strncmp(own, url, n) == 0;
}
