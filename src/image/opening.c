/* SPDX-License-Identifier: Apache-2.0 */
#include "image/opening.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vips/vips.h>
#include <vips/vector.h>

#include "base/arena.h"
#include "base/problem.h"
#include "media/probe.h"
#include "media/types.h"

/* A film that is shown as its first picture has few pages; whoever has more of them has made work for others. */
enum { PAGES_MOST = 1000 };

static int read_part(void *arg, int64_t offset, void *out, size_t n)
{
	for (size_t done = 0; done < n;) {
		ssize_t k = pread(*(const int *)arg, (char *)out + done, n - done, offset + (int64_t)done);
		if (k <= 0)
			return -1;
		done += (size_t)k;
	}
	return 0;
}

int opening_look(struct arena *a, int fd, struct probe *out, struct picture_fault *fault, struct problem *p)
{
	struct stat file;
	if (fstat(fd, &file) < 0 || !S_ISREG(file.st_mode) || probe_run(a, file.st_size, read_part, &fd, out) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "the picture must be a file on descriptor %d", fd);
	if (out->type == NULL)
		*fault = (struct picture_fault){out->is_broken ? REJECTION_BROKEN : REJECTION_WRONG_TYPE, out->why};
	else if (strcmp(out->type->kind, "image") != 0)
		*fault = (struct picture_fault){REJECTION_WRONG_TYPE, "is no picture"};
	else if ((uint64_t)out->width * out->height > PROBE_PIXELS_MOST)
		*fault = (struct picture_fault){REJECTION_TOO_MANY_PIXELS, "has too many pixels"};
	else
		return 0;
	return -1;
}

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

static int allow(const char *content_type, struct problem *p)
{
	const char *loader = loader_of(content_type);
	if (loader == NULL)
		return problem_set(p, PROBLEM_INTERNAL, "nothing here opens %s", content_type);
	vips_operation_block_set(loader, FALSE);
	return 0;
}

int opening_start(const char *program, const char *const *content_types, size_t count, struct problem *p)
{
	if (VIPS_INIT(program) != 0)
		return problem_set(p, PROBLEM_INTERNAL, "libvips: %s", vips_error_buffer());
	g_log_set_handler("VIPS", G_LOG_LEVEL_WARNING, ignore, NULL);
	vips_block_untrusted_set(TRUE);
	vips_operation_block_set("VipsForeignLoad", TRUE);
	for (size_t i = 0; i < count; i++)
		if (allow(content_types[i], p) < 0)
			return -1;
	vips_vector_set_enabled(FALSE); /* code made at run time */
	vips_concurrency_set(1);	/* jobs run beside each other */
	vips_cache_set_max(0);
	return 0;
}

/* What libvips and the decoders say when memory is at an end has the word in it, and nothing else has. */
int opening_give_up(struct picture_fault *fault)
{
	const char *said = vips_error_buffer();
	if (strstr(said, "memory") != NULL)
		*fault = (struct picture_fault){REJECTION_TOO_MUCH_MEMORY, "takes too much memory to open"};
	else
		*fault = (struct picture_fault){REJECTION_BROKEN, "is damaged"};
	return -1;
}

/* The decoder's own view of the header: it may differ from the probe's in a file that was made to deceive. */
static int check_header(VipsSource *source, struct picture_size *out, bool *has_profile, struct picture_fault *fault)
{
	VipsImage *header = vips_image_new_from_source(source, "", "access", VIPS_ACCESS_SEQUENTIAL, NULL);
	if (header == NULL)
		return opening_give_up(fault);
	int width = vips_image_get_width(header), height = vips_image_get_height(header),
	    pages = vips_image_get_n_pages(header);
	bool is_turned = vips_image_get_orientation_swap(header);
	*has_profile = vips_image_get_typeof(header, VIPS_META_ICC_NAME) != 0 ||
		       vips_image_get_interpretation(header) == VIPS_INTERPRETATION_CMYK;
	g_object_unref(header);
	if ((uint64_t)width * (uint64_t)height > PROBE_PIXELS_MOST)
		*fault = (struct picture_fault){REJECTION_TOO_MANY_PIXELS, "has too many pixels"};
	else if (pages > PAGES_MOST)
		*fault = (struct picture_fault){REJECTION_TOO_MANY_PAGES, "has too many pages"};
	else {
		*out = is_turned ? (struct picture_size){height, width} : (struct picture_size){width, height};
		return 0;
	}
	return -1;
}

