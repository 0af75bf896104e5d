-- SPDX-License-Identifier: Apache-2.0
select kid, public_jwk, sealed_private, retired_at from internal.signing_keys where false;
