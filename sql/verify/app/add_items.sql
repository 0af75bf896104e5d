-- SPDX-License-Identifier: Apache-2.0
select 1 / (app.add_items('tags', '{b}', '{a,b}', 2) = '{b,a}')::int;
