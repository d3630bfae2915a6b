// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/model/synth_spec.h"

#include "reader/param_reader.h"

namespace bbplay::reader {

/// The names that a function has for its timing: those of its patch, or the usual ones.
TimingKeys timing_keys(const AnyPatch& patch);

/// For a function that moves over the whole step whatever it is told: warns about timing keys that
/// ask for something else.
TransitionTiming pass_over_timing(ParamReader& reader);

/// The timing keys as a function itself sees them: every value counts as it is given.
TransitionTiming read_own_timing(ParamReader& reader, const TimingKeys& keys);

struct TrackTiming {
  TransitionTiming timing;
  bool zero_from_duration = false;  // see VoiceSpec
};

/// The timing keys of a voice in a track (format track 3.2): `transition_duration`, else
/// `duration`, else the older `post_offset`. A voice that does not move has no timing, whatever the
/// keys say.
TrackTiming read_track_timing(ParamReader& reader, const TimingKeys& keys);

}  // namespace bbplay::reader
