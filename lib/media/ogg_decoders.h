// SPDX-License-Identifier: MIT
/// The codecs of a stream in Ogg. Each gets the stream at its beginning, and gives null when its head is
/// not what it can read.
#pragma once

#include <memory>

#include "media/decoder.h"
#include "media/ogg_stream.h"

namespace bbplay::media {

std::unique_ptr<Decoder> open_ogg_vorbis(OggStream stream);
std::unique_ptr<Decoder> open_ogg_opus(OggStream stream);
std::unique_ptr<Decoder> open_ogg_flac(OggStream stream);

}  // namespace bbplay::media
