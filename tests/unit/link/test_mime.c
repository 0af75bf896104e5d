/* SPDX-License-Identifier: Apache-2.0 */
#include "link/mime.h"

#include "base/buf.h"
#include "../unit.h"

static struct mime plain(void)
{
	return (struct mime){.id = "01a1", .message_id = "01a1@crm.example", .from = "no-reply@crm.example", .from_name = "Stagefy",
			     .to = "jean@example.org", .to_name = "Jean Dupont", .subject = "Hello", .language = "en",
			     .date_us = INT64_C(1772600767000000), .text = "Hello\n", .html = "<p>Hello</p>\n"};
}

static const char *written(struct unit *u, const struct mime *m)
{
	struct buf b;
	buf_init(&b, u->arena, 1024);
	assert_int_equal(mime_write(m, &b, &u->p), 0);
	return buf_text(&b);
}

static void the_whole_of_it(void **state)
{
	struct unit *u = *state;
	struct mime m = plain();
	m.reply_to = "lea@maison.example";
	m.unsubscribe = "https://crm.example/u/abc";
	const char *once = written(u, &m);
	assert_string_equal(once, "Date: Wed, 04 Mar 2026 05:06:07 +0000\r\n"
				  "From: \"Stagefy\" <no-reply@crm.example>\r\n"
				  "To: \"Jean Dupont\" <jean@example.org>\r\n"
				  "Reply-To: <lea@maison.example>\r\n"
				  "Message-ID: <01a1@crm.example>\r\n"
				  "Subject: Hello\r\n"
				  "Auto-Submitted: auto-generated\r\n"
				  "List-Unsubscribe: <https://crm.example/u/abc>\r\n"
				  "Content-Language: en\r\n"
				  "MIME-Version: 1.0\r\n"
				  "Content-Type: multipart/alternative;\r\n boundary=\"=_01a1\"\r\n\r\n"
				  "--=_01a1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
				  "Hello\r\n\r\n"
				  "--=_01a1\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
				  "<p>Hello</p>\r\n\r\n"
				  "--=_01a1--\r\n");
	assert_string_equal(written(u, &m), once);
}

/* What a person writes, in a thread and with files. */
static void a_written_one_with_a_thread_and_files(void **state)
{
	static const char *const thread[] = {"a@crm.example", "b@mx.example"};
	static const struct mime_file files[] = {{"Plan à l’étage.pdf", "application/pdf", "%PDF-1.7 0123456789 0123456789 0123456789 0123456789 0123456789", 63},
						 {"x.png", "image/png", "", 0}};
	struct mime m = plain();
	m.written = true;
	m.in_reply_to = "b@mx.example";
	m.references = thread;
	m.reference_count = COUNT(thread);
	m.files = files;
	m.file_count = COUNT(files);
	const char *text = written(*state, &m);
	assert_null(strstr(text, "Auto-Submitted"));
	assert_non_null(strstr(text, "\r\nIn-Reply-To: <b@mx.example>\r\nReferences: <a@crm.example>\r\n <b@mx.example>\r\n"));
	assert_non_null(strstr(text, "Content-Type: multipart/mixed;\r\n boundary=\"=_01a1-files\"\r\n\r\n--=_01a1-files\r\n"
				     "Content-Type: multipart/alternative;\r\n boundary=\"=_01a1\"\r\n\r\n--=_01a1\r\n"));
	assert_non_null(strstr(text, "--=_01a1--\r\n--=_01a1-files\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
				     "Content-Disposition: attachment;\r\n filename*0*=UTF-8''Plan%20%C3%A0%20l%E2%80%99%C3%A9tage.;\r\n filename*1*=pdf\r\n\r\n"
				     "JVBERi0xLjcgMDEyMzQ1Njc4OSAwMTIzNDU2Nzg5IDAxMjM0NTY3ODkgMDEyMzQ1Njc4OSAwMTIz\r\n"));
	assert_non_null(strstr(text, " filename*0*=UTF-8''x.png\r\n\r\n--=_01a1-files--\r\n"));
}

