// SPDX-License-Identifier: MIT
#include "reader/check_voice.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>
#include <vector>

#include "bbplay/model/describe.h"

#include "reader/check_effects.h"
#include "reader/check_forms.h"
#include "reader/check_levels.h"

namespace bbplay::reader {
namespace {

/// Below this nobody hears a tone; real tracks have carriers of 8 Hz, which move what plays them.
constexpr double kLowestTone = 5;
/// Beats above this, which those called lambda do not pass, are heard as two tones, pulses as a tone.
constexpr double kFastestBeat = 200;
/// Up to here, a beat above its carrier may be meant: tracks have carriers of a few hertz.
constexpr double kSlowBeat = 30;

/// A row that says how tones are split or cut up, by the functions that have it.
enum class Beat { none, of_two_tones, pulses };

template <class P>
Beat kind_of(Ramp P::*) {
  return Beat::none;
}
Beat kind_of(Ramp BinauralBeatPatch::*field) {
  return field == &BinauralBeatPatch::beat_freq_hz ? Beat::of_two_tones : Beat::none;
}
Beat kind_of(Ramp MonauralBeatPatch::*field) {
  return field == &MonauralBeatPatch::beat_freq_hz ? Beat::of_two_tones : Beat::none;
}
Beat kind_of(Ramp SamMonauralBeatPatch::*field) {
  return field == &SamMonauralBeatPatch::beat_freq_hz ? Beat::of_two_tones : Beat::none;
}
Beat kind_of(Ramp HybridQamMonauralBeatPatch::*field) {
  return field == &HybridQamMonauralBeatPatch::beat_hz_r ? Beat::of_two_tones : Beat::none;
}
Beat kind_of(Ramp StereoAmPatch::*field) {
  return field == &StereoAmPatch::width_hz ? Beat::of_two_tones : Beat::none;
}
Beat kind_of(Ramp IsochronicTonePatch::*field) {
  return field == &IsochronicTonePatch::pulse_rate_hz ? Beat::pulses : Beat::none;
}

/// A frequency with the places that its two ends come from; missing ones for defaults.
struct Frequency {
  Ramp hz;
  JsonNode from, to;
  std::string_view key;
};

/// A carrier, and the beat that is made around it if there is one.
struct Tone {
  Frequency carrier;
  Frequency beat;
  Beat kind = Beat::none;

