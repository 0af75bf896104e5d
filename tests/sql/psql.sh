#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# psql to the database that run.sh has made: pg_prove mangles a --dbname with an equals sign in it.
# for tests that read tests/vectors
VECTORS=$(dirname "$0")/../vectors
export VECTORS
exec psql -d "$TEST_DATABASE_URL" "$@"
