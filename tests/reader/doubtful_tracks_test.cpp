// SPDX-License-Identifier: MIT
// Tracks that are valid and hardly meant so, and the warning that each of them gets; and those that
// are meant and get none (format warnings).
#include <algorithm>
#include <cctype>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>

#include "reader/track_text.h"
#include "support/golden.h"
#include "support/layered_track.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

/// Stands before what a warning has to point at; it is no part of the track.
constexpr std::string_view kHere = "^^";

struct DoubtfulTrack {
  std::string name, text, message;
};

void PrintTo(const DoubtfulTrack& track, std::ostream* out) { *out << track.name; }

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) out += part;
  return out;
}

constexpr std::string_view kStep =
    R"({"duration": 60, "voices": [{"synth_function_name": "binaural_beat"}]})";

std::string top(std::string_view members) {
  return joined({R"({"progression": [)", kStep, "],\n  ", members, "}"});
}
std::string step(std::string_view members) {
  return joined({R"({"progression": [{)", members, "},\n ", kStep, "]}"});
}
std::string voice(std::string_view members) {
  return step(joined(
      {R"("duration": 60, "voices": [{"synth_function_name": "binaural_beat", )", members, "}]"}));
}
std::string still(std::string_view function, std::string_view params) {
  return step(joined({R"("duration": 60, "voices": [{"synth_function_name": ")", function,
                      R"(", "params": {)", params, "}}]"}));
}
std::string moving(std::string_view function, std::string_view params) {
  return step(joined({R"("duration": 60, "voices": [{"synth_function_name": ")", function,
                      R"(_transition", "is_transition": true, "params": {)", params, "}}]"}));
}

