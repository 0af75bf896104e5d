/* SPDX-License-Identifier: Apache-2.0 */
#include "image/film_slide.h"

#include <math.h>
#include <string.h>
#include <vips/vips.h>

#include "image/film_order.h"
#include "image/lettering.h"
#include "image/opening.h"
#include "image/pixels.h"

/* By how much a photo grows while it is shown; how far one that does not fit moves in a second, of the frame's side;
 * and from which part of it that would be cut off it does. */
static const double zoom = 1.08, pace = 0.13, worth_moving = 0.12;

/* Just large enough for the largest that will be shown of it; none is made larger here. */
static struct picture_size box(const struct film_order *order, int width, int height)
{
	double scale = fmax((double)order->width / width, (double)order->height / height) * zoom;
	return scale >= 1 ? (struct picture_size){width, height}
			  : (struct picture_size){(int)ceil(width * scale), (int)ceil(height * scale)};
}

/* Every other photo moves the other way. */
static void turn(struct slide *s, bool is_other)
{
	struct slide was = *s;
	if (!is_other)
		return;
	s->from_x = was.to_x;
	s->to_x = was.from_x;
	s->from_y = was.to_y;
	s->to_y = was.from_y;
	s->from_scale = was.to_scale;
	s->to_scale = was.from_scale;
}

/* Across what does not fit into the frame, or nearer when all of it does. */
static void plan(const struct film_order *order, size_t i, struct slide *s)
{
	double w = s->picture.width, h = s->picture.height, fill = fmax(order->width / w, order->height / h);
	double beyond_x = w * fill - order->width, beyond_y = h * fill - order->height, way = pace * order->seconds;
	double x = beyond_x > worth_moving * order->width ? fmin(beyond_x, way * order->width) / fill : 0;
	double y = beyond_y > worth_moving * order->height ? fmin(beyond_y, way * order->height) / fill : 0;
	bool is_moving = x > 0 || y > 0;
	s->from_x = (w - x) / 2;
	s->to_x = (w + x) / 2;
	s->from_y = (h - y) / 2;
	s->to_y = (h + y) / 2;
	s->from_scale = fill;
	s->to_scale = is_moving ? fill : fill * zoom;
	turn(s, i % 2 == 1);
}

/* On black and on white: what is black of the one and white of the other is not covered. */
static int write_on(const struct film_order *order, const char *text, bool is_title, struct slide *s,
		    struct picture_fault *fault)
{
	struct pixels canvas[2] = {{.rgb = NULL}, {.rgb = NULL}};
	int rc = 0;
	for (int i = 0; rc == 0 && i < 2; i++) {
		rc = pixels_new(order->width, order->height, &canvas[i], fault);
		if (rc < 0)
			break;
		memset(canvas[i].rgb, i == 0 ? 0 : 255, (size_t)order->width * (size_t)order->height * 3);
		rc = is_title ? lettering_title(&canvas[i], text, fault)
			      : lettering_caption(&canvas[i], text, false, fault);
	}
	if (rc == 0)
		rc = cover_of(&canvas[0], &canvas[1], &s->cover, fault);
	pixels_free(&canvas[0]);
	pixels_free(&canvas[1]);
	return rc;
}

static int open_picture(const struct film_order *order, size_t i, int width, int height, struct pixels *out,
			struct picture_fault *fault)
{
	struct picture_size size = box(order, width, height);
	return pixels_open(FILM_PHOTOS + (int)i, &size, out, fault);
}

int slide_open(const struct film_order *order, size_t i, int width, int height, struct slide *out,
	       struct picture_fault *fault)
{
	struct pixels picture;
	memset(out, 0, sizeof *out);
	if (open_picture(order, i, width, height, &picture, fault) < 0)
		return -1;
	int rc = frame_of(&picture, &out->picture, fault);
	pixels_free(&picture);
	if (rc < 0)
		return -1;
	plan(order, i, out);
	return order->captions[i] == NULL ? 0 : write_on(order, order->captions[i], false, out, fault);
}

/* Soft and a third as bright. */
static VipsImage *dimmed(const struct pixels *p, struct picture_fault *fault)
{
	VipsImage *image = pixels_image(p, fault), *soft = NULL, *out = NULL;
	if (image != NULL && (vips_gaussblur(image, &soft, 18, NULL) != 0 ||
			      vips_linear1(soft, &out, 0.36, 6, "uchar", TRUE, NULL) != 0))
		out = NULL;
	g_clear_object(&soft);
	g_clear_object(&image);
	return out;
}

int slide_title(const struct film_order *order, int width, int height, struct slide *out, struct picture_fault *fault)
{
	struct pixels picture;
	memset(out, 0, sizeof *out);
	if (open_picture(order, 0, width, height, &picture, fault) < 0)
		return -1;
	VipsImage *image = dimmed(&picture, fault);
	struct pixels dark = {.rgb = NULL};
	int rc = image == NULL ? -1 : pixels_become(&dark, image, fault);
	pixels_free(&picture);
	if (rc == 0)
		rc = frame_of(&dark, &out->picture, fault);
	pixels_free(&dark);
	if (rc < 0)
		return -1;
	plan(order, 0, out);
	out->to_scale = out->from_scale; /* letters that stand still on what moves look loose */
	out->to_x = out->from_x;
	out->to_y = out->from_y;
	return write_on(order, order->title, true, out, fault);
}

void slide_show(const struct slide *s, double part, struct frame *out)
{
	double x = s->from_x + part * (s->to_x - s->from_x), y = s->from_y + part * (s->to_y - s->from_y);
	/* so that it grows evenly to the eye */
	double scale = s->from_scale * pow(s->to_scale / s->from_scale, part);
	struct frame_view view = {x - out->width / (2 * scale), y - out->height / (2 * scale), 1 / scale};
	frame_show(&s->picture, &view, out);
	if (s->cover.keep != NULL)
		cover_lay(&s->cover, out);
}

void slide_close(struct slide *s)
{
	frame_free(&s->picture);
	cover_free(&s->cover);
}
