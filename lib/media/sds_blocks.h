// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "media/announced_bytes.h"
#include "media/byte_source.h"

namespace bbplay::media {

/// Of a MIDI Sample Dump (SDS); nothing for other files.
std::optional<AnnouncedBytes> bytes_of_sds(ByteSource& source);

/// Leaves out what is no whole block at the end of a MIDI Sample Dump, and lets reads find the head of a block where that
/// is damaged, and how many samples there are where the header says more: libsndfile writes to standard output about
/// every block without a head, and plays the last one again and again in place of those that are missing. Nothing for
/// other files.
/// throws  InputError for one that is nothing but damage
void mend_sds_blocks(ByteSource& source);

}  // namespace bbplay::media
