-- SPDX-License-Identifier: Apache-2.0
drop function internal.demo_id(text, int);
