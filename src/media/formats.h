/* SPDX-License-Identifier: Apache-2.0 */
/* One prober a format, each in a file of that name. NULL, or why the file is not whole and of that
 * format. */
#ifndef STAGEFY_MEDIA_FORMATS_H
#define STAGEFY_MEDIA_FORMATS_H

struct media_view;
struct probe;

/* ITU T.81; Exif in APP1. What phones append behind the picture (films, second pictures) is let be. */
const char *jpeg_probe(struct media_view *v, struct probe *out);

/* W3C PNG, third edition. Nothing may follow IEND. */
const char *png_probe(struct media_view *v, struct probe *out);

/* RFC 9649. */
const char *webp_probe(struct media_view *v, struct probe *out);

/* ISO/IEC 23008-12 with HEVC inside; AVIF is another type. */
const char *heic_probe(struct media_view *v, struct probe *out);

/* ISO 32000: a header at the start, an end at the end. */
const char *pdf_probe(struct media_view *v, struct probe *out);

#endif
