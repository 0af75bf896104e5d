# SPDX-License-Identifier: Apache-2.0
# Password hashing and sealing of secrets.
AC_DEFUN([STAGEFY_SODIUM], [STAGEFY_REQUIRE([SODIUM], [libsodium >= 1.0.18], [libsodium-dev])])
