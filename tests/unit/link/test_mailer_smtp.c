/* SPDX-License-Identifier: Apache-2.0 */
/* MAIL_MODE = smtp against a real mail server (smtp_server.py, python3-aiosmtpd) in each of its moods. */
#include "../unit.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/jvalue.h"
#include "conf/conf.h"
#include "link/mailer.h"

/* The server of one test. */
struct server {
	pid_t pid;
	FILE *lines;
	int port;
};

static char folder[] = "/tmp/stagefy-smtp-XXXXXX";

static const char *in_folder(struct unit *u, const char *name)
{
	return arena_printf(u->arena, "%s/%s", folder, name);
}

static const struct jvalue *next_line(struct unit *u, struct server *s)
{
	static char line[32768];
	const struct jvalue *v;
	struct json_fault fault;
	assert_non_null(fgets(line, sizeof line, s->lines));
	assert_int_equal(jvalue_parse(u->arena, line, strcspn(line, "\n"), &v, &fault), 0);
	return v;
}

static struct server start(struct unit *u, const char *mode)
{
	struct server s;
	int ends[2];
	int64_t port;
	assert_int_equal(pipe(ends), 0);
	const char *certificate = in_folder(u, "cert.pem"), *key = in_folder(u, "key.pem");
	s.pid = fork();
	if (s.pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails does not come to stop() */
		dup2(ends[1], STDOUT_FILENO);
		execl("/usr/bin/python3", "python3", SMTP_SERVER, mode, certificate, key, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	s.lines = fdopen(ends[0], "r");
	assert_true(jvalue_integer(jvalue_get(next_line(u, &s), "port"), &port));
	s.port = (int)port;
	return s;
}

static void stop(struct server *s)
{
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
	fclose(s->lines);
}

static struct conf conf_for(struct unit *u, const struct server *s, const char *tls)
{
	return (struct conf){.mail_mode = "smtp", .mail_from = "no-reply@crm.example", .mail_from_name = "Stagefy",
			     .public_url = "https://crm.example:8443", .smtp_host = "localhost", .smtp_port = s->port, .smtp_tls = tls,
			     .smtp_authorities = in_folder(u, "cert.pem"), .smtp_timeout_s = 5};
}

static int count_gates(void *arg)
{
	++*(int *)arg;
	return 0;
}

static int refuse(void *arg)
{
	++*(int *)arg;
	return -1;
}

static struct mailer_answer send_back_to(struct unit *u, const struct conf *conf, const char *to, const char *return_path, int (*gate)(void *), int *gates)
{
	struct mailer *m;
	struct mailer_answer answer;
	struct mime mail = {.id = "01a1", .message_id = "01a1@crm.example", .from = "no-reply@crm.example", .from_name = "Agence du Été",
			    .to = to, .subject = "Visite prévue", .language = "fr", .date_us = INT64_C(1772625600000000),
			    .text = "Bonjour\n.\n.caché\n", .html = "<p>Bonjour</p>\n", .return_path = return_path};
	*gates = 0;
	assert_int_equal(mailer_open(u->arena, conf, &m, &u->p), 0);
	mailer_send(u->arena, m, &mail, (struct mailer_gate){.pass = gate, .arg = gates}, &answer);
	return answer;
}

static struct mailer_answer send_by(struct unit *u, const struct conf *conf, const char *to, int (*gate)(void *), int *gates)
{
	return send_back_to(u, conf, to, NULL, gate, gates);
}

static struct mailer_answer send_to(struct unit *u, const struct conf *conf, const char *to, int *gates)
{
	return send_by(u, conf, to, count_gates, gates);
}

static void is_taken_with_all_that_it_says(void **state)
{
	struct unit *u = *state;
	struct server s = start(u, "plain");
	struct conf conf = conf_for(u, &s, "off");
	int gates;
	struct mailer_answer answer = send_to(u, &conf, "jean@example.org", &gates);
	const struct jvalue *got = next_line(u, &s);
	send_back_to(u, &conf, "jean@example.org", "reply+1@crm.example", count_gates, &gates);
	const struct jvalue *back = next_line(u, &s);
	stop(&s);
	assert_int_equal(answer.end, MAILER_SENT);
	assert_int_equal(answer.code, 250);
	assert_string_equal(answer.text, "2.0.0 queued as 42");
	assert_int_equal(gates, 1);
	/* the envelope's, where bounces go; the header keeps its own */
	assert_string_equal(jvalue_string(jvalue_get(back, "sender")), "reply+1@crm.example");
	assert_non_null(strstr(jvalue_string(jvalue_get(back, "content")), "<no-reply@crm.example>\r\n"));
	assert_string_equal(jvalue_string(jvalue_get(got, "sender")), "no-reply@crm.example");
	assert_string_equal(jvalue_string(jvalue_get(got, "helo")), "crm.example");
	assert_string_equal(jvalue_string(jvalue_at(jvalue_get(got, "to"), 0)), "jean@example.org");
	const char *content = jvalue_string(jvalue_get(got, "content"));
	assert_non_null(strstr(content, "Message-ID: <01a1@crm.example>\r\n"));
	assert_non_null(strstr(content, "\r\n=2E\r\n=2Ecach=C3=A9\r\n"));
}

static void refusals_tell_later_from_never(void **state)
{
	static const struct {
		const char *to;
		enum mailer_end end;
		int code, gates;
		const char *text;
	} cases[] = {
	    {"grey@example.org", MAILER_LATER, 451, 0, "4.7.1 try again in five minutes"},
	    {"unknown@example.org", MAILER_REFUSED, 550, 0, "5.1.1 no such user"},
	    {"busy@example.org", MAILER_LATER, 452, 1, "4.3.1 no space now"},
	    {"full@example.org", MAILER_REFUSED, 552, 1, "5.2.2 mailbox full"},
	};
	struct unit *u = *state;
	struct server s = start(u, "plain");
	struct conf conf = conf_for(u, &s, "off");
	for (size_t i = 0; i < COUNT(cases); i++) {
		int gates;
		struct mailer_answer answer = send_to(u, &conf, cases[i].to, &gates);
		assert_int_equal(answer.end, cases[i].end);
		assert_int_equal(answer.code, cases[i].code);
		assert_int_equal(gates, cases[i].gates);
		assert_string_equal(answer.text, cases[i].text);
	}
	stop(&s);
}

/* The server has all of it: it may keep the mail or not, and only it knows. */
static void no_answer_to_all_of_it_is_unsure(void **state)
{
	struct unit *u = *state;
	struct server s = start(u, "plain");
	struct conf conf = conf_for(u, &s, "off");
	int gates;
	struct mailer_answer hung_up = send_to(u, &conf, "hangup@example.org", &gates);
	assert_int_equal(gates, 1);
	conf.smtp_timeout_s = 1;
	struct mailer_answer silent = send_to(u, &conf, "silent@example.org", &gates);
	stop(&s);
	assert_int_equal(hung_up.end, MAILER_UNSURE);
	assert_int_equal(hung_up.code, 0);
	assert_int_equal(silent.end, MAILER_UNSURE);
	assert_int_equal(gates, 1);
}

/* Where nobody has all of it, nobody has anything. */
static void an_end_before_that_is_later(void **state)
{
	struct unit *u = *state;
	struct server s = start(u, "plain");
	struct conf conf = conf_for(u, &s, "off");
	int gates;
	struct mailer_answer stopped = send_by(u, &conf, "jean@example.org", refuse, &gates);
	assert_int_equal(stopped.end, MAILER_STOPPED);
	assert_int_equal(gates, 1);
	struct mailer_answer early = send_to(u, &conf, "early@example.org", &gates);
	assert_int_equal(early.end, MAILER_LATER);
	assert_int_equal(gates, 0);
	stop(&s);
	struct mailer_answer away = send_to(u, &conf, "jean@example.org", &gates);
	assert_int_equal(away.end, MAILER_LATER);
	assert_int_equal(away.code, 0);
	assert_int_equal(gates, 0);
}

static void starttls_and_the_password_come_before_the_mail(void **state)
{
	struct unit *u = *state;
	struct server s = start(u, "starttls");
	struct conf conf = conf_for(u, &s, "starttls");
	int gates;
	conf.smtp_user = "stagefy";
	conf.smtp_password = "a secret: é";
	struct mailer_answer good = send_to(u, &conf, "jean@example.org", &gates);
	const struct jvalue *got = next_line(u, &s);
	conf.smtp_password = "another";
	struct mailer_answer wrong = send_to(u, &conf, "jean@example.org", &gates);
	assert_int_equal(gates, 0);
	conf.smtp_authorities = NULL;
	struct mailer_answer stranger = send_to(u, &conf, "jean@example.org", &gates);
	stop(&s);
	assert_int_equal(good.end, MAILER_SENT);
	assert_true(jvalue_bool(jvalue_get(got, "tls")));
	assert_string_equal(jvalue_string(jvalue_get(got, "user")), "stagefy");
	/* the operator's to put right: the mail is not to blame */
	assert_int_equal(wrong.end, MAILER_LATER);
	assert_int_equal(wrong.code, 535);
	assert_int_equal(stranger.end, MAILER_LATER);
	assert_int_equal(gates, 0);
}

static void without_starttls_nothing_is_said(void **state)
{
	struct unit *u = *state;
	struct server s = start(u, "plain");
	struct conf conf = conf_for(u, &s, "starttls");
	int gates;
	struct mailer_answer answer = send_to(u, &conf, "jean@example.org", &gates);
	stop(&s);
	assert_int_equal(answer.end, MAILER_LATER);
	assert_int_equal(gates, 0);
}

static void tls_from_the_first_byte(void **state)
{
	struct unit *u = *state;
	struct server s = start(u, "tls");
	struct conf conf = conf_for(u, &s, "tls");
	int gates;
	struct mailer_answer answer = send_to(u, &conf, "jean@example.org", &gates);
	stop(&s);
	assert_int_equal(answer.end, MAILER_SENT);
}

static void addresses_beyond_ascii(void **state)
{
	struct unit *u = *state;
	struct server s = start(u, "plain"), old = start(u, "ascii");
	struct conf conf = conf_for(u, &s, "off"), conf_old = conf_for(u, &old, "off");
	int gates;
	assert_int_equal(send_to(u, &conf, "rené@exämple.org", &gates).end, MAILER_SENT);
	const struct jvalue *utf8 = next_line(u, &s);
	assert_int_equal(send_to(u, &conf_old, "rene@exämple.org", &gates).end, MAILER_SENT);
	const struct jvalue *domain = next_line(u, &old);
	struct mailer_answer refused = send_to(u, &conf_old, "rené@example.org", &gates);
	assert_int_equal(gates, 0);
	stop(&s);
	stop(&old);
	assert_string_equal(jvalue_string(jvalue_at(jvalue_get(utf8, "to"), 0)), "rené@xn--exmple-cua.org");
	assert_string_equal(jvalue_string(jvalue_at(jvalue_get(domain, "to"), 0)), "rene@xn--exmple-cua.org");
	assert_int_equal(refused.end, MAILER_REFUSED);
	assert_string_equal(refused.text, "the server takes no addresses beyond ASCII (SMTPUTF8)");
}

static void options_that_contradict_each_other_are_named(void **state)
{
	static const struct {
		struct conf conf;
		const char *sentence;
	} cases[] = {
	    {{.mail_from = "a@b.example"}, "MAIL_MODE = smtp needs SMTP_HOST"},
	    {{.smtp_host = "mx.example"}, "MAIL_MODE = smtp needs MAIL_FROM"},
	    {{.smtp_host = "mx.example", .mail_from = "nobody"}, "MAIL_FROM must be an address, not 'nobody'"},
	    {{.smtp_host = "mx.example", .mail_from = "a@b.example", .smtp_tls = "off", .smtp_user = "u"},
	     "SMTP_TLS = off would send the password of SMTP_USER for all to read"},
	};
	struct unit *u = *state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct conf conf = cases[i].conf;
		struct mailer *m;
		conf.mail_mode = "smtp";
		conf.public_url = "https://crm.example";
		if (conf.smtp_tls == NULL)
			conf.smtp_tls = "starttls";
		assert_int_equal(mailer_open(u->arena, &conf, &m, unit_again(u)), -1);
		expect_problem(&u->p, PROBLEM_INTERNAL, cases[i].sentence);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT(is_taken_with_all_that_it_says),
	    UNIT(refusals_tell_later_from_never),
	    UNIT(no_answer_to_all_of_it_is_unsure),
	    UNIT(an_end_before_that_is_later),
	    UNIT(starttls_and_the_password_come_before_the_mail),
	    UNIT(without_starttls_nothing_is_said),
	    UNIT(tls_from_the_first_byte),
	    UNIT(addresses_beyond_ascii),
	    UNIT(options_that_contradict_each_other_are_named),
	};
	char command[512];
	if (system("/usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null") != 0) {
		puts("python3-aiosmtpd is not installed: skipped");
		return 77;
	}
	assert_non_null(mkdtemp(folder));
	snprintf(command, sizeof command,
		 "cd %s && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem -days 2 "
		 "-subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null", folder);
	assert_int_equal(system(command), 0);
	int failed = UNIT_RUN(tests);
	snprintf(command, sizeof command, "rm -r %s", folder);
	return system(command) == 0 ? failed : 1;
}
