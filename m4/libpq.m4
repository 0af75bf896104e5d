# SPDX-License-Identifier: Apache-2.0
# Postgres client with pipeline mode.
AC_DEFUN([STAGEFY_PQ], [STAGEFY_REQUIRE([PQ], [libpq >= 15], [libpq-dev])])
