#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# psql to the database that run.sh has made: pg_prove mangles a --dbname with an equals sign in it.
exec psql -d "$TEST_DATABASE_URL" "$@"
