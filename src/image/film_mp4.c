/* SPDX-License-Identifier: Apache-2.0 */
#include "image/film_mp4.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

enum { SLICE = 1, SLICE_IDR = 5, SEQUENCE = 7, PICTURE = 8, PARAMETERS_MOST = 1024, RESOLUTION = 1000 };

struct unit {
	const uint8_t *p;
	size_t size;
};

struct film {
	struct unit sequence, picture; /* parameters, the same for all of it */
	struct buf samples;	       /* of `struct sample` */
	struct buf data;	       /* units, each with its size before it */
	size_t count;
};

struct sample {
	uint32_t size;
	bool is_key;
};

/* ---- units */

/* Where the next 00 00 01 begins, or `n`. */
static size_t next_start(const uint8_t *p, size_t n, size_t from)
{
	for (size_t i = from; i + 3 <= n; i++)
		if (p[i] == 0 && p[i + 1] == 0 && p[i + 2] == 1)
			return i;
	return n;
}

/* The unit at *at, which is moved behind it. */
static bool next_unit(const uint8_t *p, size_t n, size_t *at, struct unit *out)
{
	size_t start = next_start(p, n, *at), end;
	if (start == n)
		return false;
	start += 3;
	end = next_start(p, n, start);
	*at = end;
	while (end > start && p[end - 1] == 0) /* the first of a longer start code, or padding */
		end--;
	*out = (struct unit){p + start, end - start};
	return true;
}

static void put32(struct buf *b, uint32_t v)
{
	const char bytes[] = {(char)(v >> 24), (char)(v >> 16), (char)(v >> 8), (char)v};
	buf_write(b, bytes, 4);
}

static void put16(struct buf *b, unsigned v)
{
	buf_put(b, (char)(v >> 8));
	buf_put(b, (char)v);
}

static struct sample *samples(struct film *f)
{
	return (struct sample *)(void *)f->samples.data;
}

/* A slice that begins at the first block begins a picture. */
static int add_slice(struct film *f, const struct unit *u, bool is_key)
{
	bool is_first = u->size > 1 && (u->p[1] & 0x80) != 0;
	if (is_first) {
		const struct sample s = {0, is_key};
		buf_write(&f->samples, &s, sizeof s);
		f->count++;
	}
	if (f->count == 0)
		return -1;
	samples(f)[f->count - 1].size += (uint32_t)u->size + 4;
	put32(&f->data, (uint32_t)u->size);
	buf_write(&f->data, u->p, u->size);
	return 0;
}

static int add_unit(struct film *f, const struct unit *u)
{
	int type = u->size == 0 ? 0 : u->p[0] & 0x1f;
	if (type == SLICE || type == SLICE_IDR)
		return add_slice(f, u, type == SLICE_IDR);
	if ((type == SEQUENCE || type == PICTURE) && u->size <= PARAMETERS_MOST) {
		struct unit *same = type == SEQUENCE ? &f->sequence : &f->picture;
		if (same->p != NULL && (same->size != u->size || memcmp(same->p, u->p, u->size) != 0))
			return -1;
		*same = *u;
	}
	return 0; /* words to people are left out */
}

static int split(struct film *f, const uint8_t *p, size_t n)
{
	struct unit u;
	size_t at = 0;
	while (next_unit(p, n, &at, &u))
		if (add_unit(f, &u) < 0)
			return -1;
	return f->count > 0 && f->sequence.size >= 4 && f->picture.p != NULL && samples(f)[0].is_key ? 0 : -1;
}

/* ---- boxes */

static size_t open_box(struct buf *b, const char *type)
{
	size_t at = b->size;
	put32(b, 0);
	buf_write(b, type, 4);
	return at;
}

static size_t open_full(struct buf *b, const char *type, uint32_t flags)
{
	size_t at = open_box(b, type);
	put32(b, flags);
	return at;
}

static void set32(struct buf *b, size_t at, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		b->data[at + (size_t)i] = (char)(v >> (24 - 8 * i));
}

static void close_box(struct buf *b, size_t at)
{
	set32(b, at, (uint32_t)(b->size - at));
}

static void zeros(struct buf *b, int n)
{
	for (int i = 0; i < n; i++)
		buf_put(b, 0);
}

static void matrix(struct buf *b)
{
	static const uint32_t unity[] = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};
	for (int i = 0; i < 9; i++)
		put32(b, unity[i]);
}

static void file_type(struct buf *b)
{
	size_t at = open_box(b, "ftyp");
	buf_lit(b, "isom");
	put32(b, 0x200);
	buf_lit(b, "isomiso2avc1mp41");
	close_box(b, at);
}

static void movie_header(struct buf *b, uint32_t duration)
{
	size_t at = open_full(b, "mvhd", 0);
	zeros(b, 8); /* when it was made and changed: not told */
	put32(b, RESOLUTION);
	put32(b, duration);
	put32(b, 0x10000); /* speed */
	put16(b, 0x100);   /* loudness */
	zeros(b, 10);
	matrix(b);
	zeros(b, 24);
	put32(b, 2); /* the next track */
	close_box(b, at);
}

static void track_header(struct buf *b, const struct mp4_shape *shape, uint32_t duration)
{
	size_t at = open_full(b, "tkhd", 3); /* shown */
	zeros(b, 8);
	put32(b, 1);
	zeros(b, 4);
	put32(b, duration);
	zeros(b, 16);
	matrix(b);
	put32(b, (uint32_t)shape->width << 16);
	put32(b, (uint32_t)shape->height << 16);
	close_box(b, at);
}

