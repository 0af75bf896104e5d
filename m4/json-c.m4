# SPDX-License-Identifier: Apache-2.0
# JSON trees from request bodies and tokens.
AC_DEFUN([STAGEFY_JSONC], [STAGEFY_REQUIRE([JSONC], [json-c >= 0.16], [libjson-c-dev])])
