// SPDX-License-Identifier: MIT
#include <cstddef>
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "dsp/fft.h"
#include "dsp/notch_cascade.h"
#include "dsp/random.h"

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

void spectra(benchmark::State& state) {
  std::vector<float> a(4096, 1e-3f), b(4096, 1e-3f), sum(4096);
  const auto half = [](std::vector<float>& x, std::size_t k) {
    return std::span<float>(x).subspan(2048 * k, 2048);
  };
  for (auto _ : state) {
    multiply_add_spectra(half(a, 0), half(a, 1), half(b, 0), half(b, 1), half(sum, 0),
                         half(sum, 1));
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * 2048);
}
BENCHMARK(spectra);

void notches(benchmark::State& state) {
  const auto stages = static_cast<std::size_t>(state.range(0));
  const auto frames = static_cast<std::size_t>(state.range(1));
  NotchCascade cascade(stages);
  for (std::size_t k = 0; k < stages; ++k) {
    for (const Ear ear : kBothEars) cascade.tune(k, ear, NotchSection::at(1000, 25, 44'100));
  }
  cascade.settle(0, 0);
  std::vector<double> noise(2 * frames), signal(2 * frames);
  GaussianNoise(1, 1).fill(0, std::span<double>(noise));
  for (auto _ : state) {
    signal = noise;
    cascade.process(signal);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * state.range(1));
}
BENCHMARK(notches)->Args({10, 512})->Args({30, 512})->Args({30, 32})->Args({5, 512})->Args({2,
                                                                                            512});

}  // namespace
}  // namespace bbplay::dsp
