// SPDX-License-Identifier: MIT
#include "voices/hrtf/static_hrtf.h"

#include <algorithm>
#include <complex>
#include <numbers>
#include <optional>
#include <utility>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/dsp/block_ops.h"

#include "dsp/block/complex_ops.h"
#include "dsp/block/turns.h"

namespace bbplay::voices {
namespace {

constexpr auto kStep = static_cast<std::int64_t>(kQuantum);

void add_constant(float re, float im, std::size_t count, float* sum_re, float* sum_im) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    sum_re[i] += re;
    sum_im[i] += im;
  }
}

/// cos and sin of the phases first, first + step, ...: a turn for every sixteenth frame times one
/// for each of sixteen frames, which takes an eighth of the sines.
struct Phasors {
  alignas(64) std::array<double, kQuantum> re, im;
  Phasors(double first_turns, double step_turns) noexcept {
    constexpr std::size_t kStride = 16, kCount = kQuantum / kStride;
    alignas(64) std::array<double, 2 * (kCount + kStride)> sines;
    const std::span<double> coarse_im(sines.data(), kCount),
        coarse_re(sines.data() + kCount, kCount);
    const std::span<double> fine_im(sines.data() + 2 * kCount, kStride);
    const std::span<double> fine_re(sines.data() + 2 * kCount + kStride, kStride);
    const double first = dsp::fraction_of_turn(first_turns);
    for (std::size_t k = 0; k < kCount; ++k) {
      coarse_im[k] = first + step_turns * static_cast<double>(k * kStride);
      coarse_re[k] = coarse_im[k] + 0.25;
    }
    for (std::size_t i = 0; i < kStride; ++i) {
      fine_im[i] = step_turns * static_cast<double>(i);
      fine_re[i] = fine_im[i] + 0.25;
    }
    dsp::sin_turns(sines, std::span<double>(sines));
    for (std::size_t k = 0; k < kCount; ++k) {
      for (std::size_t i = 0; i < kStride; ++i) {
        re[k * kStride + i] = coarse_re[k] * fine_re[i] - coarse_im[k] * fine_im[i];
        im[k * kStride + i] = coarse_re[k] * fine_im[i] + coarse_im[k] * fine_re[i];
      }
    }
  }
};

}  // namespace

struct StaticHrtf::Envelopes {
  std::complex<double> steady[2][kMaxTones] = {};  // of all windows that stay what they are
  alignas(64) float re[2][kMaxTones][kQuantum];
  alignas(64) float im[2][kMaxTones][kQuantum];
};

StaticHrtf::StaticHrtf(WindowedPath plan)
    : plan_(std::move(plan)), carrier_turns_(plan_.path.carrier_hz(0) / plan_.path.rate()) {
  const auto period = static_cast<double>(std::max<std::int64_t>(1, plan_.windows.length - 1));
  if (plan_.windows.length == 1) {
    tones_ = {{{0, 1, 0}}};
    tone_count_ = 1;
  } else if (plan_.windows.square_root) {
    // sin(pi x) is a cosine a quarter turn late.
    tones_ = {{{0.5 / period, 0.5, -0.25}, {-0.5 / period, 0.5, 0.25, true}}};
    tone_count_ = 2;
  } else {
    tones_ = {{{0, 0.5, 0}, {1 / period, -0.25, 0}, {-1 / period, -0.25, 0, true}}};
    tone_count_ = 3;
  }

  const dsp::HrirSet& head = *plan_.head;
  auto sums = std::make_shared<Sums>();
  sums->stride = head.taps() + 1;
  sums->values.resize(head.directions() * 2 * kMaxTones * 2 * sums->stride);
  std::vector<std::complex<double>> phasors(head.taps());
  for (std::size_t r = 0; r < tone_count_; ++r) {
    const double turns = carrier_turns_ + tones_[r].window_turns;
    for (std::size_t t = 0; t < phasors.size(); ++t) {
      const double angle = dsp::fraction_of_turn(turns * static_cast<double>(t));
      phasors[t] = std::polar(1.0, -2 * std::numbers::pi * angle);
    }
    for (std::size_t d = 0; d < head.directions(); ++d) {
      for (const std::size_t ear : {0u, 1u}) {
        const auto response = ear == 0 ? head.response(d).left : head.response(d).right;
        float* const re = sums->values.data() + sums->row(d, ear, r, 0);
        float* const im = sums->values.data() + sums->row(d, ear, r, 1);
        std::complex<double> sum = 0;
        for (std::size_t t = 0; t < response.size(); ++t) {
          sum += static_cast<double>(response[t]) * phasors[t];
          re[t + 1] = static_cast<float>(sum.real());
          im[t + 1] = static_cast<float>(sum.imag());
        }
      }
    }
  }
  sums_ = std::move(sums);
}

