# SPDX-License-Identifier: Apache-2.0
# Smaller pictures. Its headers, and those of what it stands on, are not ours to be warned about.
AC_DEFUN([STAGEFY_VIPS], [
  STAGEFY_REQUIRE([VIPS], [vips >= 8.14], [libvips-dev])
  VIPS_CFLAGS=$(printf '%s\n' " $VIPS_CFLAGS" | sed 's/ -I/ -isystem /g')
])