std::vector<DoubtfulTrack> doubtful_tracks() {
  // clang-format off
  return {
      {"start and end keys in a still voice", still("binaural_beat", R"(^^"startBaseFreq": 100, "endBaseFreq": 200)"), R"(a voice that stands still reads no start and end keys: baseFreq plays as 200 Hz; write "baseFreq", or "is_transition": true to let it move)"},
      {"one start key beside plain ones", still("binaural_beat", R"("baseFreq": 150, ^^"startBeatFreq": 10)"), R"(a voice that stands still reads no start and end keys: beatFreq plays as 4 Hz; write "beatFreq", or "is_transition": true to let it move)"},
      {"start keys of a pulsed tone", still("isochronic_tone", R"("baseFreq": 150, ^^"startBeatFreq": 10, "endBeatFreq": 6)"), R"(a voice that stands still reads no start and end keys: beatFreq plays as 4 Hz; write "beatFreq", or "is_transition": true to let it move (the same for endBeatFreq))"},
      {"start keys with underscores", still("monaural_beat_stereo_amps", R"(^^"start_amp_lower_L": 0.2)"), R"(a voice that stands still reads no start and end keys: amp_lower_L plays as 0.5; write "amp_lower_L", or "is_transition": true to let it move)"},
      {"start keys of a choice", still("dual_pulse_binaural", R"(^^"startPulseShape": "hann")"), R"(a voice that stands still reads no start and end keys; write "pulseShape", or "is_transition": true to let it move)"},
      {"an end carrier", still("rhythmic_waveshaping", R"("carrierFreq": 150, ^^"endCarrierFreq": 90)"), R"(a voice that stands still reads no start and end keys: carrierFreq plays as 150 Hz; write "carrierFreq", or "is_transition": true to let it move)"},
      {"start keys of a noise", still("noise_generator", R"(^^"start_lfo_freq": 0.5)"), R"(a voice that stands still reads no start and end keys: lfo_freq plays as 0.083 Hz; write "lfo_freq", or "is_transition": true to let it move)"},
      {"plain keys in a moving voice", moving("binaural_beat", R"(^^"baseFreq": 150, "beatFreq": 4)"), R"(nothing of this voice moves: there are no start and end keys; write "startBaseFreq" and "endBaseFreq", or leave out is_transition)"},
      {"plain keys of a function with ends alone", moving("stereo_am_independent", R"(^^"carrierFreq": 150)"), R"(not read when the parameters move; use "startCarrierFreq")"},
      {"a plain key beside both ends", moving("binaural_beat", R"(^^"baseFreq": 300, "startBaseFreq": 100, "endBaseFreq": 200)"), R"(has no effect beside "startBaseFreq" and "endBaseFreq")"},
      {"a transition time in a still voice", still("binaural_beat", R"("baseFreq": 150, ^^"transition_duration": 30)"), R"(has no effect in a voice that stands still; "is_transition": true lets it move)"},
      {"a curve in a still voice", still("qam_beat", R"("baseFreqL": 150, ^^"transition_curve": "exponential")"), R"(has no effect in a voice that stands still; "is_transition": true lets it move)"},
      {"a duration among the parameters", still("binaural_beat", R"("baseFreq": 150, ^^"duration": 30)"), R"(has no effect: a voice sounds for the whole step of 60 s; the duration of the step stands beside "voices")"},
      {"a movement after the end of its step", moving("binaural_beat", R"("endBaseFreq": 100, "initial_offset": ^^90)"), R"(the movement would begin at 90 s, but its step lasts 60 s: nothing moves)"},
      {"a movement longer than its step", moving("binaural_beat", R"("endBaseFreq": 100, "initial_offset": 20, "transition_duration": ^^600)"), R"(the movement would end at 620 s, but its step lasts 60 s: the end values are not reached; write 40, or leave it out)"},
      {"an unknown curve", moving("binaural_beat", R"("endBaseFreq": 100, "transition_curve": ^^"smooth")"), R"(column 1: unknown name "smooth"; playing as linear; known are linear, logarithmic, exponential and expressions in alpha)"},
      {"an unknown colour of a background", top(R"("background_noise": {"params": {"noise_parameters": {"name": ^^"pinkk"}}})"), R"(unknown noise colour "pinkk", none of pink, brown, green, blue, purple, red, deep brown, white; playing as "pink"; did you mean "pink"?)"},
      {"an unknown noise type of a background", top(R"("background_noise": {"params": {"noise_type": ^^"violet"}})"), R"(unknown noise colour "violet", none of pink, brown, green, blue, purple, red, deep brown, white; playing as "pink"; did you mean "purple"?)"},
      {"an unknown colour of a voice", still("noise_generator", R"("noise_parameters": {"name": ^^"bron"})"), R"(unknown noise colour "bron", none of pink, brown, green, blue, purple, red, deep brown, white; playing as "pink"; did you mean "brown"?)"},
      {"an unknown noise type of a voice", still("noise_swept_notch", R"("noise_type": ^^"pinkk")"), R"(unknown noise colour "pinkk", none of pink, brown, green, blue, purple, red, deep brown, white; playing as "white"; did you mean "pink"?)"},
      {"a colour name beside numbers", still("noise_generator", R"("noise_type": {"name": ^^"brown", "lowcut": 50})"), R"(has no effect beside other parameters, which play as pink: add "exponent": 2, or move the object to "noise_parameters")"},
      {"a misspelt number of a colour", still("noise_generator", R"("noise_parameters": {^^"exponnent": 2})"), R"(unknown parameter of a colour; did you mean "exponent"?)"},
      {"a misspelt key of a sweep", still("noise_swept_notch", R"("sweeps": [{^^"mn": 500, "max": 900}])"), R"(unknown key of a sweep; did you mean "min"?)"},
      {"a number in words in a sweep", still("noise_swept_notch", R"("sweeps": [{"min": ^^"low", "max": 900}])"), R"(expected a number, found "low"; playing the default)"},
      {"a misspelt key of a fixed notch", still("noise_generator", R"("static_notches": [{^^"frq": 500}])"), R"(unknown key of a notch; did you mean "freq"?)"},
      {"a misspelt key of a point", still("noise_generator", R"("amp_envelope": [{"time": 0, ^^"ampp": 1}])"), R"(unknown key of a point; did you mean "amp"?)"},
      {"an unknown shape of a path", still("spatial_angle_modulation_sam2", R"("pathShape": ^^"triangel")"), R"(unknown value "triangel", none of sinusoidal, triangle, ramp, square; playing as "sinusoidal"; did you mean "triangle"?)"},
      {"an unknown polarity", still("spatial_angle_modulation_sam2", R"("earPolarity": ^^"left_plus_right_minu")"), R"(unknown value "left_plus_right_minu"; playing as "left_minus_right_plus"; did you mean "left_plus_right_minus"?)"},
      {"an unknown waveform", still("noise_swept_notch", R"("lfo_waveform": ^^"saw")"), R"(unknown value "saw", none of sine, triangle; playing as "sine")"},
      {"an unknown type of a voice", voice(R"("voice_type": ^^"Noise")"), R"(unknown voice type "Noise"; playing on the binaural bus; did you mean "noise"?)"},
      {"an unknown type of an envelope", voice(R"("volume_envelope": {"type": ^^"ADSR"})"), R"(unknown envelope type, none of linear_fade, adsr, linen: the voice plays without any fade; did you mean "adsr"?)"},
      {"a carrier that nobody hears", still("binaural_beat", R"("baseFreq": ^^0.2, "beatFreq": 0.1)"), R"(nobody hears a tone of 0.2 Hz: carriers lie at 20 Hz and above, mostly at 100 to 500 Hz; the beat is "beatFreq")"},
      {"a carrier above half the rate", still("binaural_beat", R"("baseFreq": ^^23000)"), R"(23002 Hz is folded down and heard at 21098 Hz: at a sample rate of 44100 Hz tones end at 22050 Hz; write 48000 for "sample_rate")"},
      {"a carrier that ends above half the rate", moving("isochronic_tone", R"("startBaseFreq": 200, "endBaseFreq": ^^22500)"), R"(22500 Hz is folded down and heard at 21600 Hz: at a sample rate of 44100 Hz tones end at 22050 Hz; write 48000 for "sample_rate")"},
      {"a vibrato without a rate", still("binaural_beat", R"(^^"freqOscRangeR": 5)"), R"(has no effect while "freqOscFreqR" is 0 Hz)"},
      {"a vibrato that moves without a rate", moving("binaural_beat", R"("startBaseFreq": 200, "endBaseFreq": 150, ^^"startFreqOscRangeL": 1, "endFreqOscRangeL": 5)"), R"(has no effect while "freqOscFreqL" is 0 Hz)"},
      {"a wobble without a rate", still("binaural_beat", R"(^^"phaseOscRange": 1)"), R"(has no effect while "phaseOscFreq" is 0 Hz)"},
      {"a flanger that is not switched on", still("binaural_beat", R"("baseFreq": 200, ^^"flangeDelayMs": 5, "flangeRateHz": 1)"), R"(has no effect without "flangeEnable": true)"},
      {"a path that is not switched on", still("binaural_beat", R"(^^"spatialTrajectory": [{"mode": "rotate", "seconds": 5, "speed_deg_per_s": 20}])"), R"(has no effect without "spatialEnable": true)"},
      {"a head that is not switched on", still("noise_generator", R"(^^"spatialHeadRadiusM": 0.1)"), R"(has no effect without "spatialEnable": true)"},
      {"a beat above its carrier", still("binaural_beat", R"("baseFreq": 10, "beatFreq": ^^200)"), R"(a beat of 200 Hz is above its carrier of 10 Hz; are "baseFreq" and "beatFreq" exchanged?)"},
      {"a monaural beat above its carrier", still("monaural_beat_stereo_amps", R"("baseFreq": 40, "beatFreq": ^^100)"), R"(a beat of 100 Hz is above its carrier of 40 Hz; are "baseFreq" and "beatFreq" exchanged?)"},
      {"more pulses than tone", still("isochronic_tone", R"("baseFreq": 8, "beatFreq": ^^100)"), R"(100 Hz is more pulses than the tone of 8 Hz; are "baseFreq" and "beatFreq" exchanged?)"},
      {"a beat that is two tones", still("binaural_beat", R"("baseFreq": 400, "beatFreq": ^^250)"), R"(a beat of 250 Hz is heard as two tones: beats lie between 0.5 and 100 Hz, those called lambda up to 200 Hz)"},
      {"a level in percent", still("binaural_beat", R"("ampL": ^^50, "ampR": 0.5)"), R"(50 is outside [0, 4] (left level))"},
      {"a noise that only clips", still("noise_generator", R"("amp": ^^3)"), R"(3 can only clip: the noise has a peak of 0.95 before it and is cut off at 1; at most 1.05 is clean, and "noise_volume" of the step is the level of its noise)"},
      {"tones that only clip", still("spatial_angle_modulation_monaural_beat", R"("amp_lower_L": ^^0.8, "amp_upper_L": 0.8)"), R"(the two tones reach 1.6 together and can only clip: they are cut off at 1; "amp" is the level of the voice)"},
      {"a gain of a background in decibels", top(R"("background_noise": {"params": {"noise_type": "pink"}, "gain": ^^-12})"), R"(the whole track is brought down for a gain of -12; gains are factors: -12 dB is 0.251)"},
      {"a gain of a clip in percent", top(R"("overlay_clips": [{"path": "data:audio/wav;base64,UklGRiYAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQIAAAAAAQ==", "gain": ^^80}])"), R"(the whole track is brought down for a gain of 80 (38.06 dB); 1 plays it as it is)"},
      {"a point in percent", top(R"("background_noise": {"params": {"noise_type": "pink"}, "amp_envelope": [[0, 1], ^^[9, 80], [10, 90]]})"), R"(a level of 80 is far above full scale, which is 1)"},
      {"a level above full scale", top(R"("global": {"normalization_level": ^^95})"), R"(95 is far above full scale, which is 1; 0.95 is usual)"},
      {"a volume in percent", step(R"("duration": 60, "binaural_volume": ^^50)"), R"(50 is played as 0.48, as in BinauralBuilder (40.4 dB less against the noise; 1 of 2 steps))"},
      {"a clip that is panned in percent", top(R"("overlay_clips": [{"path": "data:audio/wav;base64,UklGRiYAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQIAAAAAAQ==", "pan": ^^-50}])"), R"(-50 is outside [-1, 1]; it counts as -1)"},
      {"an attack longer than its step", voice(R"("volume_envelope": {"type": "linen", "params": {"attack": ^^100}})"), R"(attack and release take 100.1 s, but the step lasts 60 s)"},
      {"an adsr longer than its step", voice(R"("volume_envelope": {"type": "adsr", "params": {"attack": 20, "decay": 20, "release": ^^30}})"), R"(attack, decay and release take 70 s, but the step lasts 60 s)"},
      {"a fade longer than its step", voice(R"("volume_envelope": {"type": "linear_fade", "params": {"fade_duration": ^^90, "start_amp": 0, "end_amp": 1}})"), R"(the fade would take 90 s, but the step lasts 60 s)"},
      {"fades longer than their step", still("noise_generator", R"("fade_in": 50, "fade_out": ^^50)"), R"(fade_in and fade_out take 100 s, but the step lasts 60 s)"},
      {"an envelope longer than its step", still("noise_generator", R"("amp_envelope": ^^[[0, 1], [90, 0]])"), R"(the points of the envelope take 90 s, but the step lasts 60 s)"},
      {"a release longer than its step", still("qam_beat", R"("releaseTime": ^^90)"), R"(attackTime and releaseTime take 90 s, but the step lasts 60 s)"},
      {"fades longer than their clip", top(R"("overlay_clips": [{"path": "data:audio/wav;base64,UklGRiYAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQIAAAAAAQ==", "duration": 3, "fade_in": 2, "fade_out": ^^4}])"), R"(fade_in and fade_out take 6 s, but the clip lasts 3 s)"},
      {"fades longer than the track", top(R"("background_noise": {"params": {"noise_type": "pink"}, "fade_in": ^^100})"), R"(fade_in and fade_out take 100 s, but the track lasts 60 s)"},
      {"a noise after the end", top(R"("background_noise": {"params": {"noise_type": "pink"}, "start_time": ^^100})"), R"(begins at 100 s, but the track lasts 60 s: no noise is heard)"},
      {"a negative crossfade", top(R"("global": {"crossfade_duration": ^^-3})"), R"(a negative time; it counts as 0)"},
      {"a parameter beside params", voice(R"(^^"baseFreq": 300)"), R"(unknown key; it belongs into the "params" of the voice)"},
      {"params in params", still("binaural_beat", R"(^^"params": {"baseFreq": 300})"), R"(unknown parameter; its members belong one level up)"},
      {"a volume among the parameters", still("binaural_beat", R"(^^"binaural_volume": 0.3)"), R"(unknown parameter; it belongs into the step, beside "voices")"},
      {"an envelope among the parameters", still("binaural_beat", R"(^^"volume_envelope": {"type": "adsr"})"), R"(unknown parameter; it belongs into the voice, beside "params")"},
      {"a duration beside params", voice(R"(^^"duration": 30)"), R"(unknown key; it belongs into the step, beside "voices")"},
      {"a stage beside the params of an envelope", voice(R"("volume_envelope": {"type": "adsr", ^^"attack": 3})"), R"(unknown key; it belongs into the "params" of the envelope)"},
      {"a sample rate beside the settings", top(R"(^^"sample_rate": 48000)"), R"(unknown key; it belongs into "global")"},
      {"voices beside the steps", top(R"(^^"voices": [])"), R"(unknown key; it belongs into the step, beside "voices")"},
      {"a background among the settings", top(R"("global": {^^"background_noise": {"params": {"noise_type": "pink"}}})"), R"(unknown key; it belongs to the track, beside "progression")"},
      {"a background in a step", step(R"("duration": 60, ^^"background_noise": {})"), R"(unknown key; it belongs to the track, beside "progression")"},
      {"a parameter in a step", step(R"("duration": 60, ^^"baseFreq": 300)"), R"(unknown key; it belongs into the "params" of the voice)"},
      {"a colour beside the params of a background", top(R"("background_noise": {^^"noise_type": "pink"})"), R"(unknown key; it belongs into the "params" of the noise)"},
      {"a gain inside the params of a background", top(R"("background_noise": {"params": {"noise_type": "pink", ^^"gain": 0.1}})"), R"(unknown parameter; it belongs into "background_noise", beside "params")"},
      {"the exponent of a colour among the parameters", still("noise_generator", R"(^^"exponent": 2)"), R"(unknown parameter; it belongs into "noise_parameters")"},
      {"steps among the settings", std::string(R"({"steps": [{"duration": 60, "voices": [{"synth_function_name": "binaural_beat"}]}],
 "global_settings": {^^"progression": []}})"), R"(unknown key; it belongs to the track, beside "progression")"},
      {"a step without duration", std::string(R"({"progression": [^^{"voices": [{"synth_function_name": "binaural_beat", "params": {"duration": 60}}]},
  {"duration": 60, "voices": [{"synth_function_name": "binaural_beat"}]}]})"), R"(a step without duration; it is skipped: its voices have one, but it belongs beside "voices")"},
      {"a step shorter than its blends", std::string(R"({"global": {"crossfade_duration": 10}, "progression": [
  {"duration": 60, "voices": [{"synth_function_name": "binaural_beat"}]},
  ^^{"duration": 15, "voices": [{"synth_function_name": "binaural_beat"}]},
  {"duration": 60, "voices": [{"synth_function_name": "binaural_beat"}]}]})"), R"(lasts 15 s, but its blends take 20 s: it is never heard alone; let it last longer, or shorten "crossfade_duration")"},
      {"silence by levels", std::string(R"({"progression": ^^[{"duration": 60, "voices": [{"synth_function_name": "binaural_beat", "params": {"ampL": 0, "ampR": 0}}]}]})"), R"(everything is muted by levels or volumes of 0)"},
      {"pulses that are all pause", still("isochronic_tone", R"("gapPercent": ^^1)"), R"(the pause takes the whole cycle, so this voice is silent; 0.15 is usual)"},
      {"messages without a file", still("subliminal_encode", R"("audio_path": ^^"")"), R"(no message is named in "audio_path": this voice is silent)"},
      {"a crossfade in milliseconds", std::string(R"({"global": {"crossfade_duration": 3000}, "progression": [
  ^^{"duration": 60, "voices": [{"synth_function_name": "binaural_beat"}]},
  {"duration": 60, "voices": [{"synth_function_name": "binaural_beat"}]}]})"), R"(lasts 60 s, but its blend would take 3000 s: it is never heard alone; let it last longer, or shorten "crossfade_duration")"},
      {"a first step shorter than its blend", std::string(R"({"global": {"crossfade_duration": 10}, "progression": [
  ^^{"duration": 6, "voices": [{"synth_function_name": "binaural_beat"}]},
  {"duration": 60, "voices": [{"synth_function_name": "binaural_beat"}]}]})"), R"(lasts 6 s, but its blend would take 10 s: it is never heard alone; let it last longer, or shorten "crossfade_duration")"},
      {"a background with a name alone", top(R"("background_noise": ^^{"name": "brown", "gain": 0.1})"), R"(no noise is heard: there is neither a "file" nor "params"; write "params": {"noise_parameters": {"name": "brown"}})"},
      {"a background with a gain alone", top(R"("background_noise": ^^{"gain": 0.1})"), R"(no noise is heard: there is neither a "file" nor "params"; write "params": {"noise_parameters": {"name": "pink"}})"},
      {"a colour among the params of a background", top(R"("background_noise": {"params": {^^"name": "brown"}})"), R"(unknown parameter; it belongs into "noise_parameters")"},
      {"start keys alone", moving("binaural_beat", R"(^^"startBaseFreq": 200, "startBeatFreq": 10)"), R"(nothing of this voice moves: there are no end keys; write "endBaseFreq" for where it ends, or leave out is_transition)"},
      {"a plain key for the end", moving("binaural_beat", R"("startBeatFreq": 10, ^^"beatFreq": 4)"), R"(has no effect beside "startBeatFreq", which holds to the end; write "endBeatFreq" for where it ends)"},
      {"a small gain of a background in decibels", top(R"("background_noise": {"params": {"noise_type": "pink"}, "gain": ^^-3})"), R"(a gain of -3 plays it at 3 times its level, turned over; gains are factors: -3 dB is 0.708)"},
      {"a gain of a clip in decibels", top(R"("overlay_clips": [{"path": "data:audio/wav;base64,UklGRiYAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQIAAAAAAQ==", "gain": ^^-1}])"), R"(a gain of -1 plays it at 1 times its level, turned over; gains are factors: -1 dB is 0.891)"},
      {"a clip that begins in milliseconds", top(R"("overlay_clips": [{"path": "data:audio/wav;base64,UklGRiYAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQIAAAAAAQ==", "start_time": ^^30000}])"), R"(begins at 30000 s, 8.3 hours after everything before it; times are seconds: 30000 ms would be 30)"},
      {"a step that begins in milliseconds", std::string(R"({"progression": [
  {"duration": 60, "voices": [{"synth_function_name": "binaural_beat"}]},
  {"start": ^^60000, "duration": 60, "voices": [{"synth_function_name": "binaural_beat"}]}]})"), R"(begins at 60000 s, 16.7 hours after everything before it; times are seconds: 60000 ms would be 60)"},
      {"a sustain in percent", voice(R"("volume_envelope": {"type": "adsr", "params": {"sustain_level": ^^80}})"), R"(80 is outside [-4, 4]: levels are factors, and 1 is full)"},
      {"a negative attack", voice(R"("volume_envelope": {"type": "adsr", "params": {"attack": ^^-3}})"), R"(a negative time; it counts as 0)"},
      {"a fade in decibels", voice(R"("volume_envelope": {"type": "linear_fade", "params": {"fade_duration": 5, "start_amp": ^^-60, "end_amp": 1}})"), R"(-60 is outside [-4, 4]: levels are factors, and 1 is full; -60 dB is 0.001)"},
      {"a negative offset", moving("binaural_beat", R"("endBaseFreq": 100, "initial_offset": ^^-5)"), R"(a negative time; it counts as 0)"},
      {"a negative transition", moving("binaural_beat", R"("endBaseFreq": 100, "transition_duration": ^^-5)"), R"(a negative time; it counts as 0)"},
      {"an end that only clips", moving("noise_generator", R"("start_amp": 0, "end_amp": ^^1.5)"), R"(1.5 can only clip: the noise has a peak of 0.95 before it and is cut off at 1; at most 1.05 is clean, and "noise_volume" of the step is the level of its noise)"},
      {"a fade beside params", voice(R"(^^"fade_in": 3)"), R"(unknown key)"},
      {"a fade beside params and an envelope that reads it", voice(R"("volume_envelope": {"type": "linear_fade", "params": {"fade_out": 3}}, ^^"fade_in": 3)"), R"(unknown key; it belongs into the "params" of the envelope)"},
      {"a volume in a step", step(R"("duration": 60, "voices": [{"synth_function_name": "binaural_beat"}], ^^"volume": 0.3)"), R"(unknown key; did you mean "binaural_volume" or "noise_volume"?)"},
      {"a start level of an adsr", voice(R"("volume_envelope": {"type": "adsr", "params": {^^"start_amp": 0}})"), R"(unknown envelope parameter)"},
      {"a type of a colour", still("noise_generator", R"("noise_parameters": {"name": "pink", ^^"type": "brown"})"), R"(unknown parameter of a colour)"},
      {"an id of a step", step(R"("duration": 60, ^^"id": 7)"), R"(unknown key)"},
      {"a curve in percent", moving("binaural_beat", R"("endBaseFreq": 100, "transition_curve": ^^"alpha*100")"), R"(this curve reaches 100, far beyond the end values; curves go from 0 at the start to 1 at the end)"},
      {"a sample rate with a digit too many", top(R"("global": {"sample_rate": ^^441000})"), R"(441000 Hz is no usual sample rate, and takes time and space; 44100 and 48000 are usual)"},
      {"a crossfade without duration", top(R"("global": {^^"crossfade": 3})"), R"(unknown key; did you mean "crossfade_duration"?)"},
      {"a gain in a step", step(R"("duration": 60, ^^"gain": 0.3)"), R"(unknown key; did you mean "binaural_volume" or "noise_volume"?)"},
      {"a level of a background", top(R"("background_noise": {"params": {"noise_type": "pink"}, ^^"level": 0.1})"), R"(unknown key; did you mean "gain"?)"},
      {"a colour by another word", still("noise_generator", R"("noise_parameters": {^^"color": "brown"})"), R"(unknown parameter of a colour; did you mean "name"?)"},
      {"a gain of a voice", still("binaural_beat", R"(^^"gain": 0.5)"), R"(unknown parameter; did you mean "ampL" or "ampR"?)"},
      {"a frequency", still("binaural_beat", R"(^^"frequency": 300)"), R"(unknown parameter; did you mean "baseFreq"?)"},
      {"a vibrato", still("binaural_beat", R"(^^"vibratoRate": 5)"), R"(unknown parameter; did you mean "freqOscFreqL" or "freqOscFreqR"?)"},
      {"a tremolo", still("binaural_beat", R"(^^"tremolo": 5)"), R"(unknown parameter; did you mean "ampOscDepthL" or "ampOscFreqL"?)"},
  };
  // clang-format on
}

