/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/field_type.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/utf8.h"
#include "base/uuid.h"
#include "rest/format.h"

const struct field *field_find(const struct field *fields, const char *name)
{
	for (const struct field *f = fields; f->type != FIELD_END; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

/* ---- one value as text: shared by bodies and filters. Each answers NULL, or what is stored. */

struct fault {
	const char *code, *params, *sentence;
};

static const char *refuse(struct fault *why, const char *code, const char *params, const char *sentence)
{
	*why = (struct fault){code, params, sentence};
	return NULL;
}

static const char *read_id(struct arena *a, const char *s, struct fault *why)
{
	if (!uuid_valid(s, strlen(s)))
		return refuse(why, "format", "{\"format\":\"uuid\"}", "must be a UUID");
	char *lower = arena_strdup(a, s);
	for (char *c = lower; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	return lower;
}

static const char *read_length(struct arena *a, const struct field *f, const char *s, struct fault *why)
{
	size_t length = utf8_length(s, strlen(s));
	if (f->most > 0 && (double)length > f->most)
		return refuse(why, "too_long", arena_printf(a, "{\"max\":%.0f}", f->most),
			      arena_printf(a, "must have at most %.0f characters", f->most));
	if ((double)length < f->least)
		return length == 0 ? refuse(why, "required", NULL, "must not be empty")
				   : refuse(why, "too_short", arena_printf(a, "{\"min\":%.0f}", f->least),
					    arena_printf(a, "must have at least %.0f characters", f->least));
	return s;
}

static const char *read_text(struct arena *a, const struct field *f, const char *s, struct fault *why)
{
	if (read_length(a, f, s, why) == NULL)
		return NULL;
	if (f->format == FORMAT_NONE)
		return s;
	const struct format *format = format_row(f->format);
	const char *stored = format->read(a, s, strlen(s));
	return stored != NULL ? stored
			      : refuse(why, "format", arena_printf(a, "{\"format\":\"%s\"}", format->name), format->sentence);
}

static const char *check_range(struct arena *a, const struct field *f, const char *s, double v, struct fault *why)
{
	if (f->least == 0 && f->most == 0)
		return s;
	if (v >= f->least && v <= f->most)
		return s;
	return refuse(why, "out_of_range", arena_printf(a, "{\"min\":%.15g,\"max\":%.15g}", f->least, f->most),
		      v < f->least ? arena_printf(a, "must be at least %.15g", f->least)
				   : arena_printf(a, "must be at most %.15g", f->most));
}

static const char *read_int(struct arena *a, const struct field *f, const char *s, struct fault *why)
{
	const char *digits = s + (*s == '-');
	size_t n = strlen(digits);
	if (n == 0 || strspn(digits, "0123456789") != n)
		return refuse(why, "type", "{\"expected\":\"integer\"}", "must be a whole number");
	int64_t v = strtoll(s, NULL, 10); /* the nearest there is, when it has too many digits */
	if (v < INT32_MIN || v > INT32_MAX)
		if (f->most <= INT32_MAX)
			return refuse(why, "out_of_range", "{\"min\":-2147483648,\"max\":2147483647}", "is out of range");
	return check_range(a, f, s, (double)v, why);
}

/* Digits with at most `scale` after the point (zeros do not count). An exponent is worked out first. */
static const char *read_decimal(struct arena *a, const struct field *f, const char *s, struct fault *why)
{
	char *end;
	double v = strtod(s, &end);
	if (end == s || *end != '\0' || strspn(s, "0123456789+-.eE") != strlen(s))
		return refuse(why, "type", "{\"expected\":\"number\"}", "must be a number");
	if (check_range(a, f, s, v, why) == NULL)
		return NULL;
	if (!isfinite(v))
		return refuse(why, "out_of_range", NULL, "is out of range");
	if (strpbrk(s, "eE") != NULL) {
		/* so small that nothing of it was left */
		bool vanished = v == 0 && strcspn(s, "123456789") < strcspn(s, "eE");
		s = arena_printf(a, "%.*f", f->scale, v);
		if (vanished || fabs(strtod(s, NULL) - v) > fabs(v) * 1e-15)
			return refuse(why, "precision", arena_printf(a, "{\"scale\":%d}", f->scale),
				      arena_printf(a, "may have %d digits after the point", f->scale));
	}
	const char *point = strchr(s, '.');
	size_t n = point == NULL ? 0 : strlen(point + 1);
	while (n > 0 && point[n] == '0')
		n--;
	if (n > (size_t)f->scale)
		return refuse(why, "precision", arena_printf(a, "{\"scale\":%d}", f->scale),
			      arena_printf(a, "may have %d digits after the point", f->scale));
	return s;
}

static const char *read_bool(const char *s, struct fault *why)
{
	if (strcmp(s, "true") == 0 || strcmp(s, "false") == 0)
		return s;
	return refuse(why, "type", "{\"expected\":\"boolean\"}", "must be true or false");
}

static bool digits(const char *s, int n, int least, int most, int *out)
{
	int v = 0;
	for (int i = 0; i < n; i++) {
		if (!isdigit((unsigned char)s[i]))
			return false;
		v = v * 10 + (s[i] - '0');
	}
	*out = v;
	return v >= least && v <= most;
}

/* The full-date of RFC 3339, 2026-05-12, at the beginning of a text of at least ten characters. */
static bool is_date(const char *s, int *year)
{
	int mo, d;
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	if (!digits(s, 4, 1, 9999, year) || s[4] != '-' || !digits(s + 5, 2, 1, 12, &mo) || s[7] != '-' || !digits(s + 8, 2, 1, 31, &d))
		return false;
	bool leap = (*year % 4 == 0 && *year % 100 != 0) || *year % 400 == 0;
	return d <= days[mo - 1] + (mo == 2 && leap);
}

/* RFC 3339: 2026-05-12T09:30:00.123Z or with an offset. */
static bool is_time(const char *s)
{
	int y, h, mi, se, skip;
	if (strlen(s) < 20 || strlen(s) > 40)
		return false;
	if (!is_date(s, &y) || (s[10] | 32) != 't' || !digits(s + 11, 2, 0, 23, &h) || s[13] != ':' || !digits(s + 14, 2, 0, 59, &mi) ||
	    s[16] != ':' || !digits(s + 17, 2, 0, 60, &se))
		return false;
	/* in the first and the last year nothing may carry it out of the calendar: no offset, no rounding */
	bool at_end = y == 1 || y == 9999;
	const char *z = s + 19;
	size_t fraction = 0;
	if (*z == '.') {
		fraction = strspn(z + 1, "0123456789");
		if (fraction == 0 || fraction > 9)
			return false;
		z += 1 + fraction;
	}
	if ((*z | 32) == 'z' && z[1] == '\0')
		return !at_end || (se < 60 && fraction <= 6);
	if (at_end)
		return false;
	return (*z == '+' || *z == '-') && digits(z + 1, 2, 0, 14, &skip) && z[3] == ':' && digits(z + 4, 2, 0, 59, &skip) &&
	       z[6] == '\0';
}

static const char *read_time(const char *s, struct fault *why)
{
	return is_time(s) ? s
			  : refuse(why, "format", "{\"format\":\"date-time\"}",
				   "must be a time such as 2026-05-12T09:30:00Z");
}

static const char *read_date(const char *s, struct fault *why)
{
	enum { LENGTH = sizeof "2026-05-12" - 1 };
	int year;
	return strlen(s) == LENGTH && is_date(s, &year) ? s : refuse(why, "format", "{\"format\":\"date\"}", "must be a date such as 2026-05-12");
}

static const char *choices_json(struct arena *a, const char *choices)
{
	struct buf b;
	buf_init(&b, a, 128);
	buf_lit(&b, "{\"allowed\":[\"");
	for (const char *c = choices; *c != '\0'; c++) {
		if (*c == '|')
			buf_lit(&b, "\",\"");
		else
			buf_put(&b, *c);
	}
	buf_lit(&b, "\"]}");
	return buf_text(&b);
}

static const char *read_choice(struct arena *a, const struct field *f, const char *s, struct fault *why)
{
	size_t n = strlen(s);
	for (const char *c = f->choices; *c != '\0';) {
		size_t k = strcspn(c, "|");
		if (k == n && memcmp(c, s, n) == 0)
			return s;
		c += k + (c[k] == '|');
	}
	return refuse(why, "not_one_of", choices_json(a, f->choices), arena_printf(a, "must be one of %s", f->choices));
}

static const char *read_scalar(struct arena *a, const struct field *f, const char *s, struct fault *why)
{
	switch (f->type) {
	case FIELD_ID:
		return read_id(a, s, why);
	case FIELD_TEXT:
		return read_text(a, f, s, why);
	case FIELD_INT:
		return read_int(a, f, s, why);
	case FIELD_DECIMAL:
		return read_decimal(a, f, s, why);
	case FIELD_BOOL:
		return read_bool(s, why);
	case FIELD_TIME:
		return read_time(s, why);
	case FIELD_DATE:
		return read_date(s, why);
	case FIELD_CHOICE:
		return read_choice(a, f, s, why);
	default:
		return refuse(why, "type", NULL, "cannot be compared");
	}
}

/* What no column can hold compares like the largest that we write: beyond all of them. */
static const char *compared_int(const char *s)
{
	const char *digits = s + (*s == '-');
	size_t n = strlen(digits);
	if (n == 0 || strspn(digits, "0123456789") != n)
		return NULL;
	digits += strspn(digits, "0");
	return strlen(digits) <= 18 ? s : *s == '-' ? "-999999999999999999" : "999999999999999999";
}

/* Likewise; and what is too small to be seen is still not zero. */
static const char *compared_decimal(const char *s)
{
	char *end;
	double v = strtod(s, &end);
	if (end == s || *end != '\0' || strspn(s, "0123456789+-.eE") != strlen(s))
		return NULL;
	if (!isfinite(v))
		return v < 0 ? "-1e300" : "1e300";
	if (v != 0)
		return s;
	return strcspn(s, "123456789") >= strcspn(s, "eE") ? "0" : *s == '-' ? "-1e-300" : "1e-300";
}

const char *field_read_text(struct arena *a, const struct field *f, const char *s)
{
	struct fault why;
	/* a filter may look for what a write would refuse as too small, too large or too exact: it finds nothing */
	struct field relaxed = *f;
	relaxed.least = relaxed.most = 0;
	if (f->type == FIELD_INT)
		return compared_int(s);
	if (f->type == FIELD_DECIMAL)
		return compared_decimal(s);
	return read_scalar(a, &relaxed, s, &why);
}

/* ---- bodies */

static int violate(struct problem *p, const char *pointer, const struct fault *why)
{
	return problem_violation(p, pointer, why->code, why->params, "%s", why->sentence);
}

static int wrong_type(struct problem *p, struct arena *a, const char *pointer, const char *expected)
{
	return problem_violation(p, pointer, "type", arena_printf(a, "{\"expected\":\"%s\"}", expected), "must be of type %s",
				 expected);
}

const char *field_array(struct arena *a, const char *const *texts, size_t count)
{
	struct buf b;
	buf_init(&b, a, 128);
	buf_put(&b, '{');
	for (size_t i = 0; i < count; i++) {
		buf_puts(&b, i == 0 ? "\"" : ",\"");
		for (const char *c = texts[i]; *c != '\0'; c++) {
			if (*c == '"' || *c == '\\')
				buf_put(&b, '\\');
			buf_put(&b, *c);
		}
		buf_put(&b, '"');
	}
	buf_put(&b, '}');
	return buf_text(&b);
}

static bool check_text(struct arena *a, const struct field *f, const char *text, const char *pointer, struct problem *p)
{
	enum { LONGEST = 80 };
	if (text == NULL)
		wrong_type(p, a, pointer, "string");
	else if (text[0] == '\0' && !(f->flags & FIELD_GAPS))
		problem_violation(p, pointer, "required", NULL, "must not be empty");
	else if (utf8_length(text, strlen(text)) > LONGEST)
		problem_violation(p, pointer, "too_long", "{\"max\":80}", "must have at most 80 characters");
	else
		return true;
	return false;
}

int field_most_items(const struct field *f)
{
	enum { UNLESS_SAID = 50 };
	return f->most > 0 ? (int)f->most : UNLESS_SAID;
}

static int read_texts(struct arena *a, const struct field *f, const struct jvalue *v, const char *pointer,
		      const char **text, struct problem *p)
{
	size_t n = jvalue_size(v), most = (size_t)field_most_items(f);
	bool good = true;
	if (jvalue_kind(v) != JSON_ARRAY)
		return wrong_type(p, a, pointer, "array");
	if (n > most)
		return problem_violation(p, pointer, "too_many", arena_printf(a, "{\"max\":%zu}", most), "must have at most %zu items", most);
	const char **texts = arena_new_array(a, const char *, n + 1);
	for (size_t i = 0; i < n; i++) {
		texts[i] = jvalue_string(jvalue_at(v, i));
		good &= check_text(a, f, texts[i], arena_printf(a, "%s/%zu", pointer, i), p);
	}
	if (!good)
		return -1;
	*text = field_array(a, texts, n);
	return 0;
}

static int read_i18n(struct arena *a, const struct field *f, const struct jvalue *v, const char *pointer,
		     const char **text, struct problem *p)
{
	unsigned before = p->violation_count;
	if (jvalue_kind(v) != JSON_OBJECT)
		return wrong_type(p, a, pointer, "object");
	struct jvalue_member *m = jvalue_members(a, v);
	for (size_t i = 0; i < jvalue_size(v); i++) {
		const char *at = jvalue_pointer(a, pointer, m[i].name), *s = jvalue_string(m[i].value);
		struct fault why;
		if (format_row(FORMAT_LOCALE)->read(a, m[i].name, strlen(m[i].name)) == NULL)
			problem_violation(p, at, "format", "{\"format\":\"locale\"}", "is not a language tag");
		else if (m[i].value != NULL && s == NULL)
			wrong_type(p, a, at, "string");
		else if (s != NULL && read_length(a, f, s, &why) == NULL)
			violate(p, at, &why);
	}
	if (p->violation_count > before)
		return -1;
	*text = jvalue_print(a, v);
	return 0;
}

static int read_json(struct arena *a, const struct field *f, const struct jvalue *v, const char *pointer,
		     const char **text, struct problem *p)
{
	if (jvalue_kind(v) != JSON_OBJECT)
		return wrong_type(p, a, pointer, "object");
	const char *printed = jvalue_print(a, v);
	if (f->most > 0 && (double)strlen(printed) > f->most)
		return problem_violation(p, pointer, "too_long", arena_printf(a, "{\"max\":%.0f}", f->most),
					 "must have at most %.0f bytes", f->most);
	*text = printed;
	return 0;
}

/* The JSON type a scalar must come as, and its text. NULL: another type. */
static const char *scalar_text(const struct field *f, const struct jvalue *v)
{
	switch (f->type) {
	case FIELD_INT:
	case FIELD_DECIMAL:
		return jvalue_number(v);
	case FIELD_BOOL:
		return jvalue_kind(v) == JSON_BOOL ? (jvalue_bool(v) ? "true" : "false") : NULL;
	default:
		return jvalue_string(v);
	}
}

int field_read(struct arena *a, const struct field *f, const struct jvalue *v, const char *pointer, const char **text,
	       struct problem *p)
{
	struct fault why;
	if (f->type == FIELD_TEXTS)
		return read_texts(a, f, v, pointer, text, p);
	if (f->type == FIELD_I18N)
		return read_i18n(a, f, v, pointer, text, p);
	if (f->type == FIELD_JSON)
		return read_json(a, f, v, pointer, text, p);
	const char *given = scalar_text(f, v);
	if (given == NULL)
		return wrong_type(p, a, pointer, field_json_type(f->type));
	const char *stored = read_scalar(a, f, given, &why);
	if (stored == NULL)
		return violate(p, pointer, &why);
	*text = stored;
	return 0;
}

/* ---- answers */

/* 2026-05-12 09:30:00.123456+00 → "2026-05-12T09:30:00.123456Z"; the session's time zone is UTC */
static void write_time(struct buf *b, const char *s, size_t n)
{
	buf_reserve(b, n + 3);
	buf_put(b, '"');
	size_t at = b->size;
	bool utc = n > 13 && memcmp(s + n - 3, "+00", 3) == 0;
	buf_write(b, s, utc ? n - 3 : n);
	if (n > 10 && b->data[at + 10] == ' ')
		b->data[at + 10] = 'T';
	if (utc)
		buf_put(b, 'Z');
	buf_put(b, '"');
}

/* {a,"b c",NULL} → ["a","b c",null], by the rules of array_out() */
static void write_texts(struct buf *b, const char *s, size_t n)
{
	struct buf item;
	buf_init(&item, b->arena, n + 1);
	buf_put(b, '[');
	const char *c = s + 1, *end = s + n - 1;
	bool first = true;
	while (c < end) {
		bool quoted = *c == '"';
		item.size = 0;
		for (c += quoted; c < end && *c != (quoted ? '"' : ','); c++) {
			c += quoted && *c == '\\';
			buf_put(&item, *c);
		}
		c += quoted;
		if (!first)
			buf_put(b, ',');
		first = false;
		if (!quoted && item.size == 4 && memcmp(item.data, "NULL", 4) == 0)
			buf_lit(b, "null");
		else
			json_out_quote(b, item.data, item.size);
		c++; /* the comma */
	}
	buf_put(b, ']');
}

void field_write(struct buf *b, enum field_type type, const char *s, size_t n)
{
	switch (type) {
	case FIELD_INT:
	case FIELD_DECIMAL:
	case FIELD_JSON:
	case FIELD_I18N:
	case FIELD_OBJECT:
	case FIELD_LIST:
		buf_write(b, s, n);
		return;
	case FIELD_BOOL:
		buf_puts(b, *s == 't' ? "true" : "false");
		return;
	case FIELD_TIME:
		write_time(b, s, n);
		return;
	case FIELD_TEXTS:
		write_texts(b, s, n);
		return;
	default:
		json_out_quote(b, s, n);
	}
}

bool field_nullable(const struct field *f)
{
	return !(f->flags & (FIELD_NOT_NULL | FIELD_REQUIRED));
}

bool field_ordered(const struct field *f)
{
	return f->type == FIELD_INT || f->type == FIELD_DECIMAL || f->type == FIELD_TIME || f->type == FIELD_DATE;
}

const char *field_sql_type(enum field_type type)
{
	static const char *const names[FIELD_TYPE_COUNT] = {
	    [FIELD_ID] = "uuid",   [FIELD_TEXT] = "text",	 [FIELD_INT] = "int8",	    [FIELD_DECIMAL] = "numeric",
	    [FIELD_BOOL] = "bool", [FIELD_TIME] = "timestamptz", [FIELD_DATE] = "date", [FIELD_CHOICE] = "text", [FIELD_TEXTS] = "text[]",
	    [FIELD_I18N] = "jsonb", [FIELD_JSON] = "jsonb",	 [FIELD_OBJECT] = "jsonb", [FIELD_LIST] = "jsonb"};
	return names[type];
}

const char *field_json_type(enum field_type type)
{
	static const char *const names[FIELD_TYPE_COUNT] = {
	    [FIELD_ID] = "string",   [FIELD_TEXT] = "string", [FIELD_INT] = "integer",	 [FIELD_DECIMAL] = "number",
	    [FIELD_BOOL] = "boolean", [FIELD_TIME] = "string", [FIELD_DATE] = "string", [FIELD_CHOICE] = "string", [FIELD_TEXTS] = "array",
	    [FIELD_I18N] = "object", [FIELD_JSON] = "object", [FIELD_OBJECT] = "object", [FIELD_LIST] = "array"};
	return names[type];
}
