// SPDX-License-Identifier: MIT
#include "bbplay/playback/tones.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <type_traits>
#include <variant>

#include "bbplay/model/describe.h"

namespace bbplay {
namespace {

// What the functions call their tone and its rhythm. Of several in one voice, the left one counts.
constexpr std::array<std::string_view, 4> kCarrierKeys{"baseFreq", "carrierFreq", "baseFreqL",
                                                       "qamCarrierFreqL"};
constexpr std::array<std::string_view, 5> kBeatKeys{"beatFreq", "modFreq", "modFreqL", "qamAmFreqL",
                                                    "shapeModFreq"};
// Where the ears hear different tones: a flag that exchanges them, or a tone for each.
constexpr std::string_view kLeftHighKey = "leftHigh", kLeftKey = "baseFreqL",
                           kRightKey = "baseFreqR";
constexpr std::array<std::string_view, 3> kNamedCurves{"linear", "logarithmic", "exponential"};

template <std::size_t size>
bool is_one_of(const std::array<std::string_view, size>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Rounded for people: three decimals at most.
std::string number(double hertz) { return text_of(std::round(hertz * 1'000) / 1'000); }

}  // namespace

Tones tones_of(const SynthSpec& synth) {
  Tones tones;
  std::optional<Ramp> left, right;
  std::optional<bool> left_high;
  const auto visit_row = [&](const auto& patch, const auto& row) {
    using Patch = std::remove_cvref_t<decltype(patch)>;
    if (const auto* flag = std::get_if<bool Patch::*>(&row.field);
        flag && row.key == kLeftHighKey) {
      left_high = patch.**flag;
    }
    const auto* field = std::get_if<Ramp Patch::*>(&row.field);
    if (field == nullptr) return;
    Ramp value = patch.**field;
    if (!synth.moving) value.to = value.from;
    if (!tones.carrier && is_one_of(kCarrierKeys, row.key)) tones.carrier = value;
    if (!tones.beat && is_one_of(kBeatKeys, row.key)) tones.beat = value;
    if (row.key == kLeftKey) left = value;
    if (row.key == kRightKey) right = value;
  };
  std::visit([&](const auto& patch) { for_each_row(patch, visit_row); }, synth.patch);
  if (left_high && tones.beat) {
    const double sign = *left_high ? -1 : 1;
    tones.between_ears = Ramp{sign * tones.beat->from, sign * tones.beat->to};
  } else if (left && right) {
    tones.between_ears = Ramp{right->from - left->from, right->to - left->to};
  }
  return tones;
}

std::optional<Ear> higher_ear(double between_ears_hz) {
  if (between_ears_hz == 0) return std::nullopt;
  return between_ears_hz > 0 ? Ear::right : Ear::left;
}

std::string_view name_of(Ear ear) { return ear == Ear::left ? "left" : "right"; }

const VoiceSpec* leading_voice(const Step& step) {
  const VoiceSpec* found = nullptr;
  for (const VoiceSpec& voice : step.voices) {
    const Tones tones = tones_of(voice.synth);
    if (tones.beat) return &voice;
    if (found == nullptr && tones.carrier) found = &voice;
  }
  return found;
}

Tones tones_of(const Step& step) {
  const VoiceSpec* voice = leading_voice(step);
  return voice != nullptr ? tones_of(voice->synth) : Tones{};
}

std::optional<double> BeatMeter::at(std::size_t placed, std::int64_t frame) {
  if (placed_ != placed) go_to(placed);
  if (!beat_) return std::nullopt;
  const StepPlan& plan = plan_.steps[placed];
  const std::int64_t in_step = frame - plan.start - plan.lag;
  return beat_->at(curve_.at(std::clamp<std::int64_t>(in_step, 0, plan.frames - 1)));
}

void BeatMeter::go_to(std::size_t placed) {
  placed_ = placed;
  beat_.reset();
  curve_ = dsp::TransitionCurve();
  const StepPlan& plan = plan_.steps[placed];
  const Step& step = track_.steps[plan.step];
  const VoiceSpec* voice = leading_voice(step);
  if (voice == nullptr) return;
  const std::optional<Ramp> beat = tones_of(voice->synth).beat;
  if (beat && beat->moves()) {
    const TransitionTiming timing = timing_for(*voice, step.duration_s, plan_.fidelity);
    if (!is_one_of(kNamedCurves, timing.curve)) return;
    curve_ = dsp::TransitionCurve(step.duration_s, plan.frames, timing);
  }
  beat_ = beat;
}

std::string text_of_higher_ear(const std::optional<Ramp>& between_ears) {
  const auto name = [](double hertz) {
    const auto ear = higher_ear(hertz);
    return ear ? std::string(name_of(*ear)) : std::string("-");
  };
  if (!between_ears) return "-";
  const std::string from = name(between_ears->from), to = name(between_ears->to);
  return from == to ? from : from + " to " + to;
}

std::string text_of_tone(const std::optional<Ramp>& tone) {
  if (!tone) return "-";
  if (!tone->moves()) return number(tone->from) + " Hz";
  return number(tone->from) + " to " + number(tone->to) + " Hz";
}

}  // namespace bbplay
