# SPDX-License-Identifier: Apache-2.0
# Unit tests. Without it the programs build all the same, and `make check` says what is missing.
AC_DEFUN([STAGEFY_CMOCKA], [
  PKG_CHECK_MODULES([CMOCKA], [cmocka >= 1.1.5], [have_cmocka=yes],
    [have_cmocka=no
     AC_MSG_WARN([cmocka was not found, so there are no unit tests. On Debian: apt-get install libcmocka-dev])])
  AM_CONDITIONAL([HAVE_CMOCKA], [test "x$have_cmocka" = xyes])
])
