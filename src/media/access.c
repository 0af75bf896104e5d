/* SPDX-License-Identifier: Apache-2.0 */
/* nginx's auth_request for the local store: 204 with what to answer the client with, or 403. What the
 * client asked for comes in parameters that nginx alone can set; from anybody else it is a request for
 * nothing, and is refused. */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "link/local.h"
#include "media/actions.h"

static void allow(struct call *c, const struct local_grant *grant, int64_t now_us)
{
	response_header(c->response, "Cache-Control", "private, max-age=%lld, immutable",
			(long long)(grant->expires_s - now_us / 1000000));
	if (grant->disposition != NULL)
		response_header(c->response, "Content-Disposition", "%s", grant->disposition);
}

/* Files stay readable where they are; new ones go to the store of the option. */
static bool local_serves(const struct conf *conf, const char *method)
{
	bool reads = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
	return conf->secret_keys.count > 0 && (reads || strcmp(conf->storage, "local") == 0);
}

int access_run(struct call *c, struct problem *p)
{
	struct local_grant grant;
	int64_t now_us = clock_wall_us();
	const struct request *q = c->request;
	struct local_request r = {.method = request_header(q, HEADER_ORIGINAL_METHOD),
				  .uri = request_header(q, HEADER_ORIGINAL_URI),
				  .content_length = request_header(q, HEADER_ORIGINAL_LENGTH),
				  .content_type = request_header(q, HEADER_ORIGINAL_TYPE),
				  .transfer_encoding = request_header(q, HEADER_ORIGINAL_TRANSFER_ENCODING)};
	if (r.method == NULL || r.uri == NULL || !local_serves(c->conf, r.method))
		return problem_set(p, PROBLEM_LINK_NOT_VALID, NULL);
	enum local_verdict verdict = local_authorize(c->arena, c->conf, &r, now_us, &grant);
	if (verdict != LOCAL_ALLOWED) {
		log_event(LOG_INFO, "storage_refused", "%s", local_verdict_text(verdict));
		return problem_set(p, PROBLEM_LINK_NOT_VALID, "%s", local_verdict_text(verdict));
	}
	allow(c, &grant, now_us);
	return 0;
}
