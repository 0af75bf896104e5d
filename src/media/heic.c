/* SPDX-License-Identifier: Apache-2.0 */
#include <stdbool.h>
#include <string.h>

#include "media/boxes.h"
#include "media/camera.h"
#include "media/formats.h"
#include "media/probe.h"
#include "media/view.h"

/* Where the file's own index says that things are. */
struct index {
	int64_t meta_at;
	size_t meta_size;
	bool film;
};

/* What the index says of the items. */
struct items {
	uint32_t primary, exif;
	bool has_exif, has_hevc, has_av1;
};

static bool is_brand(const uint8_t *brand, const char *const *brands)
{
	for (; *brands != NULL; brands++)
		if (memcmp(brand, *brands, 4) == 0)
			return true;
	return false;
}

/* The first box names the formats that the file follows: those of HEIC, and not those of AVIF too. */
static bool has_brand(struct media_view *v)
{
	static const char *const heic[] = {"heic", "heix", "heim", "heis", NULL}, *const avif[] = {"avif", "avis",
												   NULL};
	enum { HEADER = 8, MOST = 512, MINOR = 12 };
	bool found = false;
	const uint8_t *p = media_view_at(v, 0, HEADER);
	size_t n = p == NULL ? 0 : media_view_be32(p);
	if (n < MINOR || n > MOST || n % 4 != 0 || (p = media_view_at(v, 0, n)) == NULL)
		return false;
	for (size_t at = HEADER; at < n; at += 4) {
		if (at == MINOR)
			continue;
		if (is_brand(p + at, avif))
			return false;
		found |= is_brand(p + at, heic);
	}
	return found;
}

/* Walks the outermost boxes, which must fill the file. */
static const char *read_outline(struct media_view *v, struct index *out)
{
	*out = (struct index){.meta_at = -1};
	for (int64_t at = 0; at < v->size;) {
		const uint8_t *p = media_view_at(v, at, 8);
		if (p == NULL)
			return "ends too early";
		int64_t header = 8, size = media_view_be32(p);
		bool meta = memcmp(p + 4, "meta", 4) == 0;
		out->film |= memcmp(p + 4, "moov", 4) == 0;
		if (size == 1) {
			if ((p = media_view_at(v, at, 16)) == NULL || media_view_be32(p + 8) > INT32_MAX)
				return "ends too early";
			header = 16;
			size = (int64_t)media_view_be32(p + 8) << 32 | media_view_be32(p + 12);
		} else if (size == 0) {
			size = v->size - at;
		}
		if (size < header)
			return "is broken";
		if (size > v->size - at)
			return "ends too early";
		if (meta && out->meta_at < 0 && size - header <= MEDIA_VIEW_WINDOW) {
			out->meta_at = at + header;
			out->meta_size = (size_t)(size - header);
		}
		at += size;
	}
	return out->meta_at < 0 ? "has no index" : NULL;
}

/* The number whose size depends on the version: 16 bits below `wide`, 32 from it on. */
static uint32_t id(struct boxes_cursor *c, uint64_t version, uint64_t wide)
{
	return (uint32_t)boxes_number(c, version < wide ? 2 : 4);
}

static uint64_t version_of(struct boxes_cursor *c)
{
	uint64_t version = boxes_number(c, 1);
	boxes_number(c, 3); /* flags */
	return version;
}

/* infe: which item has which type. Versions before 2 know no types. */
static void read_item(struct boxes_cursor c, struct items *out)
{
	uint64_t version = version_of(&c);
	uint32_t item = id(&c, version, 3);
	boxes_number(&c, 2); /* protection */
	struct boxes_cursor type = boxes_cut(&c, 4);
	if (version < 2 || type.bad)
		return;
	out->has_hevc |= memcmp(type.at, "hvc1", 4) == 0;
	out->has_av1 |= memcmp(type.at, "av01", 4) == 0;
	if (memcmp(type.at, "Exif", 4) == 0 && !out->has_exif) {
		out->has_exif = true;
		out->exif = item;
	}
}

