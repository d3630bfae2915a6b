// SPDX-License-Identifier: MIT
#pragma once

#include "media/byte_source.h"

namespace bbplay::media {

/// Leaves out the chunks that say nothing about how a WAV, W64, AIFF, 8SVX or CAF sounds: texts, pictures, room for
/// later use. Libsndfile refuses files for some of them and for many, and plays a CAF from a wrong byte on.
void leave_out_other_chunks(ByteSource& source);

}  // namespace bbplay::media
