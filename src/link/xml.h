/* SPDX-License-Identifier: Apache-2.0 */
/* As much XML as object stores answer with: elements without attributes that matter, found by name,
 * none within another of the same name. Not a parser, and nothing that it cannot read is trusted. */
#ifndef STAGEFY_LINK_XML_H
#define STAGEFY_LINK_XML_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct xml_slice {
	const char *at, *end;
};

/* The next element of that name in `*rest`: its content in `*inner`, and `*rest` behind it. False if
 * there is none, or it does not end. */
bool xml_next(struct xml_slice *rest, const char *name, struct xml_slice *inner);

/* The text of the first element of that name, with the five entities and numeric ones up to U+007F
 * resolved, or NULL. */
const char *xml_text(struct arena *a, struct xml_slice in, const char *name);

#endif
