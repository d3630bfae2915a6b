// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace bbplay::reader {

/// Everything in a file, or in standard input for "-"; no more than `limit` + 1 bytes are read, so
/// that neither a device nor a broken pipe fills the memory.
/// throws  InputError naming the file and the reason
std::string read_input(const std::filesystem::path& path, std::size_t limit);

}  // namespace bbplay::reader