static bool read_items(struct boxes_cursor meta, struct items *out)
{
	struct boxes_cursor pitm = boxes_find(meta, "pitm"), iinf = boxes_find(meta, "iinf"), body;
	char name[4];
	*out = (struct items){.primary = id(&pitm, version_of(&pitm), 1)};
	id(&iinf, version_of(&iinf), 1); /* how many: the boxes tell */
	while (boxes_next(&iinf, name, &body))
		if (memcmp(name, "infe", 4) == 0)
			read_item(body, out);
	return !pitm.bad && !iinf.bad;
}

/* Property number `wanted` of the list, counted from 1. */
static bool find_property(struct boxes_cursor ipco, uint64_t wanted, char name[4], struct boxes_cursor *body)
{
	while (boxes_next(&ipco, name, body))
		if (--wanted == 0)
			return true;
	return false;
}

static void turn(struct probe *out)
{
	uint32_t width = out->width;
	out->width = out->height;
	out->height = width;
}

/* A clean aperture: width and height as fractions, which must not be larger than the picture. */
static void crop(struct boxes_cursor clap, struct probe *out)
{
	uint64_t w = boxes_number(&clap, 4), w_per = boxes_number(&clap, 4);
	uint64_t h = boxes_number(&clap, 4), h_per = boxes_number(&clap, 4);
	if (clap.bad || w_per == 0 || h_per == 0 || w / w_per > out->width || h / h_per > out->height || w < w_per ||
	    h < h_per)
		return;
	out->width = (uint32_t)(w / w_per);
	out->height = (uint32_t)(h / h_per);
}

static void apply_property(const char *name, struct boxes_cursor body, struct probe *out)
{
	if (memcmp(name, "ispe", 4) == 0) {
		version_of(&body);
		out->width = (uint32_t)boxes_number(&body, 4);
		out->height = (uint32_t)boxes_number(&body, 4);
	} else if (memcmp(name, "irot", 4) == 0 && boxes_number(&body, 1) & 1) {
		turn(out);
	} else if (memcmp(name, "clap", 4) == 0) {
		crop(body, out);
	}
}

/* Applies an item's properties in their order if it is the primary one; else passes over them. */
static void read_associations(struct boxes_cursor *ipma, uint64_t flags, bool primary, struct boxes_cursor ipco,
			      struct probe *out)
{
	struct boxes_cursor body;
	char name[4];
	for (uint64_t left = boxes_number(ipma, 1); left > 0 && !ipma->bad; left--) {
		uint64_t property = flags & 1 ? boxes_number(ipma, 2) & 0x7fff : boxes_number(ipma, 1) & 0x7f;
		if (primary && property > 0 && find_property(ipco, property, name, &body))
			apply_property(name, body, out);
	}
}

static bool read_size(struct boxes_cursor meta, uint32_t primary, struct probe *out)
{
	struct boxes_cursor iprp = boxes_find(meta, "iprp"), ipco = boxes_find(iprp, "ipco"), ipma;
	char name[4];
	while (boxes_next(&iprp, name, &ipma)) {
		if (memcmp(name, "ipma", 4) != 0)
			continue;
		uint64_t version = boxes_number(&ipma, 1), flags = boxes_number(&ipma, 3);
		for (uint64_t left = boxes_number(&ipma, 4); left > 0 && !ipma.bad; left--) {
			bool is_primary = id(&ipma, version, 1) == primary;
			read_associations(&ipma, flags, is_primary, ipco, out);
			if (is_primary) /* once: a file that repeats it could keep us busy */
				return out->width > 0 && out->height > 0;
		}
	}
	return false;
}

struct place {
	uint64_t offset, length;
};

/* What iloc tells: where the Exif item is, if it is one piece of this file, and whether all items are
 * within the file. */
struct places {
	bool all_within, has_exif;
	struct place exif;
};

