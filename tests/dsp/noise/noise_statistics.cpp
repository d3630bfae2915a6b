// SPDX-License-Identifier: MIT
#include "dsp/noise/noise_statistics.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <variant>

#include "bbplay/voices/voice.h"

#include "dsp/block/flush_denormals.h"
#include "dsp/noise/noise_stream.h"
#include "support/golden_voice.h"

namespace bbplay::test {
namespace {

double dbfs(std::span<const float> x) {
  double sum = 0;
  for (const double v : x) sum += v * v;
  return 10 * std::log10(sum / static_cast<double>(x.size()));
}

double peak_of(std::span<const float> x) {
  float peak = 0;
  for (const float v : x) peak = std::max(peak, std::abs(v));
  return peak;
}

}  // namespace

MeasuredNoise measure_noise(const NoiseColor& color, const std::string& sweeps, double seconds,
                            int rate, std::uint64_t seed, Fidelity fidelity) {
  constexpr std::size_t kLength = 65'536;
  SynthSpec spec = synth_of("noise_swept_notch", R"({"sweeps": )" + sweeps + "}");
  std::get<NoiseSweptNotchPatch>(spec.patch).source.color = color;
  VoiceContext context = context_of(seconds, rate);
  context.seed = seed;
  context.fidelity = fidelity;
  const dsp::FlushDenormals guard;
  const StereoBuffer played = play(*make_voice(spec, context), context.frames);
  const ConstStereoBlock sound = played.block();
  MeasuredNoise out;
  out.left_dbfs = dbfs(sound.left);
  out.right_dbfs = dbfs(sound.right);
  out.first_peak = peak_of(sound.left.first(static_cast<std::size_t>(rate / 20)));
  out.peak = peak_of(sound.left);
  out.power = welch(sound.left, kLength);
  out.bin_hz = static_cast<double>(rate) / kLength;
  return out;
}

Bands plain_octaves_db(const NoiseColor& color, double seconds, int rate, std::uint64_t seed) {
  constexpr std::size_t kLength = 32'768;
  const dsp::NoiseSpectrum spectrum(color, rate, seconds);
  dsp::NoiseStream stream(dsp::noise_filter(spectrum, dsp::Conditioning::none),
                          dsp::GaussianNoise(seed, 0));
  const dsp::FlushDenormals guard;
  std::vector<float> sound;
  while (static_cast<double>(sound.size()) < seconds * rate) {
    stream.next();
    sound.insert(sound.end(), stream.block().begin(), stream.block().end());
  }
  return density_bands_db(welch(sound, kLength), static_cast<double>(rate) / kLength);
}

}  // namespace bbplay::test
