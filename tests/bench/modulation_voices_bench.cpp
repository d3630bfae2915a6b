// SPDX-License-Identifier: MIT
#include <cstdint>
#include <memory>
#include <string>

#include <benchmark/benchmark.h>

#include "bbplay/voices/voice.h"

#include "dsp/block/flush_denormals.h"
#include "dsp/filter/biquad_cascade.h"
#include "dsp/filter/butterworth.h"
#include "reader/read_synth.h"

namespace bbplay {
namespace {

constexpr int kRate = 48'000;

/// A voice of eight hours: what moves, moves all the time.
std::unique_ptr<Voice> voice_of(const std::string& function, const std::string& params) {
  Diagnostics diagnostics(function);
  const reader::JsonDocument document = reader::JsonDocument::parse(params, function);
  VoiceContext context;
  context.seconds = 8 * 3600;
  context.rate = kRate;
  context.frames = std::int64_t{8} * 3600 * kRate;
  return make_voice(reader::read_synth(function, document.root(), diagnostics).value(), context);
}

void count_frames(benchmark::State& state, std::int64_t frames) {
  const auto all = static_cast<double>(state.iterations() * frames);
  state.counters["time per frame"] =
      benchmark::Counter(all, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void render(benchmark::State& state, const char* function, const char* params) {
  const dsp::FlushDenormals guard;
  const auto voice = voice_of(function, params);
  QuantumBuffer out;
  for (auto _ : state) {
    voice->render(out.block());
    benchmark::DoNotOptimize(out.left[0]);
    benchmark::ClobberMemory();
  }
  count_frames(state, kQuantum);
}

constexpr char kWholeQam[] = R"({
    "qamAm2FreqL": 11.7, "qamAm2DepthL": 0.25, "qamAm2FreqR": 3.1, "qamAm2DepthR": 0.35,
    "modShapeL": 1.7, "modShapeR": 0.6, "crossModDepth": 0.4, "crossModDelay": 0.0123,
    "harmonicDepth": 0.3, "harmonicRatio": 2.5, "subHarmonicFreq": 2.3, "subHarmonicDepth": 0.2,
    "phaseOscFreq": 1.9, "phaseOscRange": 1.4, "beatingSidebands": true})";
constexpr char kMovingQam[] = R"({
    "startBaseFreqL": 190, "endBaseFreqL": 260, "startBaseFreqR": 194, "endBaseFreqR": 251,
    "startQamAmFreqL": 4, "endQamAmFreqL": 9, "startQamAmFreqR": 8, "endQamAmFreqR": 3,
    "endQamAmDepthL": 0.9, "endQamAmDepthR": 0.2, "endAmpL": 0.3, "endAmpR": 0.6})";
constexpr char kHybrid[] = R"({
    "monoAmDepthR": 0.6, "monoAmFreqR": 3.3, "monoFmRangeR": 24, "monoFmFreqR": 2.7,
    "monoPhaseOscFreqR": 1.6, "monoPhaseOscRangeR": 1.5})";
constexpr char kMovingHybrid[] = R"({
    "endQamCarrierFreqL": 210, "endMonoCarrierFreqR": 170, "endMonoBeatFreqInChannelR": 17,
    "endQamAmFreqL": 9, "monoAmDepthR": 0.6, "monoAmFreqR": 3.3, "endMonoFmRangeR": 40,
    "monoFmFreqR": 2.7, "monoPhaseOscFreqR": 1.6, "monoPhaseOscRangeR": 1.5})";

BENCHMARK_CAPTURE(render, rhythmic_waveshaping, "rhythmic_waveshaping", "{}");
BENCHMARK_CAPTURE(render, rhythmic_waveshaping_moving, "rhythmic_waveshaping_transition",
                  R"({"endShapeAmount": 2})");
BENCHMARK_CAPTURE(render, stereo_am, "stereo_am_independent", "{}");
BENCHMARK_CAPTURE(render, stereo_am_moving, "stereo_am_independent_transition",
                  R"({"endModDepthL": 0.2, "endStereoWidthHz": 3})");
BENCHMARK_CAPTURE(render, wave_shape_stereo_am, "wave_shape_stereo_am", "{}");
BENCHMARK_CAPTURE(render, wave_shape_stereo_am_moving, "wave_shape_stereo_am_transition",
                  R"({"endShapeAmount": 3})");
BENCHMARK_CAPTURE(render, qam_beat, "qam_beat", "{}");
BENCHMARK_CAPTURE(render, qam_beat_everything, "qam_beat", kWholeQam);
BENCHMARK_CAPTURE(render, qam_beat_moving, "qam_beat_transition", kMovingQam);
BENCHMARK_CAPTURE(render, hybrid_qam_monaural_beat, "hybrid_qam_monaural_beat", "{}");
BENCHMARK_CAPTURE(render, hybrid_qam_monaural_beat_everything, "hybrid_qam_monaural_beat", kHybrid);
BENCHMARK_CAPTURE(render, hybrid_qam_monaural_beat_moving, "hybrid_qam_monaural_beat_transition",
                  kMovingHybrid);

/// Building a voice generates its first half second.
void build_qam_beat(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(voice_of("qam_beat", "{}"));
}
BENCHMARK(build_qam_beat)->Unit(benchmark::kMillisecond);

void seek_qam_beat(benchmark::State& state) {
  const auto voice = voice_of("qam_beat", "{}");
  std::int64_t frame = 0;
  for (auto _ : state) {
    frame = (frame + 777'777 * 256) % (std::int64_t{8} * 3600 * kRate / 256 * 256);
    voice->seek(frame);
  }
}
BENCHMARK(seek_qam_beat)->Unit(benchmark::kMillisecond);

/// One pass of both ears through sections.
void filter_pass(benchmark::State& state) {
  const dsp::BiquadCascade cascade(
      dsp::butterworth_high_pass(static_cast<int>(2 * state.range(0)), 30, kRate));
  dsp::CascadeState memory;
  std::vector<dsp::StereoFrame> frames(kQuantum, {0.5, -0.5});
  for (auto _ : state) {
    dsp::filter_forward(cascade, memory, frames);
    benchmark::DoNotOptimize(frames.data());
    benchmark::ClobberMemory();
  }
  count_frames(state, kQuantum);
}
BENCHMARK(filter_pass)->DenseRange(1, 4);

}  // namespace
}  // namespace bbplay
