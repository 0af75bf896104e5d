/* SPDX-License-Identifier: Apache-2.0 */
/* The operations every resource has, as far as its roles allow. Each is a handler: it notes its
 * statements, executes them in one round trip and writes the answer. */
#ifndef STAGEFY_REST_CRUD_H
#define STAGEFY_REST_CRUD_H

struct call;
struct problem;
struct table;

int crud_list(struct call *c, const struct table *t, struct problem *p);
int crud_read(struct call *c, const struct table *t, struct problem *p);    /* params[0]: id */
int crud_create(struct call *c, const struct table *t, struct problem *p);
int crud_update(struct call *c, const struct table *t, struct problem *p);  /* params[0]: id */
int crud_remove(struct call *c, const struct table *t, struct problem *p);  /* params[0]: id */
int crud_restore(struct call *c, const struct table *t, struct problem *p); /* params[0]: id */
int crud_history(struct call *c, const struct table *t, struct problem *p); /* params[0]: id */
int crud_revert(struct call *c, const struct table *t, struct problem *p);  /* params[0]: id, [1]: the change */
int crud_export(struct call *c, const struct table *t, struct problem *p);
int crud_cards(struct call *c, const struct table *t, struct problem *p);
int crud_card(struct call *c, const struct table *t, struct problem *p); /* params[0]: id */
int crud_batch(struct call *c, const struct table *t, struct problem *p);
int crud_bulk(struct call *c, const struct table *t, struct problem *p);
int crud_by_ref(struct call *c, const struct table *t, struct problem *p);  /* params[0]: external_ref */

#endif
