// SPDX-License-Identifier: MIT
/// A track as written: seconds, hertz and linear gains. Built by read_track(), never changed
/// afterwards.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bbplay/model/fidelity.h"
#include "bbplay/model/level_point.h"
#include "bbplay/model/noise_preset.h"
#include "bbplay/model/patches/flanger_patch.h"
#include "bbplay/model/synth_spec.h"

namespace bbplay {

struct SamScene;

/// How two overlapping steps are blended (format track 5.1).
enum class CrossfadeCurve { linear, equal_power };

/// Shape a voice's level follows over its step (format dsp 3, track 3.4).
namespace envelope {
/// No envelope object: 10 ms fades at both ends.
struct DefaultFade {};
/// An envelope object that does nothing: no fades at all.
struct Flat {};
struct LinearFade {
  double fade_s = 0.05, from = 1, to = 1;
};
struct FadeInOut {
  double fade_in_s = 0, fade_out_s = 0;
};
struct Adsr {
  double attack_s = 0.01, decay_s = 0.1, sustain = 0.8, release_s = 0.1;
};
struct Linen {
  double attack_s = 0.1, release_s = 0.1;
};
}  // namespace envelope

using VolumeEnvelope = std::variant<envelope::DefaultFade, envelope::Flat, envelope::LinearFade,
                                    envelope::FadeInOut, envelope::Adsr, envelope::Linen>;

/// Buses of a step: they are brought to their levels separately.
enum class Bus { binaural, noise };

struct VoiceSpec {
  /// The function with its parameters. Its timing is that of the file; voices are built with
  /// timing_for().
  SynthSpec synth;
  /// The transition takes no time because the key `duration` (or `post_offset`) says 0, as the
  /// reference's editor writes unasked.
  bool zero_from_duration = false;
  VolumeEnvelope envelope;
  /// Nothing in most voices, so it does not take their room.
  std::shared_ptr<const FlangerSpec> flanger;
  Bus bus = Bus::binaural;
  /// Identity for carried phases: equal keys in consecutive steps are the same voice.
  std::string key;
  std::string function;     // as written in the file
  std::string description;  // or name
};

/// When the parameters of a voice move, as its function gets to know it (format track 3.2).
///
/// A `duration` of 0 makes them jump to their end values at once. That is the editor's default and
/// seldom meant: corrected fidelity lets them move until the end of the step instead; an explicit
/// `transition_duration` of 0 jumps in both.
TransitionTiming timing_for(const VoiceSpec& voice, double step_seconds, Fidelity fidelity);

struct Step {
  double duration_s = 0;          // 0: the step is skipped
  std::optional<double> start_s;  // absent: follows from the steps before
  std::vector<VoiceSpec> voices;
  double binaural_volume = 0.48;  // negative inverts
  double noise_volume = 0.48;
  double normalization_level = 0.95;
  /// Blend into the next step; never changes the layout.
  double blend_s = 1.0;
  CrossfadeCurve blend_curve = CrossfadeCurve::linear;
  double blend_overlap = 1.0;
  std::string description;
  std::vector<std::string> presets;  // of a session: what its voices were taken from
};

/// A sound file mixed over the assembled track.
struct Clip {
  std::filesystem::path path;  // resolved; empty when `data` holds the file
  std::string data;            // bytes of an audio file given as a data: URL
  std::string pointer;         // JSON pointer, for messages
  double start_s = 0;
  double gain = 1;
  double duration_s = 0;  // 0: the whole file
  double fade_in_s = 0, fade_out_s = 0;
  double pan = 0;
};

/// Noise under the whole track, or a sound file that is repeated without a gap
/// (format noise 13, session 6.1).
struct NoiseLayer {
  NoisePreset noise;                 // of the .noise file, or as it stands in the track
  std::filesystem::path sound_file;  // resolved; when set, it plays in place of `noise`
  std::string pointer;               // JSON pointer, for messages
  double gain = 1;
  // The track's word, else that of the .noise file.
  double start_s = 0, fade_in_s = 0, fade_out_s = 0;
  std::vector<LevelPoint> amp_envelope;  // track clock, in ascending order
};

struct Track {
  std::string name;  // file name without extension, or "stdin"
  /// Of the text it was read from; equal texts with equal assets are the same track.
  std::uint64_t fingerprint = 0;
  std::vector<std::filesystem::path> assets;  // every file that the text names
  int sample_rate = 44'100;
  /// The final peak that the program of a session exports it with, 0 to 0.75; a track has none.
  std::optional<double> own_level;
  /// Layout of computed starts (format track 2.1).
  double layout_crossfade_s = 0;
  double layout_overlap = 1;
  bool preserve_relative_step_loudness = false;
  std::vector<Step> steps;
  std::vector<Clip> clips;
  std::optional<NoiseLayer> noise;
  std::shared_ptr<const SamScene> scene;  // null: none, or nothing for it to act on
};

}  // namespace bbplay
