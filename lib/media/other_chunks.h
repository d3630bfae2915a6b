// SPDX-License-Identifier: MIT
#pragma once

#include "media/byte_source.h"

namespace bbplay::media {

/// Leaves out the chunks that say nothing about how a WAV, RF64, W64, AIFF, 8SVX or CAF sounds: texts, pictures, room
/// for later use; a second one of those that do; and, behind the sound, all from the first on that is damaged.
/// Libsndfile refuses files for some of them and for many, plays a CAF from a wrong byte on, and does not end where
/// those that are damaged go on for more than 64 KB.
///
/// returns  whether the chunks lead to the sound, one behind the other; true for files that have none
bool leave_out_other_chunks(ByteSource& source);

}  // namespace bbplay::media
