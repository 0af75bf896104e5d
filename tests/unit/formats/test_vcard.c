/* SPDX-License-Identifier: Apache-2.0 */
/* Cards as telephones and programs send them (tests/vectors/vcards.json), and ours there and back. */
#include <stdlib.h>
#include <strings.h>

#include "../unit.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/jvalue.h"
#include "formats/vcard.h"

static const char *or_dash(const char *s)
{
	return s == NULL ? "-" : s;
}

/* Everything in a card, in one line each. */
static const char *shown(struct unit *u, const struct vcard *c)
{
	struct buf b;
	buf_init(&b, u->arena, 256);
	buf_printf(&b, "name %s\n", or_dash(c->name));
	const struct {
		const char *name, *value;
	} texts[] = {{"uid", c->uid}, {"org", c->organization}, {"title", c->title}, {"bday", c->birthday}, {"note", c->note}, {"url", c->url}};
	for (size_t i = 0; i < COUNT(texts); i++)
		if (texts[i].value != NULL)
			buf_printf(&b, "%s %s\n", texts[i].name, texts[i].value);
	for (size_t i = 0; i < c->email_count; i++)
		buf_printf(&b, "email %s (%s)\n", c->emails[i].text, or_dash(c->emails[i].label));
	for (size_t i = 0; i < c->phone_count; i++)
		buf_printf(&b, "phone %s (%s)\n", c->phones[i].text, or_dash(c->phones[i].label));
	for (size_t i = 0; i < c->address_count; i++) {
		const struct vcard_address *v = &c->addresses[i];
		buf_printf(&b, "address %s|%s|%s|%s|%s (%s)\n", or_dash(v->street), or_dash(v->city), or_dash(v->region), or_dash(v->code),
			   or_dash(v->country), or_dash(v->label));
	}
	for (size_t i = 0; i < c->category_count; i++)
		buf_printf(&b, "category %s\n", c->categories[i]);
	return buf_text(&b);
}

static const struct jvalue *vectors(struct unit *u)
{
	const struct jvalue *all = NULL;
	struct json_fault fault;
	char *text = NULL;
	size_t n = 0;
	const char *path = arena_printf(u->arena, "%s/vcards.json", getenv("VECTORS"));
	assert_int_equal(file_read(u->arena, path, 1 << 20, &text, &n, &u->p), 0);
	assert_int_equal(jvalue_parse(u->arena, text, n, &all, &fault), 0);
	return all;
}

/* A file holds UTF-8; a card in another encoding stands there as the letters that have its bytes as numbers. */
static void to_bytes(char *s)
{
	char *to = s;
	for (const unsigned char *c = (const unsigned char *)s; *c != '\0'; c++)
		if ((*c == 0xc2 || *c == 0xc3) && c[1] != '\0') {
			*to++ = (char)(c[0] << 6 | (c[1] & 0x3f));
			c++;
		} else {
			*to++ = (char)*c;
		}
	*to = '\0';
}

static void cards_of_others_are_read(void **state)
{
	struct unit *u = *state;
	const struct jvalue *all = vectors(u);
	for (size_t i = 0; i < jvalue_size(all); i++) {
		const struct jvalue *v = jvalue_at(all, i);
		char *card = arena_strdup(u->arena, jvalue_string(jvalue_get(v, "card")));
		struct vcard out;
		print_message("%s\n", jvalue_string(jvalue_get(v, "name")));
		if (jvalue_bool(jvalue_get(v, "bytes")))
			to_bytes(card);
		vcard_read(u->arena, card, strlen(card), &out);
		assert_string_equal(shown(u, &out), jvalue_string(jvalue_get(v, "read")));
	}
}

