// SPDX-License-Identifier: MIT
#pragma once

#include "media/byte_source.h"

namespace bbplay::media {

/// Lets reads find a length that is right where the sound of a CAF says one that the file has not: -1, which
/// is legal and means the rest of it, or more than is left of a file that is cut off. Leaves out what is cut
/// off behind the sound. Libsndfile refuses all of that. Nothing for other files.
///
/// returns  whether the sound is cut off
bool mend_caf_lengths(ByteSource& source);

}  // namespace bbplay::media