static void nothing_adds_a_header(void **state)
{
	static const char *const evil[] = {"Hi\r\nBcc: all@example.org", "Hi\nBcc: all@example.org", "Hi\rBcc: all@example.org",
					   "\r\n\r\n<p>body", "Hi\r\n Bcc: all@example.org", "Hi\v\fBcc: all@example.org\x7f"};
	struct unit *u = *state;
	for (size_t i = 0; i < COUNT(evil); i++) {
		struct mime m = plain();
		m.subject = m.from_name = m.to_name = m.message_id = m.unsubscribe = evil[i];
		const char *text = written(u, &m), *end = strstr(text, "\r\n\r\n");
		int lines = 0;
		for (const char *s = text; s < end; s = strstr(s, "\r\n") + 2) {
			assert_int_not_equal(strncasecmp(s, "Bcc:", 4), 0);
			assert_int_not_equal(strncmp(s, "<p>", 3), 0);
			assert_null(memchr(s, '\n', (size_t)(strstr(s, "\r\n") - s)));
			lines += s[0] != ' ';
		}
		assert_int_equal(lines, 10);
	}
}

static void what_is_no_address_is_refused(void **state)
{
	static const char *const wrong[] = {"", "jean", "jean@example.org\r\nBcc: x@example.org", "a@b.c, d@e.f", "<jean@example.org>",
					    "jean@example.org>", "jean@exam ple.org"};
	struct unit *u = *state;
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct mime m = plain();
		struct buf b;
		buf_init(&b, u->arena, 64);
		m.to = wrong[i];
		assert_int_equal(mime_write(&m, &b, unit_again(u)), -1);
		assert_int_equal(u->p.code, PROBLEM_VALIDATION);
	}
}

static void expect_subject(struct unit *u, const char *text, const char *expected)
{
	struct buf b;
	buf_init(&b, u->arena, 64);
	mime_header_text(&b, sizeof "Subject: " - 1, text);
	assert_string_equal(buf_text(&b), expected);
}

static void subjects_are_plain_folded_or_encoded(void **state)
{
	struct unit *u = *state;
	expect_subject(u, "Hello", "Hello");
	expect_subject(u, "Visite prévue", "\r\n =?UTF-8?B?VmlzaXRlIHByw6l2dWU=?=");
	/* what looks like an encoded word is encoded, or it would be read as one */
	expect_subject(u, "=?UTF-8?Q?x?=", "\r\n =?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?=");
	expect_subject(u, "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
		       "One two three four five six seven eight nine ten eleven twelve\r\n thirteen fourteen fifteen");
	/* no word cuts a character in two, none is longer than 75 */
	expect_subject(u, "ééééééééééééééééééééééé", "\r\n =?UTF-8?B?w6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOp?=\r\n =?UTF-8?B?w6nDqQ==?=");
	expect_subject(u, "a\xff" "b", "a?b");
	expect_subject(u, "", "");
}

static void names_are_quoted_or_encoded(void **state)
{
	struct unit *u = *state;
	struct mime m = plain();
	m.to_name = "O\"Neil \\ Sons";
	assert_non_null(strstr(written(u, &m), "To: \"O\\\"Neil \\\\ Sons\" <jean@example.org>\r\n"));
	m.to_name = "Léa";
	assert_non_null(strstr(written(u, &m), "To: =?UTF-8?B?TMOpYQ==?= <jean@example.org>\r\n"));
	m.to_name = "";
	assert_non_null(strstr(written(u, &m), "To: <jean@example.org>\r\n"));
	m.to = "jean@exämple.org";
	assert_non_null(strstr(written(u, &m), "To: <jean@xn--exmple-cua.org>\r\n"));
}

static void expect_encoded(struct unit *u, const char *text, const char *expected)
{
	struct buf b;
	buf_init(&b, u->arena, 64);
	mime_quoted_printable(&b, text);
	assert_string_equal(buf_text(&b), expected);
}

static void bodies_are_quoted_printable(void **state)
{
	struct unit *u = *state;
	expect_encoded(u, "été = 1\n", "=C3=A9t=C3=A9 =3D 1\r\n");
	expect_encoded(u, "end \nend\t\n", "end=20\r\nend=09\r\n");
	expect_encoded(u, ".\n..\nFrom me\nFor you\n", "=2E\r\n=2E.\r\n=46rom me\r\nFor you\r\n");
	expect_encoded(u, "no end", "no end\r\n");
	expect_encoded(u, "a\rb", "a=0Db\r\n");
	/* 75 characters and the mark at most */
	expect_encoded(u, "1234567890123456789012345678901234567890123456789012345678901234567890123456",
		       "123456789012345678901234567890123456789012345678901234567890123456789012345=\r\n6\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT(the_whole_of_it),
	    UNIT(a_written_one_with_a_thread_and_files),
	    UNIT(nothing_adds_a_header),
	    UNIT(what_is_no_address_is_refused),
	    UNIT(subjects_are_plain_folded_or_encoded),
	    UNIT(names_are_quoted_or_encoded),
	    UNIT(bodies_are_quoted_printable),
	};
	return UNIT_RUN(tests);
}
