-- SPDX-License-Identifier: Apache-2.0
select id, user_id, issuer, subject from public.identities where false;
