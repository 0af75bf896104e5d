-- SPDX-License-Identifier: Apache-2.0
select 1 / (substr(app.uuid7()::text, 15, 1) = '7' and app.now() = now())::int;
