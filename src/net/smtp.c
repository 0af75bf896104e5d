/* SPDX-License-Identifier: Apache-2.0 */
#include "net/smtp.h"

#include <ctype.h>
#include <curl/curl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"

enum { CONNECT_MS = 10000, REPLY_MOST = 2048 };

/* An exchange under way. */
struct exchange {
	const struct smtp *request;
	size_t given;	    /* of the message */
	bool utf8;	    /* the server offers SMTPUTF8 */
	bool handed_over;   /* before_end has agreed */
	bool stopped;	    /* it has not */
	bool not_utf8;	    /* we stopped, since the server cannot take this address */
	bool closed;	    /* the reply to all of it is here; what follows is good-bye */
	bool more;	    /* the reply goes on with the next line */
	int code;	    /* of the last reply */
	struct buf reply;   /* its text, without codes */
};

static bool ascii(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}

/* Right before the last piece leaves. */
static bool may_end(struct exchange *x)
{
	if (x->request->before_end != NULL && x->request->before_end(x->request->arg) < 0) {
		x->stopped = true;
		return false;
	}
	x->handed_over = true;
	x->code = 0;
	x->reply.size = 0;
	return true;
}

static size_t on_read(char *out, size_t size, size_t count, void *arg)
{
	struct exchange *x = arg;
	size_t left = x->request->size - x->given, n = size * count;
	if (!x->utf8 && !ascii(x->request->to)) {
		x->not_utf8 = true;
		return CURL_READFUNC_ABORT;
	}
	if (n >= left && left > 0) {
		n = left;
		if (!may_end(x))
			return CURL_READFUNC_ABORT;
	}
	n = n < left ? n : left;
	memcpy(out, x->request->message + x->given, n);
	x->given += n;
	return n;
}

/* A line of a reply: "250-SIZE 1000" goes on, "250 OK" ends it. */
static size_t on_line(char *line, size_t size, size_t count, void *arg)
{
	struct exchange *x = arg;
	size_t n = size * count, end = n;
	if (end >= 3 && memcmp(line, "221", 3) == 0) /* to our good-bye */
		return n;
	while (end > 0 && (line[end - 1] == '\r' || line[end - 1] == '\n'))
		end--;
	if (x->closed || end < 3 || !isdigit((unsigned char)line[0]) || !isdigit((unsigned char)line[1]) || !isdigit((unsigned char)line[2]))
		return n;
	if (!x->more)
		x->reply.size = 0;
	x->code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
	x->more = end > 3 && line[3] == '-';
	const char *text = end > 4 ? line + 4 : "";
	size_t length = end > 4 ? end - 4 : 0;
	if (length == 8 && strncasecmp(text, "SMTPUTF8", 8) == 0)
		x->utf8 = true;
	if (x->reply.size + length + 1 <= REPLY_MOST) {
		if (x->reply.size > 0 && length > 0)
			buf_put(&x->reply, ' ');
		buf_write(&x->reply, text, length);
	}
	x->closed = x->handed_over && !x->more;
	return n;
}

static struct curl_slist *recipient(const char *address)
{
	struct curl_slist *list = curl_slist_append(NULL, address);
	if (list == NULL)
		abort();
	return list;
}

/* "smtp://host:587/name": the path is what we call ourselves. */
static void set_server(CURL *c, const struct smtp *s, struct arena *a)
{
	curl_easy_setopt(c, CURLOPT_URL,
			 arena_printf(a, "%s://%s:%d/%s", s->tls == SMTP_TLS_AT_ONCE ? "smtps" : "smtp", s->host, s->port, s->helo));
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(c, CURLOPT_USE_SSL, (long)(s->tls == SMTP_TLS_NONE ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (s->authorities != NULL)
		curl_easy_setopt(c, CURLOPT_CAINFO, s->authorities);
	if (s->user != NULL) {
		curl_easy_setopt(c, CURLOPT_USERNAME, s->user);
		curl_easy_setopt(c, CURLOPT_PASSWORD, s->password == NULL ? "" : s->password);
		curl_easy_setopt(c, CURLOPT_SASL_IR, 1L);
	}
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)s->timeout_ms);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, s->timeout_ms < CONNECT_MS ? (long)s->timeout_ms : (long)CONNECT_MS);
	curl_easy_setopt(c, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)(s->timeout_ms + 999) / 1000);
	/* a kept connection that has died looks like a server that is away */
	curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(c, CURLOPT_FORBID_REUSE, 1L);
}

static void set_message(CURL *c, const struct smtp *s, struct curl_slist *to, struct exchange *x)
{
	curl_easy_setopt(c, CURLOPT_MAIL_FROM, s->from);
	curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE, (curl_off_t)s->size);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(c, CURLOPT_READDATA, x);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_line);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, x);
}

/* Of an exchange that ended before the last piece was given. Refused for good is only what is said of this mail (sender,
 * recipient, content): credentials, certificates and greetings are for the operator to put right meanwhile. */
static enum smtp_end before(const struct exchange *x, CURLcode rc)
{
	if (x->not_utf8)
		return SMTP_REFUSED;
	return rc == CURLE_SEND_ERROR && x->code >= 500 && x->code != 530 ? SMTP_REFUSED : SMTP_LATER;
}

static enum smtp_end after(const struct exchange *x)
{
	if (x->code == 0 || x->more)
		return SMTP_UNKNOWN;
	return x->code < 300 ? SMTP_TAKEN : x->code >= 500 ? SMTP_REFUSED : SMTP_LATER;
}

static const char *words(struct exchange *x, CURLcode rc)
{
	if (x->not_utf8)
		return "the server takes no addresses beyond ASCII (SMTPUTF8)";
	return x->code >= 400 || x->closed ? buf_text(&x->reply) : curl_easy_strerror(rc);
}

void smtp_send(struct arena *a, const struct smtp *s, struct smtp_answer *out)
{
	struct exchange x = {.request = s};
	buf_init(&x.reply, a, 256);
	CURL *c = curl_easy_init();
	if (c == NULL)
		abort();
	struct curl_slist *to = recipient(s->to);
	set_server(c, s, a);
	set_message(c, s, to, &x);
	CURLcode rc = curl_easy_perform(c);
	curl_easy_cleanup(c);
	curl_slist_free_all(to);
	*out = (struct smtp_answer){
		.end = x.stopped ? SMTP_STOPPED : x.handed_over ? after(&x) : before(&x, rc),
		.code = x.code >= 400 || x.closed ? x.code : 0,
		.text = words(&x, rc),
	};
}

/* libidn2 reads names in the encoding of the locale, which is none here. */
static const char *punycode(struct arena *a, const char *domain)
{
	char *host = NULL;
	const char *out = NULL;
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0), was = utf8 == (locale_t)0 ? (locale_t)0 : uselocale(utf8);
	CURLU *u = curl_url();
	if (u == NULL)
		abort();
	if (curl_url_set(u, CURLUPART_URL, arena_printf(a, "smtp://%s", domain), 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_HOST, &host, CURLU_PUNYCODE) == CURLUE_OK && ascii(host))
		out = arena_strdup(a, host);
	curl_free(host);
	curl_url_cleanup(u);
	if (utf8 != (locale_t)0) {
		uselocale(was);
		freelocale(utf8);
	}
	return out;
}

const char *smtp_domain(struct arena *a, const char *domain)
{
	return ascii(domain) ? arena_strdup(a, domain) : punycode(a, domain);
}
