// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace bbplay::media {

/// What is missing of a sound file that can be played otherwise: "night.flac: is cut off: 0.92 s of
/// 2 s are there, 1.08 s are missing". Empty for a whole file, and for one that cannot be played at
/// all.
///
/// At the end by what the file says about itself: the sizes in its header (WAV, RF64, W64, AIFF,
/// AU, CAF, VOC, 8SVX, NIST SPHERE, MIDI SDS), the number of frames (FLAC, MP3 with a Xing header) or the mark on its last page (Ogg of
/// Vorbis and Opus, which does not say how much is missing; nor does an MP3 or a FLAC without such a number that ends inside of a frame). Headers that were written before the length was known say
/// nothing. Inside by the checksums of FLAC and Ogg, by bytes of MP3 that are no frames, and by samples
/// that are no numbers, where they are floats. Behind the end by the heads of further sound files, which
/// are not played.  [not the audio thread]
std::string sound_damage(const std::filesystem::path& path);
std::string sound_damage(std::string_view bytes, std::string name);

}  // namespace bbplay::media
