// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bbplay/sinks/file/file_format.h"
#include "bbplay/sinks/file/file_metadata.h"

struct sf_private_tag;  // SNDFILE

namespace bbplay::sinks {

/// Hands texts, and the markers of AIFF, to an encoder that has not written anything yet. Of longer
/// texts than kMaxTextBytes the rest is lost.
void put_tags(sf_private_tag* file, Container container, const FileMetadata& metadata);

/// The same texts as the comments of a FLAC file: "key=value".
std::vector<std::string> tag_comments(const FileMetadata& metadata);

/// At most so many bytes of a file are tags.
std::int64_t tag_bytes(const FileMetadata& metadata);

}  // namespace bbplay::sinks
