# SPDX-License-Identifier: Apache-2.0
# Signatures and digests.
AC_DEFUN([STAGEFY_CRYPTO], [STAGEFY_REQUIRE([CRYPTO], [libcrypto >= 3.0], [libssl-dev])])
