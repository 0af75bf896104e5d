/* SPDX-License-Identifier: Apache-2.0 */
/* The body of a request: JSON, or for a few routes a type of their own. */
#ifndef STAGEFY_SERVE_PAYLOAD_H
#define STAGEFY_SERVE_PAYLOAD_H

struct exchange;
struct problem;

/* Checks content type and encoding, parses JSON. Routes without a body ignore an empty one and refuse others. */
int payload_read(struct exchange *x, struct problem *p);

#endif
