// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "bbplay/sinks/file/file_metadata.h"

#include "sinks/file/chapters.h"
#include "sinks/file/file_head.h"

namespace bbplay::sinks {

/// The tag at the head of an MP3 file with its chapters and their table of contents, which has room
/// for 255 of them.
///
/// written   the file as far as it is written
/// metadata  whose texts a file gets that has no tag: encoders leave short ones to an older kind of
///           tag at its end, which nobody reads beside this one
/// returns   nothing until all of its tag is there
/// source    id3v2.3.0, id3v2.4.0-structure and "ID3v2 Chapter Frame Addendum" (id3.org)
std::optional<FileHead> id3_head(std::string_view written, const std::vector<Chapter>& chapters,
                                 const FileMetadata& metadata);

}  // namespace bbplay::sinks