static const struct vcard full = {
    .uid = "urn:uuid:019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e",
    .name = "Jos\xc3\xa9" "e Weber-D'Alzette, dite \"la voisine; du 24\" \\ \xe2\x82\xac \xf0\x9f\x98\x80 et un nom bien long pour plier",
    .organization = "Alzette; S\xc3\xa0rl",
    .title = "G\xc3\xa9rante",
    .note = "one\ntwo, three; four\\n",
    .url = "https://example.com/?a=1;b=2,3",
    .birthday = "1985-04-12",
    .emails = (const struct vcard_value[]){{"josee@example.com", "work"}, {"j@example.com", "Chez sa s\xc5\x93ur"}, {"k@example.com", NULL}},
    .email_count = 3,
    .phones = (const struct vcard_value[]){{"+352661123456", "cell"}, {"+35226123456", "work fax"}},
    .phone_count = 2,
    .addresses = (const struct vcard_address[]){{"24, rue Ermesinde", "Luxembourg", NULL, "L-1469", "Luxembourg", "home"}},
    .address_count = 1,
    .categories = (const char *const[]){"vip", "a, b"},
    .category_count = 2,
};

static const char *written(struct unit *u, const struct vcard *card, enum vcard_version version)
{
	struct buf b;
	buf_init(&b, u->arena, 256);
	vcard_write(&b, card, version);
	return buf_text(&b);
}

static void what_is_written_is_read_again(void **state)
{
	struct unit *u = *state;
	for (enum vcard_version version = VCARD_3; version <= VCARD_4; version++) {
		struct vcard again;
		const char *text = written(u, &full, version);
		vcard_read(u->arena, text, strlen(text), &again);
		assert_string_equal(shown(u, &again), shown(u, &full));
	}
}

static void a_small_card_is_these_bytes(void **state)
{
	struct unit *u = *state;
	const struct vcard small = {.name = "Tim O'Hara",
				    .emails = (const struct vcard_value[]){{"tim@example.com", "work"}},
				    .email_count = 1,
				    .birthday = "--04-12",
				    .changed = "2026-05-12T09:30:00Z"};
	assert_string_equal(written(u, &small, VCARD_4), "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Tim O'Hara\r\nN:O'Hara;Tim;;;\r\n"
							 "EMAIL;TYPE=work:tim@example.com\r\nBDAY:--0412\r\nREV:20260512T093000Z\r\nEND:VCARD\r\n");
	assert_string_equal(written(u, &small, VCARD_3), "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Tim O'Hara\r\nN:O'Hara;Tim;;;\r\n"
							 "EMAIL;TYPE=work:tim@example.com\r\nREV:2026-05-12T09:30:00Z\r\nEND:VCARD\r\n");
}

static void no_line_is_longer_than_75_bytes(void **state)
{
	for (const char *s = written(*state, &full, VCARD_4), *end; (end = strstr(s, "\r\n")) != NULL; s = end + 2)
		assert_true(end - s <= 75);
}

static int count_card(void *arg, const char *s, size_t n, struct problem *p)
{
	(void)p;
	assert_true(n >= 23 && strncasecmp(s, "BEGIN:VCARD", 11) == 0);
	++*(int *)arg;
	return 0;
}

static void a_file_is_split_into_its_cards(void **state)
{
	struct unit *u = *state;
	static const char file[] = "\xef\xbb\xbf" "BEGIN:VCARD\r\nFN:a\r\nEND:VCARD\r\n\r\nnoise\nbegin:vcard\nAGENT:\nBEGIN:VCARD\nFN:x\nEND:VCARD\nend:vcard \n"
				   "BEGIN:VCARD\nFN:b\nEND:VCARD";
	for (size_t step = 1; step < sizeof file; step += 7) {
		int cards = 0;
		struct vcard_split *v = vcard_split_new(u->arena, count_card, &cards);
		for (size_t at = 0; at < sizeof file - 1; at += step)
			assert_int_equal(vcard_split_read(v, file + at, sizeof file - 1 - at < step ? sizeof file - 1 - at : step, &u->p), 0);
		assert_int_equal(vcard_split_end(v, &u->p), 0);
		assert_int_equal(cards, 3);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT(cards_of_others_are_read),
	    UNIT(what_is_written_is_read_again),
	    UNIT(a_small_card_is_these_bytes),
	    UNIT(no_line_is_longer_than_75_bytes),
	    UNIT(a_file_is_split_into_its_cards),
	};
	return UNIT_RUN(tests);
}
