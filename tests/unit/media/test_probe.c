/* SPDX-License-Identifier: Apache-2.0 */
/* Real files, made by libvips, libheif and libwebp, and what becomes of them when they are damaged. */
#include "media/probe.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/problem.h"
#include "media/types.h"
#include "media/view.h"

struct content {
	uint8_t *bytes;
	size_t size;
	size_t reads;
	int64_t fails_at; /* a read that covers this byte fails; -1: none */
};

static struct arena *arena;
static struct probe found;

static const char *folder(void)
{
	return arena_printf(arena, "%s/../fuzz/corpus/probe", getenv("VECTORS"));
}

static struct content load(const char *name)
{
	struct problem p;
	char *text;
	size_t n;
	problem_init(&p, arena);
	if (file_read(arena, arena_printf(arena, "%s/%s", folder(), name), 1 << 20, &text, &n, &p) < 0)
		fail_msg("%s", p.detail);
	return (struct content){(uint8_t *)text, n, 0, -1};
}

static int read_content(void *arg, int64_t offset, void *out, size_t n)
{
	struct content *c = arg;
	assert_true(offset >= 0 && (size_t)offset + n <= c->size);
	c->reads++;
	if (c->fails_at >= offset && c->fails_at < offset + (int64_t)n)
		return -1;
	memcpy(out, c->bytes + offset, n);
	return 0;
}

static const char *type_of(struct content *c)
{
	assert_int_equal(probe_run(arena, (int64_t)c->size, read_content, c, &found), 0);
	assert_true((found.type == NULL) == (found.why != NULL));
	return found.type == NULL ? "unknown" : found.type->content_type;
}

static void is(const char *name, const char *type, uint32_t width, uint32_t height, const char *taken_at)
{
	struct content c = load(name);
	if (strcmp(type_of(&c), type) != 0)
		fail_msg("%s: %s %s", name, type_of(&c), found.why);
	if (found.width != width || found.height != height || strcmp(found.taken_at, taken_at) != 0)
		fail_msg("%s: %ux%u '%s'", name, found.width, found.height, found.taken_at);
	assert_int_equal(c.reads, 1);
}

static void files_are_what_they_are(void **state)
{
	(void)state;
	is("plain.jpg", "image/jpeg", 12, 8, "");
	is("progressive.jpg", "image/jpeg", 12, 8, "");
	is("plain.png", "image/png", 12, 8, "");
	is("lossy.webp", "image/webp", 12, 8, "");
	is("lossless.webp", "image/webp", 12, 8, "");
	is("animated.webp", "image/webp", 12, 8, "");
	is("plain.heic", "image/heic", 64, 48, "");
	is("plain.pdf", "application/pdf", 0, 0, "");
}

static void size_and_moment_are_as_the_camera_meant(void **state)
{
	(void)state;
	is("exif.jpg", "image/jpeg", 8, 12, "2026-03-04T05:06:07+02:00");
	is("nozone.jpg", "image/jpeg", 12, 8, "2025-12-31T23:59:59");
	is("exif.png", "image/png", 8, 12, "2026-03-04T05:06:07-05:30");
	is("exif.webp", "image/webp", 8, 12, "2026-03-04T05:06:07+02:00");
}

/* libheif shows these in the same sizes. */
static void heic_is_turned_by_its_own_properties(void **state)
{
	(void)state;
	is("exif.heic", "image/heic", 64, 48, "2026-03-04T05:06:07+02:00");
	is("turned.heic", "image/heic", 48, 64, "2026-03-04T05:06:07+02:00");
	is("cropped.heic", "image/heic", 40, 60, "2026-03-04T05:06:07+02:00");
}

static void hostile_sizes_are_reported(void **state)
{
	(void)state;
	is("bomb.png", "image/png", 30000, 30000, "");
	assert_true((uint64_t)found.width * found.height > PROBE_PIXELS_MOST);
}

static void unknown(struct content c, const char *why)
{
	if (strcmp(type_of(&c), "unknown") != 0 || strcmp(found.why, why) != 0)
		fail_msg("%s: %s", type_of(&c), found.why);
	assert_int_equal(found.width, 0);
	assert_string_equal(found.taken_at, "");
}

