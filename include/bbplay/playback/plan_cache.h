// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "bbplay/analysis/analyze.h"
#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

namespace bbplay {

/// Plans of earlier runs, so that a track that was analysed once starts at once. One small file per
/// plan; readers and writers of any number of processes may meet: files appear whole or not at all,
/// and a damaged one counts as absent. The oldest go when there are more than `kMaxPlans`.
///
/// The folder is of mode 0700. One that belongs to somebody else, or that others may write to, is
/// not read; only regular files of bounded size are.
///
/// The cache is a convenience: whatever goes wrong with it is not an error.
class PlanCache {
 public:
  static constexpr std::size_t kMaxPlans = 200;

  explicit PlanCache(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// $XDG_CACHE_HOME/bbplay, else ~/.cache/bbplay; nothing when neither is known.
  static std::optional<PlanCache> of_user();

  std::optional<RenderPlan> find(std::uint64_t key) const;
  void store(std::uint64_t key, const RenderPlan& plan) const;

 private:
  std::filesystem::path file_of(std::uint64_t key) const;
  void prune() const;

  std::filesystem::path folder_;
};

/// Whether a plan can be one of `track` at `rate` Hz: a forged one could name steps that do not exist.
bool fits(const RenderPlan& plan, const Track& track, int rate);

/// Everything a plan depends on: the text of the track, size and time of the files it names, the
/// options of the analysis, this very program and the vector unit it runs on.
std::uint64_t plan_key(const Track& track, const AnalyzeOptions& options);

}  // namespace bbplay
