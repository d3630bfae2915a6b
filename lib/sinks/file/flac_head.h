// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sinks/file/file_head.h"

namespace bbplay::sinks {

/// Where in a FLAC file with the head below the points of its seek table are.
inline constexpr std::size_t kFlacSeekPoints = 46;
inline constexpr std::size_t kFlacSeekPointBytes = 18;

/// The head of a FLAC file with more comments, and room for a seek table behind the block that
/// encoders come back to.
///
/// written      the file as far as it is written
/// seek_points  0: no table
/// returns      nothing until all of its metadata is there
/// source       RFC 9639, section 8
std::optional<FileHead> flac_head(std::string_view written,
                                  const std::vector<std::string>& comments,
                                  std::size_t seek_points);

}  // namespace bbplay::sinks
