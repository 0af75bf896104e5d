/* SPDX-License-Identifier: Apache-2.0 */
/* A row as a card (formats/vcard.h), by what its resource says of cards. */
#ifndef STAGEFY_REST_CARD_H
#define STAGEFY_REST_CARD_H

#include "formats/vcard.h"
#include "rest/shape.h"

struct call;
struct problem;
struct rows;

#define CARD_CONTENT_TYPE "text/vcard; charset=utf-8"

/* Which parts of the shape have the further addresses and numbers. */
struct card_shape {
	const struct resource_card *card;
	int emails, phones;
};

/* The row with all its columns, its addresses and its numbers. */
void card_shape(const struct table *t, struct shape *shape, struct card_shape *out);

/* Adds a row in that shape as a card. What is only needed meanwhile is put into the buffer's arena. */
void card_write(struct buf *b, const struct card_shape *card, const struct shape *shape, const struct rows *rows, int row,
		enum vcard_version version);

/* Takes the parameter `version` out of the query: 4.0 without it. */
int card_read_version(struct call *c, enum vcard_version *out, struct problem *p);

#endif
