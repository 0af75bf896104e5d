/* SPDX-License-Identifier: Apache-2.0 */
/* Billing: credits and their ledger. */
#ifndef STAGEFY_BILLING_MODULE_H
#define STAGEFY_BILLING_MODULE_H

#include "rest/resource.h"
#include "serve/module.h"

extern const struct module billing_module;

extern const struct resource billing_credit_transactions, billing_payments;
extern const struct field billing_transaction_fields[];

#define OPERATION_TYPES                                                                                                       \
	"AI_TEXT_CHAT|AI_IMAGE_GENERATION|AI_VIDEO_GENERATION|ADMIN_ADJUSTMENT|PROJECT_CREATION|PRD_GENERATION|"              \
	"SCHEMA_GENERATION|FLOWCHART_GENERATION|TASK_GENERATION|PLAN_GENERATION|WORKSPACE_BLUEPRINT|FEATURE_SEGMENTATION"

#endif
