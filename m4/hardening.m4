# SPDX-License-Identifier: Apache-2.0
# Warnings and hardening for every object. --enable-sanitizers swaps the latter for ASan and UBSan,
# --enable-fuzzing adds libFuzzer's coverage counters (clang).
AC_DEFUN([STAGEFY_HARDENING], [
  AC_ARG_ENABLE([sanitizers], [AS_HELP_STRING([--enable-sanitizers], [build with ASan and UBSan])])
  AC_ARG_ENABLE([fuzzing], [AS_HELP_STRING([--enable-fuzzing], [build the fuzz targets (needs clang)])])
  WARN_CFLAGS="-Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wvla -Wundef -Wwrite-strings -Werror"
  AS_IF([test "x$enable_sanitizers" = xyes || test "x$enable_fuzzing" = xyes],
    [HARDEN_CFLAGS="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
     HARDEN_LDFLAGS="-fsanitize=address,undefined"],
    [HARDEN_CFLAGS="-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fPIE"
     HARDEN_LDFLAGS="-pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code -Wl,--as-needed"
     AS_CASE([$host_cpu], [x86_64], [HARDEN_CFLAGS="$HARDEN_CFLAGS -fcf-protection=full"])])
  AS_IF([test "x$enable_fuzzing" = xyes], [HARDEN_CFLAGS="$HARDEN_CFLAGS -fsanitize=fuzzer-no-link"])
  AM_CONDITIONAL([FUZZING], [test "x$enable_fuzzing" = xyes])
  AC_SUBST([WARN_CFLAGS])
  AC_SUBST([HARDEN_CFLAGS])
  AC_SUBST([HARDEN_LDFLAGS])
])
