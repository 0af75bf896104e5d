/* SPDX-License-Identifier: Apache-2.0 */
/* The packed permissions of Clerk's second layout: the i-th feature of the organization has the i-th
 * number of `o.fpm`, whose bit j says that it has the j-th word of `o.per`. The numbers are decimal and
 * may be longer than any integer type, so they are halved digit by digit. */
#include "auth/clerk.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/jvalue.h"

struct words {
	char **items;
	size_t count;
};

static char *trim(char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;
	size_t n = strlen(s);
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		n--;
	s[n] = '\0';
	return s;
}

/* The comma-separated words of a text, trimmed, empty ones kept: their places count. */
static struct words words_of(struct arena *a, const char *text)
{
	struct words w = {0};
	if (text == NULL || *text == '\0')
		return w;
	size_t most = 1;
	for (const char *c = text; *c != '\0'; c++)
		most += *c == ',';
	w.items = arena_new_array(a, char *, most);
	char *rest = arena_strdup(a, text), *word;
	while ((word = strsep(&rest, ",")) != NULL)
		w.items[w.count++] = trim(word);
	return w;
}

/* Halves a decimal number in place; the rest is its lowest bit. */
static bool halve(char *digits)
{
	int carry = 0;
	for (char *d = digits; *d != '\0'; d++) {
		int v = carry * 10 + (*d - '0');
		*d = (char)('0' + v / 2);
		carry = v % 2;
	}
	return carry == 1;
}

static bool is_number(const char *s)
{
	return *s != '\0' && strspn(s, "0123456789") == strlen(s);
}

static void add_feature(struct arena *a, const char *feature, char *mask, const struct words *words,
			struct clerk_permissions *out)
{
	if (!is_number(mask))
		return;
	for (size_t i = 0; i < words->count; i++)
		if (halve(mask))
			out->items[out->count++] = arena_printf(a, "org:%s:%s", feature, words->items[i]);
}

/* Only what is active for the organization counts: scopes o, ou and uo. */
static enum reason organization_features(struct words *features)
{
	size_t kept = 0;
	for (size_t i = 0; i < features->count; i++) {
		char *scope = features->items[i], *colon = strchr(scope, ':');
		if (colon == NULL)
			return REASON_BAD_CLAIM_VALUE;
		*colon = '\0';
		if (strcmp(scope, "o") == 0 || strcmp(scope, "ou") == 0 || strcmp(scope, "uo") == 0)
			features->items[kept++] = colon + 1;
	}
	features->count = kept;
	return REASON_OK;
}

static bool optional_string(const struct jvalue *object, const char *name, const char **out)
{
	const struct jvalue *v;
	*out = NULL;
	if (!jvalue_find(object, name, &v))
		return true;
	*out = jvalue_string(v);
	return *out != NULL;
}

enum reason clerk_read_permissions(struct arena *a, const struct jvalue *claims, struct clerk_permissions *out)
{
	const struct jvalue *o = jvalue_get(claims, "o");
	const char *fea, *per, *fpm;
	*out = (struct clerk_permissions){0};
	if (!optional_string(claims, "fea", &fea) || !optional_string(o, "per", &per) ||
	    !optional_string(o, "fpm", &fpm))
		return REASON_BAD_CLAIM_TYPE;
	struct words features = words_of(a, fea), words = words_of(a, per), masks = words_of(a, fpm);
	enum reason reason = organization_features(&features);
	if (reason != REASON_OK || o == NULL)
		return reason;
	out->items = arena_new_array(a, const char *, features.count *words.count + 1);
	for (size_t i = 0; i < features.count && i < masks.count; i++)
		add_feature(a, features.items[i], masks.items[i], &words, out);
	return REASON_OK;
}
