-- SPDX-License-Identifier: Apache-2.0
select 'internal.protect(regclass)'::regprocedure, 'internal.expect_rows(bigint, text)'::regprocedure, 'app.touch_row()'::regprocedure;
