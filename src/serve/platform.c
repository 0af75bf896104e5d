/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/platform.h"

static const struct field live_fields[] = {
    {"status", FIELD_TEXT, .doc = "alive", .example = "\"alive\""},
    {"timestamp", FIELD_TIME, .doc = "The server's clock.", .example = "\"2026-05-12T09:30:00.000Z\""},
    {.type = FIELD_END}};

static const struct field health_fields[] = {
    {"status", FIELD_TEXT, .doc = "healthy or unhealthy", .example = "\"healthy\""},
    {"database", FIELD_TEXT, .doc = "connected or disconnected", .example = "\"connected\""},
    {"timestamp", FIELD_TIME, .doc = "The server's clock.", .example = "\"2026-05-12T09:30:00.000Z\""},
    {.type = FIELD_END}};

static const struct field ready_fields[] = {
    {"status", FIELD_TEXT, .doc = "ready or not ready", .example = "\"ready\""},
    {"database", FIELD_TEXT, .doc = "connected or disconnected", .example = "\"connected\""},
    {"migration", FIELD_TEXT, .doc = "The newest migration deployed.", .example = "\"media/media_items\""},
    {"keys", FIELD_TEXT, .doc = "loaded, or the issuer whose keys are missing.", .example = "\"loaded\""},
    {"away", FIELD_TEXT, .doc = "The part that does not answer, such as media when the file store is away; null: none.", .example = "null"},
    {"version", FIELD_TEXT, .doc = "Of the program.", .example = "\"0.1.0\""},
    {.type = FIELD_END}};

static const struct action actions[] = {
    {HTTP_GET, "/api/live", "live", "platform", "Whether a worker answers", 0,
     ACTION_PUBLIC | ACTION_NO_DATABASE, 200, .response = live_fields, .doc = "Asks no database.", .handle = platform_live},
    {HTTP_GET, "/api/health", "health", "platform", "Whether the database answers", 0, ACTION_PUBLIC, 200,
     .response = health_fields, .answers_also = 503, .handle = platform_health},
    {HTTP_GET, "/api/ready", "ready", "platform", "Whether requests can be served", 0,
     ACTION_PUBLIC, 200, .response = ready_fields, .answers_also = 503, .doc = "Looks at the database, its migrations, the issuers' keys and the file store.", .handle = platform_ready},
    {HTTP_GET, "/api/openapi.json", "openapi", "platform", "This document", 0, ACTION_PUBLIC | ACTION_NO_DATABASE, 200,
     .handle = platform_openapi},
    {.path = NULL}};

static const struct tag tags[] = {{"platform", "The installation itself: is it well, and what can it do."}, {NULL, NULL}};

const struct module platform_module = {.name = "platform", .actions = actions, .tags = tags};
