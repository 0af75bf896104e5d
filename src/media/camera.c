/* SPDX-License-Identifier: Apache-2.0 */
#include "media/camera.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <libexif/exif-data.h>

#include "media/probe.h"

static const uint8_t header[] = {'E', 'x', 'i', 'f', 0, 0};

/* The text of a tag without what follows its NUL, or NULL. */
static const char *text_of(ExifContent *content, ExifTag tag, char *out, size_t room)
{
	ExifEntry *e = exif_content_get_entry(content, tag);
	if (e == NULL || e->format != EXIF_FORMAT_ASCII || e->data == NULL || e->size >= room)
		return NULL;
	memcpy(out, e->data, e->size);
	out[e->size] = '\0';
	return out;
}

static int days_in(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap);
}

/* Whether `text` has the form, in which '0' stands for any digit. */
static bool has_form(const char *text, const char *form)
{
	for (; *form != '\0'; form++, text++)
		if (*form == '0' ? *text < '0' || *text > '9' : *text != *form)
			return false;
	return *text == '\0';
}

static int number(const char *s, int digits)
{
	int n = 0;
	while (digits-- > 0)
		n = n * 10 + (*s++ - '0');
	return n;
}

/* "2026:03:04 05:06:07". Cameras whose clock was never set write zeros or the year of their making; a
 * date before there were digital cameras is none. */
static bool is_moment(const char *s)
{
	enum { EARLIEST = 1980 };
	if (!has_form(s, "0000:00:00 00:00:00"))
		return false;
	int year = number(s, 4), month = number(s + 5, 2), day = number(s + 8, 2);
	return year >= EARLIEST && month >= 1 && month <= 12 && day >= 1 && day <= days_in(year, month) &&
	       number(s + 11, 2) < 24 && number(s + 14, 2) < 60 && number(s + 17, 2) < 60;
}

static bool is_offset(const char *s)
{
	return (has_form(s, "+00:00") || has_form(s, "-00:00")) && number(s + 1, 2) <= 14 && number(s + 4, 2) < 60;
}

static void read_moment(ExifData *data, struct camera *out)
{
	char moment[32], offset[16];
	ExifContent *exif = data->ifd[EXIF_IFD_EXIF];
	if (text_of(exif, EXIF_TAG_DATE_TIME_ORIGINAL, moment, sizeof moment) == NULL || !is_moment(moment))
		return;
	moment[4] = moment[7] = '-';
	bool zone = text_of(exif, EXIF_TAG_OFFSET_TIME_ORIGINAL, offset, sizeof offset) != NULL && is_offset(offset);
	snprintf(out->taken_at, sizeof out->taken_at, "%.10sT%.8s%.6s", moment, moment + 11, zone ? offset : "");
}

static void read_orientation(ExifData *data, struct camera *out)
{
	ExifEntry *e = exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
	if (e == NULL || e->format != EXIF_FORMAT_SHORT || e->data == NULL || e->size < 2)
		return;
	int orientation = exif_get_short(e->data, exif_data_get_byte_order(data));
	if (orientation >= 1 && orientation <= 8)
		out->orientation = orientation;
}

void camera_read(const uint8_t *exif, size_t n, struct camera *out)
{
	*out = (struct camera){.orientation = 1};
	if (n >= sizeof header && memcmp(exif, header, sizeof header) == 0) {
		exif += sizeof header;
		n -= sizeof header;
	}
	if (n < 8 || n > CAMERA_EXIF_MOST)
		return;
	uint8_t *block = malloc(sizeof header + n); /* libexif wants the header that not every format has */
	ExifData *data = exif_data_new();
	if (block == NULL || data == NULL)
		abort();
	memcpy(block, header, sizeof header);
	memcpy(block + sizeof header, exif, n);
	exif_data_unset_option(data, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION); /* reads, never repairs */
	exif_data_load_data(data, block, (unsigned)(sizeof header + n));
	read_moment(data, out);
	read_orientation(data, out);
	exif_data_unref(data);
	free(block);
}

void camera_apply(const struct camera *c, struct probe *out)
{
	static_assert(sizeof c->taken_at == sizeof out->taken_at, "one form for both");
	memcpy(out->taken_at, c->taken_at, sizeof out->taken_at);
	if (c->orientation < 5) /* 5 to 8 lie on their side */
		return;
	uint32_t width = out->width;
	out->width = out->height;
	out->height = width;
}
