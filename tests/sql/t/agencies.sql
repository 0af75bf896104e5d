-- SPDX-License-Identifier: Apache-2.0
-- Settings of agencies that only the database can judge.
begin;
set local search_path = public, t;
select start(9);
select t.world();
select t.come('alphaowner', 'alpha');
select is(t.try(format('update agencies set time_zone = %L', zone)), '1', format('%s is a time zone', zone))
    from unnest(array['UTC', 'Europe/Luxembourg', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5']) zone;
-- the last two Postgres would calculate with, and nobody else knows them
select is(t.detail(format('update agencies set time_zone = %L', zone)), '{"pointer": "/time_zone", "code": "format", "params": {"format": "time_zone"}}', format('%s is none', zone))
    from unnest(array['Mars/Base', 'europe/luxembourg', 'Mars/Base+3', 'posix/Europe/Paris']) zone;
select is(t.try('update agencies set name = ''x'''), '1', 'who writes something else is not asked');
select * from finish();
rollback;
