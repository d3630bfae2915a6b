// SPDX-License-Identifier: MIT
// Opposed phase modulation of the two ears (format sam 3), and what a scene makes of it.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <utility>

#include "bbplay/audio/frames.h"
#include "bbplay/dsp/block_ops.h"
#include "bbplay/model/sam_scene.h"

#include "dsp/block/phase_modulation_ops.h"
#include "voices/sam/followed_level.h"
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
    if (patch.scene) {
      level_.emplace(patch.scene->level, SceneClock::of(*patch.scene, context.rate),
                     context.frames);
    }
  }

  void render(std::int64_t first, StereoBlock out) noexcept {
    const std::optional<double> gain =
        level_ ? level_->still(first, static_cast<std::int64_t>(kQuantum)) : 1.0;
    if (gain && *gain == 0) {
      std::ranges::fill(out.left, 0.0f);
      std::ranges::fill(out.right, 0.0f);
      return;
    }
    std::array<double, kQuantum> deviation;
    std::array<double, kQuantum> carrier;
    fill_deviation(first, deviation);
    motion_.fill_carrier(first, carrier);
    if (gain) {
      render_ear(left_, carrier, deviation, amp_ * *gain, out.left);
      render_ear(right_, carrier, deviation, amp_ * *gain, out.right);
      return;
    }
    std::array<double, kQuantum> level;
    std::array<float, kQuantum> amp;
    level_->fill(first, level);
    for (std::size_t i = 0; i < kQuantum; ++i) amp[i] = static_cast<float>(level[i] * amp_);
    render_ear(left_, carrier, deviation, amp, out.left);
    render_ear(right_, carrier, deviation, amp, out.right);
  }

  void reset() const noexcept {}
  bool is_closed_form() const noexcept { return true; }
  double peak_bound() const noexcept {
    return std::abs(amp_) * (level_ ? level_->largest() : 1) * (1 + 1e-6);
  }

 private:
  /// P1: where the path jumps, the reference clicks; corrected fidelity takes 2 ms for the way, as
  /// the mean of the deviation over the last 2 ms does.
  void fill_deviation(std::int64_t first, std::span<double> out) noexcept {
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

  static void render_ear(Ear ear, std::span<const double> carrier,
                         std::span<const double> deviation, double amp,
                         std::span<float> out) noexcept {
    dsp::modulated_sine(carrier, deviation, ear.polarity, ear.phase_turns, static_cast<float>(amp),
                        out);
  }
  static void render_ear(Ear ear, std::span<const double> carrier,
                         std::span<const double> deviation, std::span<const float> amp,
                         std::span<float> out) noexcept {
    render_ear(ear, carrier, deviation, 1, out);
    dsp::multiply(out, amp);
  }

  Sam2Motion motion_;
  double amp_;
  std::optional<FollowedLevel> level_;  // of a scene
  Ear left_, right_;                    // polarity in turns per radian
  std::size_t slew_frames_ = 1;
};

}  // namespace

MadeVoice make(const Sam2Patch& patch, const SynthSpec& spec, const VoiceContext& context) {
  return std::make_unique<VoiceOf<Sam2>>(Sam2(patch, Sam2Motion(patch, spec, context), context));
}

}  // namespace bbplay::voices
