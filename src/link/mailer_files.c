/* SPDX-License-Identifier: Apache-2.0 */
/* Mails as files, for an installation without a mail server: ID.eml, which any mail program opens. Writing one again
 * writes the same file. */
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static bool is_mail(const char *name)
{
	size_t n = strlen(name);
	return n > 4 && strcmp(name + n - 4, ".eml") == 0;
}

/* What is no mail of ours is left alone. */
static int tidy(const struct conf *conf, time_t before, int64_t *gone, struct problem *p)
{
	DIR *folder = opendir(conf->mail_dir);
	if (folder == NULL)
		return problem_set(p, PROBLEM_INTERNAL, "cannot read the folder '%s' (MAIL_DIR)", conf->mail_dir);
	for (const struct dirent *e; (e = readdir(folder)) != NULL;) {
		struct stat s;
		if (is_mail(e->d_name) && fstatat(dirfd(folder), e->d_name, &s, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(s.st_mode) &&
		    s.st_mtime < before && unlinkat(dirfd(folder), e->d_name, 0) == 0)
			++*gone;
	}
	closedir(folder);
	return 0;
}

const struct mailer_provider mailer_files = {.kind = "files", .repeatable = true, .check = check, .tidy = tidy, .send = send_file};
