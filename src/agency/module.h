/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_AGENCY_MODULE_H
#define STAGEFY_AGENCY_MODULE_H

#include "serve/module.h"

/* Tenants and the people in them: agencies, members, invitations, oneself, and the local issuer. */
extern const struct module agency_module;

extern const struct resource agency_agencies, agency_memberships, agency_invitations, agency_api_keys;

/* Fields that several answers share. */
extern const struct field agency_fields[];

#endif
