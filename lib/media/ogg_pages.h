// SPDX-License-Identifier: MIT
/// The pages that a file in Ogg consists of (RFC 3533, 6).
#pragma once

#include "media/byte_source.h"

namespace bbplay::media {

/// Whether a file in Ogg ends without its last page. False for other files.
bool lacks_last_page(ByteSource& source);

/// Whether anything between the first byte and the end, or the page that is cut off there, is no
/// page or has a wrong check sum. Reads the whole file.
bool has_wrong_page(ByteSource& source);

/// The same of a file in Ogg, whatever follows its last page. False for other files.
bool has_damaged_page(ByteSource& source);

}  // namespace bbplay::media
