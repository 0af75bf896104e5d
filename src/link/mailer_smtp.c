/* SPDX-License-Identifier: Apache-2.0 */
/* Mails to a server that passes them on. */
#include <string.h>

#include "base/problem.h"
#include "conf/conf.h"
#include "link/mailer_provider.h"
#include "net/smtp.h"

static int check(const struct conf *conf, struct problem *p)
{
	if (conf->smtp_host == NULL)
		return problem_set(p, PROBLEM_INTERNAL, "MAIL_MODE = smtp needs SMTP_HOST");
	if (conf->mail_from == NULL)
		return problem_set(p, PROBLEM_INTERNAL, "MAIL_MODE = smtp needs MAIL_FROM");
	if (strcmp(conf->smtp_tls, "off") == 0 && conf->smtp_user != NULL)
		return problem_set(p, PROBLEM_INTERNAL, "SMTP_TLS = off would send the password of SMTP_USER for all to read");
	return 0;
}

static enum smtp_tls tls(const struct conf *conf)
{
	if (strcmp(conf->smtp_tls, "tls") == 0)
		return SMTP_TLS_AT_ONCE;
	return strcmp(conf->smtp_tls, "off") == 0 ? SMTP_TLS_NONE : SMTP_TLS_START;
}

static void send_smtp(struct arena *a, const struct mailer *m, const struct mime *mail, const char *message, size_t size,
		      struct mailer_gate gate, struct mailer_answer *out)
{
	static const enum mailer_end ends[] = {[SMTP_TAKEN] = MAILER_SENT,
					       [SMTP_LATER] = MAILER_LATER,
					       [SMTP_REFUSED] = MAILER_REFUSED,
					       [SMTP_UNKNOWN] = MAILER_UNSURE,
					       [SMTP_STOPPED] = MAILER_STOPPED};
	struct smtp s = {.host = m->conf->smtp_host,
			 .port = (int)m->conf->smtp_port,
			 .tls = tls(m->conf),
			 .authorities = m->conf->smtp_authorities,
			 .user = m->conf->smtp_user,
			 .password = m->conf->smtp_password,
			 .helo = m->host,
			 .from = mime_address(a, mail->return_path != NULL ? mail->return_path : mail->from),
			 .to = mime_address(a, mail->to),
			 .message = message,
			 .size = size,
			 .timeout_ms = (int)m->conf->smtp_timeout_s * 1000,
			 .before_end = gate.pass,
			 .arg = gate.arg};
	struct smtp_answer answer;
	smtp_send(a, &s, &answer);
	*out = (struct mailer_answer){.end = ends[answer.end], .code = answer.code, .text = answer.text};
}

const struct mailer_provider mailer_smtp = {.kind = "smtp", .check = check, .send = send_smtp};