  /// Highest frequency at one end; the beat lies half on either side.
  double top(double carrier_hz, double beat_hz) const {
    return std::abs(carrier_hz) + (kind == Beat::of_two_tones ? std::abs(beat_hz) / 2 : 0);
  }
};

Frequency frequency_of(const Ramp& hz, const RowKeys& keys, ParamReader& reader) {
  Frequency out{hz, {}, {}, keys.plain.front()};
  JsonNode plain;
  for (const std::string_view key : keys.plain) {
    if (!plain.is_set()) plain = reader.member(key);
  }
  out.from = out.to = plain;
  if (!reader.moving() || keys.start.empty()) return out;
  if (const JsonNode start = reader.member(keys.start); start.is_set()) out.from = out.to = start;
  if (const JsonNode end = reader.member(keys.end); end.is_set()) out.to = end;
  return out;
}

/// Carriers are the rows whose range is that of hearing.
template <class Part>
bool is_carrier(const Row<Part>& row) {
  return row.unit == Unit::hertz && row.range.low == kAudible.low &&
         row.range.high == kAudible.high;
}

template <class P>
std::vector<Tone> tones_of(const P& patch, ParamReader& reader) {
  std::vector<Tone> tones;
  const PatchKeys& keys = PatchKeys::of<P>();
  std::size_t index = 0;
  for_each_row(patch, [&]<class Part>(const Part& part, const Row<Part>& row) {
    const RowKeys& names = keys.rows[index++];
    const auto* field = std::get_if<Ramp Part::*>(&row.field);
    if (field == nullptr || is_hidden<P>(row)) return;
    if (is_carrier(row)) {
      tones.push_back({frequency_of(part.**field, names, reader), {}, Beat::none});
    } else if (const Beat kind = kind_of(*field); kind != Beat::none && !tones.empty()) {
      tones.back().beat = frequency_of(part.**field, names, reader);  // rows: carrier, then beat
      tones.back().kind = kind;
    }
  });
  return tones;
}

std::string hz_text(double hz) {
  constexpr double kWhole = 1e15;  // what is larger has no decimals
  return text_of(std::abs(hz) < kWhole ? std::round(hz * 1'000) / 1'000 : hz) + " Hz";
}

/// Where a frequency is heard that the sample rate folds down.
double folded(double hz, double rate) {
  const double rest = std::fmod(std::abs(hz), rate);
  return std::min(rest, rate - rest);
}

void check_sample_rate(const Tone& tone, ParamReader& reader) {
  const Reading& reading = reader.reading();
  const auto check = [&](double carrier, double beat, JsonNode node) {
    const double top = tone.top(carrier, beat);
    if (!std::isfinite(top)) return false;  // out of its range, which is said already
    const auto folds_at = [top](double rate) { return 2 * top >= rate; };
    if (!folds_at(reading.rate_hz) || carrier < kAudible.low) return false;
    if (!folds_at(reading.own_rate_hz)) {  // the caller's choice, and so no fault of the track
      if (reading.folded != nullptr) reading.folded->add(node, reading.rate_hz);
      return true;
    }
    const double lowest = 2 * top + 1;
    node.report(reader.diagnostics(), Severity::warning,
                hz_text(top) + " is folded down and heard at " +
                    hz_text(folded(top, reading.rate_hz)) + ": at a sample rate of " +
                    hz_text(reading.rate_hz) + " tones end at " + hz_text(reading.rate_hz / 2) +
                    (lowest <= 48'000 ? "; write 48000 for \"sample_rate\"" : ""));
    return true;
  };
  const auto& [hz, from, to, key] = tone.carrier;
  const JsonNode start = from.exists() ? from : reader.params();
  const JsonNode end = to.exists() ? to : reader.params();
  if (!check(hz.from, tone.beat.hz.from, start) && hz.moves()) {
    check(hz.to, tone.beat.hz.to, end);
  }
}

void check_hearing(const Tone& tone, ParamReader& reader) {
  const Frequency& carrier = tone.carrier;
  const double top = std::max(tone.top(carrier.hz.from, tone.beat.hz.from),
                              tone.top(carrier.hz.to, tone.beat.hz.to));
  if (top >= kLowestTone || !carrier.from.exists()) return;
  std::string message = "nobody hears a tone of " + hz_text(carrier.hz.high()) +
                        ": carriers lie at 20 Hz and above, mostly at 100 to 500 Hz";
  if (tone.kind != Beat::none) {
    message += "; the beat is \"" + std::string(tone.beat.key) + '"';
  }
  reader.warn(carrier.from, std::move(message));
}

void check_beat(const Tone& tone, ParamReader& reader) {
  if (tone.kind == Beat::none) return;
  const bool pulses = tone.kind == Beat::pulses;
  const auto check = [&](double carrier, double beat, JsonNode node) {
    const double hz = std::abs(beat), around = std::abs(carrier);
    if (around == 0 && tone.carrier.hz.moves()) return false;  // on its way to or from nothing
    if (hz > 2 * around || (hz > around && hz > kSlowBeat)) {
      reader.warn(node, (pulses ? hz_text(hz) + " is more pulses than the tone of "
                                : "a beat of " + hz_text(hz) + " is above its carrier of ") +
                            hz_text(around) + "; are \"" + std::string(tone.carrier.key) +
                            "\" and \"" + std::string(tone.beat.key) + "\" exchanged?");
      return true;
    }
    if (hz <= kFastestBeat) return false;
    reader.warn(node, (pulses ? "pulses of " + hz_text(hz) + " are heard as a tone"
                              : "a beat of " + hz_text(hz) + " is heard as two tones") +
                          ": beats lie between 0.5 and 100 Hz, those called lambda up to 200 Hz");
    return true;
  };
  const auto& [hz, from, to, key] = tone.beat;
  const JsonNode of_carrier = tone.carrier.from.exists() ? tone.carrier.from : reader.params();
  const JsonNode start = from.exists() ? from : of_carrier;
  const JsonNode end = to.exists() ? to : of_carrier;
  if (!start.exists()) return;
  if (!check(tone.carrier.hz.from, hz.from, start)) check(tone.carrier.hz.to, hz.to, end);
}

}  // namespace

void check_voice(const SynthSpec& synth, ParamReader& reader) {
  check_forms(synth, reader);
  check_levels(synth.patch, reader);
  check_effects(synth, reader);
  std::visit(
      [&](const auto& patch) {
        for (const Tone& tone : tones_of(patch, reader)) {
          check_sample_rate(tone, reader);
          check_hearing(tone, reader);
          check_beat(tone, reader);
        }
      },
      synth.patch);
}

}  // namespace bbplay::reader