/// The text without its mark, and the place of that.
SourcePosition take_mark(std::string& text) {
  const std::size_t here = text.find(kHere);
  text.erase(here, kHere.size());
  const auto before = std::string_view(text).substr(0, here);
  const auto lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t line_break = before.rfind('\n');
  return {lines + 1, line_break == before.npos ? here + 1 : here - line_break};
}

std::vector<std::string> warnings_of(const Diagnostics& findings) {
  std::vector<std::string> out;
  for (const Finding& finding : findings.findings()) {
    if (finding.severity == Severity::warning) out.push_back(finding.text());
  }
  return out;
}

class DoubtfulTracks : public testing::TestWithParam<DoubtfulTrack> {};

TEST_P(DoubtfulTracks, GetOneWarningAtItsPlace) {
  std::string text = GetParam().text;
  const SourcePosition place = take_mark(text);
  const ReadResult result = read_text(text);
  const auto& findings = result.findings.findings();
  ASSERT_EQ(findings.size(), 1u) << result.messages();
  EXPECT_EQ(findings[0].severity, Severity::warning);
  EXPECT_EQ(findings[0].message, GetParam().message);
  EXPECT_EQ(findings[0].position.line, place.line);
  EXPECT_EQ(findings[0].position.column, place.column);
}

TEST_P(DoubtfulTracks, AreRefusedWhenReadingIsStrict) {
  std::string text = GetParam().text;
  take_mark(text);
  ReadOptions options;
  options.strict = true;
  try {
    (void)read_text(text, {}, "track.json", options);
    FAIL() << "was read";
  } catch (const TrackError& error) {
    EXPECT_THAT(error.what(), HasSubstr(GetParam().message));
  }
}