static void media_header(struct buf *b, const struct mp4_shape *shape, size_t count)
{
	size_t at = open_full(b, "mdhd", 0);
	zeros(b, 8);
	put32(b, (uint32_t)shape->rate * RESOLUTION);
	put32(b, (uint32_t)count * RESOLUTION);
	put16(b, 0x55c4); /* no language */
	put16(b, 0);
	close_box(b, at);
	at = open_full(b, "hdlr", 0);
	zeros(b, 4);
	buf_lit(b, "vide");
	zeros(b, 13); /* and no name */
	close_box(b, at);
}

static void decoder(struct buf *b, const struct film *f)
{
	size_t at = open_box(b, "avcC");
	buf_put(b, 1);
	buf_write(b, f->sequence.p + 1, 3); /* profile and level */
	buf_put(b, (char)0xff);		    /* sizes of 4 bytes */
	buf_put(b, (char)0xe1);
	put16(b, (unsigned)f->sequence.size);
	buf_write(b, f->sequence.p, f->sequence.size);
	buf_put(b, 1);
	put16(b, (unsigned)f->picture.size);
	buf_write(b, f->picture.p, f->picture.size);
	if (f->sequence.p[1] >= 100) { /* 4:2:0 of 8 bits */
		buf_write(b, "\xfd\xf8\xf8", 3);
		buf_put(b, 0);
	}
	close_box(b, at);
}

static void description(struct buf *b, const struct film *f, const struct mp4_shape *shape)
{
	size_t at = open_full(b, "stsd", 0), entry;
	put32(b, 1);
	entry = open_box(b, "avc1");
	zeros(b, 6);
	put16(b, 1);
	zeros(b, 16);
	put16(b, (unsigned)shape->width);
	put16(b, (unsigned)shape->height);
	put32(b, 0x480000); /* 72 to the inch, twice */
	put32(b, 0x480000);
	zeros(b, 4);
	put16(b, 1);
	zeros(b, 32);
	put16(b, 24);
	put16(b, 0xffff);
	decoder(b, f);
	size_t colour = open_box(b, "colr");
	buf_lit(b, "nclx");
	for (int i = 0; i < 3; i++)
		put16(b, 1); /* BT.709 */
	buf_put(b, 0);
	close_box(b, colour);
	close_box(b, entry);
	close_box(b, at);
}

static void keys(struct buf *b, struct film *f)
{
	size_t at = open_full(b, "stss", 0), count = b->size;
	uint32_t n = 0;
	put32(b, 0);
	for (size_t i = 0; i < f->count; i++)
		if (samples(f)[i].is_key) {
			put32(b, (uint32_t)i + 1);
			n++;
		}
	set32(b, count, n);
	close_box(b, at);
}

/* Returns where the place of the pictures is to be written. */
static size_t table(struct buf *b, struct film *f, const struct mp4_shape *shape)
{
	size_t at = open_box(b, "stbl"), box;
	description(b, f, shape);
	box = open_full(b, "stts", 0);
	put32(b, 1);
	put32(b, (uint32_t)f->count);
	put32(b, RESOLUTION);
	close_box(b, box);
	keys(b, f);
	box = open_full(b, "stsc", 0); /* all of them in one run */
	put32(b, 1);
	put32(b, 1);
	put32(b, (uint32_t)f->count);
	put32(b, 1);
	close_box(b, box);
	box = open_full(b, "stsz", 0);
	put32(b, 0);
	put32(b, (uint32_t)f->count);
	for (size_t i = 0; i < f->count; i++)
		put32(b, samples(f)[i].size);
	close_box(b, box);
	box = open_full(b, "stco", 0);
	put32(b, 1);
	size_t place = b->size;
	put32(b, 0);
	close_box(b, box);
	close_box(b, at);
	return place;
}

static size_t information(struct buf *b, struct film *f, const struct mp4_shape *shape)
{
	size_t at = open_box(b, "minf"), box = open_full(b, "vmhd", 1), place;
	zeros(b, 8);
	close_box(b, box);
	box = open_box(b, "dinf");
	size_t inner = open_full(b, "dref", 0);
	put32(b, 1);
	size_t here = open_full(b, "url ", 1); /* in this file */
	close_box(b, here);
	close_box(b, inner);
	close_box(b, box);
	place = table(b, f, shape);
	close_box(b, at);
	return place;
}

static size_t movie(struct buf *b, struct film *f, const struct mp4_shape *shape)
{
	uint32_t duration = (uint32_t)(f->count * RESOLUTION / (size_t)shape->rate);
	size_t at = open_box(b, "moov");
	movie_header(b, duration);
	size_t track = open_box(b, "trak");
	track_header(b, shape, duration);
	size_t media = open_box(b, "mdia");
	media_header(b, shape, f->count);
	size_t place = information(b, f, shape);
	close_box(b, media);
	close_box(b, track);
	close_box(b, at);
	return place;
}

int mp4_write(struct arena *a, const void *h264, size_t n, const struct mp4_shape *shape, struct buf *out,
	      size_t *pictures)
{
	struct film f = {.count = 0};
	buf_init(&f.samples, a, 4096 * sizeof(struct sample));
	buf_init(&f.data, a, n + 4096);
	if (n > UINT32_MAX / 2 || split(&f, h264, n) < 0)
		return -1;
	file_type(out);
	size_t place = movie(out, &f, shape);
	put32(out, (uint32_t)f.data.size + 8);
	buf_lit(out, "mdat");
	set32(out, place, (uint32_t)out->size);
	buf_write(out, f.data.data, f.data.size);
	*pictures = f.count;
	return 0;
}