StaticHrtf::Rotations StaticHrtf::rotations_of(std::int64_t window) const noexcept {
  const auto begins = static_cast<double>(window * plan_.windows.hop);
  Rotations rotations{};
  for (std::size_t r = 0; r < tone_count_; ++r) {
    const Tone& tone = tones_[r];
    if (tone.mirrors_last) {
      rotations[r] = std::conj(rotations[r - 1]);
      continue;
    }
    const double turns = dsp::fraction_of_turn(-tone.window_turns * begins) + tone.phase_turns;
    // A weight may be negative, which std::polar() does not allow.
    rotations[r] =
        turns == 0 ? tone.weight : tone.weight * std::polar(1.0, 2 * std::numbers::pi * turns);
  }
  return rotations;
}

bool StaticHrtf::is_steady(std::int64_t window, std::int64_t first) const noexcept {
  const std::int64_t begins = window * plan_.windows.hop;
  const auto taps = static_cast<std::int64_t>(sums_->stride) - 1;
  return first - begins >= taps - 1 && first - begins + kStep <= plan_.windows.length;
}

void StaticHrtf::add_steady(std::int64_t window, Envelopes& out) noexcept {
  const std::size_t direction = directions_.of(plan_, window);
  const std::size_t taps = sums_->stride - 1;
  const Rotations rotations = rotations_of(window);
  for (std::size_t r = 0; r < tone_count_; ++r) {
    for (const std::size_t ear : {0u, 1u}) {
      const double re = sums_->values[sums_->row(direction, ear, r, 0) + taps];
      const double im = sums_->values[sums_->row(direction, ear, r, 1) + taps];
      out.steady[ear][r] += rotations[r] * std::complex(re, im);
    }
  }
}

void StaticHrtf::add_moving(std::int64_t window, std::int64_t first, Envelopes& out) noexcept {
  const std::int64_t begins = window * plan_.windows.hop;
  const std::int64_t length = plan_.windows.length;
  const auto taps = static_cast<std::int64_t>(sums_->stride) - 1;
  const std::size_t direction = directions_.of(plan_, window);
  const Rotations rotations = rotations_of(window);

  // Frames of the quantum, counted from the beginning of the window.
  const std::int64_t from = std::max(first, begins) - begins;
  const std::int64_t to = std::min(first + kStep, begins + length + taps - 1) - begins;
  const auto place = [&](std::int64_t m) { return static_cast<std::size_t>(begins + m - first); };

  for (std::size_t r = 0; r < tone_count_; ++r) {
    const auto re = static_cast<float>(rotations[r].real());
    const auto im = static_cast<float>(rotations[r].imag());
    for (const std::size_t ear : {0u, 1u}) {
      const float* const sum_re = sums_->values.data() + sums_->row(direction, ear, r, 0);
      const float* const sum_im = sums_->values.data() + sums_->row(direction, ear, r, 1);
      float* const out_re = out.re[ear][r];
      float* const out_im = out.im[ear][r];
      const auto add_sums = [&](float by_re, float by_im, std::int64_t entry, std::int64_t m,
                                std::int64_t behind) {
        const auto count = static_cast<std::size_t>(behind - m);
        dsp::add_rotated(by_re, by_im, {{sum_re + entry, count}, {sum_im + entry, count}},
                         {{out_re + place(m), count}, {out_im + place(m), count}});
      };
      // The sum grows until all taps are in it, ...
      const std::int64_t grown = std::clamp(taps - 1, from, to);
      if (grown > from) add_sums(re, im, from + 1, from, grown);
      if (to > grown) {
        const float all_re = re * sum_re[taps] - im * sum_im[taps];
        const float all_im = re * sum_im[taps] + im * sum_re[taps];
        add_constant(all_re, all_im, static_cast<std::size_t>(to - grown), out_re + place(grown),
                     out_im + place(grown));
      }
      // ... and from the end of the window on what came in after it is taken off.
      const std::int64_t ended = std::max(from, length);
      if (to > ended) add_sums(-re, -im, ended - length + 1, ended, to);
    }
  }
}

