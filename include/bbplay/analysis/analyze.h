// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "bbplay/model/read_error.h"
#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

namespace bbplay {

struct AnalyzeOptions {
  Fidelity fidelity = Fidelity::reference;
  int rate = 0;            // Hz; 0: the track's own
  double level = 0.25;     // peak of the whole track after the master gain
  bool normalize = true;   // false: master gain 1
  unsigned jobs = 0;       // worker threads; 0: one per core. Never changes the result
  std::uint64_t seed = 1;  // of everything random
  /// Told how much is done, 0..1, from any worker thread.
  std::function<void(double)> progress;
  /// Told about clips that cannot be read; they count as silent. Without it they end the analysis
  /// with ReadError or InputError. From any thread.
  Unreadable unreadable;
  /// Set by another thread to give up; analyze() then throws Cancelled.
  const std::atomic<bool>* cancel = nullptr;
};

/// Thrown when AnalyzeOptions::cancel was set.
struct Cancelled {};

/// Works out everything the scheduler needs, by listening to the same voices (format track 9).
/// Memory does not depend on the length of the track.  [not the audio thread]
RenderPlan analyze(const Track& track, const AnalyzeOptions& options);

}  // namespace bbplay
