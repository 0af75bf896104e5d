/* SPDX-License-Identifier: Apache-2.0 */
/* Mails as files, for an installation without a mail server: ID.eml, which any mail program opens. Writing one again
 * writes the same file. */
#include "base/arena.h"
#include "base/file.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "link/mailer_provider.h"

static int check(const struct conf *conf, struct problem *p)
{
	(void)conf;
	(void)p;
	return 0;
}

static void send_file(struct arena *a, const struct mailer *m, const struct mime *mail, const char *message, size_t size,
		      struct mailer_gate gate, struct mailer_answer *out)
{
	struct problem p;
	problem_init(&p, a);
	const char *path = arena_printf(a, "%s/%s.eml", m->conf->mail_dir, mail->id);
	if (gate.pass(gate.arg) < 0)
		*out = (struct mailer_answer){.end = MAILER_STOPPED, .text = "stopped"};
	else if (file_replace(path, message, size, 0640, &p) < 0)
		*out = (struct mailer_answer){.end = MAILER_LATER, .text = p.detail};
	else
		*out = (struct mailer_answer){.end = MAILER_SENT, .text = arena_printf(a, "written to %s.eml", mail->id)};
}

const struct mailer_provider mailer_files = {.kind = "files", .repeatable = true, .check = check, .send = send_file};
