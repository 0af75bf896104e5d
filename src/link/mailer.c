/* SPDX-License-Identifier: Apache-2.0 */
#include "link/mailer.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/email.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "link/mailer_provider.h"

static const struct mailer_provider *const providers[] = {&mailer_files, &mailer_smtp};

/* "crm.example" of "https://crm.example:8443". */
static const char *public_host(struct arena *a, const struct conf *conf)
{
	const char *host = strstr(conf->public_url, "://");
	host = host == NULL ? conf->public_url : host + 3;
	return arena_strndup(a, host, strcspn(host, ":/"));
}

/* Files go nowhere, so they may come from what is no mail domain, such as localhost. */
static const char *sender(struct arena *a, const struct mailer *m)
{
	if (m->conf->mail_from != NULL)
		return m->conf->mail_from;
	const char *from = arena_printf(a, "no-reply@%s", m->host);
	return email_valid(from, strlen(from)) ? from : "no-reply@localhost.localdomain";
}

int mailer_open(struct arena *a, const struct conf *conf, struct mailer **out, struct problem *p)
{
	struct mailer *m = arena_new_one(a, struct mailer);
	for (size_t i = 0; i < sizeof providers / sizeof providers[0]; i++)
		if (strcmp(providers[i]->kind, conf->mail_mode) == 0)
			m->provider = providers[i];
	m->conf = conf;
	m->host = public_host(a, conf);
	m->from = sender(a, m);
	if (!email_valid(m->from, strlen(m->from)))
		return problem_set(p, PROBLEM_INTERNAL, "MAIL_FROM must be an address, not '%s'", m->from);
	if (m->provider->check(conf, p) < 0)
		return -1;
	*out = m;
	return 0;
}

const char *mailer_from(const struct mailer *m)
{
	return m->from;
}

const char *mailer_from_name(const struct mailer *m)
{
	return m->conf->mail_from_name;
}

bool mailer_repeatable(const struct mailer *m)
{
	return m->provider->repeatable;
}

int mailer_tidy(const struct mailer *m, int days, int64_t *gone, struct problem *p)
{
	*gone = 0;
	if (m->provider->tidy == NULL)
		return 0;
	return m->provider->tidy(m->conf, (time_t)(clock_wall_us() / 1000000) - (time_t)days * 24 * 3600, gone, p);
}

void mailer_send(struct arena *a, const struct mailer *m, const struct mime *mail, struct mailer_gate gate,
		 struct mailer_answer *out)
{
	struct buf message;
	struct problem p;
	problem_init(&p, a);
	buf_init(&message, a, 8192);
	if (mime_write(mail, &message, &p) < 0)
		*out = (struct mailer_answer){.end = MAILER_REFUSED, .text = p.detail};
	else
		m->provider->send(a, m, mail, message.data, message.size, gate, out);
}
