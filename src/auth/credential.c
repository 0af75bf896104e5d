/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/credential.h"

#include <string.h>
#include <strings.h>

#include "auth/reason.h"
#include "base/problem.h"

/* RFC 6750 section 2.1: b64token, and nothing behind it. */
static size_t token_size(const char *s)
{
	size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/");
	return n == 0 ? 0 : n + strspn(s + n, "=");
}

/* Secrets of a form that is no token: ours, and those of other services that land here by mistake. No
 * token begins so, as each begins with base64url of a brace. */
static bool is_api_key(const char *s)
{
	static const char *const prefixes[] = {"sfy_", "sk_", "pk_", "ak_", "mt_", "oat_", "sb_"};
	for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
		if (strncmp(s, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return false;
}

static int read_authorization(const char *value, struct credential *out, struct problem *p)
{
	static const char scheme[] = "Bearer ";
	if (strncasecmp(value, scheme, sizeof scheme - 1) != 0)
		return reason_refuse(REASON_BAD_SCHEME, p);
	const char *token = value + sizeof scheme - 1;
	size_t n = token_size(token);
	if (n == 0 || token[n] != '\0')
		return reason_refuse(REASON_BAD_SCHEME, p);
	out->kind = is_api_key(token) ? CREDENTIAL_API_KEY : CREDENTIAL_TOKEN;
	out->text = token;
	out->size = n;
	return 0;
}

struct session_cookie {
	const char *value;
	size_t size;
	unsigned count;
};

static void read_pair(const char *pair, size_t n, struct session_cookie *out)
{
	static const char name[] = "__session=";
	const size_t name_size = sizeof name - 1;
	while (n > 0 && (*pair == ' ' || *pair == '\t')) {
		pair++;
		n--;
	}
	while (n > 0 && (pair[n - 1] == ' ' || pair[n - 1] == '\t'))
		n--;
	if (n <= name_size || strncmp(pair, name, name_size) != 0)
		return; /* another cookie, or ours emptied at sign-out */
	out->count++;
	out->value = pair + name_size;
	out->size = n - name_size;
}

static struct session_cookie find_session(const struct credential_input *in)
{
	struct session_cookie found = {0};
	for (size_t i = 0; in->clerk && i < in->cookie_count; i++) {
		const char *s = in->cookies[i];
		for (;;) {
			size_t n = strcspn(s, ";");
			read_pair(s, n, &found);
			if (s[n] == '\0')
				break;
			s += n + 1;
		}
	}
	return found;
}

static bool is_safe(const char *method)
{
	return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0 || strcmp(method, "OPTIONS") == 0;
}

/* A browser sends cookies along for any page; only Origin tells whose page it was. */
static bool is_own_page(const struct credential_input *in)
{
	for (size_t i = 0; in->origin != NULL && i < in->allowed_count; i++)
		if (strcmp(in->origin, in->allowed_origins[i]) == 0)
			return true;
	return false;
}

static int use_cookie(const struct credential_input *in, const struct session_cookie *session, struct credential *out,
		      struct problem *p)
{
	if (session->count > 1)
		return problem_set(p, PROBLEM_MALFORMED_REQUEST, "the cookie `__session` came more than once");
	if (!is_safe(in->method) && !is_own_page(in))
		return problem_set(p, PROBLEM_ORIGIN_NOT_ALLOWED, NULL);
	out->kind = CREDENTIAL_TOKEN;
	out->text = session->value;
	out->size = session->size;
	out->from_cookie = true;
	return 0;
}

int credential_choose(const struct credential_input *in, struct credential *out, struct problem *p)
{
	struct credential c = {0};
	struct session_cookie session = find_session(in);
	if (in->authorization_count > 1)
		return problem_set(p, PROBLEM_MALFORMED_REQUEST, "the header `Authorization` came more than once");
	if (in->api_key_count > 1)
		return problem_set(p, PROBLEM_MALFORMED_REQUEST, "the header `X-API-Key` came more than once");
	if (in->api_key_count + in->authorization_count > 1)
		return problem_set(p, PROBLEM_MALFORMED_REQUEST, "send `Authorization` or `X-API-Key`, not both");
	if (in->authorization_count == 1) {
		if (read_authorization(in->authorization[0], &c, p) < 0)
			return -1;
		if (c.kind == CREDENTIAL_TOKEN && session.count == 1) {
			c.cookie = session.value;
			c.cookie_size = session.size;
		}
	} else if (in->api_key_count == 1) {
		c.kind = CREDENTIAL_API_KEY;
		c.text = in->api_keys[0];
		c.size = strlen(c.text);
	} else if (session.count > 0 && use_cookie(in, &session, &c, p) < 0) {
		return -1;
	}
	*out = c;
	return 0;
}
