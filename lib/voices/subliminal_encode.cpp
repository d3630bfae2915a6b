// SPDX-License-Identifier: MIT
// Recorded messages on an inaudible carrier (format subliminal).
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "bbplay/dsp/block_ops.h"
#include "bbplay/model/diagnostics.h"

#include "dsp/noise/read_ahead.h"
#include "media/message.h"
#include "voices/synths.h"
#include "voices/voice_of.h"

namespace bbplay::voices {
namespace {

using media::Message;
using Messages = std::vector<std::shared_ptr<const Message>>;

constexpr auto kStep = static_cast<std::int64_t>(kQuantum);
constexpr double kMinCarrierHz = 15'000;
constexpr double kMaxCarrierHz = 20'000;
constexpr std::int64_t kScannedSeconds = 600;

/// The messages one after the other, each followed by a second of silence, over and over; or all of
/// them at once, each repeated on its own, divided by their number.
class MessageLoop {
 public:
  MessageLoop(Messages messages, bool stacked, int rate)
      : messages_(std::move(messages)), stacked_(stacked) {
    for (const auto& message : messages_) {
      starts_.push_back(cycle_);
      cycle_ += message->frames() + rate;
    }
  }

  bool is_in_memory() const noexcept {
    return std::ranges::all_of(messages_,
                               [](const auto& message) { return !message->samples().empty(); });
  }

  /// Frames first .. first + out.size() - 1.  [audio thread, where all messages are in memory]
  /// throws  ReadError otherwise
  void fill(std::int64_t first, std::span<float> out) const {
    std::fill(out.begin(), out.end(), 0.0f);
    if (messages_.empty()) return;
    if (stacked_) {
      const auto share = static_cast<float>(messages_.size());
      for (const auto& message : messages_) add_repeated(*message, first, out);
      for (float& value : out) value /= share;
    } else {
      fill_sequence(first, out);
    }
  }

  /// Frames after which everything repeats; of a stack at most `most`.
  std::int64_t period(std::int64_t most) const noexcept {
    if (!stacked_) return cycle_;
    std::int64_t period = 1;
    for (const auto& message : messages_) {
      const std::int64_t factor = message->frames() / std::gcd(period, message->frames());
      if (period > most / factor) return most;
      period *= factor;
    }
    return period;
  }

 private:
  static void add_repeated(const Message& message, std::int64_t first, std::span<float> out) {
    std::int64_t at = first % message.frames();
    while (!out.empty()) {
      const auto count = static_cast<std::size_t>(
          std::min(static_cast<std::int64_t>(out.size()), message.frames() - at));
      add(message, at, out.first(count));
      out = out.subspan(count);
      at = 0;
    }
  }

  void fill_sequence(std::int64_t first, std::span<float> out) const {
    std::int64_t at = first % cycle_;
    while (!out.empty()) {
      const auto next = std::upper_bound(starts_.begin(), starts_.end(), at);
      const auto index = static_cast<std::size_t>(next - starts_.begin()) - 1;
      const std::int64_t until = next == starts_.end() ? cycle_ : *next;
      const auto count =
          static_cast<std::size_t>(std::min(static_cast<std::int64_t>(out.size()), until - at));
      add(*messages_[index], at - starts_[index], out.first(count));
      out = out.subspan(count);
      at = until == cycle_ ? 0 : until;
    }
  }

  /// Adds what there is of the message from frame `at` on.
  static void add(const Message& message, std::int64_t at, std::span<float> out) {
    if (at >= message.frames()) return;
    out = out.first(static_cast<std::size_t>(
        std::min(static_cast<std::int64_t>(out.size()), message.frames() - at)));
    if (!message.samples().empty()) {
      dsp::add_scaled(out, message.samples().subspan(static_cast<std::size_t>(at), out.size()),
                      1.0f);
      return;
    }
    std::array<float, kQuantum> part;
    while (!out.empty()) {
      const auto read = std::span(part).first(std::min(out.size(), part.size()));
      message.read(at, read);
      dsp::add_scaled(out.first(read.size()), read, 1.0f);
      out = out.subspan(read.size());
      at += std::ssize(read);
    }
  }

