/* SPDX-License-Identifier: Apache-2.0 */
#include "media/actions.h"

#define UUID_EXAMPLE "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""
#define SHA256_EXAMPLE "\"b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9\""
#define KEY_EXAMPLE "\"pending/019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a/019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""

/* What the files belong to: at most one of these; none is the agency's library. */
#define TARGET_FIELDS                                                                                                  \
	{"property_id", FIELD_ID, .target = "properties", .doc = "The property whose gallery they go into.",                \
	 .example = UUID_EXAMPLE},                                                                                     \
	{"contact_id", FIELD_ID, .target = "contacts", .doc = "The contact they belong to.", .example = "null"},            \
	{                                                                                                              \
		"purpose", FIELD_CHOICE, .choices = "avatar|logo|template|import",                                              \
			   .doc = "What they are for, when they belong to no record. A logo becomes the agency's (admins and owners).", \
			   .example = "null"                                                                           \
	}

const struct field presign_file[] = {
    {"filename", FIELD_TEXT, FIELD_REQUIRED, .least = 1, .most = 255, .doc = "As people know it.", .example = "\"kitchen.jpg\""},
    {"content_type", FIELD_TEXT, FIELD_REQUIRED, .format = FORMAT_CONTENT_TYPE,
     .doc = "One of the installation's UPLOAD_TYPES. The content must be of it.", .example = "\"image/jpeg\""},
    {"size", FIELD_INT, FIELD_REQUIRED, .least = 1, .most = 5368709120.0, .doc = "In bytes, exactly; at most UPLOAD_MAX_BYTES.",
     .example = "2483291"},
    {"sha256", FIELD_TEXT, .format = FORMAT_SHA256, .doc = "When given, the content is checked against it.",
     .example = SHA256_EXAMPLE},
    {.type = FIELD_END}};

const struct field presign_request[] = {
    TARGET_FIELDS,
    {"files", FIELD_LIST, FIELD_REQUIRED, .most = MEDIA_FILES_MOST, .fields = presign_file, .doc = "1 to 100."},
    {.type = FIELD_END}};

static const struct field presign_slot[] = {
    {"storage_key", FIELD_TEXT, FIELD_NOT_NULL, .doc = "What commit is told.", .example = KEY_EXAMPLE},
    {"method", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Of the upload.", .example = "\"PUT\""},
    {"url", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Where to send the bytes; nobody else should see it.",
     .example = "\"https://crm.example/storage/pending/…\""},
    {"headers", FIELD_OBJECT, FIELD_NOT_NULL, .doc = "To be sent with exactly these values.",
     .example = "{\"Content-Type\":\"image/jpeg\"}"},
    {"expires_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "Upload and commit must be done by then.", .example = "\"2026-05-12T09:45:00Z\""},
    {.type = FIELD_END}};

const struct field presign_response[] = {
    {"files", FIELD_LIST, FIELD_NOT_NULL, .fields = presign_slot, .doc = "In the order of the request."}, {.type = FIELD_END}};

const struct field commit_file[] = {
    {"storage_key", FIELD_TEXT, FIELD_REQUIRED, .least = 1, .most = 500, .doc = "As presign gave it.", .example = KEY_EXAMPLE},
    {"note", FIELD_TEXT, .most = 2000, .doc = "For colleagues.", .example = "\"before the works\""},
    {"tags", FIELD_TEXTS, .most = 50, .doc = "Words of the agency's own.", .example = "[\"kitchen\"]"},
    {"taken_at", FIELD_TIME, .doc = "When the photo was taken; what the camera wrote, unless given.",
     .example = "\"2026-05-12T09:30:00Z\""},
    {.type = FIELD_END}};

const struct field commit_request[] = {
    TARGET_FIELDS,
    {"files", FIELD_LIST, FIELD_REQUIRED, .most = MEDIA_FILES_MOST, .fields = commit_file, .doc = "1 to 100, each once."},
    {.type = FIELD_END}};

const struct field reorder_request[] = {
    {"property_id", FIELD_ID, FIELD_REQUIRED, .target = "properties", .doc = "Whose gallery.", .example = UUID_EXAMPLE},
    {"ids", FIELD_TEXTS, FIELD_REQUIRED, .most = 500,
     .doc = "Media items of the property in the order wanted. Those left out follow as they stood.", .example = "[" UUID_EXAMPLE "]"},
    {.type = FIELD_END}};

static const struct field reorder_place[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the media item.", .example = UUID_EXAMPLE},
    {"position", FIELD_INT, FIELD_NOT_NULL, .doc = "From 1.", .example = "1"},
    {.type = FIELD_END}};

const struct field reorder_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = reorder_place, .doc = "The whole gallery in its order."}, {.type = FIELD_END}};
