/* SPDX-License-Identifier: Apache-2.0 */
/* A person as a card: written in 3.0 (RFC 2426) and 4.0 (RFC 6350), read in both and in 2.1, which many telephones still send.
 * What a contact can hold is kept, pictures and the like are passed over. */
#ifndef STAGEFY_FORMATS_VCARD_H
#define STAGEFY_FORMATS_VCARD_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct problem;

enum vcard_version { VCARD_3, VCARD_4 };

enum { VCARD_MOST_BYTES = 4 << 20 };

/* An e-mail address or a number. */
struct vcard_value {
	const char *text;
	const char *label; /* "work", "cell", "work fax", or a word of somebody's own; NULL: none */
};

struct vcard_address {
	const char *street, *city, *region, *code, *country, *label; /* NULL each: none */
};

/* Texts are UTF-8; NULL: none. Of each list the preferred one is the first. */
struct vcard {
	const char *uid, *name, *organization, *title, *note, *url;
	const char *birthday; /* "1985-04-12" or, without the year, "--04-12" */
	const char *changed;  /* REV, as "2026-05-12T09:30:00Z" */
	const struct vcard_value *emails, *phones;
	const struct vcard_address *addresses;
	const char *const *categories;
	size_t email_count, phone_count, address_count, category_count;
};

/* Adds a card. The name is required. */
void vcard_write(struct buf *b, const struct vcard *card, enum vcard_version version);

/* Reads one card, from BEGIN:VCARD to END:VCARD, in UTF-8 or in what its CHARSET parameters say; bytes that are neither are taken for
 * Windows-1252. Whatever is in it, it is read as far as it makes sense; a card without any name has name NULL. */
void vcard_read(struct arena *a, const char *s, size_t n, struct vcard *out);

/* A file of cards that comes in pieces of any size: `card` is called for each, -1 ends the reading with the problem it has set.
 * What stands between cards is passed over. */
struct vcard_split;
typedef int (*vcard_found)(void *arg, const char *s, size_t n, struct problem *p);

struct vcard_split *vcard_split_new(struct arena *a, vcard_found card, void *arg);

/* -1: `card` has ended it, or a card is larger than VCARD_MOST_BYTES: PROBLEM_VALIDATION at "". */
int vcard_split_read(struct vcard_split *v, const char *s, size_t n, struct problem *p);

/* A last line without its end. A card without one is none. */
int vcard_split_end(struct vcard_split *v, struct problem *p);

#endif
