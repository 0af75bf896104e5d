# SPDX-License-Identifier: Apache-2.0
# STAGEFY_REQUIRE(VARIABLE-PREFIX, PKG-CONFIG-MODULES, DEBIAN-PACKAGE)
# Looks a library up with pkg-config; a failure names what to install.
AC_DEFUN([STAGEFY_REQUIRE], [
  PKG_CHECK_MODULES([$1], [$2], [],
    [AC_MSG_ERROR([$2 was not found. On Debian: apt-get install $3])])
])
