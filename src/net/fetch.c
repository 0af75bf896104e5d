/* SPDX-License-Identifier: Apache-2.0 */
#include "net/fetch.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/lanes.h"
#include "base/problem.h"
#include "base/turns.h"
#include "net/address.h"

enum {
	CONNECT_MS = 3000,
	SLOW_BYTES_S = 128, /* an answer that drips more slowly than this … */
	SLOW_S = 10,	    /* … for so long is given up, whatever its deadline, unless the caller has more patience */
	HEADERS_MOST = 64 << 10,
	ERROR_BODY_MOST = 64 << 10 /* of an answer whose body would have gone to a sink */
};

/* One exchange under way. */
struct exchange {
	const struct fetch *request;
	CURL *curl;
	struct buf body, headers;
	size_t received;
	const char *fault; /* why a callback of ours stopped it, or NULL */
};

/* A connection that was opened to a trusted private address must never serve a request for a tenant,
 * so there are two handles, each with its own connections and its own memory of names. */
static _Thread_local CURL *handles[2];

static void begin(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		abort();
}

static CURL *handle_for(bool trusted)
{
	static pthread_once_t begun = PTHREAD_ONCE_INIT;
	pthread_once(&begun, begin);
	CURL **handle = &handles[trusted];
	if (*handle == NULL && (*handle = curl_easy_init()) == NULL)
		abort();
	curl_easy_reset(*handle);
	return *handle;
}

static int stop(struct exchange *x, const char *fault)
{
	x->fault = fault;
	return -1;
}

static bool succeeds(const struct exchange *x)
{
	long status = 0;
	curl_easy_getinfo(x->curl, CURLINFO_RESPONSE_CODE, &status);
	return status / 100 == 2;
}

static int take_body(struct exchange *x, const void *p, size_t n)
{
	const struct fetch *r = x->request;
	bool refused = r->sink != NULL && !succeeds(x);
	if (n > (refused ? ERROR_BODY_MOST : r->most_bytes) - x->received)
		return stop(x, "the answer is too large");
	x->received += n;
	if (r->sink == NULL || refused)
		buf_write(&x->body, p, n);
	else if (r->sink(r->sink_arg, p, n) < 0)
		return stop(x, "the receiver stopped it");
	return 0;
}

static size_t on_body(char *p, size_t size, size_t count, void *arg)
{
	return take_body(arg, p, size * count) < 0 ? 0 : size * count;
}

static size_t on_header(char *p, size_t size, size_t count, void *arg)
{
	struct exchange *x = arg;
	size_t n = size * count;
	if (n >= 5 && memcmp(p, "HTTP/", 5) == 0) { /* the final answer's lines replace those of a 1xx */
		x->headers.size = 0;
		return n;
	}
	if (n > HEADERS_MOST - x->headers.size) {
		stop(x, "the answer's header is too large");
		return 0;
	}
	if (n > 2)
		buf_write(&x->headers, p, n);
	return n;
}

static curl_socket_t open_public_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
	(void)purpose;
	if (!address_public(&to->addr, to->addrlen)) {
		stop(arg, "its address is not a public one");
		return CURL_SOCKET_BAD;
	}
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static struct curl_slist *append(struct curl_slist *list, const char *line)
{
	struct curl_slist *longer = curl_slist_append(list, line);
	if (longer == NULL)
		abort();
	return longer;
}

static bool has_header(const struct fetch *f, const char *name)
{
	size_t n = strlen(name);
	for (const char *const *h = f->headers; h != NULL && *h != NULL; h++)
		if (strncasecmp(*h, name, n) == 0 && (*h)[n] == ':')
			return true;
	return false;
}

/* Ours, and an end to those that curl would add unasked. */
static struct curl_slist *header_list(const struct fetch *f)
{
	struct curl_slist *list = append(NULL, "Expect:");
	if (!has_header(f, "Content-Type"))
		list = append(list, "Content-Type:");
	for (const char *const *h = f->headers; h != NULL && *h != NULL; h++)
		list = append(list, *h);
	return list;
}

static void set_method(CURL *c, const struct fetch *f)
{
	if (strcmp(f->method, "HEAD") == 0) {
		curl_easy_setopt(c, CURLOPT_NOBODY, 1L);
		return;
	}
	if (f->body != NULL || strcmp(f->method, "POST") == 0 || strcmp(f->method, "PUT") == 0 ||
	    strcmp(f->method, "PATCH") == 0) {
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)f->body_size);
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, f->body == NULL ? "" : (const char *)f->body);
	}
	curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, f->method);
}

