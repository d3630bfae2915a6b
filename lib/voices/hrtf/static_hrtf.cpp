// SPDX-License-Identifier: MIT
#include "voices/hrtf/static_hrtf.h"

#include <algorithm>
#include <complex>
#include <numbers>
#include <utility>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/dsp/block_ops.h"

#include "dsp/block/turns.h"

namespace bbplay::voices {
namespace {

constexpr auto kStep = static_cast<std::int64_t>(kQuantum);

/// sum[i] += (re + j im) (x_re[i] + j x_im[i])
void add_rotated(float re, float im, const float* x_re, const float* x_im, std::size_t count,
                 float* sum_re, float* sum_im) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    sum_re[i] += re * x_re[i] - im * x_im[i];
    sum_im[i] += re * x_im[i] + im * x_re[i];
  }
}

void add_constant(float re, float im, std::size_t count, float* sum_re, float* sum_im) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    sum_re[i] += re;
    sum_im[i] += im;
  }
}

/// cos and sin of the phases first, first + step, ...
struct Phasors {
  alignas(64) std::array<double, kQuantum> re, im;
  Phasors(double first_turns, double step_turns) noexcept {
    const double first = dsp::fraction_of_turn(first_turns);
    for (std::size_t i = 0; i < kQuantum; ++i) {
      im[i] = first + step_turns * static_cast<double>(i);
      re[i] = im[i] + 0.25;
    }
    dsp::sin_turns(re, std::span<double>(re));
    dsp::sin_turns(im, std::span<double>(im));
  }
};

}  // namespace

struct StaticHrtf::Envelopes {
  alignas(64) float re[2][kMaxTones][kQuantum] = {};
  alignas(64) float im[2][kMaxTones][kQuantum] = {};
};

StaticHrtf::StaticHrtf(WindowedPath plan)
    : plan_(std::move(plan)), carrier_turns_(plan_.path.carrier_hz(0) / plan_.path.rate()) {
  const auto period = static_cast<double>(std::max<std::int64_t>(1, plan_.windows.length - 1));
  if (plan_.windows.length == 1) {
    tones_ = {{{0, 1, 0}}};
    tone_count_ = 1;
  } else if (plan_.windows.square_root) {
    // sin(pi x) is a cosine a quarter turn late.
    tones_ = {{{0.5 / period, 0.5, -0.25}, {-0.5 / period, 0.5, 0.25}}};
    tone_count_ = 2;
  } else {
    tones_ = {{{0, 0.5, 0}, {1 / period, -0.25, 0}, {-1 / period, -0.25, 0}}};
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

void StaticHrtf::add_window(std::int64_t window, std::int64_t first,
                            Envelopes& out) const noexcept {
  const std::int64_t begins = window * plan_.windows.hop;
  const std::int64_t length = plan_.windows.length;
  const auto taps = static_cast<std::int64_t>(sums_->stride) - 1;
  const std::size_t direction = plan_.direction_of(window);

  // Frames of the quantum, counted from the beginning of the window.
  const std::int64_t from = std::max(first, begins) - begins;
  const std::int64_t to = std::min(first + kStep, begins + length + taps - 1) - begins;
  const auto place = [&](std::int64_t m) { return static_cast<std::size_t>(begins + m - first); };

  for (std::size_t r = 0; r < tone_count_; ++r) {
    const double turns =
        dsp::fraction_of_turn(-tones_[r].window_turns * static_cast<double>(begins)) +
        tones_[r].phase_turns;
    // A weight may be negative, which std::polar() does not allow.
    const std::complex<double> rotation =
        tones_[r].weight * std::polar(1.0, 2 * std::numbers::pi * turns);
    const auto re = static_cast<float>(rotation.real());
    const auto im = static_cast<float>(rotation.imag());
    for (const std::size_t ear : {0u, 1u}) {
      const float* const sum_re = sums_->values.data() + sums_->row(direction, ear, r, 0);
      const float* const sum_im = sums_->values.data() + sums_->row(direction, ear, r, 1);
      float* const out_re = out.re[ear][r];
      float* const out_im = out.im[ear][r];
      // The sum grows until all taps are in it, ...
      const std::int64_t grown = std::clamp(taps - 1, from, to);
      if (grown > from) {
        add_rotated(re, im, sum_re + from + 1, sum_im + from + 1,
                    static_cast<std::size_t>(grown - from), out_re + place(from),
                    out_im + place(from));
      }
      if (to > grown) {
        const float all_re = re * sum_re[taps] - im * sum_im[taps];
        const float all_im = re * sum_im[taps] + im * sum_re[taps];
        add_constant(all_re, all_im, static_cast<std::size_t>(to - grown), out_re + place(grown),
                     out_im + place(grown));
      }
      // ... and from the end of the window on what came in after it is taken off.
      const std::int64_t ended = std::max(from, length);
      if (to > ended) {
        const std::int64_t entry = ended - length + 1;
        add_rotated(-re, -im, sum_re + entry, sum_im + entry, static_cast<std::size_t>(to - ended),
                    out_re + place(ended), out_im + place(ended));
      }
    }
  }
}

void StaticHrtf::render(std::int64_t first, std::span<double> left,
                        std::span<double> right) const noexcept {
  Envelopes envelopes;
  const std::int64_t hop = plan_.windows.hop;
  const auto taps = static_cast<std::int64_t>(sums_->stride) - 1;
  const std::int64_t reach = plan_.windows.length + taps - 1;  // frames in which a window is heard
  const std::int64_t oldest = std::max<std::int64_t>(0, first - reach + 1);
  const std::int64_t end = std::min(first + kStep, plan_.path.frames());
  for (std::int64_t k = (oldest + hop - 1) / hop; k * hop < end; ++k) {
    add_window(k, first, envelopes);
  }

  const auto frame = static_cast<double>(first);
  const Phasors carrier(carrier_turns_ * (frame + 1), carrier_turns_);
  const double amp = plan_.path.amp();
  std::fill(left.begin(), left.end(), 0.0);
  std::fill(right.begin(), right.end(), 0.0);
  for (std::size_t r = 0; r < tone_count_; ++r) {
    const double turns = tones_[r].window_turns;
    const Phasors slow(turns * frame, turns);
    for (std::size_t i = 0; i < kQuantum; ++i) {
      const double re = amp * (carrier.re[i] * slow.re[i] - carrier.im[i] * slow.im[i]);
      const double im = amp * (carrier.re[i] * slow.im[i] + carrier.im[i] * slow.re[i]);
      left[i] += re * static_cast<double>(envelopes.im[0][r][i]) +
                 im * static_cast<double>(envelopes.re[0][r][i]);
      right[i] += re * static_cast<double>(envelopes.im[1][r][i]) +
                  im * static_cast<double>(envelopes.re[1][r][i]);
    }
  }
}

}  // namespace bbplay::voices
