/* SPDX-License-Identifier: Apache-2.0 */
#include "notify/words.h"

#include <string.h>

#include "base/jvalue.h"
#include "notify/kind.h"
#include "../unit.h"

static struct words words_of(struct unit *u, const char *kind, const char *language, int64_t times, const char *params)
{
	const struct jvalue *v;
	struct json_fault fault;
	struct words w;
	assert_int_equal(jvalue_parse(u->arena, params, strlen(params), &v, &fault), 0);
	words_write(u->arena, kind, language, times, v, &w);
	return w;
}

static void parameters_stand_where_they_belong(void **state)
{
	struct words w = words_of(*state, "invitation_accepted", "en", 1, "{\"email\":\"tom@example.com\",\"role\":\"agent\"}");
	assert_string_equal(w.title, "tom@example.com has joined");
	assert_string_equal(w.message, "The invitation was accepted. Role: agent.");
	assert_string_equal(w.link, "/members");
}

static void names_of_ours_are_said_in_words(void **state)
{
	assert_string_equal(words_of(*state, "role_changed", "en", 1, "{\"role\":\"admin\"}").title, "Your role is now: administrator");
	assert_string_equal(words_of(*state, "role_changed", "fr", 1, "{\"role\":\"viewer\"}").title, "Votre rôle est désormais : lecteur");
	assert_string_equal(words_of(*state, "webhook_disabled", "fr", 1, "{\"url\":\"https://a.example\",\"reason\":\"gone\"}").message,
			    "https://a.example : le destinataire a répondu qu’il n’existe plus. Rien n’y est envoyé tant que personne ne le réactive.");
}

static void what_happened_often_says_how_often(void **state)
{
	assert_string_equal(words_of(*state, "job_failed", "en", 1, "{\"job\":\"media.derive\"}").title, "Failed: preparing a photo");
	assert_string_equal(words_of(*state, "job_failed", "en", 12, "{\"job\":\"media.derive\"}").title, "Failed 12 times: preparing a photo");
	assert_string_equal(words_of(*state, "job_failed", "fr", 12, "{\"job\":\"media.derive\"}").title, "12 échecs : préparation d’une photo");
}

static void a_job_without_words_is_said_in_general(void **state)
{
	assert_string_equal(words_of(*state, "job_completed", "fr", 1, "{\"job\":\"test.other\"}").title, "Terminé : tâche de fond");
	assert_null(words_of(*state, "job_completed", "fr", 1, "{\"job\":\"test.other\"}").link);
}

static void a_parameter_that_is_missing_leaves_its_place_empty(void **state)
{
	assert_string_equal(words_of(*state, "invitation_accepted", "en", 1, "{\"role\":5}").title, " has joined");
}

/* People choose addresses and names; what they choose stays one line of text and is never read as a template. */
static void a_parameter_adds_neither_lines_nor_parameters(void **state)
{
	assert_string_equal(words_of(*state, "invitation_accepted", "en", 3, "{\"email\":\"a\\nb {times}\"}").title, "a b {times} has joined");
}

static void a_language_that_we_do_not_speak_is_english(void **state)
{
	assert_string_equal(words_of(*state, "role_changed", "de", 1, "{\"role\":\"agent\"}").title, "Your role is now: agent");
}

static void a_kind_of_a_newer_program_is_said_by_its_name(void **state)
{
	struct words w = words_of(*state, "of_tomorrow", "fr", 1, "{}");
	assert_string_equal(w.title, "of_tomorrow");
	assert_string_equal(w.message, "");
	assert_null(w.link);
}

/* {name} as often as in the other language, so that no translation has lost something. */
static size_t places(const char *text)
{
	size_t n = 0;
	for (; (text = strchr(text, '{')) != NULL; text++)
		n++;
	return n;
}

static void both_languages_say_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; kind_at(i) != NULL; i++) {
		const struct kind *k = kind_at(i);
		const struct kind_words *en = &k->words[KIND_EN], *fr = &k->words[KIND_FR];
		assert_int_equal(places(en->title), places(fr->title));
		assert_int_equal(places(en->title_of_several), places(fr->title_of_several));
		assert_int_equal(places(en->message), places(fr->message));
		assert_ptr_equal(kind_find(k->name), k);
	}
	assert_null(kind_find("of_tomorrow"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT(parameters_stand_where_they_belong),
	    UNIT(names_of_ours_are_said_in_words),
	    UNIT(what_happened_often_says_how_often),
	    UNIT(a_job_without_words_is_said_in_general),
	    UNIT(a_parameter_that_is_missing_leaves_its_place_empty),
	    UNIT(a_parameter_adds_neither_lines_nor_parameters),
	    UNIT(a_language_that_we_do_not_speak_is_english),
	    UNIT(a_kind_of_a_newer_program_is_said_by_its_name),
	    UNIT(both_languages_say_the_same),
	};
	return UNIT_RUN(tests);
}
