/* SPDX-License-Identifier: Apache-2.0 */
#include "app/doctor.h"

#include <string.h>

#include "base/arena.h"
#include "conf/conf.h"
#include "link/ai.h"

/* A part is one word, and theirs is better known than ours. */
static const char *part(const struct ai_provider *provider)
{
	return strcmp(provider->name, "nano_banana") == 0 ? "gemini" : provider->name;
}

static void say(struct doctor *d, const struct ai_provider *provider, const char *url, const struct ai_answer *answer)
{
	switch (answer->end) {
	case AI_DONE:
		doctor_say(d, DOCTOR_OK, part(provider), NULL, "%s takes %s", url, provider->key_option);
		return;
	case AI_CREDENTIALS:
		doctor_say(d, DOCTOR_WARNING, part(provider),
			   arena_printf(d->arena, "Put a key of an account in good standing into %s (%s): until then nothing is asked of its models", provider->key_option,
					provider->key_from),
			   "%s refuses %s: %s", url, provider->key_option, answer->detail);
		return;
	default:
		doctor_say(d, DOCTOR_WARNING, part(provider),
			   arena_printf(d->arena, "Let this machine reach %s: until then what is asked of its models waits, and then fails", provider->url_option),
			   "%s cannot be asked: %s", url, answer->detail);
	}
}

void doctor_ai(struct doctor *d)
{
	size_t count;
	const struct ai_provider *const *all = ai_providers(&count);
	for (size_t i = 0; i < count; i++) {
		struct ai_answer answer;
		if (!all[i]->configured(d->conf)) {
			doctor_say(d, DOCTOR_OK, part(all[i]), NULL, "not used, since %s is not set; a key is had at %s", all[i]->key_option, all[i]->key_from);
			continue;
		}
		all[i]->check(d->arena, d->conf, &answer);
		say(d, all[i], ai_provider_url(all[i], d->conf), &answer);
	}
}
