// SPDX-License-Identifier: MIT
// Opposed phase modulation of the two ears (format sam 3).
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "bbplay/audio/frames.h"
#include "bbplay/dsp/block_ops.h"

#include "dsp/block/turns.h"
#include "voices/sam/sam2_motion.h"
#include "voices/synths.h"
#include "voices/voice_of.h"

namespace bbplay::voices {
namespace {

constexpr double kTurnsPerRadian = 1 / (2 * std::numbers::pi);
constexpr double kSlewSeconds = 0.002;

/// How an ear hears the deviation.
struct Ear {
  double polarity;
  double phase_turns;
};

class Sam2 {
 public:
  Sam2(const Sam2Patch& patch, Sam2Motion motion, const VoiceContext& context)
      : motion_(std::move(motion)),
        amp_(patch.amp),
        left_{patch.polarity_left * kTurnsPerRadian, patch.phase_left_rad * kTurnsPerRadian},
        right_{patch.polarity_right * kTurnsPerRadian, patch.phase_right_rad * kTurnsPerRadian} {
    if (context.fidelity == Fidelity::corrected && motion_.jumps()) {
      constexpr auto kMaxLength = static_cast<std::int64_t>(Sam2Motion::kMaxFrames - kQuantum);
      slew_frames_ = static_cast<std::size_t>(
          std::clamp<std::int64_t>(nearest_frame(kSlewSeconds, context.rate), 1, kMaxLength));
    }
  }

  void render(std::int64_t first, StereoBlock out) const noexcept {
    std::array<double, kQuantum> deviation;
    std::array<double, kQuantum> carrier;
    fill_deviation(first, deviation);
    for (std::size_t i = 0; i < kQuantum; ++i) {
      const double turns = motion_.clock().carrier_turns(first + static_cast<std::int64_t>(i));
      carrier[i] = dsp::fraction_of_turn(turns);
    }
    render_ear(left_, carrier, deviation, out.left);
    render_ear(right_, carrier, deviation, out.right);
  }

  void reset() const noexcept {}
  bool is_closed_form() const noexcept { return true; }
  double peak_bound() const noexcept { return std::abs(amp_) * (1 + 1e-6); }

 private:
  /// P1: where the path jumps, the reference clicks; corrected fidelity takes 2 ms for the way, as
  /// the mean of the deviation over the last 2 ms does.
  void fill_deviation(std::int64_t first, std::span<double> out) const noexcept {
    if (slew_frames_ == 1) {
      motion_.fill(first, out);
      return;
    }
    std::array<double, Sam2Motion::kMaxFrames> memory;
    const std::size_t past = slew_frames_ - 1;
    const std::span<double> raw = std::span(memory).first(past + kQuantum);
    motion_.fill(first - static_cast<std::int64_t>(past), raw);
    double sum = 0;
    for (std::size_t i = 0; i < past; ++i) sum += raw[i];
    for (std::size_t i = 0; i < kQuantum; ++i) {
      sum += raw[past + i];
      out[i] = sum / static_cast<double>(slew_frames_);
      sum -= raw[i];
    }
  }

  void render_ear(Ear ear, std::span<const double> carrier, std::span<const double> deviation,
                  std::span<float> out) const noexcept {
    std::array<double, kQuantum> turns;
    for (std::size_t i = 0; i < kQuantum; ++i) {
      turns[i] = carrier[i] + ear.polarity * deviation[i] + ear.phase_turns;
    }
    dsp::sin_turns(turns, std::span<double>(turns));
    for (std::size_t i = 0; i < kQuantum; ++i) out[i] = static_cast<float>(amp_ * turns[i]);
  }

  Sam2Motion motion_;
  double amp_;
  Ear left_, right_;  // polarity in turns per radian
  std::size_t slew_frames_ = 1;
};

}  // namespace

MadeVoice make(const Sam2Patch& patch, const SynthSpec& spec, const VoiceContext& context) {
  return std::make_unique<VoiceOf<Sam2>>(Sam2(patch, Sam2Motion(patch, spec, context), context));
}

}  // namespace bbplay::voices
