// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "media/byte_source.h"

namespace bbplay::media {

/// What a file is that is no sound: "a web page", "a picture", "a text", ... Empty where no sign shows it.
std::string_view other_file(ByteSource& source);

/// Whether it begins like a text of UTF-16, whose mark in front is also how a frame of MPEG audio may begin.
bool begins_like_utf16(ByteSource& source);

}  // namespace bbplay::media
