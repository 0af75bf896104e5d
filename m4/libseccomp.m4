# SPDX-License-Identifier: Apache-2.0
# What a worker may ask of the kernel once it has started.
AC_DEFUN([STAGEFY_SECCOMP], [STAGEFY_REQUIRE([SECCOMP], [libseccomp >= 2.5], [libseccomp-dev])])
