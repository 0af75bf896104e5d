/* SPDX-License-Identifier: Apache-2.0 */
#include "agency/module.h"

#include <stddef.h>

#include "agency/api_keys.h"
#include "agency/people.h"
#include "agency/platform.h"
#include "agency/proofs.h"
#include "agency/requests.h"
#include "agency/session.h"
#include "agency/sign_in.h"
#include "base/problem.h"

static const struct resource *const resources[] = {&agency_agencies, &agency_memberships, &agency_invitations, &agency_api_keys, NULL};

static const struct tag tags[] = {{"auth", "Accounts with a password, their sessions, and which ways to sign in there are."},
				  {"me", "Who asks: profile, agencies, permissions."},
				  {"changes", "Who changed a record, when, and by which key."},
				  {"platform_users", "People of all agencies, for platform admins."},
				  {"platform_audit_log", "What platform admins did, for platform admins."},
				  {NULL, NULL}};

static const struct action actions[] = {
    {HTTP_POST, "/api/auth/sign-up", "signUp", "auth", "Make an account", 0,
     ACTION_PUBLIC | ACTION_TWO_TRIPS, 201, .request = sign_up_request, .response = session_fields, .answers = "Session",
     .problems = PROBLEM_BIT(CONFLICT) | PROBLEM_BIT(FORBIDDEN) | PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(GONE) | PROBLEM_BIT(PLAN_LIMIT) | PROBLEM_BIT(KEYS_UNAVAILABLE),
     .doc = "With it comes an agency of its own, or the membership that an invitation offers.",
     .example = "{\"email\":\"lea@maison-alzette.example\",\"password\":\"correct horse battery\",\"full_name\":\"Léa Hoffmann\","
		"\"agency_name\":\"Maison Alzette\",\"locale\":\"fr-LU\"}",
     .handle = sign_up_run},
    {HTTP_POST, "/api/auth/sign-in", "signIn", "auth", "Sign in with e-mail and password", 0, ACTION_PUBLIC | ACTION_TWO_TRIPS, 200,
     .request = sign_in_request, .response = session_fields, .answers = "Session",
     .problems = PROBLEM_BIT(BAD_CREDENTIALS) | PROBLEM_BIT(FORBIDDEN) | PROBLEM_BIT(KEYS_UNAVAILABLE), .handle = sign_in_run},
    {HTTP_POST, "/api/auth/refresh", "refresh", "auth", "A new access token for the session in the cookie", 0,
     ACTION_PUBLIC | ACTION_COOKIE, 200, .response = session_fields, .answers = "Session",
     .problems = PROBLEM_BIT(KEYS_UNAVAILABLE), .handle = refresh_run},
    {HTTP_POST, "/api/auth/sign-out", "signOut", "auth", "End the session in the cookie", 0, ACTION_PUBLIC | ACTION_COOKIE, 204,
     .handle = sign_out_run},
    {HTTP_POST, "/api/auth/password", "changePassword", "auth", "Change one's password", 0, ACTION_TWO_TRIPS, 204,
     .request = password_request, .problems = PROBLEM_BIT(BAD_CREDENTIALS) | PROBLEM_BIT(CONFLICT), .cost = 10, .handle = password_change_run},
    {HTTP_POST, "/api/auth/password/forgot", "forgotPassword", "auth", "Ask for a link to choose a new password", 0, ACTION_PUBLIC, 204,
     .request = forgot_request, .problems = PROBLEM_BIT(FORBIDDEN) | PROBLEM_BIT(TOO_MANY_REQUESTS),
     .doc = "The answer is the same, and as fast, whether there is such an account or not.", .handle = forgot_run},
    {HTTP_POST, "/api/auth/password/reset", "resetPassword", "auth", "Choose a new password by a link", 0,
     ACTION_PUBLIC | ACTION_TWO_TRIPS, 204, .request = reset_request,
     .problems = PROBLEM_BIT(FORBIDDEN) | PROBLEM_BIT(GONE) | PROBLEM_BIT(TOO_MANY_REQUESTS),
     .doc = "The link works once, for an hour. All sessions of the account end.", .cost = 10, .handle = reset_run},
    {HTTP_POST, "/api/auth/email", "changeEmail", "auth", "Ask for another e-mail address", 0, ACTION_TWO_TRIPS, 204,
     .request = email_request, .problems = PROBLEM_BIT(FORBIDDEN) | PROBLEM_BIT(TOO_MANY_REQUESTS),
     .doc = "A link goes to that address; until it is followed nothing changes.", .cost = 10, .handle = email_change_run},
    {HTTP_POST, "/api/auth/email/confirmation", "askConfirmation", "auth", "Ask for a link to confirm one's address", 0, 0, 204,
     .problems = PROBLEM_BIT(CONFLICT) | PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(TOO_MANY_REQUESTS), .handle = confirmation_run},
    {HTTP_POST, "/api/auth/email/confirm", "confirmEmail", "auth", "Confirm an address by a link", 0, ACTION_PUBLIC, 200,
     .request = accept_request, .response = confirm_fields,
     .problems = PROBLEM_BIT(CONFLICT) | PROBLEM_BIT(GONE) | PROBLEM_BIT(TOO_MANY_REQUESTS), .handle = confirm_run},
    {HTTP_GET, "/api/auth/sessions", "listSessions", "auth", "Where one is signed in", 0, 0, 200, .response = session_list_fields,
     .handle = sessions_list_run},
    {HTTP_DELETE, "/api/auth/sessions/{id}", "endSession", "auth", "Sign out somewhere else", 0, 0, 204, .handle = sessions_end_run},
    {HTTP_GET, "/api/auth/issuers", "issuers", "auth", "Which ways to sign in there are", 0, ACTION_PUBLIC | ACTION_NO_DATABASE, 200,
     .response = issuers_fields, .answers = "Issuers", .handle = issuers_run},
    {HTTP_GET, "/api/auth/jwks.json", "jwks", "auth", "Public keys of the tokens made here", 0, ACTION_PUBLIC, 200,
     .response = jwks_fields, .handle = local_jwks_run},
    {HTTP_GET, "/api/me", "getMe", "me", "Who one is, where, and what one may do", 0, 0, 200, .response = me_fields, .answers = "Me",
     .handle = me_read_run},
    {HTTP_PATCH, "/api/me", "updateMe", "me", "Change one's profile and preferences", 0, 0, 200, .request = me_request,
     .response = me_fields, .answers = "Me", .handle = me_update_run},
    {HTTP_POST, "/api/invitations", "createInvitation", "invitations", "Invite somebody by mail; the link is shown once too", ROLES_MANAGE, 0, 201,
     .request = invite_request, .response = invite_fields, .problems = PROBLEM_BIT(PLAN_LIMIT) | PROBLEM_BIT(CONFLICT), .handle = invite_run},
    {HTTP_POST, "/api/invitations/accept", "acceptInvitation", "invitations", "Become a member by an invitation", 0, 0, 200,
     .request = accept_request, .response = accept_fields, .problems = PROBLEM_BIT(PLAN_LIMIT) | PROBLEM_BIT(CONFLICT) | PROBLEM_BIT(GONE), .handle = accept_run},
    {HTTP_GET, "/api/invitations/preview", "previewInvitation", "invitations", "What an invitation offers", 0, ACTION_PUBLIC, 200,
     .query = preview_query, .response = preview_fields, .problems = PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(GONE), .handle = preview_run},
    {HTTP_POST, "/api/memberships/{id}/leave", "leaveMembership", "memberships", "Leave, or take somebody out; records go to a successor",
     ROLES_READ & ~ROLE_PLATFORM, 0, 204, .request = leave_request, .problems = PROBLEM_BIT(CONFLICT), .handle = leave_run},
    {HTTP_POST, "/api/api_keys", "createApiKey", "api_keys", "Make an API key",
     ROLES_MANAGE, ACTION_REPEATABLE, 201, .request = api_key_request, .response = api_key_fields, .problems = PROBLEM_BIT(PLAN_LIMIT) | PROBLEM_BIT(CONFLICT),
     .doc = "The key is shown this once. The first test key makes the sandbox.", .handle = api_key_make_run},
    {HTTP_GET, "/api/api_keys/scopes", "listApiKeyScopes", "api_keys", "What keys can be allowed to", ROLES_MANAGE, 0, 200,
     .response = scope_list_fields, .handle = api_key_scopes_run},
    {HTTP_DELETE, "/api/api_keys/{id}", "revokeApiKey", "api_keys", "End an API key at once", ROLES_MANAGE, 0, 204,
     .doc = "It stays in the list.", .handle = api_key_revoke_run},
    {HTTP_GET, "/api/api_keys/{id}/requests", "listApiKeyRequests", "api_keys", "The last 200 requests that came with a key", ROLES_MANAGE,
     0, 200, .response = key_request_list_fields, .handle = api_key_requests_run},
    {HTTP_POST, "/api/api_keys/sandbox/reset", "resetSandbox", "api_keys", "Empty the sandbox that test keys work on", ROLES_MANAGE, 0, 204,
     .cost = 50, .handle = sandbox_reset_run},
    {HTTP_GET, "/api/changes", "listChanges", "changes", "Who changed a record, when, and by which key", ROLES_READ, 0, 200,
     .query = changes_query, .response = change_list_fields, .handle = changes_run},
    {HTTP_GET, "/api/platform_users", "listPlatformUsers", "platform_users", "People of all agencies", ROLE_PLATFORM, 0, 200,
     .query = platform_users_query, .response = platform_users_response, .handle = platform_users_run},
    {HTTP_POST, "/api/platform_users/{id}/deactivate", "deactivatePlatformUser", "platform_users", "Keep somebody out", ROLE_PLATFORM, 0, 204,
     .request = platform_user_request, .problems = PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(CONFLICT),
     .doc = "Their sessions end at once, and their API keys do nothing any more. What they made stays.", .handle = platform_user_deactivate_run},
    {HTTP_POST, "/api/platform_users/{id}/reactivate", "reactivatePlatformUser", "platform_users", "Let somebody in again", ROLE_PLATFORM, 0, 204,
     .request = platform_user_request, .problems = PROBLEM_BIT(NOT_FOUND) | PROBLEM_BIT(CONFLICT), .handle = platform_user_reactivate_run},
    {HTTP_GET, "/api/platform_audit_log", "listPlatformAuditLog", "platform_audit_log", "What platform admins did", ROLE_PLATFORM, 0, 200,
     .query = platform_audit_query, .response = platform_audit_response, .handle = platform_audit_run},
    {.path = NULL}};

static const struct job_kind jobs[] = {{.name = "agency.offer_reset", .run = offer_reset_run}, {.name = NULL}};

const struct module agency_module = {.name = "agency", .resources = resources, .actions = actions, .tags = tags, .jobs = jobs};
