/* SPDX-License-Identifier: Apache-2.0 */
#include "media/boxes.h"

#include <string.h>

uint64_t boxes_number(struct boxes_cursor *c, size_t n)
{
	uint64_t number = 0;
	if (n > c->left) {
		c->bad = true;
		c->left = 0;
	}
	if (c->bad)
		return 0;
	for (size_t i = 0; i < n; i++)
		number = number << 8 | c->at[i];
	c->at += n;
	c->left -= n;
	return number;
}

struct boxes_cursor boxes_cut(struct boxes_cursor *c, size_t n)
{
	struct boxes_cursor cut = {c->at, n, c->bad};
	if (c->bad || n > c->left) {
		c->bad = true;
		c->left = 0;
		return (struct boxes_cursor){.bad = true};
	}
	c->at += n;
	c->left -= n;
	return cut;
}

bool boxes_next(struct boxes_cursor *c, char name[4], struct boxes_cursor *body)
{
	size_t header = 8, all = c->left;
	if (c->bad || c->left == 0)
		return false;
	uint64_t size = boxes_number(c, 4), type = boxes_number(c, 4);
	for (int i = 0; i < 4; i++)
		name[i] = (char)(type >> (24 - 8 * i));
	if (size == 1) {
		size = boxes_number(c, 8);
		header = 16;
	} else if (size == 0) { /* up to the end of what holds it */
		size = all;
	}
	if (c->bad || size < header || size > all) {
		c->bad = true;
		return false;
	}
	*body = boxes_cut(c, (size_t)size - header);
	return !body->bad;
}

struct boxes_cursor boxes_find(struct boxes_cursor c, const char *name)
{
	struct boxes_cursor body;
	char found[4];
	while (boxes_next(&c, found, &body))
		if (memcmp(found, name, sizeof found) == 0)
			return body;
	return (struct boxes_cursor){.bad = true};
}
