// SPDX-License-Identifier: MIT
// Presets that are played on their own: .noise files (format session 3) and voices (track 11).
#include <algorithm>
#include <cmath>
#include <utility>

#include "model/track_limits.h"
#include "reader/post_offset.h"
#include "reader/session/convert.h"
#include "reader/session/preset_voices.h"

namespace bbplay::reader {
namespace {

constexpr double kPresetSeconds = 60;

int rate_of(JsonNode file) {
  const double rate = std::trunc(file["sample_rate"].number().value_or(0));
  return rate >= kMinRate && rate <= kMaxRate ? static_cast<int>(rate) : 44'100;
}

/// The file as it stands, except for what only a whole track shows: the length of a movement that
/// was given by its rest.
void write_params(JsonNode file, double seconds, const Conversion& how, Draft& draft) {
  const JsonNode rest = file["post_offset"];
  const bool means_rest = how.fidelity == Fidelity::corrected && rest.number() &&
                          file["transition"].truthy() && !file["duration"].is_set() &&
                          !file["transition_duration"].is_set();
  const JsonNode input = file["input_audio_path"];
  if (file.is(JsonType::object) && file.size() == 0) {
    // An empty object under a track would be no noise at all; as a file it is plain pink.
    draft.open_object(file).key("noise_parameters").open_object().close().close();
    return;
  }
  if (!file.is(JsonType::object) || (!means_rest && !input.truthy())) {
    draft.copy(file);
    return;
  }
  draft.open_object(file);
  for (const JsonNode member : file.children()) {
    if (means_rest && member.key() == "post_offset") {
      const double offset = std::max(0.0, file["initial_offset"].number().value_or(0));
      draft.key("duration")
          .number(moving_seconds(*rest.number(), offset, seconds, how.fidelity), rest);
    } else if (member == input && input.is(JsonType::text)) {
      draft.key(member.key()).text(path_in_track(input.text(), {}, how), input);
    } else {
      draft.key(member.key()).copy(member);
    }
  }
  draft.close();
}

}  // namespace

Converted convert_noise_file(JsonNode root, const Conversion& how, Diagnostics&) {
  const double own = root["duration_seconds"].number().value_or(0);
  const double seconds = how.seconds.value_or(own > 0 ? own : kPresetSeconds);
  Converted out;
  Draft& draft = out.draft;
  draft.open_object(root).key("global").open_object();
  draft.key("sample_rate").number(rate_of(root), root["sample_rate"]).close();
  draft.key("progression").open_list().open_object();
  draft.key("duration").number(seconds, root["duration_seconds"]);
  draft.key("voices").open_list().close().close().close();
  draft.key("background_noise").open_object().key("params");
  write_params(root, seconds, how, draft);
  draft.close().close();
  return out;
}

Converted convert_voices(JsonNode root, const Conversion& how, Diagnostics&) {
  Converted out;
  Draft& draft = out.draft;
  draft.open_object(root).key("progression").open_list().open_object();
  draft.key("duration").number(how.seconds.value_or(kPresetSeconds));
  draft.key("voices").open_list(root);
  if (root.is(JsonType::array)) {
    for (const JsonNode voice : root.children()) {
      if (voice.is(JsonType::object)) write_voice(voice, {}, VoiceTypes::kept, how, draft);
    }
  } else {
    write_voice(root, {}, VoiceTypes::kept, how, draft);
  }
  draft.close().close().close().close();
  return out;
}

}  // namespace bbplay::reader
