/* SPDX-License-Identifier: Apache-2.0 */
#include "notify/words.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/jvalue.h"
#include "notify/kind.h"

/* One line of text, whatever it came with. */
static void put_line(struct buf *b, const char *s)
{
	for (; *s != '\0'; s++)
		buf_put(b, (unsigned char)*s < ' ' || *s == 0x7f ? ' ' : *s);
}

struct filling {
	enum kind_language language;
	int64_t times;
	const struct jvalue *params;
};

static void put_parameter(struct buf *b, const struct filling *f, const char *name)
{
	if (strcmp(name, "times") == 0) {
		buf_int(b, f->times);
		return;
	}
	const char *value = jvalue_string(jvalue_get(f->params, name));
	put_line(b, kind_phrase(name, value == NULL ? "" : value, f->language));
}

static const char *filled(struct arena *a, const char *text, const struct filling *f)
{
	struct buf b;
	buf_init(&b, a, strlen(text) + 64);
	while (*text != '\0') {
		size_t n = strcspn(text, "{");
		buf_write(&b, text, n);
		text += n;
		const char *close = strchr(text, '}');
		if (close == NULL)
			break;
		put_parameter(&b, f, arena_strndup(a, text + 1, (size_t)(close - text - 1)));
		text = close + 1;
	}
	return buf_text(&b);
}

void words_write(struct arena *a, const char *kind, const char *language, int64_t times, const struct jvalue *params, struct words *out)
{
	const struct kind *k = kind_find(kind);
	struct filling f = {.language = strcmp(language, "fr") == 0 ? KIND_FR : KIND_EN, .times = times, .params = params};
	if (k == NULL) {
		*out = (struct words){.title = kind, .message = ""};
		return;
	}
	const struct kind_words *w = &k->words[f.language];
	*out = (struct words){.title = filled(a, times > 1 ? w->title_of_several : w->title, &f),
			      .message = filled(a, w->message, &f),
			      .link = k->link == NULL ? NULL : filled(a, k->link, &f)};
}
