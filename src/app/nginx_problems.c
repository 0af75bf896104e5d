/* SPDX-License-Identifier: Apache-2.0 */
#include "app/nginx_problems.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_out.h"

/* Which of nginx's own statuses is which problem. 494 to 497 are nginx's numbers for what goes wrong
 * before there is a request; statuses without a problem of their own are told as the nearest one. */
static const struct {
	int nginx;
	enum problem_code code;
} errors[] = {
    {400, PROBLEM_MALFORMED_REQUEST},
    {401, PROBLEM_LINK_NOT_VALID}, /* never: what a worker is asked about by nginx it refuses with 403 */
    {403, PROBLEM_LINK_NOT_VALID},
    {404, PROBLEM_NOT_FOUND},
    {405, PROBLEM_METHOD_NOT_ALLOWED},
    {409, PROBLEM_CONFLICT},
    {411, PROBLEM_MALFORMED_REQUEST},
    {412, PROBLEM_STALE_VERSION},
    {413, PROBLEM_PAYLOAD_TOO_LARGE},
    {414, PROBLEM_URI_TOO_LONG},
    {415, PROBLEM_UNSUPPORTED_MEDIA_TYPE},
    {416, PROBLEM_RANGE_NOT_SATISFIABLE},
    {421, PROBLEM_MALFORMED_REQUEST},
    {429, PROBLEM_TOO_MANY_REQUESTS},
    {494, PROBLEM_HEADERS_TOO_LARGE},
    {495, PROBLEM_MALFORMED_REQUEST},
    {496, PROBLEM_MALFORMED_REQUEST},
    {500, PROBLEM_INTERNAL},
    {501, PROBLEM_MALFORMED_REQUEST},
    {502, PROBLEM_BAD_GATEWAY},
    {503, PROBLEM_OVERLOADED},
    {504, PROBLEM_TIMEOUT},
    {505, PROBLEM_MALFORMED_REQUEST},
    {507, PROBLEM_STORAGE_UNAVAILABLE},
};

#define COUNT (sizeof errors / sizeof errors[0])

/* The text says when the header comes: the table has no other place for it. */
static int retries(const struct problem_kind *k)
{
	return strstr(k->doc, "`Retry-After`") != NULL;
}

static void body(struct buf *b, const struct problem_kind *k, enum problem_code code)
{
	struct json_out o = json_out(b);
	json_out_open(&o, '{');
	buf_lit(b, "\"type\":\"/problems/");
	buf_printf(b, "%s\"", k->slug);
	o.comma = true;
	json_out_member(&o, "title", k->title);
	json_out_member_int(&o, "status", k->status);
	json_out_member(&o, "detail", k->doc);
	json_out_member(&o, "request_id", "$stagefy_request_id");
	if (code == PROBLEM_PAYLOAD_TOO_LARGE)
		json_out_member_raw(&o, "limit", "$stagefy_body_limit");
	json_out_close(&o, '}');
}

/* As a parameter of nginx's in single quotes. */
static void quote(struct buf *b, const char *s)
{
	buf_put(b, '\'');
	for (; *s != '\0'; s++) {
		if (*s == '\'' || *s == '\\')
			buf_put(b, '\\');
		buf_put(b, *s);
	}
	buf_put(b, '\'');
}

static void location(struct buf *b, struct arena *a, enum problem_code code)
{
	enum { ROOM = 512 };
	struct buf json;
	const struct problem_kind *k = problem_kind(code);
	buf_init(&json, a, ROOM);
	body(&json, k, code);
	/* a body that was too large for the address it came to is too large here as well */
	buf_printf(b, "location = /_problem/%s {\n\tinternal;\n\tclient_max_body_size 0;\n"
		      "\tdefault_type application/problem+json;\n\treturn %d ", k->slug, k->status);
	quote(b, buf_text(&json));
	buf_lit(b, ";\n}\n");
}

static void directive(struct buf *b, size_t i)
{
	const struct problem_kind *k = problem_kind(errors[i].code);
	/* nginx gives 500 when it could not ask a worker about a stored file or a stream */
	if (errors[i].nginx == problem_kind(PROBLEM_INTERNAL)->status)
		buf_printf(b, "error_page %d = /_problem/$stagefy_fault;\n", errors[i].nginx);
	else
		buf_printf(b, "error_page %d =%d /_problem/%s;\n", errors[i].nginx, k->status, k->slug);
}

static const char first_line[] = "# Made by `stagefy nginx` from base/problems.def.\n";

