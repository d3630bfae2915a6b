// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "bbplay/model/fidelity.h"

namespace bbplay::media {

/// How a recorded message is prepared for its carrier.
struct MessageRequest {
  std::filesystem::path path;
  double carrier_hz = 0;
  int rate = 0;  // Hz, of the voice
  Fidelity fidelity = Fidelity::reference;
  std::int64_t most_frames = 0;  // that the voice can play
};

/// A recorded message, ready to play (format subliminal): channels averaged, converted to the rate of
/// the voice, brought to a peak of 1.
///
/// reference   multiplied by the carrier, which starts with the message
/// corrected   without its carrier, which runs through; band-limited to 80 Hz .. 4 kHz, or less
///             where half the sample rate is near, so that neither side band becomes audible or
///             folds back (U3); faded in and out over 10 ms, so that it can be repeated (U2)
struct Message {
  std::int64_t frames = 0;     // of the whole message
  std::vector<float> samples;  // all of them, or as many as the voice can play
};

/// Messages are shared by all voices that ask for the same one, and kept for the next as long as
/// they take no more than 128 MB together. Very long ones are only kept in memory as far as the
/// voice can play them.  [not the audio thread]
///
/// returns  null for a file without frames
/// throws   InputError
std::shared_ptr<const Message> shared_message(const MessageRequest& request);

}  // namespace bbplay::media
