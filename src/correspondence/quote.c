/* SPDX-License-Identifier: Apache-2.0 */
#include "correspondence/quote.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"

static const char *next_line(const char *line)
{
	const char *end = strchr(line, '\n');
	return end == NULL ? line + strlen(line) : end + 1;
}

static bool is_blank(const char *line)
{
	return line[strspn(line, " \t\r")] == '\n' || line[strspn(line, " \t\r")] == '\0';
}

static bool begins(const char *line, const char *word)
{
	return strncasecmp(line, word, strlen(word)) == 0;
}

/* The last word of a line, its spaces left out, is `word`. */
static bool ends(const char *line, const char *word)
{
	size_t n = strcspn(line, "\n"), k = strlen(word);
	while (n > 0 && strchr(" \t\r", line[n - 1]) != NULL)
		n--;
	return n >= k && strncasecmp(line + n - k, word, k) == 0;
}

/* Lines that mail programs put before what they repeat, all of it to the end. */
static bool is_rule(const char *line)
{
	return begins(line, "-----Original Message") || begins(line, "-----Message d'origine") || begins(line, "-----Message d’origine") ||
	       begins(line, "________________________________");
}

/* "On Tuesday … wrote:", "Le mardi … a écrit :", also over two or three lines, which programs fold. */
static bool is_attribution(const char *line)
{
	static const char *const ways[][2] = {{"On ", "wrote:"}, {"Le ", "a écrit :"}, {"Le ", "a écrit :"}, {"Le ", "a écrit:"}, {"Am ", "schrieb:"}};
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		const char *last = line;
		for (int lines = 0; lines < 3 && begins(line, ways[i][0]) && !is_blank(last); lines++, last = next_line(last))
			if (ends(last, ways[i][1]))
				return true;
	}
	return false;
}

/* Only repeated and empty lines from here to the end. */
static bool is_repeated_to_end(const char *line)
{
	for (; *line != '\0'; line = next_line(line))
		if (*line != '>' && !is_blank(line))
			return false;
	return true;
}

/* Behind the attribution: what programs repeat without marks is told by it alone, with marks it must go on to the end. */
static bool begins_quote(const char *line)
{
	if (is_rule(line))
		return true;
	if (*line == '>')
		return is_repeated_to_end(line);
	if (!is_attribution(line))
		return false;
	const char *s = line;
	for (int lines = 0; lines < 5 && *s != '\0' && *s != '>'; lines++)
		s = next_line(s);
	return *s != '>' || is_repeated_to_end(s);
}

static const char *trimmed(struct arena *a, const char *s, size_t n)
{
	while (n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL)
		n--;
	size_t skip = 0;
	for (size_t i = 0; i < n && strchr(" \t\r\n", s[i]) != NULL; i++)
		if (s[i] == '\n')
			skip = i + 1;
	return arena_strndup(a, s + skip, n - skip);
}

void quote_split(struct arena *a, const char *text, const char **own, const char **quoted)
{
	const char *line = text;
	while (*line != '\0' && !begins_quote(line))
		line = next_line(line);
	*own = trimmed(a, text, (size_t)(line - text));
	*quoted = *line == '\0' ? NULL : trimmed(a, line, strlen(line));
	if (**own == '\0' && *quoted != NULL) {
		*own = *quoted;
		*quoted = NULL;
	}
}
