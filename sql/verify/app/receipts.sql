-- SPDX-License-Identifier: Apache-2.0
select user_id, agency_id, method, path, key, fingerprint, status, headers, body from internal.receipts where false;
