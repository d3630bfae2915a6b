// SPDX-License-Identifier: MIT
#include "voices/tonal/glitch_bursts.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <utility>

#include "bbplay/audio/frames.h"
#include "bbplay/dsp/block_ops.h"

#include "dsp/fft/dft.h"
#include "dsp/noise/random.h"

namespace bbplay::voices {
namespace {

constexpr std::int64_t kPoolFrames = std::int64_t{1} << 19;
constexpr std::int64_t kFewestBursts = 4;
constexpr double kMaxSeconds = 20;
constexpr double kMaxAtOnce = 64;

double mean(Ramp ramp) { return 0.5 * (ramp.from + ramp.to); }

/// Noise through a bell-shaped band around a centre, as a whole: what leaves at the end of the
/// burst comes in at its beginning.
class FocusFilter {
 public:
  FocusFilter(std::int64_t frames, int rate, double width_hz, double exponent, double centre_hz)
      : dft_(static_cast<std::size_t>(frames)),
        x_(static_cast<std::size_t>(frames)),
        y_(x_.size()) {
    const auto n = static_cast<double>(frames);
    for (std::int64_t bin = 0; bin <= frames / 2; ++bin) {
      const double hz = static_cast<double>(bin) * rate / n;
      // The absolute value is missing in the reference: a fractional exponent gave NaN.
      const double distance = std::abs((hz - centre_hz) / width_hz);
      gains_.push_back(std::exp(-0.5 * std::pow(distance, exponent)) / n);
    }
  }

  void apply(std::span<double> noise) {
    const std::size_t n = noise.size();
    std::copy(noise.begin(), noise.end(), x_.begin());
    dft_.forward(x_, y_);
    for (std::size_t bin = 0; bin < n; ++bin) y_[bin] *= gains_[std::min(bin, n - bin)];
    dft_.backward(y_, x_);
    for (std::size_t i = 0; i < n; ++i) noise[i] = x_[i].real();
  }

 private:
  dsp::ExactDft dft_;
  std::vector<dsp::ExactDft::Complex> x_, y_;
  std::vector<double> gains_;
};

/// Peak 1, then a straight rise from 0 to `level` over the whole burst.
void swell(std::span<double> noise, double level) {
  double peak = 0;
  for (const double x : noise) peak = std::max(peak, std::abs(x));
  const bool audible = peak >= 1e-16 && noise.size() > 1;
  const double rise = audible ? level / (peak * static_cast<double>(noise.size() - 1)) : 0;
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] *= rise * static_cast<double>(i);
}

}  // namespace

GlitchBursts::GlitchBursts(const GlitchPatch& patch, double centre_hz, const VoiceContext& context)
    : interval_s_(mean(patch.interval_s)),
      length_s_(std::min(mean(patch.length_s), kMaxSeconds)),
      rate_(context.rate) {
  const double level = mean(patch.level);
  if (!(interval_s_ > 0) || !(length_s_ > 0) || !(level > 0)) return;
  length_ = frames_in(length_s_, rate_);
  if (length_ <= 0) return;
  const double intervals = std::min(context.seconds / interval_s_, 1e15);
  // Start frames never fall, so the bursts that end within the voice are the first ones.
  std::int64_t too_late = static_cast<std::int64_t>(intervals) + 1;
  while (last_ + 1 < too_late) {
    const std::int64_t middle = last_ + (too_late - last_) / 2;
    (start_of(middle) + length_ <= context.frames ? last_ : too_late) = middle;
  }
  choose_stride();
  if (last_ >= stride_) {
    make_bursts(level, mean(patch.focus_width_hz), mean(patch.focus_exponent), centre_hz, context);
  }
}

/// The k-th burst ends at k intervals, but starts within the voice.
std::int64_t GlitchBursts::start_of(std::int64_t k) const noexcept {
  return static_cast<std::int64_t>(std::max(0.0, static_cast<double>(k) * interval_s_ - length_s_) *
                                   rate_);
}

void GlitchBursts::choose_stride() {
  // At the start, all bursts that would have begun earlier join those that begin there.
  const double at_once = 2 * length_s_ / interval_s_;
  const double per_quantum = static_cast<double>(kQuantum) / (interval_s_ * rate_);
  const double crowd = std::ceil(std::max(at_once, per_quantum) / kMaxAtOnce);
  stride_ = static_cast<std::int64_t>(std::clamp(crowd, 1.0, 1e15));
}

void GlitchBursts::make_bursts(double level, double width_hz, double exponent, double centre_hz,
                               const VoiceContext& context) {
  const std::int64_t played = last_ / stride_;
  const std::int64_t fitting = std::max(kPoolFrames / length_, kFewestBursts);
  const bool injected = !context.injected_noise.empty();
  const auto count = static_cast<std::size_t>(injected ? played : std::min(played, fitting));
  const auto length = static_cast<std::size_t>(length_);
  const double loudness = level * std::sqrt(static_cast<double>(stride_));
  std::optional<FocusFilter> focus;  // without one the band is flat
  if (width_hz != 0 && exponent != 0) {
    focus.emplace(length_, rate_, width_hz, exponent, centre_hz);
  }
  const dsp::GaussianNoise source(context.seed, 0);

  auto bursts = std::make_shared<std::vector<float>>(count * length);
  std::vector<double> noise(length);
  for (std::size_t burst = 0; burst < count; ++burst) {
    const std::size_t at = burst * length;
    if (injected) {
      std::fill(noise.begin(), noise.end(), 0.0);
      const auto rest = context.injected_noise.subspan(std::min(at, context.injected_noise.size()));
      std::copy_n(rest.begin(), std::min(length, rest.size()), noise.begin());
    } else {
      source.fill(static_cast<std::int64_t>(at), std::span<double>(noise));
    }
    if (focus) focus->apply(noise);
    swell(noise, loudness);
    std::transform(noise.begin(), noise.end(), bursts->begin() + static_cast<std::ptrdiff_t>(at),
                   [](double x) { return static_cast<float>(x); });
  }
  bursts_ = std::move(bursts);
  peak_bound_ =
      loudness * (2 + std::min(static_cast<double>(played),
                               2 * length_s_ / interval_s_ / static_cast<double>(stride_)));
}

void GlitchBursts::add(std::int64_t first, StereoBlock out) const noexcept {
  if (!bursts_) return;
  const auto frames = static_cast<std::int64_t>(out.frames());
  const auto count = static_cast<std::int64_t>(bursts_->size()) / length_;
  // A first guess at the first burst that still sounds, one too early at most.
  const double nearest =
      (static_cast<double>(first - length_) / rate_ + length_s_) / interval_s_ - 1;
  const double past_all = static_cast<double>(last_ / stride_) + 1;
  auto turn =
      static_cast<std::int64_t>(std::clamp(nearest / static_cast<double>(stride_), 1.0, past_all));
  for (; turn * stride_ <= last_; ++turn) {
    const std::int64_t start = start_of(turn * stride_);
    if (start >= first + frames) break;
    const std::int64_t begin = std::max(start, first),
                       end = std::min(start + length_, first + frames);
    if (begin >= end) continue;
    const std::int64_t at = (turn - 1) % count * length_ + (begin - start);
    const std::span<const float> burst = std::span(*bursts_).subspan(
        static_cast<std::size_t>(at), static_cast<std::size_t>(end - begin));
    const StereoBlock part = out.subblock(static_cast<std::size_t>(begin - first), burst.size());
    dsp::add_scaled(part.left, burst, 1);
    dsp::add_scaled(part.right, burst, 1);
  }
}

}  // namespace bbplay::voices
