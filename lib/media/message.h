// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "bbplay/dsp/sharing.h"
#include "bbplay/model/fidelity.h"

namespace bbplay::media {

/// How a recorded message is prepared for its carrier.
struct MessageRequest {
  std::filesystem::path path;
  double carrier_hz = 0;
  int rate = 0;  // Hz, of the voice
  Fidelity fidelity = Fidelity::reference;
};

/// How the peak of a long message is found: its file is gone through once, and what was found is kept.
struct PeakSearch {
  dsp::Sharing sharing{};  // of the way through the file; null: this thread alone
  /// Unless 0, an estimate is enough, from so many places in the file.
  std::size_t places = 0;
};

/// A recorded message on its carrier (format subliminal): channels averaged, converted to the rate of
/// the voice.
///
/// reference   multiplied by the carrier, which starts with the message
/// corrected   without its carrier, which runs through; band-limited to 80 Hz .. 4 kHz, or less
///             where half the sample rate is near, so that neither side band becomes audible or
///             folds back (U3); faded in and out over 10 ms, so that it can be repeated (U2)
///
/// Whoever plays it brings it to a peak of 1, dividing it by peak(). Short ones are in memory as a
/// whole, and are so already; long ones are read from their file a piece at a time, bit for bit the same
/// from wherever reading starts, by several threads at a time.
class Message {
 public:
  virtual ~Message() = default;
  Message(const Message&) = delete;
  Message& operator=(const Message&) = delete;

  std::int64_t frames() const noexcept { return frames_; }

  /// All of them, or none: then read() has them.  [any thread]
  std::span<const float> samples() const noexcept { return samples_; }

  /// Samples first, first + 1, ..., all of which the message has.
  /// throws  ReadError                                      [any thread but the audio thread]
  virtual void read(std::int64_t first, std::span<float> out) const = 0;

  /// Largest |sample| as it lies in the file.
  /// throws  ReadError; what the search's `sharing` throws    [any thread but the audio thread]
  virtual float peak(const PeakSearch& search) const = 0;

  /// Largest |sample| of frames 0 .. end - 1, once the message is brought to 1 by its peak.
  virtual float peak_of_beginning(std::int64_t end, float peak, const PeakSearch& search) const = 0;

 protected:
  Message() = default;
  std::int64_t frames_ = 0;
  std::span<const float> samples_;
};

/// Divides all samples by the peak that their message has, unless it is silent.
void bring_to_one(float peak, std::span<float> samples) noexcept;

/// Messages are shared by all voices that ask for the same one, and kept for the next. All of them
/// together take no more than 16 MB of memory, but for what is read ahead of the long ones.
/// [not the audio thread]
///
/// returns  null for a file without frames
/// throws   InputError, ReadError
std::shared_ptr<const Message> shared_message(const MessageRequest& request);

}  // namespace bbplay::media
