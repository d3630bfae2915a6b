// SPDX-License-Identifier: MIT
// Time per frame is the reciprocal of items_per_second.
#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bbplay/dsp/crossfade.h"
#include "bbplay/dsp/volume_envelope.h"

#include "dsp/fft/align.h"
#include "dsp/filter/rate_converter.h"
#include "dsp/level/loudness.h"
#include "dsp/noise/random.h"
#include "dsp/oscillator/oscillator.h"
#include "dsp/transition/transition.h"
#include "dsp/transition/transition_block.h"

namespace bbplay::dsp {
namespace {

constexpr int kRate = 48'000;
constexpr std::int64_t kFrames = std::int64_t{kRate} * 60;
constexpr auto kStep = static_cast<std::int64_t>(kQuantum);

/// Calls `work(first)` for quantum after quantum of a minute, again and again.
template <class Work>
void run(benchmark::State& state, Work work) {
  std::int64_t first = 0, frames = 0;
  for ([[maybe_unused]] auto _ : state) {
    work(first);
    first = first + kStep < kFrames ? first + kStep : 0;
    frames += kStep;
  }
  state.SetItemsProcessed(frames);
}

StereoBuffer noise(std::size_t frames, std::uint64_t seed) {
  StereoBuffer buffer(frames);
  GaussianNoise(seed, 0).fill(0, buffer.block().left);
  GaussianNoise(seed, 1).fill(0, buffer.block().right);
  return buffer;
}

/// in_rate, out_rate, and seconds of a file that is stretched to a whole number of frames, 0 for none.
void conversion(benchmark::State& state) {
  const auto in_rate = static_cast<int>(state.range(0)),
             out_rate = static_cast<int>(state.range(1));
  const std::int64_t seconds = state.range(2);
  const RateConverter converter =
      seconds > 0 ? RateConverter(in_rate, out_rate, seconds * in_rate + 1, seconds * out_rate + 1)
                  : RateConverter(in_rate, out_rate);
  const auto frames = static_cast<std::size_t>(out_rate / 2);  // a chunk of a clip
  const auto input = converter.input_of(0, frames);
  const StereoBuffer signal = noise(input.frames, 1);
  const std::span<const float> in[] = {signal.block().left, signal.block().right};
  std::vector<double> left(frames), right(frames);
  const std::span<double> out[] = {left, right};
  for ([[maybe_unused]] auto _ : state) {
    converter.convert(in, 0, out);
    benchmark::DoNotOptimize(left.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(frames));
}
BENCHMARK(conversion)
    ->Args({44'100, 48'000, 0})
    ->Args({48'000, 44'100, 0})
    ->Args({192'000, 44'100, 0})
    ->Args({44'100, 44'101, 0})
    ->Args({48'038, 44'100, 0})
    ->Args({44'100, 48'000, 100})
    ->Args({48'000, 44'100, 100});

constexpr const char* kCurves[] = {"linear", "logarithmic", "exponential", "alpha**3",
                                   "(np.tanh(6*(alpha-0.5))/np.tanh(3)+1)/2"};

void transition(benchmark::State& state) {
  const char* text = kCurves[state.range(0)];
  const TransitionCurve curve(60, kFrames, {1, std::nullopt, text});
  TransitionBlock quantum;
  run(state, [&](std::int64_t first) {
    quantum.load(curve, first);
    benchmark::DoNotOptimize(quantum);
  });
  state.SetLabel(text);
}
BENCHMARK(transition)->DenseRange(0, 4);

void build_transition(benchmark::State& state) {
  const char* text = kCurves[state.range(0)];
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(TransitionCurve(60, kFrames, {1, std::nullopt, text}));
  }
  state.SetItemsProcessed(state.iterations() * kFrames);
  state.SetLabel(text);
}
BENCHMARK(build_transition)->Arg(0)->Arg(3)->Arg(4);

void ramped_oscillator(benchmark::State& state) {
  const Transition transition(60, kFrames, {1, std::nullopt, "linear"});
  RampedOscillator oscillator(200, 210, 1.0 / kRate, transition.curve(), kFrames);
  TransitionBlock memory;
  const Progress progress = transition.at(kFrames / 2, memory);
  std::vector<double> turns(kQuantum);
  run(state, [&](std::int64_t) {
    oscillator.fill(progress, turns);
    benchmark::DoNotOptimize(turns.data());
  });
}
BENCHMARK(ramped_oscillator);

/// A gain over one quantum of ones; the gains are near 1, so that they stay there.
template <class Apply>
void apply(benchmark::State& state, Apply apply_gain) {
  StereoBuffer buffer(kQuantum);
  run(state, [&](std::int64_t first) {
    std::fill_n(buffer.block().left.begin(), kQuantum, 1.0f);
    std::fill_n(buffer.block().right.begin(), kQuantum, 1.0f);
    apply_gain(first, buffer.block());
    benchmark::DoNotOptimize(buffer);
  });
}

void envelope_ramp(benchmark::State& state) {
  const VolumeEnvelopeGain gain(envelope::LinearFade{60, 0, 1}, 60, kFrames, kRate);
  apply(state, [&](std::int64_t first, StereoBlock block) { gain.apply(first, block); });
}
BENCHMARK(envelope_ramp);

void envelope_at_rest(benchmark::State& state) {
  const VolumeEnvelopeGain gain(envelope::Linen{0.01, 0.01}, 60, kFrames, kRate);
  apply(state, [&](std::int64_t first, StereoBlock block) { gain.apply(first, block); });
}
BENCHMARK(envelope_at_rest);

void crossfade(benchmark::State& state) {
  const auto curve = static_cast<CrossfadeCurve>(state.range(0));
  const Crossfade fade(curve, kFrames);
  apply(state, [&](std::int64_t first, StereoBlock block) { fade.fade_in(first, block); });
}
BENCHMARK(crossfade)->Arg(0)->Arg(1);

void step_loudness(benchmark::State& state) {
  const StereoBuffer buffer = noise(kQuantum, 1);
  StepLoudness loudness(INT64_MAX / 2, kRate);
  run(state, [&](std::int64_t) { loudness.add(buffer.block()); });
}
BENCHMARK(step_loudness);

void alignment(benchmark::State& state) {
  const auto frames = static_cast<std::size_t>(state.range(0)) * kRate;
  const StereoBuffer a = noise(frames, 1), b = noise(frames, 2);
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(align(a.block(), b.block()));
  state.SetLabel(std::to_string(state.range(0)) + " s");
}
BENCHMARK(alignment)->Arg(1)->Arg(3)->Arg(30)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bbplay::dsp
