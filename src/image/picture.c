/* SPDX-License-Identifier: Apache-2.0 */
#include "image/picture.h"

#include <string.h>
#include <vips/vips.h>
#include <vips/vector.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/problem.h"
#include "image/webp_bare.h"
#include "media/probe.h"

/* A film that is shown as its first picture has few pages; whoever has more of them has made work for others. */
enum { PAGES_MOST = 1000, PLACEHOLDER_SIDE = 16, PLACEHOLDER_QUALITY = 20 };

struct picture {
	VipsImage *pixels; /* in memory, no larger than the screen variant, sRGB with 8 bits a channel */
	int width, height; /* of the original as shown */
};

/* libvips' own name of what opens a type. */
static const char *loader_of(const char *content_type)
{
	static const struct {
		const char *content_type, *loader;
	} loaders[] = {
		{"image/jpeg", "VipsForeignLoadJpeg"},
		{"image/png", "VipsForeignLoadPng"},
		{"image/webp", "VipsForeignLoadWebp"},
		{"image/heic", "VipsForeignLoadHeif"},
	};
	for (size_t i = 0; i < sizeof loaders / sizeof *loaders; i++)
		if (strcmp(loaders[i].content_type, content_type) == 0)
			return loaders[i].loader;
	return NULL;
}

/* Whether a picture is good, its pixels tell. */
static void ignore(const gchar *domain, GLogLevelFlags level, const gchar *text, gpointer arg)
{
	(void)domain;
	(void)level;
	(void)text;
	(void)arg;
}

int picture_start(const char *program, const char *content_type, struct problem *p)
{
	const char *loader = loader_of(content_type);
	if (loader == NULL)
		return problem_set(p, PROBLEM_INTERNAL, "nothing here opens %s", content_type);
	if (VIPS_INIT(program) != 0)
		return problem_set(p, PROBLEM_INTERNAL, "libvips: %s", vips_error_buffer());
	g_log_set_handler("VIPS", G_LOG_LEVEL_WARNING, ignore, NULL);
	vips_block_untrusted_set(TRUE);
	vips_operation_block_set("VipsForeignLoad", TRUE);
	vips_operation_block_set(loader, FALSE);
	vips_vector_set_enabled(FALSE); /* code made at run time */
	vips_concurrency_set(1);	/* jobs run beside each other */
	vips_cache_set_max(0);
	return 0;
}

/* What libvips and the decoders say when memory is at an end has the word in it, and nothing else has. */
static int give_up(struct picture_fault *fault)
{
	const char *said = vips_error_buffer();
	if (strstr(said, "memory") != NULL)
		*fault = (struct picture_fault){REJECTION_TOO_MUCH_MEMORY, "takes too much memory to open"};
	else
		*fault = (struct picture_fault){REJECTION_BROKEN, "is damaged"};
	return -1;
}

/* The decoder's own view of the header: it may differ from the probe's in a file that was made to deceive. */
static int check_header(VipsSource *source, struct picture *out, struct picture_fault *fault)
{
	VipsImage *header = vips_image_new_from_source(source, "", "access", VIPS_ACCESS_SEQUENTIAL, NULL);
	if (header == NULL)
		return give_up(fault);
	int width = vips_image_get_width(header), height = vips_image_get_height(header), pages = vips_image_get_n_pages(header);
	bool is_turned = vips_image_get_orientation_swap(header);
	g_object_unref(header);
	if ((uint64_t)width * (uint64_t)height > PROBE_PIXELS_MOST)
		*fault = (struct picture_fault){REJECTION_TOO_MANY_PIXELS, "has too many pixels"};
	else if (pages > PAGES_MOST)
		*fault = (struct picture_fault){REJECTION_TOO_MANY_PAGES, "has too many pages"};
	else {
		out->width = is_turned ? height : width;
		out->height = is_turned ? width : height;
		return 0;
	}
	return -1;
}

/* The pixels alone, in sRGB. What is written is made from bytes that never had anything else with them: where the photo was
 * taken cannot come along, whichever block it stood in. */
static VipsImage *bare(VipsImage *image)
{
	VipsImage *plain, *raw, *out = NULL;
	size_t n;
	if (vips_colourspace(image, &plain, VIPS_INTERPRETATION_sRGB, NULL) != 0)
		return NULL;
	int width = vips_image_get_width(plain), height = vips_image_get_height(plain), bands = vips_image_get_bands(plain);
	void *pixels = vips_image_write_to_memory(plain, &n);
	g_object_unref(plain);
	raw = pixels == NULL ? NULL : vips_image_new_from_memory_copy(pixels, n, width, height, bands, VIPS_FORMAT_UCHAR);
	g_free(pixels);
	if (raw != NULL && vips_copy(raw, &out, "interpretation", VIPS_INTERPRETATION_sRGB, NULL) != 0)
		out = NULL;
	g_clear_object(&raw);
	return out;
}

struct picture *picture_open(struct arena *a, struct picture_fault *fault)
{
	const struct variant_row *largest = &variants[VARIANT_SCREEN];
	struct picture *out = arena_new_one(a, struct picture);
	VipsSource *source = vips_source_new_from_descriptor(0);
	int rc = source == NULL ? give_up(fault) : check_header(source, out, fault);
	VipsImage *upright = NULL;
	if (rc == 0) {
		/* reads large JPEGs and WebPs in small, turns them upright, and follows what the embedded profile says of colours */
		/* "fail_on" as an argument is ignored here (8.14) */
		rc = vips_thumbnail_source(source, &upright, largest->width, "height", largest->height, "size", VIPS_SIZE_DOWN,
					   "export_profile", "srgb", "option_string", "[fail_on=error]", NULL);
		out->pixels = rc == 0 ? bare(upright) : NULL;
		if (out->pixels == NULL)
			rc = give_up(fault);
	}
	g_clear_object(&upright);
	g_clear_object(&source);
	return rc == 0 ? out : NULL;
}

struct picture_size picture_size(const struct picture *picture)
{
	return (struct picture_size){picture->width, picture->height};
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
	return encode(picture, v, out, size) == 0 ? 0 : give_up(fault);
}

int picture_placeholder(const struct picture *picture, struct buf *out, struct picture_fault *fault)
{
	const struct variant_row small = {
		.width = PLACEHOLDER_SIDE, .height = PLACEHOLDER_SIDE, .quality = PLACEHOLDER_QUALITY};
	struct picture_size size;
	struct buf webp;
	buf_init(&webp, out->arena, 256);
	if (encode(picture, &small, &webp, &size) < 0)
		return give_up(fault);
	gchar *text = g_base64_encode((const guchar *)webp.data, webp.size);
	buf_lit(out, "data:image/webp;base64,");
	buf_puts(out, text);
	g_free(text);
	return 0;
}
