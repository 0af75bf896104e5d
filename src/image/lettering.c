/* SPDX-License-Identifier: Apache-2.0 */
#include "image/lettering.h"

#include <string.h>
#include <vips/vips.h>

#include "base/problem.h"
#include "image/opening.h"
#include "image/pixels.h"

/* The second has what the first lacks. */
#define FAMILIES "Lato, DejaVu Sans"

/* Pango opens a font's file for each size of it; so there is one size, which is made smaller or larger as pixels. */
enum { LETTERS_LEAST = 9, LETTERS_DRAWN = 120 };

/* `text` as Pango's markup, which vips_text() reads. */
static VipsImage *drawn(const char *text, int width, bool is_bold)
{
	VipsImage *out = NULL;
	gchar *markup = g_markup_escape_text(text, -1);
	gchar *font = g_strdup_printf("%s %s %d", FAMILIES, is_bold ? "Bold" : "Medium", LETTERS_DRAWN);
	int rc = vips_text(&out, markup, "font", font, "dpi", 72, "width", width, "wrap", VIPS_TEXT_WRAP_WORD_CHAR,
			   NULL);
	g_free(font);
	g_free(markup);
	return rc == 0 ? out : NULL;
}

static VipsImage *drawn_in_size(const char *text, int size, int width, bool is_bold)
{
	double scale = (double)size / LETTERS_DRAWN;
	VipsImage *large = drawn(text, (int)(width / scale), is_bold), *out = NULL;
	if (large == NULL || vips_resize(large, &out, scale, NULL) != 0)
		out = NULL;
	g_clear_object(&large);
	return out;
}

int lettering_start(struct problem *p)
{
	/* letters of each script that the fonts have: whoever has one has the others of it */
	static const char letters[] =
		"Aa\xc3\xa9\xc5\x82\xe2\x82\xac\xce\xa9\xd0\xb6\xd5\xa1\xd7\x90\xd8\xa8\xe1\x83\x90\xe2\x86\x92";
	for (int is_bold = 0; is_bold < 2; is_bold++) {
		VipsImage *image = drawn(letters, 10000, is_bold);
		size_t n;
		void *mask = image == NULL ? NULL : vips_image_write_to_memory(image, &n);
		g_clear_object(&image);
		if (mask == NULL)
			return problem_set(p, PROBLEM_INTERNAL, "no font: %s", vips_error_buffer());
		g_free(mask);
	}
	return 0;
}

int lettering_draw(const char *text, int size, int width, bool is_bold, struct lettering *out,
		   struct picture_fault *fault)
{
	VipsImage *image = drawn_in_size(text, size, width, is_bold);
	size_t n;
	*out = (struct lettering){0, 0, NULL};
	if (image != NULL && vips_image_get_bands(image) == 1 && vips_image_get_format(image) == VIPS_FORMAT_UCHAR)
		*out = (struct lettering){vips_image_get_width(image), vips_image_get_height(image),
					  vips_image_write_to_memory(image, &n)};
	g_clear_object(&image);
	return out->mask == NULL ? opening_give_up(fault) : 0;
}

/* Blurred, with room around it: `margin` on each side. */
static int shadow_of(const struct lettering *text, int margin, struct lettering *out, struct picture_fault *fault)
{
	int width = text->width + 2 * margin, height = text->height + 2 * margin;
	size_t n = (size_t)text->width * (size_t)text->height;
	VipsImage *raw = vips_image_new_from_memory(text->mask, n, text->width, text->height, 1, VIPS_FORMAT_UCHAR);
	VipsImage *wide = NULL, *soft = NULL;
	if (raw == NULL || vips_embed(raw, &wide, margin, margin, width, height, NULL) != 0 ||
	    vips_gaussblur(wide, &soft, margin / 3.0, NULL) != 0)
		soft = NULL;
	*out = (struct lettering){width, height, soft == NULL ? NULL : vips_image_write_to_memory(soft, &n)};
	g_clear_object(&soft);
	g_clear_object(&wide);
	g_clear_object(&raw);
	if (out->mask != NULL)
		return 0;
	opening_give_up(fault);
	return -1;
}

