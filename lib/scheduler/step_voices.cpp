// SPDX-License-Identifier: MIT
#include "scheduler/step_voices.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <variant>

#include "bbplay/dsp/block_ops.h"

#include "scheduler/tolerating.h"

namespace bbplay::scheduler {
namespace {

/// One round of SplitMix64 (Steele, Lea, Flood 2014): spreads consecutive numbers over all bits.
std::uint64_t mix_bits(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

}  // namespace

bool plays_files(const SynthSpec& spec) {
  bool plays = false;
  std::visit(
      [&plays](const auto& patch) {
        for_each_row(patch, [&plays](const auto& part, const auto&) {
          if constexpr (requires { part.files; }) plays = plays || !part.files.empty();
          if constexpr (requires { part.input_audio_path; }) {
            plays = plays || !part.input_audio_path.empty();
          }
        });
      },
      spec.patch);
  return plays;
}

VoiceContext voice_context(const Step& step, const StepPlan& placed, std::size_t voice,
                           const RenderContext& context) {
  VoiceContext out;
  out.seconds = step.duration_s;
  out.frames = placed.frames;
  out.rate = context.rate;
  out.fidelity = context.fidelity;
  out.seed = mix_bits(mix_bits(mix_bits(context.seed) ^ placed.step) ^ voice);
  if (voice < placed.carried.size()) out.carried = placed.carried[voice];
  if (voice < placed.own_levels.size()) out.own_levels = placed.own_levels[voice];
  if (voice < placed.marks.size()) out.marks = placed.marks[voice];
  out.curves = placed.curves;
  out.in_haste = context.in_haste;
  return out;
}

std::uint64_t layer_seed(std::uint64_t render_seed) {
  constexpr std::uint64_t kNoStep = ~std::uint64_t{0};
  return mix_bits(mix_bits(render_seed) ^ kNoStep);
}

StepVoices::StepVoices(const Track& track, const StepPlan& placed, const RenderContext& context)
    : unreadable_(context.unreadable) {
  const Step& step = track.steps[placed.step];
  voices_.reserve(step.voices.size());
  all_ = step.voices.size();
  for (std::size_t i = 0; i < step.voices.size(); ++i) {
    if (!context.heard.hears_voice(i)) continue;
    play_files_ = play_files_ || plays_files(step.voices[i].synth);
    tolerating(context.unreadable, [&] {
      voices_.push_back(
          {voices::VoiceChain(step.voices[i], voice_context(step, placed, i, context)),
           step.voices[i].bus, i});
    });
  }
}

void StepVoices::render_mix(float gain_binaural, float gain_noise, StereoBlock out) noexcept {
  for (std::size_t v = 0; v < voices_.size(); ++v) add_to_mix(v, gain_binaural, gain_noise, out);
  if (voices_.empty()) {
    std::ranges::fill(out.left, 0.0f);
    std::ranges::fill(out.right, 0.0f);
  }
}

void StepVoices::add_to_mix(std::size_t index, float gain_binaural, float gain_noise,
                            StereoBlock mix) noexcept {
  Member& member = voices_[index];
  const float gain = member.bus == Bus::noise ? gain_noise : gain_binaural;
  if (index == 0) {
    member.chain.render(mix);
    dsp::scale(mix.left, gain);
    dsp::scale(mix.right, gain);
  } else {
    QuantumBuffer buffer;
    member.chain.render(buffer.block());
    dsp::add_scaled(mix.left, buffer.left, gain);
    dsp::add_scaled(mix.right, buffer.right, gain);
  }
}

bool StepVoices::has(Bus bus) const noexcept {
  return std::ranges::any_of(voices_, [bus](const Member& member) { return member.bus == bus; });
}

void StepVoices::note_marks() {
  for (Member& member : voices_) member.chain.note_marks();
}

std::vector<std::shared_ptr<const WayMarks>> StepVoices::noted_marks() const {
  std::vector<std::shared_ptr<const WayMarks>> noted(all_);
  for (const Member& member : voices_) noted[member.number] = member.chain.noted_marks();
  return noted;
}

void StepVoices::seek(std::int64_t frame) {
  for (std::size_t v = 0; v < voices_.size(); ++v) seek_voice(v, frame);
}

void StepVoices::seek_voice(std::size_t index, std::int64_t frame) {
  voices::VoiceChain& chain = voices_[index].chain;
  const bool found = tolerating(unreadable_, [&] { chain.seek(frame); });
  if (!found) chain.seek(frame);  // without its file
}

void StepVoices::service(std::int64_t frames) {
  for (Member& member : voices_) tolerating(unreadable_, [&] { member.chain.service(frames); });
}

StepEntry StepVoices::entry() const noexcept {
  constexpr std::ptrdiff_t kFewAre = 8;  // an eighth of the voices at most
  const auto count = [this](auto&& is_counted) {
    return std::ranges::count_if(
        voices_, [&](const Member& member) { return std::invoke(is_counted, member.chain); });
  };
  const std::ptrdiff_t all = std::ssize(voices_);
  const std::ptrdiff_t at_once = count(&voices::VoiceChain::seeks_at_once);
  if (at_once == all) return StepEntry::anywhere;
  const std::ptrdiff_t followed = count(
      [](const voices::VoiceChain& chain) { return !chain.seeks_at_once() && !chain.renews(); });
  if (followed == 0) return StepEntry::at_renewals;
  return kFewAre * followed <= all ? StepEntry::behind_a_few : StepEntry::from_beginning;
}

}  // namespace bbplay::scheduler
