// SPDX-License-Identifier: MIT
#include "voices/sam/modulator_wave.h"

#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/dsp/block_ops.h"

#include "dsp/block/modulation_ops.h"
#include "dsp/block/phase_modulation_ops.h"
#include "dsp/block/turns.h"
#include "voices/sam/scene_curve.h"

namespace bbplay::voices {
namespace {

using std::numbers::pi;
__extension__ using Wide = unsigned __int128;

constexpr double kTurn = 18'446'744'073'709'551'616.0;  // 2^64 positions
constexpr std::uint64_t kHalfTurn = std::uint64_t{1} << 63;
constexpr std::uint64_t kQuarterTurn = std::uint64_t{1} << 62;
/// So near to its top a sine is 1 in double: half an epsilon below it, by its curvature.
constexpr double kTopTurns = 1.677e-9;
/// Half a block of a slow sine: the sixth power of it, by 720, is below 1e-13.
constexpr double kSlowRadians = 0.02;
/// So near to a corner of a square, 6e-11 turns, a frame lies on it: the step is rounded.
constexpr std::uint64_t kEdge = std::uint64_t{1} << 30;
/// So slow a harmonic, in turns per frame, is summed from the middle of its way.
constexpr double kNearlyStillTurns = 1e-8;
/// Fewer frames are counted one by one.
constexpr std::int64_t kCountedSingly = 4'096;

/// The place of a phase in its cycle. `rest` is what rounding has left out of `turns`.
std::uint64_t position_of(double turns, double rest = 0) {
  const double fraction = dsp::fraction_of_turn(turns);
  const auto place = fraction < 1 ? static_cast<std::uint64_t>(fraction * kTurn) : 0u;
  return place + static_cast<std::uint64_t>(static_cast<std::int64_t>(std::round(rest * kTurn)));
}

/// The same in turns, -1/2 .. 1/2.
double turns_of_position(std::uint64_t position) {
  return static_cast<double>(static_cast<std::int64_t>(position)) / kTurn;
}

/// Of the positions start, start + step, ..., `frames` of them and modulo a turn, those below
/// `width`.
///
/// A position is below it where the whole turns of itself and of itself plus a turn less `width`
/// are the same. Both sums of whole turns are found as Euclid's algorithm finds a divisor; they
/// may be off by the same multiple of 2^64.
std::uint64_t positions_below(std::uint64_t width, std::uint64_t start, std::uint64_t step,
                              std::int64_t frames) {
  const auto whole_turns = [&](Wide offset) {
    Wide sum = 0, n = static_cast<Wide>(frames), slope = step, turn = Wide{1} << 64;
    while (n > 0) {
      sum += n * (n - 1) / 2 * (slope / turn) + n * (offset / turn);
      slope %= turn;
      offset %= turn;
      const Wide top = slope * n + offset;
      if (top < turn) break;
      n = top / turn;
      offset = top % turn;
      std::swap(slope, turn);
    }
    return static_cast<std::uint64_t>(sum);
  };
  const Wide behind = (Wide{1} << 64) - width;
  return static_cast<std::uint64_t>(frames) + whole_turns(start) - whole_turns(start + behind);
}

/// Modified Bessel function of the first kind, by its series.
double bessel(unsigned order, double x) {
  double term = 1;
  for (unsigned k = 1; k <= order; ++k) term *= x / 2 / k;
  double sum = 0;
  for (unsigned k = 1; k < 40; ++k) {
    sum += term;
    term *= x * x / 4 / k / (k + order);
  }
  return sum;
}

}  // namespace

ModulatorWave::ModulatorWave(const ModulatorRoute& route, const SceneClock& clock)
    : depth_(route.depth), curve_(route.curve) {
  const double turns_per_frame = route.rate_hz / clock.rate;
  // What the division has left over, so that the position is good for hours.
  const double rest = -std::fma(turns_per_frame, clock.rate, -route.rate_hz) / clock.rate;
  step_ = position_of(turns_per_frame, rest);
  start_ = position_of(route.phase_deg / 360) +
           step_ * static_cast<std::uint64_t>(static_cast<std::int64_t>(clock.first_frame));
  if (route.square) {
    is_gate_ = true;
    edges_[0] = std::uint64_t{0} - kEdge;
    edges_[1] = kHalfTurn - kEdge;
    edge_width_ = 2 * kEdge + 1;
    inside_ = kEdge + 1;
    width_ = kHalfTurn - edge_width_;
    at_edges_ = bent(curve_, 0.5);
  } else if (curve_ == SceneCurve::hold) {
    is_gate_ = true;
    const auto half = static_cast<std::uint64_t>(kTopTurns * kTurn);
    inside_ = kQuarterTurn - half;
    width_ = 2 * half + 1;
  } else {
    make_harmonics();
  }
}

/// With x = sin(theta), the wave is (1 + x) / 2. Smooth it is 1/2 + 3 x/4 - x^3/4; exponential, a
/// multiple of exp(3 x/2) whose harmonics are Bessel functions.
void ModulatorWave::make_harmonics() {
  const auto push = [this](std::uint64_t number, double sine, double cosine) {
    Harmonic& harmonic = harmonics_[harmonic_count_++];
    harmonic = {number, sine, cosine};
    // Sums begin half a frame before the first frame.
    const std::uint64_t step = number * step_;
    harmonic.from =
        number * start_ - static_cast<std::uint64_t>(static_cast<std::int64_t>(step) / 2);
    harmonic.from_sine = std::sin(2 * pi * turns_of_position(harmonic.from));
    harmonic.from_cosine = std::cos(2 * pi * turns_of_position(harmonic.from));
    harmonic.scale = 1 / (2 * std::sin(pi * turns_of_position(step)));
  };
  mean_ = 0.5;
  switch (curve_) {
    case SceneCurve::linear:
    case SceneCurve::hold:
      push(1, 0.5, 0);
      return;
    case SceneCurve::smooth:
      push(1, 9.0 / 16, 0);
      push(3, 1.0 / 16, 0);
      return;
    case SceneCurve::exponential:
      const double scale = std::exp(1.5) / (std::exp(3.0) - 1);
      mean_ = scale * bessel(0, 1.5) - 1 / (std::exp(3.0) - 1);
      for (unsigned k = 1; k <= 18; ++k) {
        const double size = 2 * scale * bessel(k, 1.5);
        if (k % 2 == 1) {
          push(k, k % 4 == 1 ? size : -size, 0);
        } else {
          push(k, 0, k % 4 == 0 ? size : -size);
        }
      }
      return;
  }
}

void ModulatorWave::add(std::int64_t first, std::span<double> sum) const noexcept {
  if (is_gate_) {
    std::uint64_t at = position(first);
    for (double& value : sum) {
      value += depth_ * gate_at(at);
      at += step_;
    }
    return;
  }
  const double radians = pi * std::abs(turns_of_position(step_)) * static_cast<double>(sum.size());
  if (curve_ == SceneCurve::linear && radians < kSlowRadians) {
    add_slow_sine(first, sum);
    return;
  }
  constexpr std::size_t kMost = 8 * kQuantum;
  assert(sum.size() <= kMost);
  std::array<double, kMost> memory;
  const std::span<double> wave = std::span(memory).first(sum.size());
  dsp::sine(turns_of_position(position(first)), turns_of_position(step_), wave);
  for (double& value : wave) value = (value + 1) / 2;
  bend(curve_, wave);
  dsp::add_scaled(sum, wave, Ramp{depth_, depth_}, {});
}

void ModulatorWave::add_at(std::span<const double> frames, std::span<double> sum) const noexcept {
  assert(frames.size() == sum.size() && frames.size() <= kQuantum);
  if (is_gate_) {
    for (std::size_t i = 0; i < frames.size(); ++i) {
      sum[i] += depth_ * gate_at(position(static_cast<std::int64_t>(frames[i])));
    }
    return;
  }
  std::array<double, kQuantum> memory;
  const std::span<double> wave = std::span(memory).first(frames.size());
  // The first one is exact, and the others are not so far that a double would not do.
  const double from = std::floor(frames.front()), step_turns = turns_of_position(step_);
  const double turns = turns_of_position(position(static_cast<std::int64_t>(from)));
  for (std::size_t i = 0; i < frames.size(); ++i) {
    wave[i] = turns + step_turns * (frames[i] - from);
  }
  dsp::sin_turns(wave, wave);
  if (curve_ == SceneCurve::linear) {
    const double half = depth_ / 2;
    for (std::size_t i = 0; i < frames.size(); ++i) sum[i] += half + half * wave[i];
    return;
  }
  for (double& value : wave) value = (value + 1) / 2;
  bend(curve_, wave);
  for (std::size_t i = 0; i < frames.size(); ++i) sum[i] += depth_ * wave[i];
}

double ModulatorWave::largest_slope() const noexcept {
  if (is_gate_) return std::numeric_limits<double>::infinity();
  return largest() * pi * std::abs(turns_of_position(step_)) * steepest(curve_);
}

/// A block that is a small part of the cycle is a polynomial around its middle.
void ModulatorWave::add_slow_sine(std::int64_t first, std::span<double> sum) const noexcept {
  const double step = 2 * pi * turns_of_position(step_);
  const double half = (static_cast<double>(sum.size()) - 1) / 2;
  const double middle = 2 * pi * turns_of_position(position(first)) + step * half;
  const double sine = depth_ / 2 * std::sin(middle), cosine = depth_ / 2 * std::cos(middle);
  const double square = step * step;
  const dsp::Quintic taylor = {depth_ / 2 + sine,           cosine * step,
                               -sine * square / 2,          -cosine * square * step / 6,
                               sine * square * square / 24, cosine * square * square * step / 120};
  dsp::add_polynomial(-half, taylor, sum);
}

double ModulatorWave::sum_before(std::int64_t frames) noexcept {
  if (!is_gate_) {
    double sum = mean_ * static_cast<double>(frames);
    for (std::size_t k = 0; k < harmonic_count_; ++k) sum += harmonic_sum(harmonics_[k], frames);
    return depth_ * sum;
  }
  if (frames < counted_.frames || frames - counted_.frames > kCountedSingly) {
    counted_ = count_before(frames);
  }
  while (counted_.frames < frames) count(position(counted_.frames), counted_);
  return depth_ *
         (static_cast<double>(counted_.inside) + at_edges_ * static_cast<double>(counted_.edges));
}

double ModulatorWave::harmonic_sum(const Harmonic& harmonic, std::int64_t frames) const noexcept {
  const std::uint64_t start = harmonic.number * start_, step = harmonic.number * step_;
  const double step_turns = turns_of_position(step);
  if (std::abs(step_turns) < kNearlyStillTurns) {  // twice the middle of the way
    const auto n = static_cast<double>(frames);
    const double middle = 2 * pi * (turns_of_position(start) + step_turns * (n - 1) / 2);
    const double size = step == 0 ? n : std::sin(pi * step_turns * n) / std::sin(pi * step_turns);
    return size * (harmonic.sine * std::sin(middle) + harmonic.cosine * std::cos(middle));
  }
  const double to =
      2 * pi * turns_of_position(harmonic.from + step * static_cast<std::uint64_t>(frames));
  const double sines = harmonic.from_cosine - std::cos(to);
  const double cosines = std::sin(to) - harmonic.from_sine;
  return (harmonic.sine * sines + harmonic.cosine * cosines) * harmonic.scale;
}

void ModulatorWave::add_sums_before(std::span<const double> frames,
                                    std::span<double> sum) noexcept {
  assert(frames.size() == sum.size() && frames.size() <= kQuantum);
  if (is_gate_) {
    for (std::size_t i = 0; i < frames.size(); ++i) {
      sum[i] += sum_before(static_cast<std::int64_t>(frames[i]));
    }
    return;
  }
  for (std::size_t i = 0; i < frames.size(); ++i) sum[i] += depth_ * mean_ * frames[i];
  for (std::size_t k = 0; k < harmonic_count_; ++k) add_harmonic_sums(harmonics_[k], frames, sum);
}

/// As harmonic_sum().
void ModulatorWave::add_harmonic_sums(const Harmonic& harmonic, std::span<const double> frames,
                                      std::span<double> sum) const noexcept {
  const std::uint64_t step = harmonic.number * step_;
  const double step_turns = turns_of_position(step);
  if (std::abs(step_turns) < kNearlyStillTurns) {
    for (std::size_t i = 0; i < frames.size(); ++i) {
      sum[i] += depth_ * harmonic_sum(harmonic, static_cast<std::int64_t>(frames[i]));
    }
    return;
  }
  std::array<double, kQuantum> memory;
  const std::span<double> wave = std::span(memory).first(frames.size());
  const auto add = [&](double size, std::uint64_t ahead) {
    if (size == 0) return;
    const double scale = depth_ * size * harmonic.scale;
    const double at_start = ahead == 0 ? harmonic.from_sine : harmonic.from_cosine;
    const auto first = static_cast<std::uint64_t>(static_cast<std::int64_t>(frames.front()));
    const double turns = turns_of_position(harmonic.from + ahead + step * first);
    for (std::size_t i = 0; i < frames.size(); ++i) {
      wave[i] = turns + step_turns * (frames[i] - frames.front());
    }
    dsp::sin_turns(wave, wave);
    for (std::size_t i = 0; i < frames.size(); ++i) sum[i] += scale * (wave[i] - at_start);
  };
  add(-harmonic.sine, kQuarterTurn);  // sines add up to cosines, and the other way round
  add(harmonic.cosine, 0);
}

ModulatorWave::Counted ModulatorWave::count_before(std::int64_t frames) const noexcept {
  const auto among = [&](std::uint64_t from, std::uint64_t width) {
    return static_cast<std::int64_t>(positions_below(width, start_ - from, step_, frames));
  };
  Counted out;
  out.frames = frames;
  out.inside = among(inside_, width_);
  if (at_edges_ != 0) out.edges = among(edges_[0], edge_width_) + among(edges_[1], edge_width_);
  return out;
}

void ModulatorWave::count(std::uint64_t at, Counted& counted) const noexcept {
  ++counted.frames;
  if (at - inside_ < width_) {
    ++counted.inside;
  } else if (at_edges_ != 0 && is_on_edge(at)) {
    ++counted.edges;
  }
}

}  // namespace bbplay::voices
