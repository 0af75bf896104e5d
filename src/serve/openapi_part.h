/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the document; private to serve/. Each writes one member of it. */
#ifndef STAGEFY_SERVE_OPENAPI_PART_H
#define STAGEFY_SERVE_OPENAPI_PART_H

#include <stdbool.h>

#include "base/json_out.h"

struct route;

/* {"$ref": "#/components/KIND/NAME"} */
const char *openapi_reference(struct json_out *o, const char *kind, const char *name);

/* signUp → SignUp: what the schemas of an action are named by. */
const char *openapi_capital(struct json_out *o, const char *operation);

/* One parameter object. `schema` is JSON. */
void openapi_write_parameter(struct json_out *o, const char *name, const char *in, bool needed, const char *doc,
			     const char *schema);

/* "parameters": path, query and header fields that a route reads. */
void openapi_write_parameters(struct json_out *o, const struct route *r);

/* "requestBody" (if any) and "responses". */
void openapi_write_bodies(struct json_out *o, const struct route *r);

/* "components": schemas, shared parameters, problems. */
void openapi_write_components(struct json_out *o);

#endif