std::string identifier(const testing::TestParamInfo<DoubtfulTrack>& info) {
  std::string out;
  for (const char c : info.param.name) out += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return out;
}

INSTANTIATE_TEST_SUITE_P(Each, DoubtfulTracks, testing::ValuesIn(doubtful_tracks()), identifier);

TEST(DoubtfulNumbers, AreToldAsTheNumberThatIsMeant) {
  struct Case {
    std::string members, advice;
  };
  const Case cases[] = {
      {R"("duration": "10:00")", "; write 600"},
      {R"("duration": "1:02:03")", "; write 3723"},
      {R"("duration": "300s")", "; write 300"},
      {R"("duration": "5 min")", "; write 300"},
      {R"("duration": "5 Min.")", "; write 300"},
      {R"("duration": "10 min 30 s")", "; write 630"},
      {R"("duration": "1h30m")", "; write 5400"},
      {R"("duration": "30 s 1 h")", ""},
      {R"("duration": "1.5 hours")", "; write 5400"},
      {R"("duration": "12,5")", "; write 12.5"},
      {R"("duration": 60, "binaural_volume": "40 %")", "; write 0.4"},
      {R"("duration": 60, "binaural_volume": "-12 dB")", "; write 0.251188643"},
      {R"("duration": 60, "crossfade_duration": "200 ms")", "; write 0.2"},
      {R"("duration": 60, "voices": [{"synth_function_name": "binaural_beat",
          "params": {"baseFreq": "0.2 kHz"}}])",
       "; write 200"},
      {R"("duration": 60, "voices": [{"synth_function_name": "binaural_beat",
          "params": {"startPhaseL": "90deg"}}])",
       "; write 1.570796327"},
      {R"("duration": 60, "voices": [{"synth_function_name": "binaural_beat",
          "params": {"startPhaseL": "-180 \u00b0"}}])",
       "; write -3.141592654"},
      {R"("duration": "1,000")", "; write 1000, or 1.000 if the comma is a decimal one"},
      // What nobody can be sure of.
      {R"("duration": "10:99")", ""},
      {R"("duration": "ten")", ""},
      {R"("duration": "300 Hz")", ""},
      {R"("duration": "10:00:00:00")", ""},
  };
  for (const Case& each : cases) {
    try {
      (void)read_text(step(each.members));
      ADD_FAILURE() << each.members << " was read";
    } catch (const TrackError& error) {
      EXPECT_THAT(error.what(), HasSubstr("expected a number")) << each.members;
      EXPECT_THAT(std::string(error.what()), testing::EndsWith("\"" + each.advice));
    }
  }
}

