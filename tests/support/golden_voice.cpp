// SPDX-License-Identifier: MIT
#include "support/golden_voice.h"

#include <algorithm>
#include <stdexcept>

#include "reader/read_synth.h"

namespace bbplay::test {
namespace {

SynthSpec synth_of(const std::string& function, reader::JsonNode params) {
  Diagnostics diagnostics(function);
  auto spec = reader::read_synth(function, params, diagnostics);
  if (!spec || diagnostics.has_errors()) {
    throw std::runtime_error(function + ": " + diagnostics.findings().front().text());
  }
  return *spec;
}

}  // namespace

SynthSpec synth_of(const std::string& function, const std::string& params) {
  return synth_of(function, reader::JsonDocument::parse(params, function).root());
}

VoiceContext context_of(double seconds, int rate) {
  VoiceContext context;
  context.seconds = seconds;
  context.rate = rate;
  context.frames = static_cast<std::int64_t>(seconds * rate);
  return context;
}

GoldenVoice::GoldenVoice(const GoldenCase& golden)
    : context(context_of(golden.duration, golden.rate)) {
  if (golden.has_input("noise")) noise = golden.input("noise").samples;
  context.injected_noise = noise;
  voice = make_voice(synth_of(golden.function, golden.params), context);
}

StereoBuffer play(Voice& voice, std::int64_t frames) {
  const auto count = static_cast<std::size_t>(frames);
  StereoBuffer out(count);
  QuantumBuffer quantum;
  for (std::size_t at = 0; at < count; at += kQuantum) {
    voice.service(kQuantum);
    voice.render(quantum.block());
    const std::size_t length = std::min(kQuantum, count - at);
    std::copy_n(quantum.left, length, out.block().left.begin() + static_cast<std::ptrdiff_t>(at));
    std::copy_n(quantum.right, length, out.block().right.begin() + static_cast<std::ptrdiff_t>(at));
  }
  return out;
}

std::vector<double> interleaved(const StereoBuffer& audio) {
  const ConstStereoBlock block = audio.block();
  std::vector<double> out;
  out.reserve(2 * block.frames());
  for (std::size_t i = 0; i < block.frames(); ++i) {
    out.push_back(block.left[i]);
    out.push_back(block.right[i]);
  }
  return out;
}

}  // namespace bbplay::test
