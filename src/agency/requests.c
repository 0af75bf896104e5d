/* SPDX-License-Identifier: Apache-2.0 */
#include "agency/requests.h"

#include "agency/module.h"

#define UUID_EXAMPLE "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""
#define TIME_EXAMPLE "\"2026-05-12T09:30:00Z\""
#define ROLES "owner|admin|agent|viewer"

#define EMAIL_FIELD                                                                                                    \
	{                                                                                                              \
		"email", FIELD_TEXT, FIELD_REQUIRED, .format = FORMAT_EMAIL, .doc = "Of the account.",                  \
			 .example = "\"lea@maison-alzette.example\""                                                    \
	}

const struct field sign_up_request[] = {
    EMAIL_FIELD,
    {"password", FIELD_TEXT, FIELD_REQUIRED | FIELD_WRITE_ONLY, .least = 10, .most = 200, .doc = "10 to 200 characters.",
     .example = "\"correct horse battery\""},
    {"full_name", FIELD_TEXT, .least = 1, .most = 200, .doc = "Of the person.", .example = "\"Léa Hoffmann\""},
    {"agency_name", FIELD_TEXT, .least = 1, .most = 200, .doc = "Of the agency to be made; not with an invitation.",
     .example = "\"Maison Alzette\""},
    {"locale", FIELD_TEXT, .format = FORMAT_LOCALE, .doc = "BCP 47; of the person and of a new agency.", .example = "\"fr-LU\""},
    {"invitation", FIELD_TEXT, .least = 1, .most = 100, .doc = "The token of an invitation to accept.",
     .example = "\"3q2-7w\""},
    {.type = FIELD_END}};

const struct field sign_in_request[] = {
    EMAIL_FIELD,
    {"password", FIELD_TEXT, FIELD_REQUIRED | FIELD_WRITE_ONLY, .least = 1, .most = 200, .doc = "Of the account.",
     .example = "\"correct horse battery\""},
    {.type = FIELD_END}};

const struct field password_request[] = {
    {"current_password", FIELD_TEXT, FIELD_REQUIRED | FIELD_WRITE_ONLY, .least = 1, .most = 200, .doc = "The one in force.",
     .example = "\"correct horse battery\""},
    {"new_password", FIELD_TEXT, FIELD_REQUIRED | FIELD_WRITE_ONLY, .least = 10, .most = 200,
     .doc = "10 to 200 characters. All other sessions end.", .example = "\"staple and a lamp\""},
    {.type = FIELD_END}};

const struct field forgot_request[] = {EMAIL_FIELD, {.type = FIELD_END}};

const struct field reset_request[] = {
    {"token", FIELD_TEXT, FIELD_REQUIRED | FIELD_WRITE_ONLY, .least = 1, .most = 100, .doc = "From the link.", .example = "\"3q2-7w\""},
    {"password", FIELD_TEXT, FIELD_REQUIRED | FIELD_WRITE_ONLY, .least = 10, .most = 200, .doc = "10 to 200 characters. All sessions end.",
     .example = "\"staple and a lamp\""},
    {.type = FIELD_END}};

const struct field email_request[] = {
    {"email", FIELD_TEXT, FIELD_REQUIRED, .format = FORMAT_EMAIL, .doc = "The address to come.", .example = "\"lea@example.org\""},
    {"current_password", FIELD_TEXT, FIELD_REQUIRED | FIELD_WRITE_ONLY, .least = 1, .most = 200, .doc = "The one in force.",
     .example = "\"correct horse battery\""},
    {.type = FIELD_END}};

const struct field confirm_fields[] = {
    {"email", FIELD_TEXT, FIELD_NOT_NULL, .doc = "The address of the account from now on.", .example = "\"lea@maison-alzette.example\""},
    {.type = FIELD_END}};

static const struct field session_rows[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the session.", .example = UUID_EXAMPLE},
    {"created_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When one signed in.", .example = TIME_EXAMPLE},
    {"last_used_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it was last refreshed.", .example = TIME_EXAMPLE},
    {"expires_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it ends by itself.", .example = TIME_EXAMPLE},
    {"address", FIELD_TEXT, .doc = "Where it was last used from.", .example = "\"192.0.2.7\""},
    {"user_agent", FIELD_TEXT, .doc = "With which browser.", .example = "\"Mozilla/5.0\""},
    {"current", FIELD_BOOL, FIELD_NOT_NULL, .doc = "The one that asks.", .example = "true"},
    {.type = FIELD_END}};

const struct field session_list_fields[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = session_rows, .doc = "Newest first."}, {.type = FIELD_END}};