/// What editors and people write on purpose.
TEST(DoubtfulTracks, MeantOnesGetNoWarning) {
  const std::string tracks[] = {
      still("binaural_beat", R"("baseFreq": 8, "beatFreq": 7.3)"),
      still("binaural_beat",
            R"("baseFreq": 15734, "beatFreq": 0, "freqOscRangeL": 530, "freqOscFreqL": 0.1)"),
      still("binaural_beat", R"("baseFreq": 200, "startBaseFreq": 200, "endBaseFreq": 200)"),
      still("binaural_beat", R"("ampL": 1.25, "duration": 0, "initial_offset": 0.0)"),
      still("binaural_beat", R"("duration": 60, "transition_curve": "linear")"),
      still("binaural_beat",
            R"("spatialEnable": false, "flangeEnable": false, "startFlangeMix": 0.2)"),
      moving("binaural_beat", R"("baseFreq": 150, "startBeatFreq": 10, "endBeatFreq": 4)"),
      moving("binaural_beat", R"("startBaseFreq": 79, "endBaseFreq": 0, "endAmpL": 0)"),
      moving("binaural_beat", R"("startBaseFreq": 100, "endBaseFreq": 100)"),
      moving("binaural_beat", R"("baseFreq": 150, "glitchInterval": 2, "glitchDur": 0.1)"),
      moving("binaural_beat",
             R"("endBaseFreq": 100, "initial_offset": 10, "transition_duration": 50)"),
      still("stereo_am_independent", R"("carrierFreq": 200, "stereo_width_hz": 0.2)"),
      still("noise_generator",
            R"("noise_type": "Deep Brown", "amp": 1, "fade_in": 30, "fade_out": 30)"),
      still("noise_generator", R"("noise_parameters": {"name": "BN_Low_2", "exponent": 0.75})"),
      voice(R"("volume_envelope": {"type": "linen", "params": {"attack": 30, "release": 30}})"),
      still("binaural_beat", R"("baseFreq": 400, "beatFreq": 120)"),
      still("binaural_beat", R"("baseFreq": 10, "beatFreq": 10.5)"),
      still("binaural_beat", R"("_why": 1, "comment": "loud", "notes": [])"),
      voice(R"("title": "first", "tags": ["a"], "_comment": {})"),
      top(R"("author": "me", "date": "today", "global": {"comments": "none"})"),
      top(R"("overlay_clips": [{"path": "data:audio/wav;base64,UklGRiYAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQIAAAAAAQ==", "gain": -0.9, "start_time": 300}])"),
      top(R"("global": {"sample_rate": 384000})"),
      moving("binaural_beat", R"("endBaseFreq": 100, "transition_curve": "1.2*alpha")"),
      top(R"("background_noise": {"file_path": "", "amp": 0.0, "fade_in": 0.0})"),
      top(R"("background_noise": {"params": {"noise_parameters": {"name": "Blue"}}, "gain": 4})"),
      top(R"("global": {"normalization_level": 2.5, "crossfade_duration": 30})"),
  };
  for (const std::string& text : tracks) {
    EXPECT_THAT(warnings_of(read_text(text).findings), IsEmpty()) << text;
  }
}

