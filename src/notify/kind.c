/* SPDX-License-Identifier: Apache-2.0 */
#include "notify/kind.h"

#include <string.h>

static const struct kind kinds[] = {
#define EN(title, several, message) [KIND_EN] = {title, several, message}
#define FR(title, several, message) [KIND_FR] = {title, several, message}
#define NOTIFICATION(name, link, en, fr) {name, link, {en, fr}},
#define PHRASE(parameter, value, en, fr)
#include "notify/kinds.def"
#undef NOTIFICATION
#undef PHRASE
#undef EN
#undef FR
};

const char kind_names[] =
#define NOTIFICATION(name, link, en, fr) name "|"
#define PHRASE(parameter, value, en, fr)
#include "notify/kinds.def"
#undef NOTIFICATION
#undef PHRASE
    ;

static const struct phrase {
	const char *parameter, *value, *words[KIND_LANGUAGES];
} phrases[] = {
#define NOTIFICATION(name, link, en, fr)
#define PHRASE(parameter, value, en, fr) {parameter, value, {[KIND_EN] = en, [KIND_FR] = fr}},
#include "notify/kinds.def"
#undef NOTIFICATION
#undef PHRASE
};

enum { COUNT = sizeof kinds / sizeof kinds[0], PHRASES = sizeof phrases / sizeof phrases[0] };

const struct kind *kind_at(size_t i)
{
	return i < COUNT ? &kinds[i] : NULL;
}

const struct kind *kind_find(const char *name)
{
	for (size_t i = 0; i < COUNT; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

const char *kind_phrase(const char *parameter, const char *value, enum kind_language language)
{
	const struct phrase *any = NULL;
	for (const struct phrase *f = phrases; f < phrases + PHRASES; f++) {
		if (strcmp(f->parameter, parameter) != 0)
			continue;
		if (strcmp(f->value, value) == 0)
			return f->words[language];
		if (f->value[0] == '\0')
			any = f;
	}
	return any == NULL ? value : any->words[language];
}
