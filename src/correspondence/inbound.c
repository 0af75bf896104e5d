/* SPDX-License-Identifier: Apache-2.0 */
#include "correspondence/inbound.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "auth/reason.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/email.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "conf/conf.h"
#include "db/bytes.h"
#include "db/tx.h"
#include "rest/call.h"

enum { TOKEN_SIZE = 32, MOST_FOUND = 50, HEADERS_MOST = 1 << 18, SECRET_LEAST = 32 };

const struct field inbound_query[] = {
    {"recipient", FIELD_TEXT, .most = 254, .doc = "The address it was delivered to, where the mail server knows it; else its headers say.",
     .example = "\"reply+0f4c2f0e9d6b4d5c8a7b6c5d4e3f2a1b@reply.crm.example\""},
    {.type = FIELD_END}};

/* Up to `size` lower-case hexadecimal digits at `s`, and no more of them behind; upper case is taken too. */
static bool read_token(const char *s, const char *end, char out[TOKEN_SIZE + 1])
{
	for (int i = 0; i < TOKEN_SIZE; i++, s++) {
		char c = s < end ? (char)(*s >= 'A' && *s <= 'F' ? *s | 32 : *s) : '\0';
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return false;
		out[i] = c;
	}
	out[TOKEN_SIZE] = '\0';
	return s < end && *s == '@';
}

struct found {
	struct buf list; /* {a,b}: what is in it needs no quotes */
	int count;
};

static void add(struct found *f, const char *s, size_t n)
{
	if (f->count == MOST_FOUND)
		return;
	buf_put(&f->list, f->count++ == 0 ? '{' : ',');
	buf_write(&f->list, s, n);
}

static const char *ended(struct found *f)
{
	buf_puts(&f->list, f->count == 0 ? "{}" : "}");
	return buf_text(&f->list);
}

static void find_tokens(struct found *f, const char *s, size_t n)
{
	static const char mark[] = "reply+";
	enum { MARK = sizeof mark - 1 };
	char token[TOKEN_SIZE + 1];
	for (size_t i = 0; i + MARK < n; i++)
		if (strncasecmp(s + i, mark, MARK) == 0 && read_token(s + i + MARK, s + n, token))
			add(f, token, TOKEN_SIZE);
}

/* Ours are a UUID and a domain. */
static void find_ids(struct found *f, const char *s, size_t n)
{
	enum { UUID = 36 };
	const char *end = s + n;
	for (const char *open = s; (open = memchr(open, '<', (size_t)(end - open))) != NULL; open++) {
		const char *close = memchr(open, '>', (size_t)(end - open));
		if (close == NULL)
			return;
		size_t size = (size_t)(close - open - 1);
		if (size > UUID + 1 && size < 200 && open[1 + UUID] == '@' && uuid_valid(open + 1, UUID) &&
		    email_valid(arena_strndup(f->list.arena, open + 1, size), size))
			add(f, open + 1, size);
	}
}

static size_t headers_size(const char *mail, size_t n)
{
	const char *end = memmem(mail, n, "\r\n\r\n", 4), *bare = memmem(mail, n, "\n\n", 2);
	size_t size = end == NULL ? n : (size_t)(end - mail);
	if (bare != NULL && (size_t)(bare - mail) < size)
		size = (size_t)(bare - mail);
	return size < HEADERS_MOST ? size : HEADERS_MOST;
}

void inbound_find(struct arena *a, const char *mail, size_t n, const char *recipient, const char **tokens, const char **ids)
{
	struct found addresses = {.count = 0}, messages = {.count = 0};
	size_t head = headers_size(mail, n);
	buf_init(&addresses.list, a, 256);
	buf_init(&messages.list, a, 256);
	if (recipient != NULL)
		find_tokens(&addresses, recipient, strlen(recipient));
	else
		find_tokens(&addresses, mail, head);
	find_ids(&messages, mail, head);
	*tokens = ended(&addresses);
	*ids = ended(&messages);
}

/* Digests are of one size, so that comparing tells nothing of the secret's. */
static bool is_secret(const char *given, const char *secret)
{
	static const char scheme[] = "Bearer ";
	uint8_t a[DIGEST_SIZE], b[DIGEST_SIZE];
	if (given == NULL || secret == NULL || strncasecmp(given, scheme, sizeof scheme - 1) != 0)
		return false;
	given += sizeof scheme - 1;
	digest_sha256(given, strlen(given), a);
	digest_sha256(secret, strlen(secret), b);
	return digest_equal(a, b, DIGEST_SIZE);
}

int inbound_admit(const void *arg, const struct request *r, struct problem *p)
{
	const struct conf *conf = arg;
	if (r->method != HTTP_POST || is_secret(request_header(r, HEADER_AUTHORIZATION), conf->mail_inbound_secret))
		return 0;
	return reason_refuse(REASON_NO_CREDENTIAL, p);
}

int inbound_run(struct call *c, struct problem *p)
{
	static const struct statement receive = {
	    .name = "correspondence.receive", .sql = "select correspondence.receive($1::uuid, $2::text[], $3::text[], $4::bytea)", .writes = true};
	char id[UUID_TEXT_SIZE];
	if (inbound_admit(c->conf, c->request, p) < 0)
		return -1;
	const char *values[4] = {id, NULL, NULL, bytes_text(c->arena, c->request->body, c->request->body_size)};
	inbound_find(c->arena, c->request->body, c->request->body_size, c->query.count == 0 ? NULL : c->query.params[0].value, &values[1], &values[2]);
	uuid_v7(id);
	tx_add(c->tx, &receive, 4, values);
	return call_execute(c, p);
}

int inbound_check(struct arena *a, const struct conf *conf, struct problem *p)
{
	if (conf->mail_inbound_secret != NULL && strlen(conf->mail_inbound_secret) < SECRET_LEAST)
		return problem_set(p, PROBLEM_INTERNAL, "MAIL_INBOUND_SECRET needs at least %d characters", SECRET_LEAST);
	if (conf->mail_reply_domain == NULL)
		return 0;
	const char *address = arena_printf(a, "reply@%s", conf->mail_reply_domain);
	if (!email_valid(address, strlen(address)))
		return problem_set(p, PROBLEM_INTERNAL, "MAIL_REPLY_DOMAIN must be a domain, not '%s'", conf->mail_reply_domain);
	if (conf->mail_inbound_secret == NULL)
		return problem_set(p, PROBLEM_INTERNAL, "MAIL_REPLY_DOMAIN needs MAIL_INBOUND_SECRET: answers would come to nobody");
	return 0;
}