/// The noise dialog lets people name colours of their own; its older files have the name alone.
TEST(DoubtfulTracks, ColoursOfTheNoiseDialogAreNoted) {
  const ReadResult result = read_text(
      R"({"duration_seconds": 60, "noise_type": "bn_low_2", "sweeps": []})", {}, "own.noise");
  EXPECT_THAT(warnings_of(result.findings), IsEmpty());
  EXPECT_THAT(result.messages(), HasSubstr("\"bn_low_2\" is a colour of somebody's own"));
}

TEST(DoubtfulTracks, ACarrierBeyondHearingIsToldWhereItFoldsToAsWell) {
  const auto warnings =
      warnings_of(read_text(still("binaural_beat", R"("baseFreq": 30000)")).findings);
  ASSERT_EQ(warnings.size(), 2u);
  EXPECT_THAT(report(read_text(still("binaural_beat", R"("baseFreq": 30000)")).findings, {}),
              HasSubstr("30002 Hz is folded down and heard at 14098 Hz"));
}

TEST(DoubtfulTracks, WhatAnEditorWritesBesideASwitchThatIsOffIsMeant) {
  for (const char* params :
       {R"("flangeEnable": false, "flangeDelayMs": 5)",
        R"("startFlangeEnable": false, "flangeDelayMs": 5)",
        R"("spatialEnable": false, "spatialTrajectory": [{"mode": "rotate", "seconds": 5}])",
        R"("freqOscFreqL": 3, "freqOscRangeL": 0)",
        R"("freqOscRangeL": 5, "freqOscPhaseOffsetL": 1)",
        R"("flangeDezipperRateMs": 20, "flangeEnable": false)"}) {
    EXPECT_THAT(warnings_of(read_text(still("binaural_beat", params)).findings), IsEmpty())
        << params;
  }
}