/// The tones with their envelopes, imaginary part of the product.
void StaticHrtf::mix(const Envelopes& envelopes, std::int64_t first, std::span<double> left,
                     std::span<double> right) const noexcept {
  const auto frame = static_cast<double>(first);
  const std::span<double> out[] = {left, right};
  // First all tones relative to the carrier, ...
  alignas(64) double re[2][kQuantum] = {}, im[2][kQuantum] = {};
  std::optional<Phasors> slow;
  for (std::size_t r = 0; r < tone_count_; ++r) {
    const Tone& tone = tones_[r];
    const bool turns = tone.window_turns != 0;
    if (turns && !tone.mirrors_last) slow.emplace(tone.window_turns * frame, tone.window_turns);
    for (const std::size_t ear : {0u, 1u}) {
      const dsp::ComplexSpan<const float> envelope{envelopes.re[ear][r], envelopes.im[ear][r]};
      if (turns) {
        dsp::add_product({slow->re, slow->im}, tone.mirrors_last, envelope, {re[ear], im[ear]});
      } else {
        for (std::size_t i = 0; i < kQuantum; ++i) re[ear][i] += double{envelope.re[i]};
        for (std::size_t i = 0; i < kQuantum; ++i) im[ear][i] += double{envelope.im[i]};
      }
    }
  }
  // ... then on it.
  const Phasors carrier(carrier_turns_ * (frame + 1), carrier_turns_);
  const double amp = plan_.path.amp();
  for (const std::size_t ear : {0u, 1u}) {
    for (std::size_t i = 0; i < kQuantum; ++i) {
      out[ear][i] = amp * (carrier.re[i] * im[ear][i] + carrier.im[i] * re[ear][i]);
    }
  }
}

void StaticHrtf::render(std::int64_t first, std::span<double> left,
                        std::span<double> right) noexcept {
  const std::int64_t hop = plan_.windows.hop;
  const auto taps = static_cast<std::int64_t>(sums_->stride) - 1;
  const std::int64_t reach = plan_.windows.length + taps - 1;  // frames in which a window is heard
  const std::int64_t oldest = std::max<std::int64_t>(0, first - reach + 1);
  const std::int64_t end = std::min(first + kStep, plan_.path.frames());
  const auto for_windows = [&](auto&& add) {
    for (std::int64_t k = (oldest + hop - 1) / hop; k * hop < end; ++k) add(k);
  };

  Envelopes envelopes;
  for_windows([&](std::int64_t k) {
    if (is_steady(k, first)) add_steady(k, envelopes);
  });
  for (const std::size_t ear : {0u, 1u}) {
    for (std::size_t r = 0; r < tone_count_; ++r) {
      const std::complex<double> steady = envelopes.steady[ear][r];
      std::fill_n(envelopes.re[ear][r], kQuantum, static_cast<float>(steady.real()));
      std::fill_n(envelopes.im[ear][r], kQuantum, static_cast<float>(steady.imag()));
    }
  }
  for_windows([&](std::int64_t k) {
    if (!is_steady(k, first)) add_moving(k, first, envelopes);
  });
  mix(envelopes, first, left, right);
}

}  // namespace bbplay::voices
