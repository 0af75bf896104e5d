/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/module.h"

static const struct field fields[] = {
    FIELDS_FIRST,
    {"reference", FIELD_TEXT, FIELD_FILTER | FIELD_SORT | FIELD_SEARCHED, .least = 1, .most = 40,
     .doc = "The agency's own number, unique among its live properties.", .example = "\"MA-0412\""},
    {"title", FIELD_I18N, .most = 200, .doc = "Per language.",
     .example = "{\"en\":\"Townhouse with a walled garden\",\"fr\":\"Maison de ville avec jardin clos\"}"},
    {"description", FIELD_I18N, FIELD_DETAIL, .most = 20000, .doc = "Per language.",
     .example = "{\"en\":\"A house of 1931 on a quiet street.\"}"},
    {"status", FIELD_CHOICE, FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT, .choices = "draft|active|pending|sold|off_market",
     .doc = "draft until it is shown to anybody; pending is under offer. A new one may have any; afterwards it goes these ways alone:"
#define EDGE(from, to, why) " " #from " → " #to " (" why ")."
#include "estate/listing_edges.def"
#undef EDGE
	    " What draft → active needs is told by GET /api/properties/{id}/publishing.",
     .example = "\"active\""},
    {"property_type", FIELD_CHOICE, FIELD_NOT_NULL | FIELD_FILTER | FIELD_SORT,
     .choices = "house|apartment|land|commercial|office|garage|other", .doc = "What it is.", .example = "\"house\""},
    {"transaction", FIELD_CHOICE, FIELD_NOT_NULL | FIELD_FILTER, .choices = "sale|rent", .doc = "Sold or let.",
     .example = "\"sale\""},
    {"address", FIELD_TEXT, FIELD_REQUIRED | FIELD_SEARCHED, .least = 1, .most = 300, .doc = "Street and number.",
     .example = "\"24, rue Ermesinde\""},
    {"city", FIELD_TEXT, FIELD_FILTER | FIELD_SORT | FIELD_SEARCHED, .most = 120, .doc = "City or town.",
     .example = "\"Luxembourg\""},
    {"state", FIELD_TEXT, FIELD_SEARCHED, .most = 120, .doc = "State, canton or province.", .example = "\"Luxembourg\""},
    {"zip_code", FIELD_TEXT, FIELD_SEARCHED, .most = 20, .doc = "Postal code.", .example = "\"L-1469\""},
    {"country", FIELD_TEXT, FIELD_FILTER, .format = FORMAT_COUNTRY, .doc = "ISO 3166-1 alpha-2.", .example = "\"LU\""},
    {"latitude", FIELD_DECIMAL, .least = -90, .most = 90, .scale = 6, .doc = "WGS 84, degrees north.",
     .example = "49.620480"},
    {"longitude", FIELD_DECIMAL, .least = -180, .most = 180, .scale = 6, .doc = "WGS 84, degrees east.",
     .example = "6.124510"},
    {"price", FIELD_DECIMAL, FIELD_FILTER | FIELD_SORT, .least = 0, .most = 999999999999.99, .scale = 2,
     .doc = "Asking price, or rent a month.", .example = "1485000.00"},
    {"currency", FIELD_TEXT, FIELD_NOT_NULL | FIELD_FILTER, .format = FORMAT_CURRENCY,
     .doc = "ISO 4217; the agency's unless given.", .example = "\"EUR\""},
    {"bedrooms", FIELD_INT, FIELD_FILTER | FIELD_SORT, .least = 0, .most = 99, .doc = "Number of bedrooms.", .example = "4"},
    {"bathrooms", FIELD_DECIMAL, .least = 0, .most = 99, .scale = 1, .doc = "Number of bathrooms; half ones count.",
     .example = "2.5"},
    {"living_area", FIELD_DECIMAL, FIELD_FILTER | FIELD_SORT, .least = 0, .most = 99999999.99, .scale = 2, .doc = "m²",
     .example = "212.00"},
    {"lot_area", FIELD_DECIMAL, .least = 0, .most = 9999999999.99, .scale = 2, .doc = "m²", .example = "340.00"},
    {"sqft", FIELD_INT, FIELD_READ_ONLY, .doc = "living_area in square feet.", .example = "2282"},
    {"year_built", FIELD_INT, .least = 1000, .most = 2200, .doc = "Year of construction.", .example = "1931"},
    {"energy_class", FIELD_CHOICE, .choices = "A+|A|B|C|D|E|F|G|H|I|exempt",
     .doc = "Of the energy certificate; exempt: the building needs none.",
     .example = "\"C\""},
    {"features", FIELD_TEXTS, FIELD_SEARCHED, .most = 50, .doc = "Words such as garden or lift.",
     .example = "[\"garden\",\"cellar\"]"},
    {"notes", FIELD_TEXT, FIELD_DETAIL, .most = 10000, .doc = "For colleagues only.",
     .example = "\"Keys at the neighbour's.\""},
    {"contact_id", FIELD_ID, FIELD_FILTER, .target = "contacts", .doc = "The owner, seller or landlord.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"cover_media_id", FIELD_ID, FIELD_FILTER, .target = "media_items", .doc = "The photo shown first; set to the first one by itself.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4b\""},
    {"media_count", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Photos and other files that are ready.", .example = "18"},
    {"published_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_FILTER | FIELD_SORT, .doc = "When it first became active.",
     .example = "\"2026-05-12T09:30:00Z\""},
    FIELDS_LAST,
    {.type = FIELD_END}};

static const struct include includes[] = {
    {"contact", "contact_id", "contacts", .back = "properties"}, {"cover_media", "cover_media_id", "media_items", .back = NULL}, {.name = NULL}};

const struct resource estate_properties = {
    .name = "properties",
    .schema = "Property",
    .scope = "properties",
    .doc = "What the agency sells or lets.",
    .fields = fields,
    .includes = includes,
    .roles = {ROLES_READ, ROLES_READ, ROLES_WRITE, ROLES_WRITE, ROLES_WRITE},
    .sort = "-created_at",
    .search = "app.search_properties",
    .keeps_deleted = true,
    .by_ref = true,
    .views = true,
};
