/* SPDX-License-Identifier: Apache-2.0 */
/* What a film is to be like, and what an encoder may answer: an order that is taken is in its ranges; a file that is
 * made holds each picture that was counted. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/jvalue.h"
#include "base/utf8.h"
#include "image/film_mp4.h"
#include "image/film_order.h"

static void check_text(const char *text)
{
	MUST(text == NULL || (utf8_valid(text, strlen(text)) && utf8_length(text, strlen(text)) <= FILM_TEXT_MOST &&
			      strcspn(text, "\n\r\t") == strlen(text)));
}

static void check_order(const struct jvalue *v)
{
	struct film_order order;
	const char *why = NULL;
	if (film_order_read(v, &order, &why) < 0) {
		MUST(why != NULL && strlen(why) > 0);
		return;
	}
	MUST(order.photos >= FILM_PHOTOS_LEAST && order.photos <= FILM_PHOTOS_MOST);
	MUST(order.seconds >= FILM_SECONDS_LEAST && order.seconds <= FILM_SECONDS_MOST);
	MUST(order.width <= 1920 && order.height <= 1920 && order.width * order.height > 0);
	check_text(order.title);
	for (size_t i = 0; i < FILM_PHOTOS_MOST; i++)
		check_text(order.captions[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct mp4_shape shape = {1920, 1080, 25};
	struct arena *a = arena_new(4096);
	const struct jvalue *v;
	struct json_fault fault;
	struct buf out;
	size_t pictures = 0;
	if (jvalue_parse(a, (const char *)data, size, &v, &fault) == 0)
		check_order(v);
	buf_init(&out, a, 1024);
	if (mp4_write(a, data, size, &shape, &out, &pictures) == 0)
		MUST(pictures > 0 && out.size > 600 && memcmp(out.data + 4, "ftyp", 4) == 0);
	arena_free(a);
	return 0;
}