static struct content bytes(const char *text, size_t n)
{
	uint8_t *copy = arena_alloc(arena, n + 1);
	memcpy(copy, text, n);
	return (struct content){copy, n, 0, -1};
}

#define BYTES(literal) bytes((literal), sizeof(literal) - 1)

static void other_files_are_unknown(void **state)
{
	(void)state;
	unknown(BYTES(""), "is empty");
	unknown(BYTES("\xff"), "is of no known type");
	unknown(BYTES("GIF89a\1\0\1\0\0\0\0;"), "is of no known type");
	unknown(BYTES("<svg xmlns='http://www.w3.org/2000/svg'/>"), "is of no known type");
	unknown(BYTES("\n%PDF-1.4\nstartxref\n0\n%%EOF"), "is of no known type");
	unknown(BYTES("MZ\x90"), "is of no known type");
	unknown(load("plain.avif"), "is no HEIC");
}

/* Every file cut anywhere is unknown: whoever lost the end of a photo must hear of it. */
static void files_that_are_cut_off_are_unknown(void **state)
{
	(void)state;
	static const char *const names[] = {"exif.jpg",	  "progressive.jpg", "exif.png",
					    "lossy.webp", "exif.webp",	     "turned.heic"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct content c = load(names[i]);
		for (size_t n = c.size; n-- > 0;) {
			struct content cut = {c.bytes, n, 0, -1};
			if (strcmp(type_of(&cut), "unknown") != 0)
				fail_msg("%s cut to %zu of %zu bytes", names[i], n, c.size);
		}
	}
	struct content pdf = load("plain.pdf");
	pdf.size -= 6; /* "%%EOF\n" */
	unknown(pdf, "ends too early");
}

static struct content with_tail(const char *name, const char *tail, size_t n)
{
	struct content c = load(name);
	uint8_t *all = arena_alloc(arena, c.size + n);
	memcpy(all, c.bytes, c.size);
	memcpy(all + c.size, tail, n);
	return (struct content){all, c.size + n, 0, -1};
}

#define WITH_TAIL(name, tail) with_tail((name), (tail), sizeof(tail) - 1)

static void what_follows_the_end_is_not_let_pass(void **state)
{
	(void)state;
	unknown(WITH_TAIL("plain.png", "x"), "does not end where a PNG ends");
	unknown(WITH_TAIL("plain.png", "x\0\0\0\0IEND\xae\x42\x60\x82"), "goes on behind its end");
	unknown(WITH_TAIL("lossy.webp", "x"), "goes on behind its end");
	unknown(WITH_TAIL("plain.heic", "12345678"), "ends too early");
}

static void phones_may_append_to_a_jpeg(void **state)
{
	(void)state;
	struct content c = WITH_TAIL("exif.jpg", "\0\0\0\x18"
						 "ftypmp42 a film");
	assert_string_equal(type_of(&c), "image/jpeg");
	char *film = arena_zero(arena, 1, 1 << 20); /* longer than the window */
	c = with_tail("exif.jpg", film, 1 << 20);
	assert_string_equal(type_of(&c), "image/jpeg");
	assert_int_equal(found.width, 8);
}

static void archives_behind_a_file_are_noticed(void **state)
{
	(void)state;
#define ZIP "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\3\0abc"
	unknown(WITH_TAIL("plain.jpg", ZIP), "is of two types at once");
	unknown(WITH_TAIL("plain.pdf", ZIP), "is of two types at once");
}

static void documents_in_the_head_of_an_image_are_noticed(void **state)
{
	(void)state;
	struct content c = load("plain.jpg");
	static const char *const words[] = {"<ScRiPt>", "%PDF-1.4", "<html ", "<!DOCTYPE", "<svg/", "<?php "};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t n = strlen(words[i]);
		uint8_t *all = arena_alloc(arena, c.size + n + 4);
		memcpy(all, c.bytes, 2);
		memcpy(all + 2, (const uint8_t[]){0xff, 0xfe, 0, (uint8_t)(n + 2)}, 4); /* a comment */
		memcpy(all + 6, words[i], n);
		memcpy(all + 6 + n, c.bytes + 2, c.size - 2);
		unknown((struct content){all, c.size + n + 4, 0, -1}, "is of two types at once");
	}
}

