// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "bbplay/model/patches/binaural_beat_patch.h"
#include "bbplay/model/patches/dual_pulse_patch.h"
#include "bbplay/model/patches/hybrid_qam_monaural_beat_patch.h"
#include "bbplay/model/patches/isochronic_tone_patch.h"
#include "bbplay/model/patches/monaural_beat_patch.h"
#include "bbplay/model/patches/noise_generator_patch.h"
#include "bbplay/model/patches/noise_swept_notch_patch.h"
#include "bbplay/model/patches/qam_beat_patch.h"
#include "bbplay/model/patches/rhythmic_waveshaping_patch.h"
#include "bbplay/model/patches/sam2_patch.h"
#include "bbplay/model/patches/sam_monaural_beat_patch.h"
#include "bbplay/model/patches/spatial_angle_patch.h"
#include "bbplay/model/patches/stereo_am_patch.h"
#include "bbplay/model/patches/subliminal_encode_patch.h"
#include "bbplay/model/patches/swept_notch_pink_patch.h"
#include "bbplay/model/patches/wave_shape_stereo_am_patch.h"

namespace bbplay {

/// When the parameters of a voice move (format dsp 6).
struct TransitionTiming {
  double offset_seconds = 0;               // may be negative: already under way at the start
  std::optional<double> duration_seconds;  // absent: until the end of the voice
  std::string curve = "linear";  // linear, logarithmic, exponential, or an expression in alpha
  bool operator==(const TransitionTiming&) const = default;
};

/// Parameters of one synth function, typed. A patch added here without a voice does not compile.
using AnyPatch =
    std::variant<BinauralBeatPatch, IsochronicTonePatch, MonauralBeatPatch, DualPulsePatch,
                 RhythmicWaveshapingPatch, StereoAmPatch, WaveShapeStereoAmPatch, QamBeatPatch,
                 HybridQamMonauralBeatPatch, SpatialAnglePatch, Sam2Patch, SamMonauralBeatPatch,
                 NoiseSweptNotchPatch, NoiseGeneratorPatch, SweptNotchPinkPatch,
                 SubliminalEncodePatch>;

/// One synth function with its parameters: what a voice is built from.
struct SynthSpec {
  AnyPatch patch;
  bool moving = false;  // the _transition form
  TransitionTiming timing;
};

}  // namespace bbplay
