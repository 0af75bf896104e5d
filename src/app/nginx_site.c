/* SPDX-License-Identifier: Apache-2.0 */
#include "app/nginx_site.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "app/nginx_csp.h"
#include "app/nginx_problems.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/problem.h"
#include "conf/conf.h"

/* One idea each; nginx/README.md says which. uploads.conf takes nothing when files go elsewhere. */
static const char *const templates[] = {"nginx.conf",  "site.conf",    "maps.conf", "tls.conf",	    "headers.conf",  "limits.conf",
					"fastcgi.conf", "api.conf", "stream.conf", "storage.conf", "uploads.conf", "dashboard.conf"};

static const char *number(struct arena *a, int64_t n)
{
	return arena_printf(a, "%lld", (long long)n);
}

static const char *listen_lines(struct arena *a, const struct nginx_site *s)
{
	const char *address = s->conf->listen_address;
	long long port = (long long)s->conf->listen_port;
	if (address != NULL && strcmp(address, "*") != 0)
		return arena_printf(a, "listen %s:%lld ssl http2 reuseport;", address, port);
	return arena_printf(a, "listen %lld ssl http2 reuseport;%s", port,
			    s->ipv6 ? arena_printf(a, "\n\tlisten [::]:%lld ssl http2 reuseport;", port) : "");
}

/* The name alone, without scheme and port. */
static const char *host(struct arena *a, const char *url)
{
	const char *start = strstr(url, "://");
	start = start == NULL ? url : start + strlen("://");
	size_t n = *start == '[' ? strcspn(start, "]") + 1 : strcspn(start, ":/");
	return arena_strndup(a, start, n);
}

/* Room above the API's limit, so that it is the worker who refuses a body a little too large and says why. */
enum { BODY_MARGIN = 64 * 1024 };

static const char *value_of(struct arena *a, const struct nginx_site *s, const char *name)
{
	const struct conf *c = s->conf;
	const struct {
		const char *name, *value;
	} values[] = {
	    {"OUT", s->out},
	    {"LOGS", s->logs},
	    {"TEMP", s->temp},
	    {"RUNTIME_DIR", c->runtime_dir},
	    {"LISTEN", listen_lines(a, s)},
	    {"SERVER_NAME", host(a, c->public_url)},
	    {"PUBLIC_URL", c->public_url},
	    {"TLS_CERTIFICATE", c->tls_certificate},
	    {"TLS_KEY", c->tls_key},
	    {"CSP", nginx_csp(a, c)},
	    {"API_BODY_MAX", number(a, c->body_max_bytes + BODY_MARGIN)},
	    {"API_BODY_LIMIT", number(a, c->body_max_bytes)},
	    {"INBOUND_BODY_MAX", number(a, c->mail_inbound_max_bytes + BODY_MARGIN)},
	    {"INBOUND_BODY_LIMIT", number(a, c->mail_inbound_max_bytes)},
	    {"UPLOAD_MAX", number(a, c->upload_max_bytes)},
	    {"STORAGE_DIR", c->storage_dir},
	    {"DASHBOARD", c->dashboard_dir != NULL ? c->dashboard_dir : s->dashboard},
	};
	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
		if (strcmp(values[i].name, name) == 0)
			return values[i].value == NULL ? "" : values[i].value;
	return NULL;
}

/* What could end a directive or begin a variable; all values but ours come from options. */
static int check(const struct nginx_site *s, struct problem *p)
{
	const struct {
		const char *option, *value;
	} given[] = {
	    {"RUNTIME_DIR", s->conf->runtime_dir},     {"PUBLIC_URL", s->conf->public_url},
	    {"TLS_CERTIFICATE", s->conf->tls_certificate}, {"TLS_KEY", s->conf->tls_key},
	    {"STORAGE_DIR", s->conf->storage_dir},     {"DASHBOARD_DIR", s->conf->dashboard_dir},
	    {"LISTEN_ADDRESS", s->conf->listen_address}, {"S3_ENDPOINT", s->conf->s3_endpoint},
	    {"CLERK_ISSUER", s->conf->clerk_issuer},   {"SUPABASE_ISSUER", s->conf->supabase_issuer},
	    {"PAYFAST_URL", s->conf->payfast_url},
	    {"--out", s->out}, {"--logs", s->logs}, {"--temp", s->temp}, {"--dashboard", s->dashboard},
	};
	for (size_t i = 0; i < sizeof given / sizeof given[0]; i++)
		if (given[i].value != NULL && strpbrk(given[i].value, "\"'\\$;{}\n\r\t@") != NULL)
			return problem_set(p, PROBLEM_INTERNAL, "%s has a character that nginx's configuration cannot hold",
					   given[i].option);
	if (s->conf->tls_certificate == NULL || s->conf->tls_key == NULL)
		return problem_set(p, PROBLEM_INTERNAL, "set TLS_CERTIFICATE and TLS_KEY: nginx serves nothing without TLS");
	return 0;
}

