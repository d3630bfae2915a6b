// SPDX-License-Identifier: MIT
#pragma once

#include "bbplay/analysis/analyze.h"
#include "bbplay/model/track.h"

namespace bbplay {

/// How long a track plays, clips included, in seconds: what analyze() finds, without listening.
///
/// throws  InputError, ReadError for clips that cannot be read, unless `options.unreadable` is told
double duration_s(const Track& track, const AnalyzeOptions& options);

}  // namespace bbplay
