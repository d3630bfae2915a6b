// SPDX-License-Identifier: MIT
/// One overload per synth function; make_voice() picks by the type of the patch. Each is defined in
/// the file named after its function.
#pragma once

#include <memory>

#include "bbplay/voices/voice.h"

namespace bbplay::voices {

using MadeVoice = std::unique_ptr<Voice>;

MadeVoice make(const BinauralBeatPatch&, const SynthSpec&, const VoiceContext&);
MadeVoice make(const IsochronicTonePatch&, const SynthSpec&, const VoiceContext&);
MadeVoice make(const MonauralBeatPatch&, const SynthSpec&, const VoiceContext&);
MadeVoice make(const DualPulsePatch&, const SynthSpec&, const VoiceContext&);
MadeVoice make(const Sam2Patch&, const SynthSpec&, const VoiceContext&);
MadeVoice make(const SamMonauralBeatPatch&, const SynthSpec&, const VoiceContext&);
MadeVoice make(const SpatialAnglePatch&, const SynthSpec&, const VoiceContext&);
MadeVoice make(const SubliminalEncodePatch&, const SynthSpec&, const VoiceContext&);
MadeVoice make(const RhythmicWaveshapingPatch&, const SynthSpec&, const VoiceContext&);
MadeVoice make(const StereoAmPatch&, const SynthSpec&, const VoiceContext&);
MadeVoice make(const WaveShapeStereoAmPatch&, const SynthSpec&, const VoiceContext&);
MadeVoice make(const QamBeatPatch&, const SynthSpec&, const VoiceContext&);
MadeVoice make(const HybridQamMonauralBeatPatch&, const SynthSpec&, const VoiceContext&);
MadeVoice make(const NoiseSweptNotchPatch&, const SynthSpec&, const VoiceContext&);
MadeVoice make(const NoiseGeneratorPatch&, const SynthSpec&, const VoiceContext&);
MadeVoice make(const SweptNotchPinkPatch&, const SynthSpec&, const VoiceContext&);

}  // namespace bbplay::voices
