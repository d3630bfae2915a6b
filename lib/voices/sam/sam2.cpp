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
    if (slew_frames_ == 1 && render_curves(first, gain, out)) return;
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
  /// The carrier, which the deviation turns on and back.
  std::optional<StereoToneBound> tones(std::int64_t begin, std::int64_t end) const noexcept {
    if (slew_frames_ > 1) return std::nullopt;
    const std::optional<MotionBounds> motion = motion_.bounds(begin, end);
    if (!motion || motion->carrier_low_hz < 0) return std::nullopt;
    const FollowedLevel::Bounds level =
        level_ ? level_->bounds(begin, end) : FollowedLevel::Bounds{1, 0};
    const double rate = motion_.clock().rate();
    ToneBound tone{.low = motion->carrier_low_hz / rate,
                   .high = motion->carrier_high_hz / rate,
                   .glide = motion->carrier_slope_hz / rate,
                   .level = std::abs(amp_) * level.largest};
    tone.bent_turning = motion->deviation_slope_rad * kTurnsPerRadian;
    if (!std::isfinite(tone.glide)) {  // a carrier that jumps turns about its middle
      tone.bent_turning += (tone.high - tone.low) / 2;
      tone.low = tone.high = (tone.low + tone.high) / 2;
      tone.glide = 0;
    }
    tone.bent_slope = std::abs(amp_) * level.slope;
    return StereoToneBound{tone, tone};  // the ears hear the deviation with opposite signs
  }

  /// As Voice::render_sparse(). What it has found out is kept, since it is asked for the sine and
  /// then for the cosine.
  void render_sparse(std::int64_t first, std::int64_t stride, double turns,
                     StereoBlock out) noexcept {
    if (sparse_.first != first || sparse_.stride != stride) look_at(first, stride);
    const auto render_ear_ahead = [&](Ear ear, std::span<float> to) {
      ear.phase_turns += turns;
      render_ear(ear, sparse_.carrier, sparse_.deviation, sparse_.amp, to);
    };
    render_ear_ahead(left_, out.left);
    render_ear_ahead(right_, out.right);
  }

  double peak_bound() const noexcept {
    return std::abs(amp_) * (level_ ? level_->largest() : 1) * (1 + 1e-6);
  }

 private:
  /// Frames far apart: first, first + stride, ...
  struct Sparse {
    std::int64_t first = -1, stride = 0;
    std::array<double, kQuantum> carrier{}, deviation{};
    std::array<float, kQuantum> amp{};
  };

  void look_at(std::int64_t first, std::int64_t stride) noexcept {
    sparse_.first = first;
    sparse_.stride = stride;
    std::array<double, kQuantum> frames, level;
    for (std::size_t i = 0; i < kQuantum; ++i) {
      frames[i] = static_cast<double>(first + stride * static_cast<std::int64_t>(i));
    }
    motion_.fill_at(frames, sparse_.carrier, sparse_.deviation);
    if (level_) {
      level_->fill_at(frames, level);
    } else {
      level.fill(1);
    }
    for (std::size_t i = 0; i < kQuantum; ++i) {
      sparse_.amp[i] = static_cast<float>(level[i] * amp_);
    }
  }

  /// The quantum as curves, where all of it is so smooth: whether it is.
  bool render_curves(std::int64_t first, const std::optional<double>& gain,
                     StereoBlock out) noexcept {
    const QuantumPlaces places(first);
    SmoothMotion motion;
    QuantumPlaces::Values level;
    if (!motion_.fill_smooth(places, motion)) return false;
    if (!gain && !level_->fill_smooth(places, level)) return false;
    for (std::size_t half = 0; half < 2; ++half) {
      const StereoBlock part = out.subblock(half * dsp::kCurveFrames, dsp::kCurveFrames);
      const auto render_half = [&](const QuantumPlaces::Values& deviation, StereoBlock to) {
        const dsp::Curve left = phase_curve(left_, motion.carrier_turns, deviation, half);
        const dsp::Curve right = phase_curve(right_, motion.carrier_turns, deviation, half);
        if (!dsp::is_resolved(left) || !dsp::is_resolved(right)) return false;
        if (gain) {
          const auto amp = static_cast<float>(amp_ * *gain);
          dsp::sines_of_curves(left, right, amp, to.left, to.right);
          return true;
        }
        std::array<double, dsp::kCurvePlaces> amp;
        for (std::size_t k = 0; k < amp.size(); ++k) {
          amp[k] = amp_ * level[half * dsp::kCurvePlaces + k];
        }
        const dsp::Curve moving_amp = dsp::curve_through(amp);
        if (!dsp::is_resolved(moving_amp)) return false;
        dsp::sines_of_curves(left, right, moving_amp, to.left, to.right);
        return true;
      };
      if (!render_half(motion.deviation_rad, part)) return false;
      const std::size_t corner = motion.frames_to_corner[half];
      if (corner == dsp::kCurveFrames) continue;
      QuantumBuffer memory;
      const StereoBlock beyond = memory.block().first(dsp::kCurveFrames);
      if (!render_half(motion.deviation_beyond_rad, beyond)) return false;
      std::copy(beyond.left.begin() + static_cast<std::ptrdiff_t>(corner), beyond.left.end(),
                part.left.begin() + static_cast<std::ptrdiff_t>(corner));
      std::copy(beyond.right.begin() + static_cast<std::ptrdiff_t>(corner), beyond.right.end(),
                part.right.begin() + static_cast<std::ptrdiff_t>(corner));
    }
    return true;
  }

  static dsp::Curve phase_curve(const Ear& ear, const QuantumPlaces::Values& carrier,
                                const QuantumPlaces::Values& deviation, std::size_t half) noexcept {
    std::array<double, dsp::kCurvePlaces> phase;
    for (std::size_t k = 0; k < phase.size(); ++k) {
      const std::size_t place = half * dsp::kCurvePlaces + k;
      phase[k] = carrier[place] + ear.polarity * deviation[place] + ear.phase_turns;
    }
    return dsp::curve_through(phase);
  }

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
  Sparse sparse_;
};

}  // namespace

MadeVoice make(const Sam2Patch& patch, const SynthSpec& spec, const VoiceContext& context) {
  return std::make_unique<VoiceOf<Sam2>>(Sam2(patch, Sam2Motion(patch, spec, context), context));
}

}  // namespace bbplay::voices
