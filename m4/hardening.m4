# SPDX-License-Identifier: Apache-2.0
# Warnings and hardening for every object; what the compiler lacks is left out, and tests/tools/hardened says when a
# program came out without. --enable-sanitizers swaps the hardening for ASan and UBSan, --enable-fuzzing adds
# libFuzzer's coverage counters (clang).

# STAGEFY_HARDEN(CFLAGS): adds them where the compiler takes them
AC_DEFUN([STAGEFY_HARDEN], [
  AC_MSG_CHECKING([whether $CC takes $1])
  stagefy_cflags=$CFLAGS
  CFLAGS="$CFLAGS -Werror $1"
  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[#include <string.h>]], [[]])],
    [AC_MSG_RESULT([yes])
     HARDEN_CFLAGS="$HARDEN_CFLAGS $1"],
    [AC_MSG_RESULT([no])])
  CFLAGS=$stagefy_cflags
])

AC_DEFUN([STAGEFY_HARDENING], [
  AC_ARG_ENABLE([sanitizers], [AS_HELP_STRING([--enable-sanitizers], [build with ASan and UBSan])])
  AC_ARG_ENABLE([fuzzing], [AS_HELP_STRING([--enable-fuzzing], [build the fuzz targets (needs clang)])])
  WARN_CFLAGS="-Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wvla -Wundef -Wwrite-strings -Werror"
  AS_IF([test "x$enable_sanitizers" = xyes || test "x$enable_fuzzing" = xyes],
    [HARDEN_CFLAGS="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
     HARDEN_LDFLAGS="-fsanitize=address,undefined"],
    [HARDEN_CFLAGS="-fPIE"
     HARDEN_LDFLAGS="-pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code -Wl,--as-needed"
     # glibc takes 3 for 2 where the compiler cannot do more
     STAGEFY_HARDEN([-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3])
     STAGEFY_HARDEN([-fstack-protector-strong])
     STAGEFY_HARDEN([-fstack-clash-protection])
     # not -ftrivial-auto-var-init=zero: a get would take 1 % more instructions, a list 0.5 % (callgrind)
     STAGEFY_HARDEN([-fcf-protection=full])])
  AS_IF([test "x$enable_fuzzing" = xyes], [HARDEN_CFLAGS="$HARDEN_CFLAGS -fsanitize=fuzzer-no-link"])
  AM_CONDITIONAL([FUZZING], [test "x$enable_fuzzing" = xyes])
  AC_SUBST([WARN_CFLAGS])
  AC_SUBST([HARDEN_CFLAGS])
  AC_SUBST([HARDEN_LDFLAGS])
])
