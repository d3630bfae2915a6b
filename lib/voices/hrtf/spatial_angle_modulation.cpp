// SPDX-License-Identifier: MIT
// A tone that travels around the head (format sam 1).
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>

#include "voices/hrtf/crossfaded_hrtf.h"
#include "voices/hrtf/hrtf_peak.h"
#include "voices/hrtf/overlap_add_hrtf.h"
#include "voices/hrtf/static_hrtf.h"
#include "voices/synths.h"
#include "voices/voice_of.h"

namespace bbplay::voices {
namespace {

constexpr double kLimit = 1;
constexpr double kLimitedPeak = 0.98;

/// Brings a voice that would exceed full scale down to 0.98, as a whole (H6).
template <HrtfHead Head>
class LimitedHead {
 public:
  LimitedHead(Head head, const VoiceContext& context)
      : head_(std::move(head)), peak_(known_or_found(context)) {
    if (peak_.largest > kLimit) gain_ = kLimitedPeak / peak_.largest;
  }

  void render(std::int64_t first, StereoBlock out) noexcept {
    std::array<double, kQuantum> left;
    std::array<double, kQuantum> right;
    head_.render(first, left, right);
    for (std::size_t i = 0; i < kQuantum; ++i) {
      out.left[i] = static_cast<float>(gain_ * left[i]);
      out.right[i] = static_cast<float>(gain_ * right[i]);
    }
  }
  void seek(std::int64_t frame) noexcept {
    head_.reset();
    QuantumBuffer discarded;
    constexpr auto kStep = static_cast<std::int64_t>(kQuantum);
    const std::int64_t needed = std::max<std::int64_t>(0, frame - head_.memory_frames());
    for (std::int64_t first = needed / kStep * kStep; first < frame; first += kStep) {
      render(first, discarded.block());
    }
  }
  bool seeks_at_once() const noexcept { return true; }
  double peak_bound() const noexcept {
    return gain_ * peak_.bound * (1 + 1e-6);  // rounding to float
  }
  std::optional<OwnLevels> own_levels() const { return peak_; }

 private:
  OwnPeak known_or_found(const VoiceContext& context) const {
    if (context.own_levels) {
      if (const auto* known = std::get_if<OwnPeak>(&*context.own_levels)) return *known;
    }
    return peak_of(head_, context.in_haste ? kHastySearch : PeakSearch{});
  }

  Head head_;
  OwnPeak peak_;
  double gain_ = 1;
};

/// What window lengths out of range sound like.
struct Silence {
  void render(std::int64_t, StereoBlock out) const noexcept {
    std::fill(out.left.begin(), out.left.end(), 0.0f);
    std::fill(out.right.begin(), out.right.end(), 0.0f);
  }
  void reset() const noexcept {}
  bool is_closed_form() const noexcept { return true; }
  double peak_bound() const noexcept { return 0; }
};

/// Whether a tone is heard from so few directions at a time that to convolve it from each takes
/// less than its closed form: 22 ns a frame against 41 where it stands still, as much as that with
/// four directions.
bool has_few_directions(const SpatialAnglePatch& patch, const WindowedPath& plan) {
  constexpr double kFew = 3;
  const auto heard_frames =
      static_cast<double>(plan.windows.length) + static_cast<double>(plan.head->taps());
  const Ramp& hz = patch.beat_freq_hz;
  const double turns = std::max(hz.from, hz.to) * heard_frames / plan.path.rate();
  return 1 + turns * static_cast<double>(plan.head->directions()) <= kFew;
}

template <HrtfHead Head>
MadeVoice limited(Head head, const VoiceContext& context) {
  return std::make_unique<VoiceOf<LimitedHead<Head>>>(LimitedHead<Head>(std::move(head), context));
}

}  // namespace

MadeVoice make(const SpatialAnglePatch& patch, const SynthSpec& spec, const VoiceContext& context) {
  const HrtfWindows windows = HrtfWindows::of(patch, context.rate);
  if (windows.length == 0 || context.frames <= 0) {
    return std::make_unique<VoiceOf<Silence>>(Silence{});
  }
  SpatialAnglePath path(patch, spec, context);
  auto head = dsp::shared_head_ring(context.head, context.rate);
  if (context.fidelity == Fidelity::reference) {
    const bool glides = path.carrier_range_hz().moves();
    WindowedPath plan{std::move(path), windows, std::move(head)};
    return glides || has_few_directions(patch, plan)
               ? limited(OverlapAddHrtf(std::move(plan)), context)
               : limited(StaticHrtf(std::move(plan)), context);
  }
  return limited(CrossfadedHrtf(std::move(path), std::trunc(patch.overlap) / 2, std::move(head)),
                 context);
}

}  // namespace bbplay::voices