/* How many bytes iloc spends on a number of each kind. */
struct widths {
	size_t offset, length, base, index;
};

/* One item's pieces: whether each is within `size`, and the last of them. */
static bool read_pieces(struct boxes_cursor *c, const struct widths *w, uint64_t base, uint64_t count, uint64_t size,
			struct place *last)
{
	bool within = true;
	for (uint64_t i = 0; i < count && !c->bad; i++) {
		boxes_number(c, w->index);
		*last = (struct place){base + boxes_number(c, w->offset), 0};
		last->length = boxes_number(c, w->length);
		within &= last->offset <= size && last->length <= size - last->offset;
	}
	return within;
}

static bool read_places(struct boxes_cursor iloc, const struct items *items, uint64_t size, struct places *out)
{
	uint64_t version = version_of(&iloc), widths = boxes_number(&iloc, 2);
	struct widths w = {widths >> 12 & 15, widths >> 8 & 15, widths >> 4 & 15, version == 0 ? 0 : widths & 15};
	*out = (struct places){.all_within = true};
	if (version > 2 || w.offset > 8 || w.length > 8 || w.base > 8 || w.index > 8)
		return false;
	for (uint64_t left = id(&iloc, version, 2); left > 0 && !iloc.bad; left--) {
		struct place place = {0, 0};
		uint32_t item = id(&iloc, version, 2);
		uint64_t method = version == 0 ? 0 : boxes_number(&iloc, 2) & 15, reference = boxes_number(&iloc, 2);
		uint64_t base = boxes_number(&iloc, w.base), pieces = boxes_number(&iloc, 2);
		bool within = read_pieces(&iloc, &w, base, pieces, size, &place);
		if (method != 0 || reference != 0) /* in the index itself, or in another file */
			continue;
		out->all_within &= within;
		if (items->has_exif && item == items->exif && pieces == 1) {
			out->has_exif = true;
			out->exif = place;
		}
	}
	return !iloc.bad;
}

/* The item begins with how many bytes follow before the TIFF structure. Its orientation does not count:
 * the item's properties turn the picture. */
static void read_exif(struct media_view *v, struct place place, struct probe *out)
{
	struct camera camera;
	if (place.length < 4 || place.length > CAMERA_EXIF_MOST)
		return;
	const uint8_t *p = media_view_at(v, (int64_t)place.offset, (size_t)place.length);
	size_t n = (size_t)place.length - 4, skip = p == NULL ? 0 : media_view_be32(p);
	if (p == NULL || skip >= n)
		return;
	camera_read(p + 4 + skip, n - skip, &camera);
	camera.orientation = 1;
	camera_apply(&camera, out);
}

static const char *read_index(struct boxes_cursor meta, uint64_t size, struct probe *out, struct places *places)
{
	struct items items;
	if (!read_items(meta, &items))
		return "has a broken index";
	if (!items.has_hevc || items.has_av1)
		return "holds no HEVC picture";
	if (!read_size(meta, items.primary, out))
		return "has no size";
	if (!read_places(boxes_find(meta, "iloc"), &items, size, places))
		return "has a broken index";
	return places->all_within ? NULL : "ends too early";
}

const char *heic_probe(struct media_view *v, struct probe *out)
{
	struct index index;
	struct places places;
	if (!has_brand(v))
		return "is no HEIC";
	const char *why = read_outline(v, &index);
	if (why != NULL)
		return why;
	if (index.film)
		return "is a film or a sequence";
	const uint8_t *p = media_view_at(v, index.meta_at, index.meta_size);
	if (p == NULL)
		return "ends too early";
	struct boxes_cursor meta = {p, index.meta_size, false};
	version_of(&meta);
	why = read_index(meta, (uint64_t)v->size, out, &places);
	if (why == NULL && places.has_exif)
		read_exif(v, places.exif, out); /* moves the window: `meta` is gone */
	return why;
}