static void set_limits(CURL *c, const struct fetch *f)
{
	long timeout = f->timeout_ms > 0 ? f->timeout_ms : 1;
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, timeout);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, timeout < CONNECT_MS ? timeout : (long)CONNECT_MS);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES_S);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, f->quiet_s > 0 ? (long)f->quiet_s : (long)SLOW_S);
	curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, f->once ? 1L : 0L);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, f->trusted ? "http,https" : "https");
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(c, CURLOPT_HTTP09_ALLOWED, 0L);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "stagefy/" STAGEFY_VERSION);
}

static void set_callbacks(CURL *c, struct exchange *x)
{
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, x);
	if (x->request->trusted) {
		curl_easy_setopt(c, CURLOPT_UNIX_SOCKET_PATH, x->request->socket);
		return;
	}
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_public_socket);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, x);
}

/* "example.com:8443" of an address: what may stand in a log. The rest can hold a signature. */
static const char *host_of(struct arena *a, const char *url)
{
	const char *host = strstr(url, "://");
	host = host == NULL ? url : host + 3;
	return arena_strndup(a, host, strcspn(host, "/?#"));
}

static bool nothing_sent(CURL *c)
{
	long bytes = 0;
	return curl_easy_getinfo(c, CURLINFO_REQUEST_SIZE, &bytes) == CURLE_OK && bytes == 0;
}

static int failed(struct arena *a, const struct exchange *x, CURLcode code, struct problem *p)
{
	const char *why = x->fault != NULL ? x->fault : curl_easy_strerror(code);
	enum problem_code kind =
		code == CURLE_OPERATION_TIMEDOUT && x->fault == NULL ? PROBLEM_TIMEOUT : PROBLEM_BAD_GATEWAY;
	return problem_set(p, kind, "%s to '%s' failed: %s", x->request->method, host_of(a, x->request->url), why);
}

int fetch_run(struct arena *a, const struct fetch *f, struct fetch_answer *out, struct problem *p)
{
	lanes_clear(); /* before the handle is taken, of which there is one for all */
	struct exchange x = {.request = f, .curl = handle_for(f->trusted)};
	buf_init(&x.body, a, 1024);
	buf_init(&x.headers, a, 1024);
	struct curl_slist *headers = header_list(f);
	curl_easy_setopt(x.curl, CURLOPT_URL, f->url);
	curl_easy_setopt(x.curl, CURLOPT_HTTPHEADER, headers);
	set_method(x.curl, f);
	set_limits(x.curl, f);
	set_callbacks(x.curl, &x);
	turns_give();
	CURLcode code = curl_easy_perform(x.curl);
	curl_slist_free_all(headers);
	if (code != CURLE_OK) {
		*out = (struct fetch_answer){.unsent = nothing_sent(x.curl)};
		return failed(a, &x, code, p);
	}
	long status = 0;
	curl_easy_getinfo(x.curl, CURLINFO_RESPONSE_CODE, &status);
	*out = (struct fetch_answer){
		.status = (int)status,
		.body = buf_text(&x.body),
		.size = x.body.size,
		.headers = buf_text(&x.headers),
	};
	return 0;
}

const char *fetch_resolve(struct arena *a, const char *base, const char *reference)
{
	CURLU *u = curl_url();
	char *text = NULL;
	if (u == NULL)
		abort();
	bool ok = curl_url_set(u, CURLUPART_URL, base, 0) == CURLUE_OK && curl_url_set(u, CURLUPART_URL, reference, 0) == CURLUE_OK &&
		  curl_url_get(u, CURLUPART_URL, &text, 0) == CURLUE_OK;
	const char *out = ok ? arena_strdup(a, text) : NULL;
	curl_free(text);
	curl_url_cleanup(u);
	return out;
}

const char *fetch_header(struct arena *a, const struct fetch_answer *answer, const char *name)
{
	size_t n = strlen(name);
	for (const char *line = answer->headers, *next; (next = strchr(line, '\n')) != NULL; line = next + 1) {
		if (strncasecmp(line, name, n) != 0 || line[n] != ':')
			continue;
		const char *value = line + n + 1, *end = next;
		value += strspn(value, " \t");
		while (end > value && strchr(" \t\r", end[-1]) != NULL)
			end--;
		return arena_strndup(a, value, (size_t)(end - value));
	}
	return NULL;
}