const char *nginx_problems_answers(struct arena *a)
{
	enum { ROOM = 16 * 1024 };
	struct buf b;
	char seen[PROBLEM_COUNT] = {0};
	buf_init(&b, a, ROOM);
	buf_puts(&b, first_line);
	for (size_t i = 0; i < COUNT; i++)
		directive(&b, i);
	for (size_t i = 0; i < COUNT; i++)
		if (!seen[errors[i].code]) {
			seen[errors[i].code] = 1;
			location(&b, a, errors[i].code);
		}
	return buf_text(&b);
}

const char *nginx_problems_maps(struct arena *a)
{
	enum { ROOM = 1024 };
	struct buf b;
	buf_init(&b, a, ROOM);
	buf_puts(&b, first_line);
	buf_lit(&b, "map $uri $stagefy_retry_after {\n\tdefault \"\";\n");
	for (int code = PROBLEM_NONE + 1; code < PROBLEM_COUNT; code++)
		if (retries(problem_kind((enum problem_code)code)))
			buf_printf(&b, "\t/_problem/%s 1;\n", problem_kind((enum problem_code)code)->slug);
	buf_printf(&b, "}\nmap $uri $stagefy_allow {\n\tdefault \"\";\n\t/_problem/%s \"GET, HEAD\";\n}\n"
		       "map $request_uri $stagefy_fault {\n\tdefault %s;\n\t\"~^/storage/\" %s;\n\t~^/api/events/stream %s;\n}\n",
		   problem_kind(PROBLEM_METHOD_NOT_ALLOWED)->slug, problem_kind(PROBLEM_INTERNAL)->slug,
		   problem_kind(PROBLEM_STORAGE_UNAVAILABLE)->slug, problem_kind(PROBLEM_DATABASE_UNAVAILABLE)->slug);
	return buf_text(&b);
}

/* Text for HTML; `code` in backticks becomes an element. */
static void html(struct buf *b, const char *s)
{
	int inside = 0;
	for (; *s != '\0'; s++)
		switch (*s) {
		case '&':
			buf_lit(b, "&amp;");
			break;
		case '<':
			buf_lit(b, "&lt;");
			break;
		case '`':
			buf_puts(b, inside ? "</code>" : "<code>");
			inside = !inside;
			break;
		default:
			buf_put(b, *s);
		}
}

static const char top[] = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
			  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
static const char style[] =
    "</title>\n<style nonce=\"__CSP_NONCE__\">\n"
    ":root{color-scheme:light dark;--ink:#24211d;--quiet:#6b645b;--ground:#faf8f5;--accent:#1f6f54}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#ece7df;--quiet:#a39b8f;--ground:#1b1917;--accent:#6fc2a2}}\n"
    "body{margin:0 auto;max-width:40rem;padding:3rem 1.25rem;font:1rem/1.6 system-ui,sans-serif;color:var(--ink);"
    "background:var(--ground)}\nh1{font-size:1.5rem;line-height:1.3}\ncode{font-size:.9em}\na{color:var(--accent)}\n"
    ".status,li span{color:var(--quiet);font-variant-numeric:tabular-nums}\nul{list-style:none;padding:0}\n"
    "</style>\n</head>\n<body>\n<main>\n";
static const char end[] = "</main>\n</body>\n</html>\n";

static void page(struct buf *b, const struct problem_kind *k)
{
	html(b, k->title);
	buf_puts(b, style);
	buf_printf(b, "<p class=\"status\">%d &middot; /problems/%s</p>\n<h1>", k->status, k->slug);
	html(b, k->title);
	buf_lit(b, "</h1>\n<p>");
	html(b, k->doc);
	buf_lit(b, "</p>\n<p><a href=\"/problems/\">All problems</a></p>\n");
}

static void list(struct buf *b)
{
	buf_lit(b, "Problems");
	buf_puts(b, style);
	buf_lit(b, "<h1>Problems</h1>\n<p>Every way in which a request to this API can fail. The answer is "
		   "<code>application/problem+json</code>; its <code>type</code> is the address of the page.</p>\n<ul>\n");
	for (int code = PROBLEM_NONE + 1; code < PROBLEM_COUNT; code++) {
		const struct problem_kind *k = problem_kind((enum problem_code)code);
		buf_printf(b, "<li><span>%d</span> <a href=\"/problems/%s\">", k->status, k->slug);
		html(b, k->title);
		buf_lit(b, "</a></li>\n");
	}
	buf_lit(b, "</ul>\n");
}

const char *nginx_problems_page(struct arena *a, enum problem_code code)
{
	enum { ROOM = 4096 };
	struct buf b;
	buf_init(&b, a, ROOM);
	buf_puts(&b, top);
	if (code == PROBLEM_NONE)
		list(&b);
	else
		page(&b, problem_kind(code));
	buf_puts(&b, end);
	return buf_text(&b);
}