static const struct field local_issuer[] = {
    {"sign_up", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Whether anybody may make an account.", .example = "true"},
    {.type = FIELD_END}};
static const struct field clerk_issuer[] = {
    {"publishable_key", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Public.", .example = "\"pk_test_abc\""},
    {"frontend_api", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Address.", .example = "\"https://clerk.example.com\""},
    {.type = FIELD_END}};
static const struct field supabase_issuer[] = {
    {"url", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Address of the project.", .example = "\"https://ref.supabase.co\""},
    {"publishable_key", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Public.", .example = "\"sb_publishable_abc\""},
    {.type = FIELD_END}};

const struct field issuers_fields[] = {
    {"local", FIELD_OBJECT, .fields = local_issuer, .doc = "E-mail and password here; null when switched off."},
    {"clerk", FIELD_OBJECT, .fields = clerk_issuer, .doc = "null when not configured."},
    {"supabase", FIELD_OBJECT, .fields = supabase_issuer, .doc = "null when not configured."},
    {.type = FIELD_END}};

const struct field jwks_fields[] = {
    {"keys", FIELD_LIST, FIELD_NOT_NULL, .doc = "RFC 7517."}, {.type = FIELD_END}};

/* What one may change of oneself: the columns of users that are granted. */
#define PROFILE_FIELDS                                                                                                 \
	{"full_name", FIELD_TEXT, .most = 200, .doc = "Of the person.", .example = "\"Léa Hoffmann\""},                  \
	    {"username", FIELD_TEXT, .most = 80, .doc = "A short name.", .example = "\"lea\""},                          \
	    {"phone", FIELD_TEXT, .format = FORMAT_PHONE, .doc = "E.164.", .example = "\"+352661123456\""},             \
	    {"avatar_url", FIELD_TEXT, .format = FORMAT_URL, .doc = "A picture.", .example = "null"},                   \
	    {"brokerage", FIELD_TEXT, .most = 200, .doc = "The firm.", .example = "\"Maison Alzette\""},                 \
	    {"market", FIELD_TEXT, .most = 200, .doc = "Where one works.", .example = "\"Luxembourg\""},                 \
	    {"use_case", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "photos|video|templates|all",                         \
	     .doc = "What one is here for.", .example = "\"all\""},                                                    \
	    {"locale", FIELD_TEXT, .format = FORMAT_LOCALE, .doc = "BCP 47; null: the agency's.", .example = "\"fr-LU\""},  \
	    {"preferences", FIELD_JSON, .most = 16384, .doc = "The dashboard's; merged when patched.",                  \
	     .example = "{\"theme\":\"dark\"}"},                                                                        \
	{                                                                                                              \
		"last_agency_id", FIELD_ID, .target = "agencies", .doc = "Where one works when no header says.",          \
				  .example = UUID_EXAMPLE                                                              \
	}

const struct field me_request[] = {PROFILE_FIELDS, {.type = FIELD_END}};

static const struct field own_membership[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the membership.", .example = UUID_EXAMPLE},
    {"role", FIELD_CHOICE, FIELD_NOT_NULL, .choices = ROLES, .doc = "In this agency.", .example = "\"agent\""},
    {"display_name", FIELD_TEXT, .doc = "As colleagues see it.", .example = "\"Léa\""},
    {"avatar_url", FIELD_TEXT, .doc = "A picture.", .example = "null"},
    {.type = FIELD_END}};

static const struct field own_agencies[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the agency.", .example = UUID_EXAMPLE},
    {"slug", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Its short name.", .example = "\"maison-alzette\""},
    {"name", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Its name.", .example = "\"Maison Alzette\""},
    {"role", FIELD_CHOICE, FIELD_NOT_NULL, .choices = ROLES, .doc = "One's role there.", .example = "\"agent\""},
    {.type = FIELD_END}};

const struct field me_fields[] = {
    {"id", FIELD_ID, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Of the person: owner_id of its records.", .example = UUID_EXAMPLE},
    {"email", FIELD_TEXT, FIELD_READ_ONLY, .doc = "As the issuer has it.", .example = "\"lea@maison-alzette.example\""},
    {"email_verified", FIELD_BOOL, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Whether the issuer says so.", .example = "true"},
    PROFILE_FIELDS,
    {"role", FIELD_CHOICE, FIELD_READ_ONLY | FIELD_NOT_NULL, .choices = "agent|admin", .doc = "On the platform; admin is a platform admin.",
     .example = "\"agent\""},
    {"created_at", FIELD_TIME, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "When the account was made.", .example = TIME_EXAMPLE},
    {"version", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "Grows with every change.", .example = "1"},
    {"agency", FIELD_OBJECT, FIELD_READ_ONLY, .fields = agency_fields, .doc = "The one of this request; null: none."},
    {"membership", FIELD_OBJECT, FIELD_READ_ONLY, .fields = own_membership, .doc = "In that agency."},
    {"agencies", FIELD_LIST, FIELD_READ_ONLY | FIELD_NOT_NULL, .fields = own_agencies, .doc = "All that one may enter."},
    {"permissions", FIELD_TEXTS, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "What one may do here: table:read, table:write.",
     .example = "[\"properties:write\"]"},
    {"credits", FIELD_INT, FIELD_READ_ONLY, .doc = "What the agency can spend; null: there is no agency.", .example = "320"},
    {"subscription_tier", FIELD_CHOICE, FIELD_READ_ONLY, .choices = "free|basic|pro|enterprise", .doc = "Of the agency's plan.", .example = "\"pro\""},
    {"plan", FIELD_TEXT, FIELD_READ_ONLY, .doc = "That plan's key.", .example = "\"pro\""},
    {"entitlements", FIELD_JSON, FIELD_READ_ONLY, .doc = "Features of that plan: true, or how many; what is not named is not part of it.",
     .example = "{\"members\":250,\"api_keys\":200}"},
    {.type = FIELD_END}};

const struct field invite_request[] = {
    {"email", FIELD_TEXT, FIELD_REQUIRED, .format = FORMAT_EMAIL, .doc = "Who is invited.", .example = "\"tom@example.com\""},
    {"role", FIELD_CHOICE, FIELD_REQUIRED, .choices = ROLES, .doc = "What they will be; only an owner makes owners.",
     .example = "\"agent\""},
    {.type = FIELD_END}};

const struct field invite_fields[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the invitation.", .example = UUID_EXAMPLE},
    {"email", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Who is invited.", .example = "\"tom@example.com\""},
    {"role", FIELD_CHOICE, FIELD_NOT_NULL, .choices = ROLES, .doc = "What they will be.", .example = "\"agent\""},
    {"expires_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "In seven days.", .example = TIME_EXAMPLE},
    {"token", FIELD_TEXT, 0, .doc = "Shown this once: null when the request is repeated with its Idempotency-Key. Inviting the same address anew makes another.", .example = "\"3q2-7w\""},
    {"url", FIELD_TEXT, 0, .doc = "The link that is mailed; whoever has it may come in. Null where the token is.",
     .example = "\"https://app.example.com/invitation#3q2-7w\""},
    {"mailed", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Whether a mail with the link is on its way; not when too many went out today.",
     .example = "true"},
    {.type = FIELD_END}};

const struct field accept_request[] = {
    {"token", FIELD_TEXT, FIELD_REQUIRED, .least = 1, .most = 100, .doc = "From the link.", .example = "\"3q2-7w\""},
    {.type = FIELD_END}};

const struct field accept_fields[] = {
    {"agency_id", FIELD_ID, FIELD_NOT_NULL, .doc = "Where one is a member now.", .example = UUID_EXAMPLE},
    {"role", FIELD_CHOICE, FIELD_NOT_NULL, .choices = ROLES, .doc = "As what.", .example = "\"agent\""},
    {.type = FIELD_END}};

const struct field preview_query[] = {
    {"token", FIELD_TEXT, FIELD_REQUIRED, .doc = "From the link.", .example = "\"3q2-7w\""}, {.type = FIELD_END}};

const struct field preview_fields[] = {
    {"agency_name", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Who invites.", .example = "\"Maison Alzette\""},
    {"email", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Who is invited.", .example = "\"tom@example.com\""},
    {"role", FIELD_CHOICE, FIELD_NOT_NULL, .choices = ROLES, .doc = "As what.", .example = "\"agent\""},
    {"expires_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "Until when.", .example = TIME_EXAMPLE},
    {.type = FIELD_END}};

const struct field leave_request[] = {
    {"successor_id", FIELD_ID, .target = "memberships",
     .doc = "The membership that gets the records; needed when there are any.", .example = UUID_EXAMPLE},
    {.type = FIELD_END}};

#define API_KEY_NAME .least = 1, .most = 120, .doc = "What it is for.", .example = "\"Website\""
#define API_KEY_SCOPES                                                                                                 \
	.most = 100, .doc = "What it may be used for; none unless given. GET /api/api_keys/scopes lists them.",          \
	.example = "[\"properties:read\"]"
#define API_KEY_ADDRESSES                                                                                              \
	.most = 50, .doc = "Addresses and networks that requests may come from; none: anywhere.", .example = "[\"192.0.2.0/24\"]"

#define API_KEY_ORIGINS                                                                                                \
	.most = 50, .doc = "Of the agency's allowed_origins, those whose pages may use this key; none: all of them.",     \
	.example = "[\"https://www.maison-alzette.example\"]"

const struct field api_key_request[] = {
    {"name", FIELD_TEXT, FIELD_REQUIRED, API_KEY_NAME},
    {"mode", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "live|test", .doc = "live unless given; test: for the sandbox.", .example = "\"live\""},
    {"scopes", FIELD_TEXTS, FIELD_NOT_NULL, API_KEY_SCOPES},
    {"allowed_addresses", FIELD_TEXTS, FIELD_NOT_NULL, API_KEY_ADDRESSES},
    {"allowed_origins", FIELD_TEXTS, FIELD_NOT_NULL, API_KEY_ORIGINS},
    {"expires_at", FIELD_TIME, .doc = "When it stops working; null: never.", .example = "\"2027-05-12T00:00:00Z\""},
    {.type = FIELD_END}};

const struct field api_key_fields[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the key.", .example = UUID_EXAMPLE},
    {"name", FIELD_TEXT, FIELD_NOT_NULL, API_KEY_NAME},
    {"mode", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "live|test", .doc = "test: for the sandbox.", .example = "\"live\""},
    {"prefix", FIELD_TEXT, FIELD_NOT_NULL, .doc = "How the key begins; no secret.", .example = "\"sfy_live_7Hq2Zp9K\""},
    {"last4", FIELD_TEXT, FIELD_NOT_NULL, .doc = "How it ends.", .example = "\"PRPj\""},
    {"scopes", FIELD_TEXTS, FIELD_NOT_NULL, API_KEY_SCOPES},
    {"allowed_addresses", FIELD_TEXTS, FIELD_NOT_NULL, API_KEY_ADDRESSES},
    {"allowed_origins", FIELD_TEXTS, FIELD_NOT_NULL, API_KEY_ORIGINS},
    {"created_by", FIELD_ID, FIELD_NOT_NULL, .doc = "Who made it.", .example = UUID_EXAMPLE},
    {"expires_at", FIELD_TIME, .doc = "When it stops working.", .example = "\"2027-05-12T00:00:00Z\""},
    {"last_used_at", FIELD_TIME, .doc = "Not yet.", .example = "null"},
    {"revoked_at", FIELD_TIME, .doc = "Not yet.", .example = "null"},
    {"version", FIELD_INT, FIELD_NOT_NULL, .doc = "1", .example = "1"},
    {"created_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "Now.", .example = TIME_EXAMPLE},
    {"updated_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "Now.", .example = TIME_EXAMPLE},
    {"key", FIELD_TEXT, FIELD_NOT_NULL, .doc = "The key: shown this once, kept nowhere.",
     .example = "\"sfy_live_7Hq2Zp9K_q3Vw8sXcT1nB5mJk0ZyRdLhG6fUeOa9PiS2t1SPRPj\""},
    {.type = FIELD_END}};

const struct field scope_list_fields[] = {
    {"data", FIELD_TEXTS, FIELD_NOT_NULL, .doc = "By name.", .example = "[\"properties:read\",\"properties:write\"]"}, {.type = FIELD_END}};

const struct field key_request_rows[] = {
    {"at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it was answered.", .example = TIME_EXAMPLE},
    {"request_id", FIELD_ID, FIELD_NOT_NULL, .doc = "As in the answer's Request-Id.", .example = UUID_EXAMPLE},
    {"method", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Of HTTP.", .example = "\"GET\""},
    {"route", FIELD_TEXT, FIELD_NOT_NULL, .doc = "The path without its ids.", .example = "\"/api/properties/{id}\""},
    {"status", FIELD_INT, FIELD_NOT_NULL, .doc = "Of the answer.", .example = "404"},
    {"problem", FIELD_TEXT, .doc = "The end of the problem's type; null: none.", .example = "\"not-found\""},
    {.type = FIELD_END}};

const struct field key_request_list_fields[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = key_request_rows, .doc = "Newest first, 200 at most."}, {.type = FIELD_END}};

const struct field changes_query[] = {
    {"table", FIELD_TEXT, FIELD_REQUIRED, .doc = "The table of the record.", .example = "\"properties\""},
    {"id", FIELD_ID, FIELD_REQUIRED, .doc = "The record's id.", .example = UUID_EXAMPLE},
    {.type = FIELD_END}};

const struct field change_rows[] = {
    {"at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When.", .example = TIME_EXAMPLE},
    {"action", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "created|updated|deleted|restored", .doc = "What was done.", .example = "\"updated\""},
    {"fields", FIELD_TEXTS, FIELD_NOT_NULL, .doc = "Which fields an update changed.", .example = "[\"price\",\"status\"]"},
    {"actor_id", FIELD_ID, .doc = "Who did it; null: nobody in particular.", .example = UUID_EXAMPLE},
    {"actor_name", FIELD_TEXT, .doc = "As colleagues see it.", .example = "\"Léa Hoffmann\""},
    {"key_id", FIELD_ID, .doc = "The API key that their program used; null: none.", .example = "null"},
    {.type = FIELD_END}};

const struct field change_list_fields[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = change_rows, .doc = "Newest first, 50 at most. Of a record that one may not read there are none."},
    {.type = FIELD_END}};