  Messages messages_;
  bool stacked_;
  std::vector<std::int64_t> starts_;  // of a sequence
  std::int64_t cycle_ = 0;
};

class SubliminalEncode {
 public:
  SubliminalEncode(const SubliminalEncodePatch& patch, MessageLoop loop, double carrier_hz,
                   const VoiceContext& context)
      : loop_(std::move(loop)),
        runs_through_(context.fidelity == Fidelity::corrected),
        turns_per_frame_(carrier_hz / context.rate) {
    const float peak = largest(context);
    gain_ = static_cast<float>(peak > 0 ? patch.amp / static_cast<double>(peak) : patch.amp);
    // Where not everything was looked at, the loop may still come up to 1.
    bound_ = std::abs(looks_at_all(context) ? patch.amp : static_cast<double>(gain_)) * (1 + 1e-6);
    if (loop_.is_in_memory()) return;
    ahead_.emplace(
        [loop = loop_](std::int64_t first, std::span<float> part) { loop.fill(first, part); },
        context.frames, context.rate);
  }

  void seek(std::int64_t frame) {
    if (ahead_) ahead_->seek(frame);
  }
  void service(std::int64_t frames) {
    if (ahead_) ahead_->service(frames);
  }
  void render(std::int64_t first, StereoBlock out) noexcept {
    if (ahead_) {
      ahead_->read(first, out.left);
    } else {
      loop_.fill(first, out.left);
    }
    if (runs_through_) {
      dsp::sine(turns_per_frame_ * static_cast<double>(first), turns_per_frame_, out.right);
      dsp::multiply(out.left, out.right);
    }
    dsp::scale(out.left, gain_);
    std::copy(out.left.begin(), out.left.end(), out.right.begin());
  }

  bool seeks_at_once() const noexcept { return true; }
  double peak_bound() const noexcept { return bound_; }

 private:
  std::int64_t scanned_frames(const VoiceContext& context) const {
    return std::min(context.frames, loop_.period(kScannedSeconds * context.rate));
  }
  bool looks_at_all(const VoiceContext& context) const {
    constexpr std::int64_t kAny = std::numeric_limits<std::int64_t>::max();
    return scanned_frames(context) == std::min(context.frames, loop_.period(kAny));
  }

  /// Largest sample of the loop as far as the voice plays it.
  float largest(const VoiceContext& context) const {
    std::array<float, kQuantum> out;
    float peak = 0;
    const std::int64_t end = scanned_frames(context);
    for (std::int64_t first = 0; first < end; first += kStep) {
      const auto part =
          std::span(out).first(static_cast<std::size_t>(std::min(kStep, end - first)));
      loop_.fill(first, part);
      peak = std::max(peak, dsp::peak(part));
    }
    return peak;
  }

  MessageLoop loop_;
  std::optional<dsp::ReadAhead> ahead_;  // of messages that are not in memory
  bool runs_through_;                    // the carrier, over all repetitions
  double turns_per_frame_;
  float gain_ = 0;
  double bound_ = 0;
};

}  // namespace

MadeVoice make(const SubliminalEncodePatch& patch, const SynthSpec&, const VoiceContext& context) {
  const double carrier_hz = std::clamp(patch.carrier_freq_hz, kMinCarrierHz, kMaxCarrierHz);
  Messages messages;
  for (const std::filesystem::path& path : patch.files) {
    try {
      auto message = media::shared_message({path, carrier_hz, context.rate, context.fidelity});
      if (message) messages.push_back(std::move(message));
    } catch (const InputError&) {
      // It could be read when the track was; the other messages are worth playing all the same.
    }
  }
  MessageLoop loop(std::move(messages), patch.order.index == 1, context.rate);
  return std::make_unique<VoiceOf<SubliminalEncode>>(
      SubliminalEncode(patch, std::move(loop), carrier_hz, context));
}

}  // namespace bbplay::voices
