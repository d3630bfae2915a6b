// SPDX-License-Identifier: MIT
#include <cstddef>
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "bbplay/dsp/fft.h"
#include "bbplay/voices/voice.h"

#include "dsp/block/flush_denormals.h"
#include "dsp/fft/overlap_save_fft.h"
#include "dsp/fft/partitioned_product.h"
#include "dsp/noise/noise_stream.h"
#include "dsp/noise/notch_cascade.h"
#include "dsp/noise/random.h"
#include "reader/read_noise_color.h"
#include "reader/read_synth.h"

namespace bbplay::dsp {
namespace {

void white_noise(benchmark::State& state) {
  std::vector<float> out(2048);
  const GaussianNoise noise(1, 2);
  std::int64_t at = 0;
  for (auto _ : state) {
    noise.fill(at, std::span<float>(out));
    at += 2048;
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * 2048);
}
BENCHMARK(white_noise);

void fft_and_back(benchmark::State& state) {
  const RealFft<float> fft(static_cast<std::size_t>(state.range(0)));
  std::vector<float> signal(fft.size(), 1e-3f), re(fft.bins()), im(fft.bins());
  std::vector<float> work(fft.work_size());
  for (auto _ : state) {
    fft.forward(signal, re, im, work);
    fft.inverse(re, im, signal, work);
    for (float& x : signal) x /= static_cast<float>(fft.bins());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(fft_and_back)->Arg(1024)->Arg(4096)->Arg(16384);

void overlap_save_and_back(benchmark::State& state) {
  const OverlapSaveFft fft(static_cast<std::size_t>(state.range(0)));
  std::vector<float> earlier(fft.block(), 1e-3f), later = earlier, out = earlier;
  std::vector<float> spectrum(SpectrumBank<float>::size(1, fft.bins())), work(fft.work_size());
  for (auto _ : state) {
    fft.forward(earlier, later, {spectrum.data()}, work);
    fft.inverse({spectrum.data()}, out, work);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(overlap_save_and_back)->Arg(256)->Arg(2048);

void spectra(benchmark::State& state) {
  constexpr std::size_t kBins = 2048;
  const auto partitions = static_cast<std::size_t>(state.range(0));
  const std::vector<float> filter(SpectrumBank<float>::size(partitions, kBins), 1e-3f);
  const std::vector<float> ring = filter;
  std::vector<float> sum(SpectrumBank<float>::size(1, kBins));
  for (auto _ : state) {
    sum_products({{filter, partitions}, {ring, partitions}, partitions / 2}, 0, kBins / kBinGroup,
                 {sum.data()});
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kBins));
}
BENCHMARK(spectra)->Arg(1)->Arg(8);

template <class Sample>
void notches(benchmark::State& state) {
  const auto stages = static_cast<std::size_t>(state.range(0));
  const auto frames = static_cast<std::size_t>(state.range(1));
  const auto ears = static_cast<std::size_t>(state.range(2));
  NotchCascade<Sample> cascade(stages, ears);
  for (std::size_t k = 0; k < stages; ++k) {
    for (const Ear ear : first_ears(ears)) {
      cascade.tune(k, ear, NotchSection::at(1000, 25, 44'100));
    }
  }
  cascade.settle(std::vector<Sample>(ears));
  std::vector<float> noise(ears * frames);
  GaussianNoise(1, 1).fill(0, std::span<float>(noise));
  std::vector<Sample> signal(noise.begin(), noise.end());
  // What comes out is noise as well, and goes in again.
  for (auto _ : state) {
    cascade.process(signal);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * state.range(1));
}
void kinds_of_notches(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"stages", "frames", "ears"});
  for (const int stages : {30, 10, 5, 2}) bench->Args({stages, 512, 2})->Args({stages, 512, 1});
  bench->Args({30, 32, 2});
}
BENCHMARK_TEMPLATE(notches, float)->Apply(kinds_of_notches);
BENCHMARK_TEMPLATE(notches, double)->Apply(kinds_of_notches);

void colored_noise(benchmark::State& state) {
  const NoiseSpectrum spectrum(reader::noise_color_named("pink"), 44'100, 60);
  NoiseStream stream(noise_filter(spectrum, Conditioning::noise_voice), GaussianNoise(1, 1));
  for (auto _ : state) {
    stream.next();
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * 2048);
}
BENCHMARK(colored_noise);

void filter_design(benchmark::State& state) {
  const NoiseSpectrum spectrum(reader::noise_color_named("pink"), 44'100, 60);
  for (auto _ : state) {
    benchmark::DoNotOptimize(design_noise_taps(spectrum, Conditioning::noise_voice));
  }
}
BENCHMARK(filter_design)->Unit(benchmark::kMillisecond);

/// Voices by what they are made of; frames per second of stereo.
struct Kind {
  const char* function;
  const char* params;
};
constexpr const char* kThreeSweeps = R"({"sweeps": [[1000, 10000], [500, 1000], [1850, 3350]],
                                         "notch_q": 25, "casc": 10,
                                         "start_lfo_phase_offset_deg": 90})";
constexpr Kind kKinds[] = {
    {"noise_swept_notch", R"({"sweeps": []})"},
    {"noise_swept_notch", "{}"},
    {"noise_swept_notch", kThreeSweeps},
    {"noise_swept_notch_transition", kThreeSweeps},
    {"noise_generator", R"({"fade_in": 1, "amp_envelope": [[0, 0], [5, 1], [9, 0.5]]})"},
    {"noise_generator_transition",
     R"({"fade_in": 1, "amp_envelope": [[0, 0], [5, 1], [9, 0.5]], "start_amp": 0.2,
         "end_amp": 0.3})"},
};

SynthSpec spec_of(const Kind& kind) {
  const auto document = reader::JsonDocument::parse(kind.params, kind.function);
  Diagnostics diagnostics;
  return reader::read_synth(kind.function, document.root(), diagnostics).value();
}

VoiceContext hour(bool corrected) {
  VoiceContext context;
  context.seconds = 3600;
  context.frames = std::int64_t{3600} * 44'100;
  context.fidelity = corrected ? Fidelity::corrected : Fidelity::reference;
  return context;
}

/// Arguments: index of the kind, corrected fidelity.
void voice(benchmark::State& state) {
  const Kind& kind = kKinds[state.range(0)];
  const FlushDenormals guard;
  const auto made = make_voice(spec_of(kind), hour(state.range(1) != 0));
  QuantumBuffer out;
  for (auto _ : state) {
    made->render(out.block());
    benchmark::DoNotOptimize(out.left);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kQuantum));
  state.SetLabel(kind.function);
}
BENCHMARK(voice)->ArgsProduct({{0, 1, 2, 3, 4, 5}, {0, 1}});

void voice_construction(benchmark::State& state) {
  const SynthSpec spec = spec_of(kKinds[state.range(0)]);
  for (auto _ : state) benchmark::DoNotOptimize(make_voice(spec, hour(false)));
}
BENCHMARK(voice_construction)->DenseRange(0, 5)->Unit(benchmark::kMillisecond);

void voice_seek(benchmark::State& state) {
  const auto made = make_voice(spec_of(kKinds[state.range(0)]), hour(false));
  constexpr std::int64_t kStep = 256;
  std::int64_t frame = kStep * 1'000;
  for (auto _ : state) {
    made->seek(frame);
    frame = (frame + kStep * 100'003) % (hour(false).frames / kStep * kStep);
  }
}
BENCHMARK(voice_seek)->DenseRange(0, 5)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bbplay::dsp
