/* SPDX-License-Identifier: Apache-2.0 */
#include "image/picture.h"

#include <vips/vips.h>

#include "base/arena.h"
#include "base/buf.h"
#include "image/webp_bare.h"

enum { PLACEHOLDER_SIDE = 16, PLACEHOLDER_QUALITY = 20 };

struct picture {
	VipsImage *pixels;	  /* in memory, no larger than the screen variant, sRGB with 8 bits a channel */
	struct picture_size size; /* of the original as shown */
};

struct picture *picture_open(struct arena *a, struct picture_fault *fault)
{
	const struct variant_row *largest = &variants[VARIANT_SCREEN];
	struct picture *out = arena_new_one(a, struct picture);
	out->pixels = opening_pixels(0, &(struct picture_size){largest->width, largest->height}, &out->size, fault);
	return out->pixels == NULL ? NULL : out;
}

struct picture_size picture_size(const struct picture *picture)
{
	return picture->size;
}

/* The largest part in the middle that has the ratio of the box. */
static int crop(VipsImage *in, const struct variant_row *v, VipsImage **out)
{
	int64_t width = vips_image_get_width(in), height = vips_image_get_height(in);
	int64_t w = width, h = height;
	if (width * v->height > height * v->width)
		w = height * v->width / v->height;
	else
		h = width * v->height / v->width;
	w = w < 1 ? 1 : w;
	h = h < 1 ? 1 : h;
	return vips_extract_area(in, out, (int)((width - w) / 2), (int)((height - h) / 2), (int)w, (int)h, NULL);
}

static VipsImage *resized(const struct picture *picture, const struct variant_row *v)
{
	VipsImage *part = picture->pixels, *out = NULL;
	if (v->is_cropped && crop(picture->pixels, v, &part) != 0)
		return NULL;
	int rc = vips_thumbnail_image(part, &out, v->width, "height", v->height, "size", VIPS_SIZE_DOWN, NULL);
	if (v->is_cropped)
		g_object_unref(part);
	return rc == 0 ? out : NULL;
}

/* As WebP into `out`; *size is of the picture. */
static int encode(const struct picture *picture, const struct variant_row *v, struct buf *out, struct picture_size *size)
{
	VipsImage *image = resized(picture, v);
	void *bytes = NULL;
	size_t n = 0;
	int rc = image == NULL ? -1 : vips_webpsave_buffer(image, &bytes, &n, "Q", v->quality, NULL);
	if (rc == 0) {
		*size = (struct picture_size){vips_image_get_width(image), vips_image_get_height(image)};
		rc = webp_bare(bytes, n, out);
	}
	g_free(bytes);
	g_clear_object(&image);
	return rc;
}

int picture_variant(const struct picture *picture, const struct variant_row *v, struct buf *out, struct picture_size *size,
		    struct picture_fault *fault)
{
	return encode(picture, v, out, size) == 0 ? 0 : opening_give_up(fault);
}

int picture_placeholder(const struct picture *picture, struct buf *out, struct picture_fault *fault)
{
	const struct variant_row small = {
		.width = PLACEHOLDER_SIDE, .height = PLACEHOLDER_SIDE, .quality = PLACEHOLDER_QUALITY};
	struct picture_size size;
	struct buf webp;
	buf_init(&webp, out->arena, 256);
	if (encode(picture, &small, &webp, &size) < 0)
		return opening_give_up(fault);
	gchar *text = g_base64_encode((const guchar *)webp.data, webp.size);
	buf_lit(out, "data:image/webp;base64,");
	buf_puts(out, text);
	g_free(text);
	return 0;
}