/* The length of a NAME@ at `s`, 0 if it is none. */
static size_t name_size(const char *s)
{
	size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
	return s[n] == '@' ? n : 0;
}

const char *nginx_site_fill(struct arena *a, const struct nginx_site *s, const char *text, struct problem *p)
{
	struct buf b;
	buf_init(&b, a, strlen(text) * 2 + 1);
	while (*text != '\0') {
		size_t plain = strcspn(text, "@"), n = 0;
		buf_write(&b, text, plain);
		text += plain;
		if (*text == '\0')
			break;
		n = name_size(text + 1);
		if (n == 0) {
			buf_put(&b, *text++);
			continue;
		}
		const char *name = arena_strndup(a, text + 1, n), *value = value_of(a, s, name);
		if (value == NULL) {
			problem_set(p, PROBLEM_INTERNAL, "there is no value for @%s@", name);
			return NULL;
		}
		buf_puts(&b, value);
		text += n + 2;
	}
	return buf_text(&b);
}

static int make_folder(struct arena *a, const char *parent, const char *name, struct problem *p)
{
	enum { MODE = 0755 };
	const char *path = name == NULL ? parent : arena_printf(a, "%s/%s", parent, name);
	if (mkdir(path, MODE) < 0 && errno != EEXIST)
		return problem_set(p, PROBLEM_INTERNAL, "cannot make '%s': %s", path, strerror(errno));
	return 0;
}

/* What is done with each file of the site: return -1 after filling *p, and nothing more is done. */
typedef int each_file(struct arena *a, const struct nginx_site *s, const char *name, const char *text, void *arg, struct problem *p);

static bool is_there(struct arena *a, const struct nginx_site *s, const char *name, const char *text)
{
	enum { MOST = 1 << 20 };
	char *old;
	size_t size;
	struct problem ignored;
	problem_init(&ignored, a);
	return file_read(a, arena_printf(a, "%s/%s", s->out, name), MOST, &old, &size, &ignored) == 0 && size == strlen(text) &&
	       memcmp(old, text, size) == 0;
}

static int write_file(struct arena *a, const struct nginx_site *s, const char *name, const char *text, void *arg, struct problem *p)
{
	enum { MODE = 0644 };
	(void)arg;
	if (is_there(a, s, name, text))
		return 0;
	return file_replace(arena_printf(a, "%s/%s", s->out, name), text, strlen(text), MODE, p);
}

static int compare_file(struct arena *a, const struct nginx_site *s, const char *name, const char *text, void *arg, struct problem *p)
{
	const char **differs = arg;
	(void)p;
	if (*differs == NULL && !is_there(a, s, name, text))
		*differs = arena_strdup(a, name);
	return 0;
}

static int do_template(struct arena *a, const struct nginx_site *s, const char *name, each_file *each, void *arg, struct problem *p)
{
	enum { MOST = 1 << 20 };
	char *text;
	size_t size;
	if (strcmp(name, "uploads.conf") == 0 && strcmp(s->conf->storage, "local") != 0)
		return each(a, s, name, "# Files go to the object store.\n", arg, p);
	if (file_read(a, arena_printf(a, "%s/%s.in", s->templates, name), MOST, &text, &size, p) < 0)
		return -1;
	const char *filled = nginx_site_fill(a, s, text, p);
	return filled == NULL ? -1 : each(a, s, name, filled, arg, p);
}

static int do_problems(struct arena *a, const struct nginx_site *s, each_file *each, void *arg, struct problem *p)
{
	if (each(a, s, "problems.conf", nginx_problems_answers(a), arg, p) < 0 ||
	    each(a, s, "problem-maps.conf", nginx_problems_maps(a), arg, p) < 0)
		return -1;
	for (int code = PROBLEM_NONE; code < PROBLEM_COUNT; code++) {
		const char *slug = code == PROBLEM_NONE ? "index" : problem_kind((enum problem_code)code)->slug;
		if (each(a, s, arena_printf(a, "problems/%s.html", slug), nginx_problems_page(a, (enum problem_code)code), arg, p) < 0)
			return -1;
	}
	return 0;
}

static int do_all(struct arena *a, const struct nginx_site *s, each_file *each, void *arg, struct problem *p)
{
	for (size_t i = 0; i < sizeof templates / sizeof templates[0]; i++)
		if (do_template(a, s, templates[i], each, arg, p) < 0)
			return -1;
	return do_problems(a, s, each, arg, p);
}

int nginx_site_write(struct arena *a, const struct nginx_site *s, struct problem *p)
{
	if (check(s, p) < 0 || make_folder(a, s->out, NULL, p) < 0 || make_folder(a, s->out, "problems", p) < 0 ||
	    make_folder(a, s->temp, NULL, p) < 0)
		return -1;
	return do_all(a, s, write_file, NULL, p);
}

int nginx_site_compare(struct arena *a, const struct nginx_site *s, const char **name, struct problem *p)
{
	const char *differs = NULL;
	if (check(s, p) < 0 || do_all(a, s, compare_file, &differs, p) < 0)
		return -1;
	*name = differs;
	return 0;
}
