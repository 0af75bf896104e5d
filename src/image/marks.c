/* SPDX-License-Identifier: Apache-2.0 */
#include "image/marks.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "image/call.h"

enum { WORD_MOST = 60, CREDIT_MOST = 120, ALTERATIONS_MOST = 20, SEGMENT_MOST = 65533 };

static bool is_word(const char *s)
{
	size_t n = strlen(s);
	return n > 0 && n <= WORD_MOST &&
	       strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") == n;
}

int marks_check(const struct edit_marks *marks)
{
	size_t count = 0;
	if (marks->digital_source_type != NULL && !is_word(marks->digital_source_type))
		return -1;
	if (marks->credit != NULL && (!utf8_valid(marks->credit, strlen(marks->credit)) ||
				      utf8_length(marks->credit, strlen(marks->credit)) > CREDIT_MOST))
		return -1;
	for (; marks->alterations != NULL && marks->alterations[count] != NULL; count++)
		if (count == ALTERATIONS_MOST || !is_word(marks->alterations[count]))
			return -1;
	return 0;
}

/* What XML cannot hold at all is left out. */
static void escaped(struct buf *out, const char *s)
{
	for (; *s != '\0'; s++)
		switch (*s) {
		case '<':
			buf_lit(out, "&lt;");
			break;
		case '>':
			buf_lit(out, "&gt;");
			break;
		case '&':
			buf_lit(out, "&amp;");
			break;
		case '"':
			buf_lit(out, "&quot;");
			break;
		default:
			if ((*s & 0xff) >= 0x20)
				buf_put(out, *s);
		}
}

/* In words too, for programs that show a description and know no vocabulary. */
static void description(struct buf *out, const char *const *alterations)
{
	buf_lit(out, "  <dc:description>\n   <rdf:Alt>\n    <rdf:li xml:lang=\"x-default\">This picture was altered: ");
	for (size_t i = 0; alterations[i] != NULL; i++) {
		buf_puts(out, i == 0 ? "" : ", ");
		buf_puts(out, alterations[i]);
	}
	buf_lit(out, "</rdf:li>\n   </rdf:Alt>\n  </dc:description>\n");
	buf_lit(out, "  <stagefy:MediaAlteration>\n   <rdf:Bag>\n");
	for (size_t i = 0; alterations[i] != NULL; i++) {
		buf_lit(out, "    <rdf:li>");
		buf_puts(out, alterations[i]);
		buf_lit(out, "</rdf:li>\n");
	}
	buf_lit(out, "   </rdf:Bag>\n  </stagefy:MediaAlteration>\n");
}

void marks_xmp(struct buf *out, const struct edit_marks *marks)
{
	bool is_altered = marks->alterations != NULL && marks->alterations[0] != NULL;
	if (marks->digital_source_type == NULL && marks->credit == NULL && !is_altered)
		return;
	buf_lit(out, "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
		     "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
		     "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
		     " <rdf:Description rdf:about=\"\"\n"
		     "   xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"\n"
		     "   xmlns:photoshop=\"http://ns.adobe.com/photoshop/1.0/\"\n"
		     "   xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"
		     "   xmlns:stagefy=\"urn:stagefy:media:1/\"");
	if (marks->digital_source_type != NULL) {
		buf_lit(out, "\n   Iptc4xmpExt:DigitalSourceType=\"http://cv.iptc.org/newscodes/digitalsourcetype/");
		escaped(out, marks->digital_source_type);
		buf_put(out, '"');
	}
	if (marks->credit != NULL) {
		buf_lit(out, "\n   photoshop:Credit=\"");
		escaped(out, marks->credit);
		buf_put(out, '"');
	}
	buf_lit(out, ">\n");
	if (is_altered)
		description(out, marks->alterations);
	buf_lit(out, " </rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>");
}

/* ---- the file */

enum { SOI = 0xd8, SOS = 0xda, APP0 = 0xe0, APP1 = 0xe1, APP15 = 0xef, COMMENT = 0xfe };

static void segment(struct buf *out, int marker, const char *name, size_t name_size, const void *body, size_t n)
{
	size_t size = 2 + name_size + n;
	buf_put(out, (char)0xff);
	buf_put(out, (char)marker);
	buf_put(out, (char)(size >> 8));
	buf_put(out, (char)size);
	buf_write(out, name, name_size);
	buf_write(out, body, n);
}

/* The segment at `at`, its marker and two bytes of length before it; 0: there is none. */
static size_t whole(const uint8_t *p, size_t n, size_t at)
{
	if (n - at < 4 || p[at] != 0xff)
		return 0;
	size_t size = 2 + ((size_t)p[at + 2] << 8 | p[at + 3]);
	return size < 4 || size > n - at ? 0 : size;
}

int marks_put(const void *jpeg, size_t n, const void *xmp, size_t xmp_size, struct buf *out)
{
	static const char name[] = "http://ns.adobe.com/xap/1.0/"; /* with its NUL */
	const uint8_t *p = jpeg;
	size_t at = 2, size;
	bool is_put = xmp_size == 0;
	if (n < 4 || p[0] != 0xff || p[1] != SOI || xmp_size > SEGMENT_MOST - sizeof name)
		return -1;
	buf_write(out, p, 2);
	while ((size = whole(p, n, at)) > 0) {
		int marker = p[at + 1];
		bool is_jfif = marker == APP0;
		if (!is_jfif && !is_put) {
			segment(out, APP1, name, sizeof name, xmp, xmp_size);
			is_put = true;
		}
		if (marker == SOS) {
			buf_write(out, p + at, n - at); /* the rest is one scan */
			return 0;
		}
		if (is_jfif || ((marker < APP0 || marker > APP15) && marker != COMMENT))
			buf_write(out, p + at, size);
		at += size;
	}
	return -1;
}
