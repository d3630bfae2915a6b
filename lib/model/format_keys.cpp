// SPDX-License-Identifier: MIT
#include "bbplay/model/format_keys.h"

#include <algorithm>
#include <iterator>

#include "model/track_limits.h"

namespace bbplay {
namespace {

constexpr std::string_view kCrossfadeCurves[] = {"linear", "equal_power"};
constexpr std::string_view kVoiceTypes[] = {"binaural", "noise"};
constexpr std::string_view kEnvelopeTypes[] = {"linear_fade", "adsr", "linen"};
constexpr std::string_view kSceneCurves[] = {"linear", "smooth", "exponential", "hold"};
constexpr std::string_view kSceneWaveforms[] = {"sine", "square", "triangle"};
constexpr std::string_view kSceneVersions[] = {"1", "2"};
constexpr std::string_view kPolarities[] = {"1", "-1"};
constexpr KeyPresence kNeeded = KeyPresence::needed, kNotNull = KeyPresence::not_null;
constexpr Range kSeconds{0, kMaxTrackSeconds};

// clang-format off
constexpr KeyText kTrack[] = {
  {"global",           "global_settings|globalSettings", KeyType::object, "",
      "settings of the whole track", Unit::none, kAnyValue, {}, "settings"},
  {"progression",      "steps",                          KeyType::list,   "",
      "the steps, one after the other", Unit::none, kAnyValue, {}, "step"},
  {"background_noise", "noise",                          KeyType::object, "none",
      "noise under all steps", Unit::none, kAnyValue, {}, "noise"},
  {"overlay_clips",    "clips",                          KeyType::list,   "none",
      "sound files over the steps", Unit::none, kAnyValue, {}, "clip"},
  {"sam_scene",        "",                               KeyType::section, "none",
      "automation of the spatial_angle_modulation_sam2 voices", Unit::none, kAnyValue, {}, "scene"},
  {"name",             "",                               KeyType::anything,"",     "for people"},
  {"description",      "",                               KeyType::anything,"",     "for people"},
  {"version",          "",                               KeyType::anything,"",     "of the format; not looked at"},
  {"$schema",          "",                               KeyType::anything,"",     "for editors: where the schema of tracks is"},
};

constexpr KeyText kSettings[] = {
  {"sample_rate",                     "sampleRate",        KeyType::number, "44100",
      "frames per second", Unit::hertz, {kMinRate, kMaxRate}},
  {"crossfade_duration",              "crossfadeDuration", KeyType::number, "0",
      "how long steps blend; without it they abut, but steps that overlap all the same blend over a second", Unit::seconds, kPositive},
  {"crossfade_curve",                 "crossfadeCurve",    KeyType::choice, "linear",
      "course of the blends", Unit::none, kAnyValue, kCrossfadeCurves},
  {"crossfade_overlap",               "",                  KeyType::number, "1",
      "part of a blend in which both steps sound", Unit::fraction, {0, 1}},
  {"normalization_level",             "",                  KeyType::number, "0.95",
      "peak that the voices of a step are brought to", Unit::gain},
  {"preserve_relative_step_loudness", "",                  KeyType::truth,  "false",
      "bring each step to the loudness of the one before, by at most 3 dB"},
  {"output_filename",                 "outputFilename",    KeyType::anything,   "",       "not looked at"},
  {"parallel_voices",                 "",                  KeyType::anything,  "",       "not looked at"},
  {"parallel_voices_max_workers",     "",                  KeyType::anything, "",       "not looked at"},
  {"parallel_max_memory_gb",          "",                  KeyType::anything, "",       "not looked at"},
  {"parallel_backend",                "",                  KeyType::anything,   "",       "not looked at"},
  {"continuity_max_db_step",          "",                  KeyType::anything, "",       "not looked at"},
  {"continuity_window_ms",            "",                  KeyType::anything, "",       "not looked at"},
};

constexpr KeyText kStep[] = {
  {"duration",            "Duration|durationSeconds|stepDuration", KeyType::number, "0",
      "how long it lasts; a step of 0 s is skipped", Unit::seconds, kSeconds},
  {"start",               "start_time",                            KeyType::number, "after the step before, less the crossfade",
      "when it begins", Unit::seconds, kSeconds},
  {"voices",              "",                                      KeyType::list,   "none: silence",
      "what sounds", Unit::none, kAnyValue, {}, "voice"},
  {"binaural_volume",     "",                                      KeyType::number, "0.48",
      "level of the binaural voices, at most 0.48", Unit::gain},
  {"noise_volume",        "",                                      KeyType::number, "0.48",
      "level of the noise voices, at most 0.48", Unit::gain},
  {"normalization_level", "",                                      KeyType::number, "the track's",
      "peak that the voices are brought to", Unit::gain},
  {"crossfade_duration",  "crossfadeDuration",                     KeyType::number, "the track's",
      "length of the blend into the next step; does not move that step", Unit::seconds, kPositive},
  {"crossfade_curve",     "crossfadeCurve",                        KeyType::choice, "the track's",
      "course of that blend", Unit::none, kAnyValue, kCrossfadeCurves},
  {"crossfade_overlap",   "",                                      KeyType::number, "the track's",
      "part of it in which both sound", Unit::fraction, {0, 1}},
  {"description",         "",                                      KeyType::anything, "",            "shown while it plays"},
  {"name",                "",                                      KeyType::anything, "",
      "the same, where there is no description"},
  {"noise_preset_id",     "",                                      KeyType::anything, "",            "not looked at"},
};

constexpr KeyText kVoice[] = {
  {"synth_function_name", "synthFunctionName|synth_function", KeyType::text,   "",
      "one of the functions below", Unit::none, kAnyValue, {}, "function"},
  {"params",              "parameters",                       KeyType::object, "{}",             "its parameters"},
  {"is_transition",       "isTransition",                     KeyType::truth,  "false",
      "parameters move from their start to their end keys"},
  {"volume_envelope",     "volumeEnvelope",                   KeyType::object, "fades of 10 ms",
      "level over the step", Unit::none, kAnyValue, {}, "envelope"},
  {"voice_type",          "",                                 KeyType::choice, "binaural",
      "bus that it plays on", Unit::none, kAnyValue, kVoiceTypes, {}, KeyPresence::blank},
  {"voice_id",            "voiceId|id|uuid|guid",             KeyType::label,  "",
      "a voice of the next step with the same id goes on in phase"},
  {"description",         "",                                 KeyType::text,   "",               "shown, and an id where there is none"},
  {"name",                "",                                 KeyType::text,   "",               "the same, where there is no description"},
  {"sam_source_id",       "",                                 KeyType::id,     "source.1, source.2, ...",
      "what a sam_scene calls a spatial_angle_modulation_sam2 voice"},
};

constexpr KeyText kEnvelope[] = {
  {"type",   "", KeyType::choice, "",   "its shape", Unit::none, kAnyValue, kEnvelopeTypes},
  {"params", "", KeyType::object, "{}", "its levels and times", Unit::none, kAnyValue, {}, "envelope_params"},
};

constexpr KeyText kEnvelopeParams[] = {
  {"fade_duration", "", KeyType::number, "",       "linear_fade: length of the ramp; needs start_amp and end_amp", Unit::seconds, kSeconds},
  {"start_amp",     "", KeyType::number, "",       "linear_fade: level at its start",     Unit::gain,    {-4, 4}},
  {"end_amp",       "", KeyType::number, "",       "linear_fade: level from its end on",  Unit::gain,    {-4, 4}},
  {"fade_in",       "", KeyType::number, "0",      "linear_fade without those three: fade-in", Unit::seconds, kSeconds},
  {"fade_out",      "", KeyType::number, "0",      "the same: fade-out",                  Unit::seconds, kSeconds},
  {"attack",        "", KeyType::number, "adsr 0.01, linen 0.1", "adsr, linen: rise",     Unit::seconds, kSeconds},
  {"decay",         "", KeyType::number, "0.1",    "adsr: fall to sustain_level",         Unit::seconds, kSeconds},
  {"sustain_level", "", KeyType::number, "0.8",    "adsr: level between",                 Unit::gain,    {-4, 4}},
  {"release",       "", KeyType::number, "0.1",    "adsr, linen: fall at the end",        Unit::seconds, kSeconds},
  {"duration",      "", KeyType::anything, "",     "not looked at"},
  {"sample_rate",   "", KeyType::anything, "",     "not looked at"},
};

constexpr KeyText kNoise[] = {
  {"file",         "params_path|noise_file|file_path", KeyType::path,   "",           "a .noise file, or a sound file that is repeated"},
  {"params",       "",                                 KeyType::object, "",           "its contents, where there is no file"},
  {"gain",         "amp",                              KeyType::number, "1",          "level",             Unit::gain},
  {"start_time",   "start_time_seconds",               KeyType::number, "the file's", "when it begins",    Unit::seconds, kSeconds},
  {"fade_in",      "",                                 KeyType::number, "the file's", "from the start on", Unit::seconds, kSeconds},
  {"fade_out",     "",                                 KeyType::number, "the file's", "at the end of the track", Unit::seconds, kSeconds},
  {"amp_envelope", "",                                 KeyType::list,   "the file's", "[seconds, level] pairs of the track's time"},
  {"pan",          "",                                 KeyType::anything, "",         "not looked at"},
  {"name",         "",                                 KeyType::anything, "",         "for people"},
  {"description",  "",                                 KeyType::anything, "",         "for people"},
};

constexpr KeyText kClip[] = {
  {"path",        "file_path|file", KeyType::path,   "",           "a sound file, or a data: URL"},
  {"start_time",  "start",          KeyType::number, "0",
      "when it begins; negative: its beginning is left out", Unit::seconds, {-kMaxTrackSeconds, kMaxTrackSeconds}},
  {"gain",        "amp",            KeyType::number, "1",          "level",              Unit::gain},
  {"duration",    "",               KeyType::number, "the file's", "only so much of it", Unit::seconds, kSeconds},
  {"fade_in",     "",               KeyType::number, "0",          "at its start",       Unit::seconds, kSeconds},
  {"fade_out",    "",               KeyType::number, "0",          "at its end",         Unit::seconds, kSeconds},
  {"pan",         "",               KeyType::number, "0",          "position",           Unit::none,    {-1, 1}},
  {"description", "",               KeyType::anything, "",         "for people"},
  {"name",        "",               KeyType::anything, "",         "for people"},
};

constexpr KeyText kScene[] = {
  {"schemaVersion", "", KeyType::whole,   "1",    "1 or 2", Unit::none, kAnyValue, kSceneVersions, {}, kNotNull},
  {"sources",       "", KeyType::list,    "none", "names that voices without sam_source_id do not take", Unit::none, kAnyValue, {}, "scene_source"},
  {"stages",        "", KeyType::section, "none", "what is set from when to when", Unit::none, kAnyValue, {}, "scene_stages"},
  {"modulators",    "", KeyType::list,    "none", "slow waves on the clock of the track", Unit::none, kAnyValue, {}, "scene_modulator"},
  {"modulation",    "", KeyType::section, "none", "which of them move what", Unit::none, kAnyValue, {}, "scene_modulation"},
  {"routing",       "", KeyType::section, "none", "gains, mute and solo", Unit::none, kAnyValue, {}, "scene_routing"},
  {"buses",         "", KeyType::anything, "none", "the buses, where the routing has none; a list of them"},
  {"assets",        "", KeyType::anything, "",    "not looked at"},
  {"environment",   "", KeyType::anything, "",    "not looked at"},
  {"experiment",    "", KeyType::anything, "",    "not looked at"},
  {"extensions",    "", KeyType::anything, "",    "not looked at"},
};

constexpr KeyText kSceneSource[] = {
  {"id", "", KeyType::id, "", "a sam_source_id"},
};

constexpr KeyText kSceneStages[] = {
  {"stages", "", KeyType::list, "none", "the stages", Unit::none, kAnyValue, {}, "scene_stage", kNotNull},
};

constexpr KeyText kSceneStage[] = {
  {"id",                 "", KeyType::id,       "",     "what it is called", Unit::none, kAnyValue, {}, {}, kNeeded},
  {"startS",             "", KeyType::number,   "0",    "when it begins, on the clock of the track", Unit::seconds, kPositive, {}, {}, kNotNull},
  {"durationS",          "", KeyType::number,   "0",    "how long it lasts", Unit::seconds, kPositive, {}, {}, kNotNull},
  {"transitionInS",      "", KeyType::number,   "0",    "how long it takes to come", Unit::seconds, kPositive, {}, {}, kNotNull},
  {"transitionOutS",     "", KeyType::number,   "0",    "how long it takes to go", Unit::seconds, kPositive, {}, {}, kNotNull},
  {"parameterOverrides", "", KeyType::list,     "none", "what it sets", Unit::none, kAnyValue, {}, "scene_setting", kNotNull},
  {"name",               "", KeyType::anything, "",     "shown, if it is a text"},
  {"notes",              "", KeyType::anything, "",     "for people"},
};

constexpr KeyText kSceneSetting[] = {
  {"targetId",      "", KeyType::id,     "",       "a sam_source_id; \"voice\" and \"*\" are all"},
  {"parameterPath", "", KeyType::id,     "",       "carrierFreq, modFreq, arcWidthDeg, directionOffsetDeg or spatialScale; amp, by which the voice is multiplied; another parameter, set once", Unit::none, kAnyValue, {}, {}, kNeeded},
  {"value",         "", KeyType::number, "",       "what it is set to", Unit::none, kAnyValue, {}, {}, kNeeded},
  {"curve",         "", KeyType::choice, "linear", "how it comes and goes", Unit::none, kAnyValue, kSceneCurves, {}, kNotNull},
};

constexpr KeyText kSceneModulator[] = {
  {"id",       "", KeyType::id,     "",     "what routes call it"},
  {"rateHz",   "", KeyType::number, "1",    "cycles per second", Unit::hertz, kAnyValue, {}, {}, kNotNull},
  {"phaseDeg", "", KeyType::number, "0",    "where it is when the track begins", Unit::degrees, kAnyValue, {}, {}, kNotNull},
  {"waveform", "", KeyType::choice, "sine", "its shape, between 0 and 1; triangle, which the workbench offers, is played as a sine", Unit::none, kAnyValue, kSceneWaveforms},
};

constexpr KeyText kSceneModulation[] = {
  {"routes", "", KeyType::list, "none", "the routes", Unit::none, kAnyValue, {}, "scene_route", kNotNull},
};

constexpr KeyText kSceneRoute[] = {
  {"modulatorId",   "", KeyType::id,     "",       "a modulator; one that is not defined is a sine of 1 Hz", Unit::none, kAnyValue, {}, {}, kNeeded},
  {"targetId",      "", KeyType::id,     "",       "a sam_source_id; \"voice\" and \"*\" are all", Unit::none, kAnyValue, {}, {}, kNeeded},
  {"parameterPath", "", KeyType::id,     "",       "as in a stage; to amp it is added as a factor", Unit::none, kAnyValue, {}, {}, kNeeded},
  {"depth",         "", KeyType::number, "0",      "what is added at the top of the wave", Unit::none, kAnyValue, {}, {}, kNotNull},
  {"polarity",      "", KeyType::whole,  "1",      "1 or -1: sign of the depth", Unit::none, kAnyValue, kPolarities, {}, kNotNull},
  {"curve",         "", KeyType::choice, "linear", "how the wave is bent", Unit::none, kAnyValue, kSceneCurves, {}, kNotNull},
  {"enabled",       "", KeyType::truth,    "true", "whether it counts"},
};

constexpr KeyText kSceneRouting[] = {
  {"sources", "", KeyType::list,     "none", "the sources", Unit::none, kAnyValue, {}, "scene_routed", kNotNull},
  {"buses",   "", KeyType::list,     "none", "the buses", Unit::none, kAnyValue, {}, "scene_bus", kNotNull},
  {"bands",   "", KeyType::anything, "",     "without effect"},
};

constexpr KeyText kSceneRouted[] = {
  {"sourceId", "", KeyType::id,       "",       "a sam_source_id"},
  {"busId",    "", KeyType::id,       "master", "the bus that it goes to"},
  {"gainDb",   "", KeyType::number,   "0",      "its gain", Unit::decibels, kAnyValue, {}, {}, kNotNull},
  {"muted",    "", KeyType::truth,    "false",  "is silent"},
  {"soloed",   "", KeyType::truth,    "false",  "silences the others"},
  {"pan",      "", KeyType::anything, "",       "without effect"},
};

constexpr KeyText kSceneBus[] = {
  {"id",     "", KeyType::id,       "master", "what sources call it"},
  {"gainDb", "", KeyType::number,   "0",      "gain of its sources", Unit::decibels, kAnyValue, {}, {}, kNotNull},
  {"muted",  "", KeyType::truth,    "false",  "its sources are silent"},
  {"soloed", "", KeyType::truth,    "false",  "silences the sources of the others"},
};
// clang-format on

constexpr std::string_view kComments[] = {"comment", "comments", "title", "author",
                                          "notes",   "tags",     "date"};

constexpr ObjectText kObjects[] = {
    {"track", "The track", "The outermost object.", kTrack},
    {"settings", "Settings", "What holds for the whole track.", kSettings},
    {"step", "Steps", "A step sounds with all its voices and blends into the next one.", kStep},
    {"voice", "Voices", "One synth function with its parameters.", kVoice},
    {"envelope", "Envelopes", "How the level of a voice goes over its step.", kEnvelope},
    {"envelope_params", "Envelope parameters", "Each type of an envelope knows some of them.",
     kEnvelopeParams},
    {"noise", "Noise", "Noise under the whole track.", kNoise},
    {"clip", "Clips", "A sound file that is added to the finished steps.", kClip},
    {"scene", "Scenes",
     "What the SAM workbench makes of the SAM2 voices, on the clock of the track.", kScene, true},
    {"scene_source", "Declared sources", "Names of a scene.", kSceneSource, true},
    {"scene_stages", "Stages", "The section of a scene that holds its stages.", kSceneStages, true},
    {"scene_stage", "Stages, each", "Sets parameters for a time.", kSceneStage, true},
    {"scene_setting", "Settings of a stage", "One parameter of one source, or of all.",
     kSceneSetting, true},
    {"scene_modulator", "Modulators", "A wave that routes lead to parameters.", kSceneModulator,
     true},
    {"scene_modulation", "Modulation", "The section of a scene that holds its routes.",
     kSceneModulation, true},
    {"scene_route", "Routes", "Moves a parameter between its value and its value plus the depth.",
     kSceneRoute, true},
    {"scene_routing", "Routing", "Gains of sources and buses.", kSceneRouting, true},
    {"scene_routed", "Routing of a source", "The first entry of a source counts.", kSceneRouted,
     true},
    {"scene_bus", "Buses", "The last entry of a bus counts.", kSceneBus, true},
};

}  // namespace

std::span<const ObjectText> format_objects() { return kObjects; }

bool is_comment_key(std::string_view key) {
  return key.starts_with('_') ||
         std::find(std::begin(kComments), std::end(kComments), key) != std::end(kComments);
}

std::string comment_key_pattern() {
  std::string names;
  for (const std::string_view name : kComments)
    names += (names.empty() ? "" : "|") + std::string(name);
  return "^(_|(" + names + ")$)";
}

}  // namespace bbplay
