/* SPDX-License-Identifier: Apache-2.0 */
#include "billing/module.h"

/* Columns as in billing/usage.c. */
const struct field billing_transaction_fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "UUID, made by the server; sorts by time of creation.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"entry", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Its number in the agency's ledger, from 1 on, without gaps.", .example = "42"},
    {"created_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .doc = "When it was entered.",
     .example = "\"2026-05-12T09:30:00Z\""},
    {"type", FIELD_CHOICE, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .choices = "purchase|usage|refund|subscription|grant|expiry|adjustment",
     .doc = "subscription: what a plan grants; grant: what was given, as at the beginning; expiry: what was not used in time.", .example = "\"usage\""},
    {"amount", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Credits; negative: they went.", .example = "-5"},
    {"balance_after", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "What the agency had then, with what was held.", .example = "95"},
    {"operation_type", FIELD_CHOICE, FIELD_READ_ONLY | FIELD_FILTER, .choices = OPERATION_TYPES, .doc = "What they were spent on.",
     .example = "\"AI_IMAGE_GENERATION\""},
    {"units", FIELD_INT, FIELD_READ_ONLY, .doc = "How many of it.", .example = "1"},
    {"description", FIELD_TEXT, FIELD_READ_ONLY, .doc = "In words; null: the other fields say it.", .example = "null"},
    {"reference", FIELD_TEXT, FIELD_READ_ONLY, .doc = "Of whoever spent or granted: their own name of it.", .example = "\"order-1042\""},
    {"details", FIELD_JSON, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "What else was noted, as `media_id` and `property_id` of what was worked on.",
     .example = "{}"},
    {"user_id", FIELD_ID, FIELD_READ_ONLY | FIELD_FILTER, .target = "users", .doc = "Who spent it; null: nobody did.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"job_id", FIELD_ID, FIELD_READ_ONLY, .doc = "The job that did the work.", .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"refund_of", FIELD_ID, FIELD_READ_ONLY, .target = "credit_transactions", .doc = "The usage that was given back.", .example = "null"},
    {.type = FIELD_END}};

const struct resource billing_credit_transactions = {
    .name = "credit_transactions",
    .path = "credits/transactions",
    .schema = "CreditTransaction",
    .label = "entry",
    .scope = "credits",
    .doc = "The ledger: entries are only ever added. Members see what they spent; admins and owners all of it.",
    .fields = billing_transaction_fields,
    .roles = {.list = ROLES_READ, .read = ROLES_READ},
    .sort = "-created_at",
};
