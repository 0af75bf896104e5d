# SPDX-License-Identifier: Apache-2.0
# Signs the tokens of the local issuer.
AC_DEFUN([STAGEFY_JWT], [STAGEFY_REQUIRE([JWT], [libjwt >= 1.10.2], [libjwt-dev])])
