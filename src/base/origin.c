/* SPDX-License-Identifier: Apache-2.0 */
#include "base/origin.h"

#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

enum { LONGEST_HOST = 253, LONGEST_LABEL = 63, MOST_PORT = 65535 };

static bool begins(const char **s, const char *with)
{
	size_t n = strlen(with);
	if (strncmp(*s, with, n) != 0)
		return false;
	*s += n;
	return true;
}

/* One to 65535 without a zero in front, and not the scheme's own: browsers leave that out. */
static bool is_port(const char *s, long own)
{
	size_t n = strlen(s);
	if (n < 1 || n > 5 || strspn(s, DIGITS) != n || s[0] == '0')
		return false;
	long port = strtol(s, NULL, 10);
	return port <= MOST_PORT && port != own;
}

static bool is_label(const char *s, size_t n)
{
	return n >= 1 && n <= LONGEST_LABEL && s[0] != '-' && s[n - 1] != '-';
}

/* Names of letters, digits and hyphens. One whose last label begins with a digit is an IPv4 address to browsers, or nothing. */
static bool is_name(const char *host)
{
	struct in_addr ignored;
	const char *last = strrchr(host, '.');
	last = last == NULL ? host : last + 1;
	if (strlen(host) > LONGEST_HOST)
		return false;
	for (const char *s = host;; s++) {
		size_t n = strspn(s, LETTERS DIGITS "-");
		if (!is_label(s, n))
			return false;
		s += n;
		if (*s == '\0')
			return strchr(DIGITS, *last) == NULL || inet_pton(AF_INET, host, &ignored) == 1;
		if (*s != '.')
			return false;
	}
}

/* In brackets, in the one form that it is written in. */
static bool is_ipv6(const char *s, size_t n)
{
	struct in6_addr address;
	char text[INET6_ADDRSTRLEN], again[INET6_ADDRSTRLEN];
	if (n < 2 || n - 2 >= sizeof text || s[n - 1] != ']')
		return false;
	memcpy(text, s + 1, n - 2);
	text[n - 2] = '\0';
	return inet_pton(AF_INET6, text, &address) == 1 && inet_ntop(AF_INET6, &address, again, sizeof again) != NULL &&
	       strcmp(text, again) == 0;
}

static bool is_this_machine(const char *host)
{
	return strcmp(host, "localhost") == 0 || strcmp(host, "127.0.0.1") == 0 || strcmp(host, "[::1]") == 0;
}

bool origin_valid(const char *text, size_t n)
{
	char host[ORIGIN_LONGEST + 1] = {0};
	const char *s = host;
	if (n > ORIGIN_LONGEST || strnlen(text, n) != n)
		return false;
	memcpy(host, text, n);
	bool safe = begins(&s, "https://");
	if (!safe && !begins(&s, "http://"))
		return false;
	char *port = strrchr(s, ':');
	if (port != NULL && strchr(port, ']') == NULL) {
		if (!is_port(port + 1, safe ? 443 : 80))
			return false;
		*port = '\0';
	}
	return (*s == '[' ? is_ipv6(s, strlen(s)) : is_name(s)) && (safe || is_this_machine(s));
}