static void jpegs_that_browsers_do_not_show_are_unknown(void **state)
{
	(void)state;
	struct content c = load("plain.jpg");
	uint8_t *sof = memchr(c.bytes, 0xc0, c.size);
	while (sof[-1] != 0xff)
		sof = memchr(sof + 1, 0xc0, c.size - (size_t)(sof + 1 - c.bytes));
	*sof = 0xc3; /* lossless */
	unknown(c, "is a JPEG of a kind that browsers do not show");
	*sof = 0xc0;
	sof[4] = sof[5] = 0; /* the height would follow in a DNL segment */
	unknown(c, "has no size");
}

static void a_broken_png_header_is_unknown(void **state)
{
	(void)state;
	struct content c = load("plain.png");
	c.bytes[19]++; /* the width, but not its check sum */
	unknown(c, "has a broken header");
}

static void a_failing_read_is_no_verdict(void **state)
{
	(void)state;
	struct content c = with_tail("exif.jpg", arena_zero(arena, 1, 1 << 20), 1 << 20);
	c.fails_at = (int64_t)c.size - 1;
	assert_int_equal(probe_run(arena, (int64_t)c.size, read_content, &c, &found), -1);
	c.fails_at = 0;
	assert_int_equal(probe_run(arena, (int64_t)c.size, read_content, &c, &found), -1);
}

/* 4 GiB of chunks of nothing: the file claims it, and no more than a few reads happen. */
static int endless(void *arg, int64_t offset, void *out, size_t n)
{
	struct content *c = arg;
	c->reads++;
	memset(out, 0, n);
	if (offset == 0)
		memcpy(out, c->bytes, c->size);
	return 0;
}

static void reads_are_bounded(void **state)
{
	(void)state;
	struct content jpeg = load("plain.jpg"), webp = load("lossy.webp");
	jpeg.size -= 2;
	assert_int_equal(probe_run(arena, INT64_C(1) << 40, endless, &jpeg, &found), 0);
	assert_string_equal(found.why, "ends too early");
	assert_true(jpeg.reads <= MEDIA_VIEW_MOVES + 1);
	webp.size = 12;
	memset(webp.bytes + 4, 0xff, 4);
	assert_int_equal(probe_run(arena, INT64_C(0x100000007), endless, &webp, &found), 0);
	assert_null(found.type);
	assert_true(webp.reads <= MEDIA_VIEW_MOVES + 1);
}

/* Whatever byte is damaged, the answer comes, and only the reader that asserts its bounds is used. */
static void any_damaged_byte_is_survived(void **state)
{
	(void)state;
	DIR *d = opendir(folder());
	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		if (e->d_name[0] == '.')
			continue;
		struct content c = load(e->d_name);
		for (size_t i = 0; i < c.size; i++) {
			struct arena *keep = arena;
			arena = arena_new(1 << 20);
			c.bytes[i] ^= 0xff;
			type_of(&c);
			c.bytes[i] ^= 0xff;
			arena_free(arena);
			arena = keep;
		}
	}
	closedir(d);
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(4096);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(files_are_what_they_are),
		TEST(size_and_moment_are_as_the_camera_meant),
		TEST(heic_is_turned_by_its_own_properties),
		TEST(hostile_sizes_are_reported),
		TEST(other_files_are_unknown),
		TEST(files_that_are_cut_off_are_unknown),
		TEST(what_follows_the_end_is_not_let_pass),
		TEST(phones_may_append_to_a_jpeg),
		TEST(archives_behind_a_file_are_noticed),
		TEST(documents_in_the_head_of_an_image_are_noticed),
		TEST(jpegs_that_browsers_do_not_show_are_unknown),
		TEST(a_broken_png_header_is_unknown),
		TEST(a_failing_read_is_no_verdict),
		TEST(reads_are_bounded),
		TEST(any_damaged_byte_is_survived),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
