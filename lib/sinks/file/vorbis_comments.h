// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bbplay::sinks {

/// A block of comments with some more of them, as FLAC, Ogg Vorbis and Opus have it (RFC 9639,
/// section 8.6): the name of the encoder, then a list of "KEY=value".
///
/// start    bytes before it that tell what the packet is
/// returns  the packet as it was when it is no such block
std::string with_comments(std::string_view packet, std::size_t start,
                          const std::vector<std::string>& comments);

}  // namespace bbplay::sinks
