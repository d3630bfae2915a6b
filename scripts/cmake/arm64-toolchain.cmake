# SPDX-License-Identifier: MIT
# For 64-bit Arm, by Debian's cross compiler, against the Debian packages that scripts/test-arm64.sh unpacks. Programs
# run under qemu where the machine is none itself.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)

get_filename_component(arm64_root "${CMAKE_CURRENT_LIST_DIR}/../../build/arm64-root" ABSOLUTE)
set(CMAKE_SYSROOT "${arm64_root}")
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -L "${arm64_root}")

# Headers, libraries and packages come from there, programs from here.
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_SYSROOT_DIR} "${arm64_root}")
set(ENV{PKG_CONFIG_LIBDIR} "${arm64_root}/usr/lib/aarch64-linux-gnu/pkgconfig:${arm64_root}/usr/share/pkgconfig")
