// SPDX-License-Identifier: MIT
/// What files and folders of a user need beyond std::filesystem.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace bbplay {

/// Device and number: the same for all names of a file.
using FileId = std::pair<std::uint64_t, std::uint64_t>;
/// Nothing for what is no regular file.
std::optional<FileId> file_id(const std::filesystem::path& path);

/// The file that this code was loaded from: the program, or a module of one. Empty if unknown.
std::filesystem::path file_of_this_code();

/// All of a file. Anybody could have put something else under its name: a pipe that blocks, a link
/// to a device, a file that fills the memory; those are nothing.
std::optional<std::string> read_small_file(const std::filesystem::path& path,
                                           std::size_t most_bytes);

/// Writes a file that nobody but this user reads; it is there in whole or, with false, not at all.
bool write_private_file(const std::filesystem::path& path, std::string_view bytes);

/// Sees to a folder for nobody but this user; false when that is not to be had.
bool make_private_folder(const std::filesystem::path& folder);
/// Whether it is this user's and nobody else can write there.
bool is_own_folder(const std::filesystem::path& folder);

}  // namespace bbplay