TEST(DoubtfulTracks, ARateBelowThatOfTheTrackIsTheCallersChoice) {
  const std::string text = still("binaural_beat", R"("baseFreq": 5000)");
  ReadOptions options;
  options.rate = 8000;
  const ReadResult low = read_text(text, {}, "track.json", options);
  EXPECT_THAT(warnings_of(low.findings), IsEmpty());
  EXPECT_EQ(low.messages(), "folded down at 8000 Hz; the track asks for a higher sample rate\n");
  options.rate = 96'000;
  const std::string high = still("binaural_beat", R"("baseFreq": 23000)");
  EXPECT_THAT(warnings_of(read_text(high, {}, "track.json", options).findings), IsEmpty());
  EXPECT_EQ(warnings_of(read_text(high).findings).size(), 1u);
}

/// Tracks of the reference that hold something wrong on purpose: to show what it does with it.
const std::set<std::string> kWrongOnPurpose = {
    "clips_resampled",  // both names of the list of clips
    "crossfade_longer_than_step",
    "env_adsr_linen",       // stages longer than the step
    "env_flat_variants",    // envelopes that do nothing
    "env_linear_fade",      // a fade longer than the step
    "explicit_starts_gap",  // both names of a start
    "function_selection",   // names of transitions without the flag
    "levels",               // volumes above 0.48
    "nested_step",          // steps that come back after a blend, as in the next ones
    "noise_layer",          // both names of a gain
    "noise_type_only",      // "Noise"
    "overlap_longer_than_xfade",
    "step_overrides",
    "three_step_pileup",
    "transition_timing",  // a negative offset
    "transition_zero_duration",
    "v2_layout_44k1",  // unknown keys
    "xfade_overlap_clamped",
    "xfade_unknown_curve",
};

TEST(DoubtfulTracks, GoldenTracksThatAreMeantGetNoWarning) {
  std::size_t meant = 0;
  const GoldenFamily family("tracks");
  for (const GoldenCase& golden : family.cases()) {
    Diagnostics findings;
    (void)read_track(golden.folder / golden.node["track"].text(), ReadOptions{}, findings);
    if (kWrongOnPurpose.count(golden.name) > 0) {
      EXPECT_FALSE(warnings_of(findings).empty()) << golden.name << " has nothing wrong in it";
      continue;
    }
    EXPECT_THAT(warnings_of(findings), IsEmpty()) << golden.name;
    ++meant;
  }
  EXPECT_GE(meant, 20u);
}

TEST(DoubtfulTracks, TracksOfManyLayersGetNoWarning) {
  for (const unsigned seed : {1u, 2u, 3u, 4u, 5u, 6u}) {
    LayeredTrack track;
    track.seed = seed;
    track.layers = 50;
    track.steps = 4;
    track.blend_s = 3;
    EXPECT_THAT(warnings_of(read_text(track.text()).findings), IsEmpty()) << seed;
  }
}

}  // namespace
}  // namespace bbplay::test
