/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a template: whatever they are, what is filled in is not looked into, and a text without braces stays as it is. */
#include "fuzz.h"

#include "studio/prompt.h"

static const char *braces(void *arg, const char *name)
{
	(void)arg;
	return strlen(name) % 2 == 0 ? "{{even}}" : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(4096);
	const char *text = (const char *)data;
	struct prompt p;
	prompt_render(a, text, size, braces, NULL, &p);
	MUST(p.unknown_count <= PROMPT_NAMES_MOST);
	if (p.fault != PROMPT_WELL) {
		MUST(p.at + 1 < size && text[p.at] == '{' && text[p.at + 1] == '{');
	} else {
		for (size_t i = 0; i < p.unknown_count; i++)
			MUST(strlen(p.unknown[i]) % 2 == 1 && memmem(text, size, p.unknown[i], strlen(p.unknown[i])) != NULL);
		if (memmem(text, size, "{{", 2) == NULL)
			MUST(memcmp(p.text, text, size) == 0 && p.unknown_count == 0);
	}
	arena_free(a);
	return 0;
}
