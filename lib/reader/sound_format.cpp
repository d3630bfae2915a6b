// SPDX-License-Identifier: MIT
#include "reader/sound_format.h"

#include "media/sound_kind.h"

namespace bbplay::reader {

std::string_view sound_format(std::string_view bytes) { return media::sound_kind(bytes); }

}  // namespace bbplay::reader