/* The pixels alone, in sRGB. What is written is made from bytes that never had anything else with them: where the photo
 * was taken cannot come along, whichever block it stood in. */
static VipsImage *bare(VipsImage *image)
{
	VipsImage *plain, *raw, *out = NULL;
	size_t n;
	if (vips_colourspace(image, &plain, VIPS_INTERPRETATION_sRGB, NULL) != 0)
		return NULL;
	int width = vips_image_get_width(plain), height = vips_image_get_height(plain),
	    bands = vips_image_get_bands(plain);
	void *pixels = vips_image_write_to_memory(plain, &n);
	g_object_unref(plain);
	raw = pixels == NULL ? NULL
			     : vips_image_new_from_memory_copy(pixels, n, width, height, bands, VIPS_FORMAT_UCHAR);
	g_free(pixels);
	if (raw != NULL && vips_copy(raw, &out, "interpretation", VIPS_INTERPRETATION_sRGB, NULL) != 0)
		out = NULL;
	g_clear_object(&raw);
	return out;
}

/* As opening_pixels() has it, but not yet read, and with whatever bands and metadata there are. */
static VipsImage *upright(int fd, const struct picture_size *box, struct picture_size *original,
			  struct picture_fault *fault)
{
	VipsSource *source = vips_source_new_from_descriptor(fd);
	VipsImage *out = NULL;
	bool has_profile = false;
	int rc = source == NULL ? opening_give_up(fault) : check_header(source, original, &has_profile, fault);
	/* asked to follow a profile, it takes one of its own where there is none, and white is no longer white */
	const char *profile = has_profile ? "export_profile" : NULL;
	/* reads large JPEGs and WebPs in small, turns them upright, and follows what the embedded profile says of
	 * colours */
	/* "fail_on" as an argument is ignored here (8.14) */
	if (rc == 0 && vips_thumbnail_source(source, &out, box->width, "height", box->height, "size", VIPS_SIZE_DOWN,
					     "option_string", "[fail_on=error]", profile, "srgb", NULL) != 0) {
		opening_give_up(fault);
		out = NULL;
	}
	g_clear_object(&source);
	return out;
}

VipsImage *opening_pixels(int fd, const struct picture_size *box, struct picture_size *original,
			  struct picture_fault *fault)
{
	VipsImage *image = upright(fd, box, original, fault);
	VipsImage *out = image == NULL ? NULL : bare(image);
	if (image != NULL && out == NULL)
		opening_give_up(fault);
	g_clear_object(&image);
	return out;
}

/* Three bands; what is transparent is shown on white. */
static VipsImage *opaque(VipsImage *image)
{
	const double white[] = {255, 255, 255};
	VipsArrayDouble *paper = vips_array_double_new(white, 3);
	VipsImage *plain, *out = NULL;
	int rc = vips_colourspace(image, &plain, VIPS_INTERPRETATION_sRGB, NULL);
	if (rc == 0) {
		rc = vips_image_hasalpha(plain) ? vips_flatten(plain, &out, "background", paper, NULL)
						: vips_copy(plain, &out, NULL);
		g_object_unref(plain);
	}
	vips_area_unref(VIPS_AREA(paper));
	return rc == 0 ? out : NULL;
}

unsigned char *opening_rgb(int fd, const struct picture_size *box, struct picture_size *size,
			   struct picture_fault *fault)
{
	struct picture_size original;
	VipsImage *image = upright(fd, box, &original, fault), *plain;
	size_t n;
	void *out = NULL;
	if (image == NULL)
		return NULL;
	plain = opaque(image);
	if (plain != NULL && vips_image_get_bands(plain) == 3 && vips_image_get_format(plain) == VIPS_FORMAT_UCHAR) {
		*size = (struct picture_size){vips_image_get_width(plain), vips_image_get_height(plain)};
		out = vips_image_write_to_memory(plain, &n);
	}
	if (out == NULL)
		opening_give_up(fault);
	g_clear_object(&plain);
	g_clear_object(&image);
	return out;
}
