// SPDX-License-Identifier: MIT
// Recorded messages on an inaudible carrier (format subliminal).
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <variant>
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

constexpr double kMinCarrierHz = 15'000;
constexpr double kMaxCarrierHz = 20'000;
constexpr std::int64_t kScannedSeconds = 600;
constexpr std::int64_t kLookFrames = 8192;  // of a place in haste

struct PlacedMessage {
  std::shared_ptr<const Message> message;
  float peak = 0;          // of the message, which is brought to 1
  std::int64_t start = 0;  // of a sequence
};

/// The messages one after the other, each followed by a second of silence, over and over; or all of
/// them at once, each repeated on its own, divided by their number.
class MessageLoop {
 public:
  MessageLoop(std::vector<PlacedMessage> messages, bool stacked, int rate)
      : messages_(std::move(messages)), stacked_(stacked) {
    for (PlacedMessage& each : messages_) {
      each.start = cycle_;
      cycle_ += each.message->frames() + rate;
    }
  }

  std::span<const PlacedMessage> messages() const noexcept { return messages_; }
  bool is_stacked() const noexcept { return stacked_; }
  bool is_in_memory() const noexcept {
    return std::ranges::all_of(messages_,
                               [](const auto& each) { return !each.message->samples().empty(); });
  }

  /// Frames first .. first + out.size() - 1.  [audio thread, where all messages are in memory]
  /// throws  ReadError otherwise
  void fill(std::int64_t first, std::span<float> out) const {
    std::fill(out.begin(), out.end(), 0.0f);
    if (messages_.empty()) return;
    if (stacked_) {
      const auto share = static_cast<float>(messages_.size());
      for (const PlacedMessage& each : messages_) add_repeated(each, first, out);
      for (float& value : out) value /= share;
    } else {
      fill_sequence(first, out);
    }
  }

  /// Frames after which everything repeats; of a stack at most `most`.
  std::int64_t period(std::int64_t most) const noexcept {
    if (!stacked_) return cycle_;
    std::int64_t period = 1;
    for (const PlacedMessage& each : messages_) {
      const std::int64_t frames = each.message->frames();
      const std::int64_t factor = frames / std::gcd(period, frames);
      if (period > most / factor) return most;
      period *= factor;
    }
    return period;
  }

 private:
  static void add_repeated(const PlacedMessage& each, std::int64_t first, std::span<float> out) {
    const std::int64_t frames = each.message->frames();
    std::int64_t at = first % frames;
    while (!out.empty()) {
      const auto count = static_cast<std::size_t>(std::min(std::ssize(out), frames - at));
      add(each, at, out.first(count));
      out = out.subspan(count);
      at = 0;
    }
  }

  void fill_sequence(std::int64_t first, std::span<float> out) const {
    std::int64_t at = first % cycle_;
    while (!out.empty()) {
      const auto next = std::ranges::upper_bound(messages_, at, {}, &PlacedMessage::start);
      const PlacedMessage& each = *std::prev(next);
      const std::int64_t until = next == messages_.end() ? cycle_ : next->start;
      const auto count = static_cast<std::size_t>(std::min(std::ssize(out), until - at));
      add(each, at - each.start, out.first(count));
      out = out.subspan(count);
      at = until == cycle_ ? 0 : until;
    }
  }

  /// Adds what there is of the message from frame `at` on.
  static void add(const PlacedMessage& each, std::int64_t at, std::span<float> out) {
    const Message& message = *each.message;
    if (at >= message.frames()) return;
    out = out.first(static_cast<std::size_t>(std::min(std::ssize(out), message.frames() - at)));
    if (!message.samples().empty()) {
      dsp::add_scaled(out, message.samples().subspan(static_cast<std::size_t>(at), out.size()),
                      1.0f);
      return;
    }
    std::array<float, kQuantum> part;
    while (!out.empty()) {
      const auto read = std::span(part).first(std::min(out.size(), part.size()));
      message.read(at, read);
      media::bring_to_one(each.peak, read);
      dsp::add_scaled(out.first(read.size()), read, 1.0f);
      out = out.subspan(read.size());
      at += std::ssize(read);
    }
  }

  std::vector<PlacedMessage> messages_;
  bool stacked_;
  std::int64_t cycle_ = 0;
};

/// Frames of a stack that are looked at to find its largest sample.
struct Scan {
  std::int64_t frames;
  bool is_all;
};
Scan scan_of(const MessageLoop& loop, const VoiceContext& context) {
  constexpr std::int64_t kAny = std::numeric_limits<std::int64_t>::max();
  const std::int64_t all = std::min(context.frames, loop.period(kAny));
  const std::int64_t frames = std::min(context.frames, loop.period(kScannedSeconds * context.rate));
  return {frames, frames == all};
}

media::PeakSearch peak_search(const VoiceContext& context) {
  return {context.sharing, context.in_haste ? context.places_in_haste : 0};
}

