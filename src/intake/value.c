/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/value.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "rest/field.h"
#include "rest/resource.h"

/* ---- folding */

/* Latin letters with marks, U+00C0 to U+017F, as the letters they are; '?' stands for what is none. */
static const char plain[] = "aaaaaaaceeeeiiiidnooooo?ouuuuypsaaaaaaaceeeeiiiidnooooo?ouuuuypy"
			    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllllllln"
			    "nnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

const char *value_fold(struct arena *a, const char *text)
{
	char *out = arena_alloc(a, strlen(text) + 1), *to = out;
	for (const unsigned char *s = (const unsigned char *)text; *s != '\0'; s++) {
		if (isalnum(*s)) {
			*to++ = (char)tolower(*s);
		} else if (*s >= 0xc3 && *s <= 0xc5 && s[1] != '\0') {
			size_t at = (size_t)((*s & 0x1f) << 6 | (s[1] & 0x3f)) - 0xc0;
			if (at < sizeof plain - 1 && plain[at] != '?')
				*to++ = plain[at];
			s++;
		}
	}
	*to = '\0';
	return out;
}

/* ---- numbers */

/* "212,5 m²", "340 m2", "1 200 EUR": a unit behind a number is no part of it, if nothing but a unit is there. */
static bool is_unit(const char *s)
{
	return strncmp(s, "m2", 2) == 0 || strcspn(s, "0123456789") == strlen(s);
}

/* The digits and marks of a number, and its sign; what stands around it is a currency or a unit. Spaces, those that do not break too,
 * and apostrophes part thousands. NULL: it is none, such as a date, a telephone number or a street with its number. */
static const char *digits_only(struct arena *a, const char *text)
{
	char *out = arena_alloc(a, strlen(text) + 1), *to = out;
	size_t letters = 0;
	for (const char *s = text; *s != '\0'; s++) {
		if (isdigit((unsigned char)*s) || ((*s == '.' || *s == ',') && to > out))
			*to++ = *s;
		else if (*s == '-' && to == out)
			*to++ = '-';
		else if (isalpha((unsigned char)*s) && to == out && ++letters > 3)
			return NULL;
		else if (isalpha((unsigned char)*s) && to > out && is_unit(s))
			break;
		else if ((isalpha((unsigned char)*s) && to > out) || strchr("/:-+()", *s) != NULL)
			return NULL;
	}
	while (to > out && (to[-1] == '.' || to[-1] == ','))
		to--;
	*to = '\0';
	return strpbrk(out, "0123456789") == NULL ? NULL : out;
}

static size_t count_of(const char *s, char c)
{
	size_t n = 0;
	for (; *s != '\0'; s++)
		n += *s == c;
	return n;
}

/* The mark that parts the fraction, or 0. */
static char fraction_mark(const char *s, char preferred)
{
	const char *point = strrchr(s, '.'), *comma = strrchr(s, ',');
	if (point != NULL && comma != NULL)
		return point > comma ? '.' : ',';
	const char *last = point != NULL ? point : comma;
	if (last == NULL || count_of(s, *last) > 1)
		return 0;
	return strlen(last + 1) == 3 && *last != preferred ? 0 : *last;
}

const char *value_number(struct arena *a, const char *text, const struct value_style *style)
{
	const char *s = digits_only(a, text);
	if (s == NULL)
		return NULL;
	char mark = fraction_mark(s, style->decimal_mark), *out = arena_alloc(a, strlen(s) + 2), *to = out;
	for (; *s != '\0'; s++) {
		if (*s == mark)
			*to++ = '.';
		else if (*s != '.' && *s != ',')
			*to++ = *s;
	}
	*to = '\0';
	return out;
}

/* "3.00" → "3", as spreadsheets write it. */
static const char *whole(struct arena *a, const char *number)
{
	const char *point = number == NULL ? NULL : strchr(number, '.');
	return point != NULL && strspn(point + 1, "0") == strlen(point + 1) ? arena_strndup(a, number, (size_t)(point - number)) : number;
}

/* ---- days */

static bool order_parts(const int parts[3], const char *order, bool year_first, int *year, int *month, int *day)
{
	if (year_first)
		order = "ymd";
	for (int i = 0; i < 3; i++)
		*(order[i] == 'y' ? year : order[i] == 'm' ? month : day) = parts[i];
	if (*year < 100)
		*year += *year < 70 ? 2000 : 1900;
	return *month >= 1 && *month <= 12 && *day >= 1 && *day <= 31 && *year >= 1000 && *year <= 9999;
}

