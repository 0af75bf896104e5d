/* SPDX-License-Identifier: Apache-2.0 */
/* What the actions of this domain take and give, as field rows. */
#ifndef STAGEFY_AGENCY_REQUESTS_H
#define STAGEFY_AGENCY_REQUESTS_H

#include "rest/field.h"

extern const struct field sign_up_request[], sign_in_request[], password_request[], session_list_fields[],
    issuers_fields[], jwks_fields[], me_fields[], me_request[], invite_request[], invite_fields[], accept_request[],
    accept_fields[], preview_query[], preview_fields[], leave_request[], api_key_request[], api_key_fields[],
    scope_list_fields[], key_request_rows[], key_request_list_fields[], changes_query[], change_rows[], change_list_fields[];

#endif