static void blend(struct pixels *p, const struct lettering *mask, int x0, int y0, int level, double opacity)
{
	for (int y = 0; y < mask->height; y++) {
		if (y0 + y < 0 || y0 + y >= p->height)
			continue;
		uint8_t *row = pixels_row(p, y0 + y);
		for (int x = 0; x < mask->width; x++) {
			if (x0 + x < 0 || x0 + x >= p->width)
				continue;
			double part = opacity * mask->mask[(size_t)y * (size_t)mask->width + (size_t)x] / 255;
			uint8_t *rgb = row + (size_t)(x0 + x) * 3;
			for (int c = 0; c < 3; c++)
				rgb[c] = (uint8_t)(rgb[c] + part * (level - rgb[c]) + 0.499);
		}
	}
}

int lettering_put(struct pixels *p, const struct lettering *text, int x, int y, double opacity,
		  struct picture_fault *fault)
{
	int margin = text->height / 3 + 3;
	struct lettering shadow;
	margin = margin > 40 ? 40 : margin;
	if (shadow_of(text, margin, &shadow, fault) < 0)
		return -1;
	blend(p, &shadow, x - margin, y - margin, 0, opacity * 0.7);
	blend(p, text, x, y, 255, opacity);
	g_free(shadow.mask);
	return 0;
}

/* That part of the picture's shorter side, but no smaller than what can be read. */
static int size_of(const struct pixels *p, double part)
{
	int shorter = p->width < p->height ? p->width : p->height, size = (int)(part * shorter);
	return size < LETTERS_LEAST ? LETTERS_LEAST : size;
}

/* In smaller letters until it is no higher than that. */
static int fit(const char *text, int size, int width, int height, bool is_bold, struct lettering *out,
	       struct picture_fault *fault)
{
	for (;; size = size * 4 / 5) {
		if (lettering_draw(text, size, width, is_bold, out, fault) < 0)
			return -1;
		if ((out->height <= height && out->width <= width) || size <= LETTERS_LEAST)
			return 0;
		g_free(out->mask);
	}
}

int lettering_watermark(struct pixels *p, const char *text, enum edit_corner corner, struct picture_fault *fault)
{
	int margin = size_of(p, 0.03), width = p->width - 2 * margin;
	bool is_right = corner == CORNER_TOP_RIGHT || corner == CORNER_BOTTOM_RIGHT;
	bool is_low = corner == CORNER_BOTTOM_LEFT || corner == CORNER_BOTTOM_RIGHT;
	struct lettering l;
	if (fit(text, size_of(p, 0.035), width < 1 ? 1 : width, p->height / 4 + 1, true, &l, fault) < 0)
		return -1;
	int rc = lettering_put(p, &l, is_right ? p->width - margin - l.width : margin,
			       is_low ? p->height - margin - l.height : margin, 0.75, fault);
	g_free(l.mask);
	return rc;
}

/* Over `height` rows from the edge. */
static void darken(struct pixels *p, int height, bool at_top)
{
	for (int i = 0; i < height && i < p->height; i++) {
		double part = 1 - (double)i / height, keep = 1 - 0.68 * part * (2 - part);
		uint8_t *row = pixels_row(p, at_top ? i : p->height - 1 - i);
		for (size_t k = 0; k < (size_t)p->width * 3; k++)
			row[k] = (uint8_t)(row[k] * keep + 0.499);
	}
}

int lettering_caption(struct pixels *p, const char *text, bool at_top, struct picture_fault *fault)
{
	int margin = size_of(p, 0.045), width = p->width - 2 * margin;
	struct lettering l;
	if (fit(text, size_of(p, 0.05), width < 1 ? 1 : width, p->height / 3 + 1, false, &l, fault) < 0)
		return -1;
	darken(p, l.height + 3 * margin, at_top);
	int rc = lettering_put(p, &l, margin, at_top ? margin : p->height - margin - l.height, 1, fault);
	g_free(l.mask);
	return rc;
}

int lettering_title(struct pixels *p, const char *text, struct picture_fault *fault)
{
	int margin = size_of(p, 0.09), width = p->width - 2 * margin;
	struct lettering l;
	if (fit(text, size_of(p, 0.085), width < 1 ? 1 : width, p->height / 2 + 1, true, &l, fault) < 0)
		return -1;
	int rc = lettering_put(p, &l, (p->width - l.width) / 2, (p->height - l.height) / 2, 1, fault);
	g_free(l.mask);
	return rc;
}
