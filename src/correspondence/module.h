/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_CORRESPONDENCE_MODULE_H
#define STAGEFY_CORRESPONDENCE_MODULE_H

#include "serve/module.h"

/* Mail goes out in the writer's name, so it takes a member: no platform admin. */
enum { CORRESPONDENCE_ROLES = ROLE_AGENT | ROLES_MANAGE };

/* Mail between a member of an agency and one person. */
extern const struct module correspondence_module;

extern const struct resource correspondence_conversations, correspondence_messages, correspondence_templates;

#endif
