// SPDX-License-Identifier: MIT
/// Low-frequency shapes, pulses and panning against the reference's own output
/// (format dsp 2 to 5).
#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/oscillator/lfo.h"
#include "dsp/oscillator/pulse_envelope.h"
#include "dsp/spatial/auto_pan.h"
#include "dsp/transition/transition.h"
#include "support/golden.h"

namespace bbplay::dsp {
namespace {

using test::GoldenCase;
using test::GoldenFamily;
using test::largest_error;
using test::WorstErrors;

double number(const GoldenCase& golden, const char* key) {
  return golden.params[key].number().value();
}

StereoBuffer ones(std::size_t frames) {
  StereoBuffer buffer(frames);
  for (const std::span<float> channel : {buffer.block().left, buffer.block().right}) {
    std::fill(channel.begin(), channel.end(), 1.0f);
  }
  return buffer;
}

std::vector<double> interleaved(ConstStereoBlock block) {
  std::vector<double> samples;
  for (std::size_t i = 0; i < block.frames(); ++i) {
    samples.push_back(block.left[i]);
    samples.push_back(block.right[i]);
  }
  return samples;
}

TEST(ModulatorGolden, SkewedWaves) {
  const GoldenFamily family("dsp");
  WorstErrors worst("dsp");
  for (const GoldenCase& golden : family.of({"skewed_sine_phase", "skewed_triangle_phase"})) {
    const std::vector<double> turns = golden.input("phase_fraction").channel(0);
    Ramp skew{0, 1};  // follows alpha, which is the given skew
    std::vector<double> alpha, wave(turns.size());
    if (golden.has_input("skew")) {
      alpha = golden.input("skew").channel(0);
    } else {
      skew = {number(golden, "skew"), number(golden, "skew")};
    }
    if (golden.function == "skewed_sine_phase") {
      skewed_sine(turns, skew, alpha, std::span<double>(wave));
    } else {
      skewed_triangle(turns, skew, alpha, wave);
    }
    worst.check(golden, largest_error(wave, golden.expected().channel(0)));
  }
}

TEST(ModulatorGolden, Trapezoids) {
  const GoldenFamily family("dsp");
  WorstErrors worst("dsp");
  for (const GoldenCase& golden : family.of({"trapezoid_envelope_vectorized"})) {
    const std::vector<double> time = golden.input("t_in_cycle").channel(0);
    const std::vector<double> cycle = golden.input("cycle_len").channel(0);
    const std::vector<double> ramp = golden.input("ramp_percent").channel(0);
    const std::vector<double> gap = golden.input("gap_percent").channel(0);
    std::vector<double> heights;
    for (std::size_t i = 0; i < time.size(); ++i) {
      const Trapezoid pulse(ramp[i], gap[i]);
      heights.push_back(cycle[i] > 0 ? pulse.height(time[i] / cycle[i]) : 0);
    }
    worst.check(golden, largest_error(heights, golden.expected().channel(0)));
  }
}

TEST(ModulatorGolden, FixedPan) {
  const GoldenFamily family("dsp");
  WorstErrors worst("dsp");
  for (const GoldenCase& golden : family.of({"pan2"})) {
    const PanGains gains = pan_gains(number(golden, "pan"));
    std::vector<double> panned;
    for (const double x : golden.input("signal").channel(0)) {
      panned.push_back(static_cast<float>(x) * gains.left);
      panned.push_back(static_cast<float>(x) * gains.right);
    }
    worst.check(golden, largest_error(panned, golden.expected().samples));
  }
}

TEST(ModulatorGolden, MovingPan) {
  const GoldenFamily family("dsp");
  WorstErrors worst("dsp");
  for (const GoldenCase& golden : family.of({"apply_pan_envelope"})) {
    const test::AudioData data = golden.input("audio");
    StereoBuffer audio(data.frames());
    for (std::size_t i = 0; i < data.frames(); ++i) {
      audio.block().left[i] = static_cast<float>(data.samples[2 * i]);
      audio.block().right[i] = static_cast<float>(data.samples[2 * i + 1]);
    }
    std::vector<float> positions(data.frames());
    if (golden.has_input("pan_values")) {
      const std::vector<double> given = golden.input("pan_values").channel(0);
      std::transform(given.begin(), given.end(), positions.begin(),
                     [](double x) { return static_cast<float>(x); });
    } else {
      std::fill(positions.begin(), positions.end(),
                static_cast<float>(number(golden, "pan_values")));
    }
    pan(positions, audio.block());
    worst.check(golden, largest_error(interleaved(audio.block()), golden.expected().samples));
  }
}

/// A scalar of the case, or both ends of an input that is a straight line or a jump.
Ramp ramp_of(const GoldenCase& golden, const char* key) {
  if (!golden.has_input(key)) return {number(golden, key), number(golden, key)};
  const std::vector<double> values = golden.input(key).channel(0);
  return {values.front(), values.back()};
}

Choice type_of(const GoldenCase& golden) {
  std::string name(golden.params["pan_type"].text());
  std::erase_if(name, [](unsigned char c) { return std::isspace(c); });
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return {name == "inward" ? 1 : name == "outward" ? 2 : 0};
}

/// The transition that moves every input of the case from its first frame to its last.
TransitionTiming timing_of(const GoldenCase& golden, std::int64_t frames) {
  const double frame_s = golden.duration / static_cast<double>(frames);
  if (golden.has_input("pan_freq")) {
    const std::vector<double> hz = golden.input("pan_freq").channel(0);
    const auto jump = std::find(hz.begin(), hz.end(), hz.back());
    if (hz[1] == hz[0]) {
      return {frame_s * static_cast<double>(jump - hz.begin()), 0.0, "linear"};
    }
  }
  return {0, frame_s * static_cast<double>(frames - 1), "linear"};
}

/// Where the gains of a balance put the sound: the inverse of pan_gains().
std::vector<double> positions_of(ConstStereoBlock gains, std::size_t frames) {
  std::vector<double> positions;
  for (std::size_t i = 0; i < frames; ++i) {
    positions.push_back(std::atan2(gains.right[i], gains.left[i]) * 4 / std::numbers::pi - 1);
  }
  return positions;
}

TEST(ModulatorGolden, PanSweeps) {
  const GoldenFamily family("dsp");
  WorstErrors worst("dsp");
  for (const GoldenCase& golden : family.of({"generate_pan_envelope"})) {
    const auto frames = static_cast<std::int64_t>(golden.duration * golden.rate);
    const auto whole = static_cast<std::size_t>(frames) / kQuantum * kQuantum + kQuantum;
    StereoBuffer gains = ones(whole);
    PanPatch patch;
    patch.range_min = ramp_of(golden, "pan_range_min");
    patch.range_max = ramp_of(golden, "pan_range_max");
    patch.freq_hz = ramp_of(golden, "pan_freq");
    patch.phase_rad = ramp_of(golden, "initial_phase");
    patch.type = type_of(golden);
    if (golden.name == "panenv_overrange") {
      // A voice limits its range first, so only the limit on positions can be seen here.
      std::vector<double> turns(whole);
      std::vector<float> positions(whole);
      lfo_turns({1.0 / golden.rate, 0}, 0, patch.freq_hz, patch.phase_rad, {}, turns);
      skewed_sine(turns, Ramp{0, 0}, {}, std::span<float>(positions));
      const double middle = (patch.range_max.from + patch.range_min.from) / 2;
      const double half = (patch.range_max.from - patch.range_min.from) / 2;
      for (float& x : positions) x = static_cast<float>(middle + half * x);
      pan(positions, gains.block());
    } else {
      const Transition transition(golden.duration, frames, timing_of(golden, frames));
      AutoPan sweep(patch, AutoPan::Bypass::still, transition, golden.rate, frames,
                    Fidelity::reference);
      TransitionBlock quantum;
      for (std::size_t first = 0; first < whole; first += kQuantum) {
        sweep.apply(transition.at(static_cast<std::int64_t>(first), quantum),
                    gains.block().subblock(first, kQuantum));
      }
    }
    worst.check(golden, largest_error(positions_of(gains.block(), static_cast<std::size_t>(frames)),
                                      golden.expected().channel(0)));
  }
}

TEST(Trapezoid, TheSweepsFollowItsHeight) {
  std::vector<double> turns;
  for (int i = 0; i < 1024; ++i) turns.push_back(-1.5 + i / 256.0 + 1e-7);
  std::vector<float> envelope(turns.size());
  for (const double gap : {-0.25, 0.0, 0.15, 0.9, 1.0, 1.1}) {
    for (const double ramp : {0.0, 0.01, 0.2, 0.5, 0.7}) {
      const Trapezoid pulse(ramp, gap);
      const auto expect_heights = [&](const char* form) {
        for (std::size_t i = 0; i < turns.size(); ++i) {
          const double position = turns[i] - std::floor(turns[i]);
          ASSERT_NEAR(envelope[i], pulse.height(position), 3e-7)
              << form << ": ramp " << ramp << ", gap " << gap << " at " << position;
        }
      };
      trapezoid_pulses(pulse, turns, envelope);
      expect_heights("still");
      if (gap < 0) continue;  // the moving form limits the gap
      const std::vector<double> alpha(turns.size(), 0.5);
      trapezoid_pulses({ramp, ramp}, {gap, gap}, {5, 5}, alpha, turns, envelope);
      expect_heights("moving");
    }
  }
}

}  // namespace
}  // namespace bbplay::dsp
