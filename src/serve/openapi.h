/* SPDX-License-Identifier: Apache-2.0 */
/* The API described by itself: OpenAPI 3.1 from the routes, fields and problems. */
#ifndef STAGEFY_SERVE_OPENAPI_H
#define STAGEFY_SERVE_OPENAPI_H

struct buf;

/* Writes the whole document. The router must have been built. */
void openapi_write(struct buf *b, const char *public_url);

#endif
