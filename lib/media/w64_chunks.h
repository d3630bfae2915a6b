// SPDX-License-Identifier: MIT
#pragma once

#include "media/byte_source.h"

namespace bbplay::media {

/// Leaves out what stands behind the samples of a Sony Wave64: libsndfile plays it. Nothing for other
/// files, and where the length of the samples is open.
void leave_samples_of_w64(ByteSource& source);

/// Lets reads find the kind of samples (wFormatTag) that an extensible format of a Sony Wave64 ends with where
/// libsndfile looks for it: it takes floats for whole numbers otherwise. Nothing for other files.
void mend_w64_format(ByteSource& source);

}  // namespace bbplay::media
