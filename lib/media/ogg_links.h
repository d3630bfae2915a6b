// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "media/announced_bytes.h"
#include "media/byte_source.h"

namespace bbplay::media {

/// The parts of a file in Ogg that stand one behind the other (RFC 3533, 4: "chained"), as they arise
/// where files are joined or a radio station is recorded. Each begins with the first pages of one
/// stream, or of several that are multiplexed; up to there everything belongs to the part before.
///
/// Found by the heads of all pages: parts may bear the same serial number, and be as short as a page.
/// throws  InputError for more than 65,536 parts
std::vector<ByteRange> ogg_links(ByteSource& source);

/// The streams that begin a part, in their order; where what begins it is damaged, the stream of its
/// first page.
std::vector<std::uint32_t> ogg_serials(ByteSource& source, ByteRange part);

}  // namespace bbplay::media
