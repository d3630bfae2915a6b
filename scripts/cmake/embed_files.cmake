# SPDX-License-Identifier: MIT
# Writes the bytes of files into a C++ source, which service/embedded_files.h declares.
#
#   cmake -D OUTPUT=FILE.cpp -D "FILES=A;B;..." -P embed_files.cmake
set(rows "")
foreach(file IN LISTS FILES)
  cmake_path(GET file FILENAME name)
  file(READ ${file} digits HEX)
  file(SIZE ${file} size)
  file(SHA256 ${file} digest)
  string(REGEX REPLACE "(..)" "\\\\x\\1" bytes "${digits}")
  # A line of the file is one here, too; neighbouring literals are put together.
  string(REPLACE "\\x0a" "\\x0a\"\n     \"" bytes "${bytes}")
  string(APPEND rows "    {\"${name}\",\n     {\"${bytes}\", ${size}},\n     \"${digest}\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Written by embed_files.cmake.
#include \"service/embedded_files.h\"

namespace bbplay::app {
namespace {

constexpr EmbeddedFile kFiles[] = {
${rows}};

}  // namespace

std::span<const EmbeddedFile> embedded_files() noexcept { return kFiles; }

}  // namespace bbplay::app
")
