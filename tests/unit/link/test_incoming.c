/* SPDX-License-Identifier: Apache-2.0 */
#include "link/incoming.h"

#include "../unit.h"

static struct incoming read_mail(struct unit *u, const char *mail)
{
	struct incoming out;
	incoming_read(u->arena, mail, strlen(mail), &out);
	return out;
}

static void a_plain_answer(void **state)
{
	struct incoming m = read_mail(*state, "From: =?UTF-8?Q?L=C3=A9a?= <lea@example.org>\r\nTo: reply+x@r.example\r\n"
					      "Subject: Re: =?UTF-8?B?w4l0w6k=?=\r\nMessage-ID: <a.1@mx.example>\r\nIn-Reply-To: <b@crm.example>\r\n\r\nYes.\r\n\r\nLéa\r\n");
	assert_string_equal(m.from_name, "Léa");
	assert_string_equal(m.from_address, "lea@example.org");
	assert_string_equal(m.subject, "Re: Été");
	assert_string_equal(m.message_id, "a.1@mx.example");
	assert_string_equal(m.in_reply_to, "b@crm.example");
	assert_string_equal(m.text, "Yes.\n\nLéa\n");
	assert_false(m.automatic || m.bounced);
	assert_int_equal(m.file_count, 0);
}

static void of_alternatives_the_plain_one_is_read(void **state)
{
	static const char both[] = "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n"
				   "--b\r\nContent-Type: text/html\r\n\r\n<p>rich</p>\r\n--b--\r\n",
			  html[] = "Content-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>caf=E9</p><script>x</script>";
	assert_string_equal(read_mail(*state, both).text, "plain");
	assert_string_equal(read_mail(*state, html).text, "café");
}

static void files_are_named_and_pictures_of_the_page_are_none(void **state)
{
	struct incoming m = read_mail(*state, "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHere.\r\n"
					      "--b\r\nContent-Type: application/pdf; name=\"plan.pdf\"\r\nContent-Disposition: attachment; filename=\"plan.pdf\"\r\n\r\n%PDF\r\n"
					      "--b\r\nContent-Type: image/png\r\nContent-ID: <logo>\r\nContent-Disposition: inline\r\n\r\nx\r\n"
					      "--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=\"a.txt\"\r\n\r\nnot read\r\n--b--\r\n");
	assert_string_equal(m.text, "Here.");
	assert_int_equal(m.file_count, 2);
	assert_string_equal(m.files[0].name, "plan.pdf");
	assert_string_equal(m.files[1].name, "a.txt");
	assert_int_equal(m.files[1].size, 8);
	assert_memory_equal(m.files[1].bytes, "not read", 8);
}

static void machines_are_known(void **state)
{
	assert_true(read_mail(*state, "Auto-Submitted: auto-replied\r\n\r\nI am away.").automatic);
	assert_true(read_mail(*state, "Precedence: bulk\r\n\r\nx").automatic);
	assert_true(read_mail(*state, "Return-Path: <>\r\n\r\nx").automatic);
	assert_false(read_mail(*state, "Auto-Submitted: no\r\n\r\nx").automatic);
}

static void a_report_says_what_did_not_arrive(void **state)
{
	static const char report[] = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\nMIME-Version: 1.0\r\n\r\n"
				     "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
				     "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; x@example.org\r\n"
				     "Action: %s\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n"
				     "--b\r\nContent-Type: %s\r\n\r\nMessage-ID: <one@crm.example>\r\nSubject: Hi\r\n\r\n--b--\r\n";
	struct unit *u = *state;
	static const char *const types[] = {"message/rfc822", "text/rfc822-headers"};
	for (size_t i = 0; i < COUNT(types); i++) {
		struct incoming m = read_mail(u, arena_printf(u->arena, report, "failed", types[i]));
		assert_true(m.bounced);
		assert_string_equal(m.bounce_id, "one@crm.example");
		assert_string_equal(m.bounce_words, "5.1.1 smtp; 550 no such user");
	}
	assert_false(read_mail(u, arena_printf(u->arena, report, "delayed", types[0])).bounced);
}

static void any_bytes_are_some_mail(void **state)
{
	struct unit *u = *state;
	assert_string_equal(read_mail(u, "").text, "");
	assert_string_equal(read_mail(u, "Subject: \xff\xfe\r\n\r\n\xc3(\x01").text, "\xef\xbf\xbd(");
	char *deep = arena_strdup(u->arena, "x");
	for (int i = 0; i < 60; i++)
		deep = arena_printf(u->arena, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n%s\r\n--b%d--\r\n", i, i, deep, i);
	assert_int_equal(read_mail(u, deep).file_count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT(a_plain_answer),
	    UNIT(of_alternatives_the_plain_one_is_read),
	    UNIT(files_are_named_and_pictures_of_the_page_are_none),
	    UNIT(machines_are_known),
	    UNIT(a_report_says_what_did_not_arrive),
	    UNIT(any_bytes_are_some_mail),
	};
	return UNIT_RUN(tests);
}
