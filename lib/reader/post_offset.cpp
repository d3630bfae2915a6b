// SPDX-License-Identifier: MIT
#include "reader/post_offset.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "bbplay/audio/frames.h"

namespace bbplay::reader {
namespace {

/// 2:00, 28:00, 1:02:03; tenths where there are any.
std::string clock(double seconds) {
  const auto tenths = static_cast<long long>(nearest_frame(seconds, 10));
  const long long whole = tenths / 10, hours = whole / 3600;
  char text[40];
  if (hours > 0) {
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", hours, whole / 60 % 60, whole % 60);
  } else {
    std::snprintf(text, sizeof text, "%lld:%02lld", whole / 60, whole % 60);
  }
  std::string out = text;
  if (tenths % 10 != 0) out += '.' + std::to_string(tenths % 10);
  return out;
}

std::string span(double from, double to) {
  return to > from ? clock(from) + '-' + clock(to) : "a jump at " + clock(from);
}

}  // namespace

double moving_seconds(double post_offset, double offset_seconds, double step_seconds,
                      Fidelity fidelity) {
  if (fidelity == Fidelity::reference) return std::max(0.0, post_offset);
  return std::max(0.0, step_seconds - offset_seconds - std::max(0.0, post_offset));
}

bool warn_about_post_offset(ParamReader& reader, JsonNode post_offset, double offset_seconds) {
  const double step = reader.reading().step_seconds;
  const std::optional<double> seconds = post_offset.number();
  if (!seconds || reader.reading().corrects() || step <= 0) return false;
  const double begin = std::min(offset_seconds, step);
  const double played =
      std::min(step, begin + moving_seconds(*seconds, begin, step, Fidelity::reference));
  const double meant = begin + moving_seconds(*seconds, begin, step, Fidelity::corrected);
  if (std::abs(played - meant) <= 1) return false;
  const std::string plays =
      played > begin ? "moves " + span(begin, played) : "jumps at " + clock(begin);
  reader.warn(post_offset,
              plays + "; its author meant " + span(begin, meant) + " (--fidelity corrected)");
  return true;
}

}  // namespace bbplay::reader
