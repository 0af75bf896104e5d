/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "conf/conf.h"
#include "link/mailer.h"

static struct mailer *open_mailer(struct unit *u, struct conf *conf)
{
	char *folder = arena_strdup(u->arena, "/tmp/stagefy-mail-XXXXXX");
	struct mailer *m;
	assert_non_null(mkdtemp(folder));
	*conf = (struct conf){.mail_mode = "files", .mail_dir = folder, .mail_from_name = "Stagefy", .public_url = "https://localhost:8443"};
	assert_int_equal(mailer_open(u->arena, conf, &m, &u->p), 0);
	return m;
}

static int allow(void *arg)
{
	(void)arg;
	return 0;
}

static int refuse(void *arg)
{
	(void)arg;
	return -1;
}

static struct mailer_answer send_mail(struct unit *u, const struct mailer *m, const char *id, int (*gate)(void *))
{
	struct mailer_answer answer;
	struct mime mail = {.id = id, .message_id = id, .from = mailer_from(m), .to = "jean@example.org", .subject = "Hello", .language = "en",
			    .text = "Hello\n", .html = "<p>Hello</p>\n"};
	mailer_send(u->arena, m, &mail, (struct mailer_gate){.pass = gate}, &answer);
	return answer;
}

static void a_mail_is_a_file_however_often_it_is_written(void **state)
{
	struct unit *u = *state;
	struct conf conf;
	struct mailer *m = open_mailer(u, &conf);
	const char *path = arena_printf(u->arena, "%s/01a1.eml", conf.mail_dir);
	char *first, *second;
	size_t n;
	assert_true(mailer_repeatable(m));
	assert_string_equal(mailer_from(m), "no-reply@localhost.localdomain");
	struct mailer_answer answer = send_mail(u, m, "01a1", allow);
	assert_int_equal(answer.end, MAILER_SENT);
	assert_string_equal(answer.text, "written to 01a1.eml");
	assert_int_equal(file_read(u->arena, path, 65536, &first, &n, &u->p), 0);
	assert_int_equal(send_mail(u, m, "01a1", allow).end, MAILER_SENT);
	assert_int_equal(file_read(u->arena, path, 65536, &second, &n, &u->p), 0);
	assert_string_equal(first, second);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(conf.mail_dir), 0);
}

static void nothing_is_written_when_it_must_not_be(void **state)
{
	struct unit *u = *state;
	struct conf conf;
	struct mailer *m = open_mailer(u, &conf);
	assert_int_equal(send_mail(u, m, "01a1", refuse).end, MAILER_STOPPED);
	assert_int_equal(rmdir(conf.mail_dir), 0);
	assert_int_equal(send_mail(u, m, "01a1", allow).end, MAILER_LATER);
}

static void make_old(struct unit *u, const struct conf *conf, const char *name)
{
	struct timespec times[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
	const char *path = arena_printf(u->arena, "%s/%s", conf->mail_dir, name);
	int fd = open(path, O_CREAT | O_WRONLY, 0600);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void old_mails_go_and_nothing_else(void **state)
{
	struct unit *u = *state;
	struct conf conf;
	struct mailer *m = open_mailer(u, &conf);
	int64_t gone;
	send_mail(u, m, "01a1", allow);
	make_old(u, &conf, "01a0.eml");
	make_old(u, &conf, "notes.txt");
	assert_int_equal(mailer_tidy(m, 30, &gone, &u->p), 0);
	assert_int_equal(gone, 1);
	assert_int_equal(unlink(arena_printf(u->arena, "%s/01a1.eml", conf.mail_dir)), 0);
	assert_int_equal(unlink(arena_printf(u->arena, "%s/notes.txt", conf.mail_dir)), 0);
	assert_int_equal(rmdir(conf.mail_dir), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT(a_mail_is_a_file_however_often_it_is_written),
	    UNIT(nothing_is_written_when_it_must_not_be),
	    UNIT(old_mails_go_and_nothing_else),
	};
	return UNIT_RUN(tests);
}
