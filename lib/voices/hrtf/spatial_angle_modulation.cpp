// SPDX-License-Identifier: MIT
// A tone that travels around the head (format sam 1).
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <list>
#include <mutex>
#include <tuple>
#include <utility>

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

/// Everything that the loudness of a voice depends on.
struct Loudness {
  SpatialAnglePatch patch;
  bool moves;
  TransitionTiming timing;
  double seconds;
  std::int64_t frames;
  int rate;
  Fidelity fidelity;
  std::filesystem::path head;

  bool operator==(const Loudness& other) const {
    const auto values = [](const Loudness& of) {
      const SpatialAnglePatch& p = of.patch;
      return std::tie(p.amp, p.carrier_freq_hz, p.beat_freq_hz, p.path_radius, p.arc_start_deg,
                      p.arc_end_deg, p.shape, p.frame_ms, p.overlap, of.moves, of.timing,
                      of.seconds, of.frames, of.rate, of.fidelity, of.head);
    };
    return values(*this) == values(other);
  }
};

/// The peaks that were found last: an analysis builds a voice for every stretch of its step, and to
/// find the peak of a long one costs as much as to play many minutes.
class KnownPeaks {
 public:
  template <class Find>
  HrtfPeak of(const Loudness& voice, Find&& find) {
    const auto same = [&](const Entry& entry) { return entry.voice == voice; };
    {
      const std::lock_guard lock(mutex_);
      const auto known = std::ranges::find_if(entries_, same);
      if (known != entries_.end()) return known->peak;
    }
    const HrtfPeak peak = find();
    const std::lock_guard lock(mutex_);
    entries_.push_front({voice, peak});
    if (entries_.size() > kEntries) entries_.pop_back();
    return peak;
  }

 private:
  struct Entry {
    Loudness voice;
    HrtfPeak peak;
  };
  static constexpr std::size_t kEntries = 64;
  std::mutex mutex_;
  std::list<Entry> entries_;
};

KnownPeaks& known_peaks() {
  static KnownPeaks peaks;
  return peaks;
}

/// Brings a voice that would exceed full scale down to 0.98, as a whole (H6).
template <HrtfHead Head>
class LimitedHead {
 public:
  LimitedHead(Head head, const Loudness& loudness) : head_(std::move(head)) {
    const HrtfPeak peak = known_peaks().of(loudness, [this] { return peak_of(head_); });
    if (peak.largest > kLimit) gain_ = kLimitedPeak / peak.largest;
    bound_ = gain_ * peak.bound * (1 + 1e-6);  // rounding to float
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
  double peak_bound() const noexcept { return bound_; }

 private:
  Head head_;
  double gain_ = 1;
  double bound_ = 0;
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

template <HrtfHead Head>
MadeVoice limited(Head head, const Loudness& loudness) {
  return std::make_unique<VoiceOf<LimitedHead<Head>>>(LimitedHead<Head>(std::move(head), loudness));
}

}  // namespace

MadeVoice make(const SpatialAnglePatch& patch, const SynthSpec& spec, const VoiceContext& context) {
  const HrtfWindows windows = HrtfWindows::of(patch, context.rate);
  if (windows.length == 0 || context.frames <= 0) {
    return std::make_unique<VoiceOf<Silence>>(Silence{});
  }
  const Loudness loudness{patch,          spec.moving,  spec.timing,      context.seconds,
                          context.frames, context.rate, context.fidelity, context.head};
  SpatialAnglePath path(patch, spec, context);
  auto head = dsp::shared_head_ring(context.head, context.rate);
  if (context.fidelity == Fidelity::reference) {
    const bool glides = path.carrier_range_hz().moves();
    WindowedPath plan{std::move(path), windows, std::move(head)};
    return glides ? limited(OverlapAddHrtf(std::move(plan)), loudness)
                  : limited(StaticHrtf(std::move(plan)), loudness);
  }
  return limited(CrossfadedHrtf(std::move(path), std::trunc(patch.overlap) / 2, std::move(head)),
                 loudness);
}

}  // namespace bbplay::voices