const char *value_time(struct arena *a, const char *text, const struct value_style *style)
{
	int parts[3], at[3] = {0, 0, 0}, year = 0, month = 0, day = 0;
	char *end = (char *)text;
	bool year_first = strspn(text, "0123456789") == 4;
	for (int i = 0; i < 3; i++) {
		if (!isdigit((unsigned char)*end))
			return NULL;
		parts[i] = (int)strtol(end, &end, 10);
		if (i < 2 && (*end == '\0' || strchr("-/. ", *end++) == NULL))
			return NULL;
	}
	if (!order_parts(parts, style->day_order, year_first, &year, &month, &day))
		return NULL;
	end += strspn(end, " T,");
	for (int i = 0; i < 3 && isdigit((unsigned char)*end); i++) {
		at[i] = (int)strtol(end, &end, 10);
		end += *end == ':' || *end == 'h';
	}
	if (at[0] > 23 || at[1] > 59 || at[2] > 59)
		return NULL;
	/* a zone, as programs write it behind the time, is kept */
	bool zoned = *end == 'Z' || ((*end == '+' || *end == '-') && strlen(end) == 6 && end[3] == ':');
	return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02d%s", year, month, day, at[0], at[1], at[2], zoned ? end : "Z");
}

/* ---- words */

/* Whether `word` is among "a|b|c". */
static bool is_among(const char *list, const char *word)
{
	size_t n = strlen(word);
	for (const char *s = list; n > 0 && s != NULL && *s != '\0'; s = strchr(s, '|') == NULL ? NULL : strchr(s, '|') + 1)
		if (strncmp(s, word, n) == 0 && (s[n] == '|' || s[n] == '\0'))
			return true;
	return false;
}

static const char *choice_of(struct arena *a, const struct field *f, const struct resource_import *import, const char *text)
{
	const char *word = value_fold(a, text);
	size_t n;
	for (const char *s = f->choices; *s != '\0'; s += n + (s[n] == '|')) {
		n = strcspn(s, "|");
		const char *choice = arena_strndup(a, s, n);
		if (strcasecmp(choice, text) == 0 || (strcmp(value_fold(a, choice), word) == 0 && strchr(choice, '+') == NULL))
			return choice;
	}
	for (const struct import_alias *alias = import->aliases; alias->field != NULL; alias++) {
		size_t k = strlen(f->name);
		if (strncmp(alias->field, f->name, k) == 0 && alias->field[k] == '=' && is_among(alias->words, word))
			return alias->field + k + 1;
	}
	return NULL;
}

static const char *truth_of(struct arena *a, const char *text)
{
	const char *word = value_fold(a, text);
	if (is_among("true|yes|y|oui|o|vrai|1|x|ja|wahr", word))
		return "true";
	return is_among("false|no|n|non|faux|0|nein|falsch", word) ? "false" : NULL;
}

static int refuse(const char *pointer, const char *code, const char *detail, struct problem *p)
{
	return problem_violation(p, pointer, code, NULL, "%s", detail);
}

static int write_raw(struct json_out *o, const char *json, const char *pointer, const char *detail, struct problem *p)
{
	if (json == NULL)
		return refuse(pointer, "type", detail, p);
	json_out_raw(o, json, strlen(json));
	return 0;
}

static int write_text(struct json_out *o, const char *text, const char *pointer, const char *code, const char *detail, struct problem *p)
{
	if (text == NULL)
		return refuse(pointer, code, detail, p);
	json_out_string(o, text);
	return 0;
}

static char *upper(struct arena *a, const char *s)
{
	char *out = arena_strdup(a, s);
	for (char *c = out; *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
	return out;
}

int value_write(struct json_out *o, struct arena *a, const struct field *f, const struct resource_import *import, const char *text,
		const struct value_style *style, const char *pointer, struct problem *p)
{
	switch (f->type) {
	case FIELD_INT:
		return write_raw(o, whole(a, value_number(a, text, style)), pointer, "must be a number", p);
	case FIELD_DECIMAL:
		return write_raw(o, value_number(a, text, style), pointer, "must be a number", p);
	case FIELD_BOOL:
		return write_raw(o, truth_of(a, text), pointer, "must be yes or no", p);
	case FIELD_TIME:
		return write_text(o, value_time(a, text, style), pointer, "format", "must be a day, such as 31/12/2026", p);
	case FIELD_DATE: {
		const char *time = value_time(a, text, style);
		return write_text(o, time == NULL ? NULL : arena_strndup(a, time, 10), pointer, "format", "must be a day, such as 31/12/2026", p);
	}
	case FIELD_CHOICE:
		return write_text(o, choice_of(a, f, import, text), pointer, "not_one_of", arena_printf(a, "must be one of %s", f->choices), p);
	default:
		json_out_string(o, f->format == FORMAT_CURRENCY || f->format == FORMAT_COUNTRY ? upper(a, text) : text);
		return 0;
	}
}
