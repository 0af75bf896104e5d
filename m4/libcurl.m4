# SPDX-License-Identifier: Apache-2.0
# Outbound HTTP: key sets and object stores.
AC_DEFUN([STAGEFY_CURL], [STAGEFY_REQUIRE([CURL], [libcurl >= 7.88], [libcurl4-openssl-dev])])
