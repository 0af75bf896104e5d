/* SPDX-License-Identifier: Apache-2.0 */
#include "image/pixels.h"

#include <stdlib.h>
#include <vips/vips.h>

#include "image/opening.h"
#include "media/probe.h"

int pixels_new(int width, int height, struct pixels *out, struct picture_fault *fault)
{
	*out = (struct pixels){width, height, NULL};
	if ((uint64_t)width * (uint64_t)height > PROBE_PIXELS_MOST)
		*fault = (struct picture_fault){REJECTION_TOO_MANY_PIXELS, "would get too many pixels"};
	else if ((out->rgb = malloc((size_t)width * (size_t)height * 3)) == NULL)
		*fault = (struct picture_fault){REJECTION_TOO_MUCH_MEMORY, "takes too much memory"};
	return out->rgb == NULL ? -1 : 0;
}

void pixels_free(struct pixels *p)
{
	free(p->rgb);
	*p = (struct pixels){0, 0, NULL};
}

int pixels_open(int fd, const struct picture_size *box, struct pixels *out, struct picture_fault *fault)
{
	struct picture_size size = {0, 0};
	uint8_t *rgb = opening_rgb(fd, box, &size, fault);
	*out = (struct pixels){size.width, size.height, rgb}; /* g_malloc() is malloc() */
	return rgb == NULL ? -1 : 0;
}

VipsImage *pixels_image(const struct pixels *p, struct picture_fault *fault)
{
	size_t n = (size_t)p->width * (size_t)p->height * 3;
	VipsImage *raw = vips_image_new_from_memory(p->rgb, n, p->width, p->height, 3, VIPS_FORMAT_UCHAR), *out = NULL;
	if (raw == NULL || vips_copy(raw, &out, "interpretation", VIPS_INTERPRETATION_sRGB, NULL) != 0) {
		opening_give_up(fault);
		out = NULL;
	}
	g_clear_object(&raw);
	return out;
}

int pixels_become(struct pixels *p, VipsImage *image, struct picture_fault *fault)
{
	size_t n;
	uint8_t *rgb = NULL;
	if (image != NULL && vips_image_get_bands(image) == 3 && vips_image_get_format(image) == VIPS_FORMAT_UCHAR)
		rgb = vips_image_write_to_memory(image, &n);
	if (rgb != NULL) {
		pixels_free(p);
		*p = (struct pixels){vips_image_get_width(image), vips_image_get_height(image), rgb};
	}
	g_clear_object(&image);
	return rgb == NULL ? opening_give_up(fault) : 0;
}

void *pixels_jpeg(const struct pixels *p, int quality, size_t *n, struct picture_fault *fault)
{
	VipsImage *image = pixels_image(p, fault);
	void *out = NULL;
	if (image != NULL && vips_jpegsave_buffer(image, &out, n, "Q", quality, "strip", TRUE, NULL) != 0) {
		opening_give_up(fault);
		out = NULL;
	}
	g_clear_object(&image);
	return out;
}
