// SPDX-License-Identifier: MIT
#pragma once

#include "media/byte_source.h"

namespace bbplay::media {

/// Lets reads find numbers that end in the table of packets of a CAF, where damage lets them run on: libsndfile
/// writes to standard output about one of more than 5 bytes. Nothing for other files.
/// throws  InputError for a table that is nothing but damage
void mend_caf_packets(ByteSource& source);

}  // namespace bbplay::media
