/* SPDX-License-Identifier: Apache-2.0 */
#include "agency/module.h"
#include "agency/origins.h"

const struct field agency_fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "UUID, made by the server.",
     .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"slug", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL, .format = FORMAT_SLUG, .doc = "Short name in addresses; never changes.",
     .example = "\"maison-alzette\""},
    {"name", FIELD_TEXT, FIELD_REQUIRED | FIELD_SORT, .least = 1, .most = 200, .doc = "As people know it.",
     .example = "\"Maison Alzette\""},
    {"domain", FIELD_TEXT, .most = 253, .doc = "The agency's own, for mail and pages.", .example = "\"maison-alzette.example\""},
    {"region", FIELD_CHOICE, FIELD_READ_ONLY | FIELD_NOT_NULL, .choices = "eu|us|ca", .doc = "Where its data lives; it never leaves.",
     .example = "\"eu\""},
    {"locale", FIELD_TEXT, FIELD_NOT_NULL, .format = FORMAT_LOCALE, .doc = "BCP 47.", .example = "\"fr-LU\""},
    {"time_zone", FIELD_TEXT, FIELD_NOT_NULL, .format = FORMAT_TIME_ZONE, .doc = "IANA name.", .example = "\"Europe/Luxembourg\""},
    {"currency", FIELD_TEXT, FIELD_NOT_NULL, .format = FORMAT_CURRENCY, .doc = "ISO 4217; what new records are priced in.",
     .example = "\"EUR\""},
    {"country", FIELD_TEXT, .format = FORMAT_COUNTRY, .doc = "ISO 3166-1 alpha-2.", .example = "\"LU\""},
    {"vat_number", FIELD_TEXT, .most = 40, .doc = "On its invoices.", .example = "\"LU12345678\""},
    {"address", FIELD_TEXT, .most = 300, .doc = "Of the office.", .example = "\"1, place d'Armes, L-1136 Luxembourg\""},
    {"colour", FIELD_TEXT, .format = FORMAT_COLOUR, .doc = "Of its brand.", .example = "\"#1f6f54\""},
    {"logo_media_id", FIELD_ID, .target = "media_items", .doc = "Of its brand.", .example = "null"},
    {"record_visibility", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "team|owner",
     .doc = "team: members read every record. owner: agents read their own and what is shared with them.", .example = "\"team\""},
    {"allowed_origins", FIELD_TEXTS, FIELD_NOT_NULL, .most = 50,
     .doc = "Sites whose pages may use the API from a browser (CORS), as browsers write an origin; none: the dashboard alone.",
     .example = "[\"https://www.maison-alzette.example\"]"},
    {"deleted_keep_days", FIELD_INT, FIELD_NOT_NULL, .least = 1, .most = 3650,
     .doc = "For how many days what was deleted can be restored; then it goes for good.", .example = "30"},
    {"version", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Grows with every change; also in ETag.", .example = "1"},
    {"created_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_SORT, .doc = "When it was made.",
     .example = "\"2026-05-12T09:30:00Z\""},
    {"updated_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_SORT, .doc = "When it last changed.",
     .example = "\"2026-05-12T09:30:00Z\""},
    {.type = FIELD_END}};

const struct resource agency_agencies = {
    .name = "agencies",
    .schema = "Agency",
    .doc = "The agency you work in, with its settings. Others are not visible.",
    .fields = agency_fields,
    .roles = {.list = ROLES_READ, .read = ROLES_READ, .update = ROLES_MANAGE},
    .sort = "-created_at",
    .global = true,
    .before_write = origins_check,
};