/// Largest sample of a sequence as far as the voice plays it: messages that end before it does have a peak
/// of 1.
double largest_of_sequence(const MessageLoop& loop, const VoiceContext& context) {
  double largest = 0;
  for (const PlacedMessage& each : loop.messages()) {
    const std::int64_t played = std::min(each.message->frames(), context.frames - each.start);
    if (played <= 0) break;
    if (!(each.peak > 0)) continue;
    if (played == each.message->frames()) return 1;
    const float peak = each.message->peak_of_beginning(played, each.peak, peak_search(context));
    largest = std::max(largest, static_cast<double>(peak));
  }
  return largest;
}

double largest_of_stack(const MessageLoop& loop, const VoiceContext& context) {
  const std::int64_t frames = scan_of(loop, context).frames;
  // In parts for the threads, each of which is read in order.
  constexpr std::int64_t kPart = std::int64_t{1} << 20;
  const auto largest_between = [&](std::int64_t begin, std::int64_t end) {
    std::array<float, 16 * kQuantum> out;
    float peak = 0;
    for (std::int64_t first = begin; first < end; first += std::ssize(out)) {
      const auto part =
          std::span(out).first(static_cast<std::size_t>(std::min(std::ssize(out), end - first)));
      loop.fill(first, part);
      peak = std::max(peak, dsp::peak(part));
    }
    return peak;
  };
  const bool looks_here_and_there = context.in_haste && !loop.is_in_memory();
  const auto places = static_cast<std::int64_t>(context.places_in_haste);
  const std::int64_t parts = looks_here_and_there ? places : (frames + kPart - 1) / kPart;
  std::vector<float> peaks(static_cast<std::size_t>(parts));
  dsp::share_out(context.sharing, peaks.size(), [&](std::size_t i) {
    const auto part = static_cast<std::int64_t>(i);
    const std::int64_t begin = looks_here_and_there ? part * (frames / places) : part * kPart;
    const std::int64_t length = looks_here_and_there ? kLookFrames : kPart;
    peaks[i] = largest_between(begin, std::min(begin + length, frames));
  });
  return static_cast<double>(dsp::peak(peaks));
}

class SubliminalEncode {
 public:
  SubliminalEncode(const SubliminalEncodePatch& patch, MessageLoop loop, MessageLevels levels,
                   double carrier_hz, const VoiceContext& context)
      : loop_(std::move(loop)),
        levels_(std::move(levels)),
        runs_through_(context.fidelity == Fidelity::corrected),
        turns_per_frame_(carrier_hz / context.rate) {
    gain_ = static_cast<float>(levels_.largest > 0 ? patch.amp / levels_.largest : patch.amp);
    bound_ = bound(patch.amp, context) * (1 + 1e-6);
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
  std::optional<OwnLevels> own_levels() const { return levels_; }

 private:
  double bound(double amp, const VoiceContext& context) const {
    if (levels_.is_estimate) return std::numeric_limits<double>::infinity();
    // Where not everything was looked at, the loop may still come up to 1.
    const bool knows_all = !loop_.is_stacked() || scan_of(loop_, context).is_all;
    return std::abs(knows_all ? amp : static_cast<double>(gain_));
  }

  MessageLoop loop_;
  MessageLevels levels_;
  std::optional<dsp::ReadAhead> ahead_;  // of messages that are not in memory
  bool runs_through_;                    // the carrier, over all repetitions
  double turns_per_frame_;
  float gain_ = 0;
  double bound_ = 0;
};

/// What was found out when the same voice was built before.
std::optional<MessageLevels> known_levels(const VoiceContext& context, std::size_t files) {
  if (!context.own_levels) return std::nullopt;
  const auto* known = std::get_if<MessageLevels>(&*context.own_levels);
  return known != nullptr && known->peaks.size() == files ? std::optional(*known) : std::nullopt;
}

}  // namespace

MadeVoice make(const SubliminalEncodePatch& patch, const SynthSpec&, const VoiceContext& context) {
  const double carrier_hz = std::clamp(patch.carrier_freq_hz, kMinCarrierHz, kMaxCarrierHz);
  const std::optional<MessageLevels> known = known_levels(context, patch.files.size());
  MessageLevels levels;
  if (known) levels = *known;
  levels.peaks.resize(patch.files.size());
  std::vector<PlacedMessage> messages;
  for (std::size_t i = 0; i < patch.files.size(); ++i) {
    try {
      const auto message =
          media::shared_message({patch.files[i], carrier_hz, context.rate, context.fidelity});
      if (!message) continue;
      if (!known) levels.peaks[i] = static_cast<double>(message->peak(peak_search(context)));
      messages.push_back({message, static_cast<float>(levels.peaks[i])});
    } catch (const InputError&) {
      // It could be read when the track was; the other messages are worth playing all the same.
    }
  }
  MessageLoop loop(std::move(messages), patch.order.index == 1, context.rate);
  if (!known) {
    levels.is_estimate = context.in_haste && !loop.is_in_memory();
    levels.largest =
        loop.is_stacked() ? largest_of_stack(loop, context) : largest_of_sequence(loop, context);
  }
  return std::make_unique<VoiceOf<SubliminalEncode>>(
      SubliminalEncode(patch, std::move(loop), std::move(levels), carrier_hz, context));
}

}  // namespace bbplay::voices
