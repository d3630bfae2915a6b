// SPDX-License-Identifier: MIT
#include "bbplay/playback/plan_cache.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <system_error>
#include <vector>

#include "bbplay/engine_info.h"
#include "bbplay/plan/fingerprint.h"
#include "bbplay/plan/plan_codec.h"
#include "bbplay/playback/files.h"

namespace bbplay {
namespace {

namespace fs = std::filesystem;

constexpr const char* kExtension = ".plan";
/// Twenty thousand steps take less than a tenth.
constexpr std::size_t kMaxPlanBytes = 64 << 20;

}  // namespace

std::optional<PlanCache> PlanCache::of_user() {
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache == '/') {
    return PlanCache(fs::path(cache) / "bbplay");
  }
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/') {
    return PlanCache(fs::path(home) / ".cache" / "bbplay");
  }
  return std::nullopt;
}

fs::path PlanCache::file_of(std::uint64_t key) const {
  char name[17];
  std::snprintf(name, sizeof name, "%016llx", static_cast<unsigned long long>(key));
  return folder_ / (std::string(name) + kExtension);
}

std::optional<RenderPlan> PlanCache::find(std::uint64_t key) const {
  // Whoever could write there could also say what is played.
  if (!is_own_folder(folder_)) return std::nullopt;
  const auto bytes = read_small_file(file_of(key), kMaxPlanBytes);
  return bytes ? decode_plan(*bytes, key) : std::nullopt;
}

void PlanCache::store(std::uint64_t key, const RenderPlan& plan) const {
  // Plans tell what is listened to.
  if (!make_private_folder(folder_)) return;
  write_private_file(file_of(key), encode_plan(plan, key));
  prune();
}

void PlanCache::prune() const {
  struct Entry {
    fs::file_time_type written;
    fs::path path;
  };
  std::vector<Entry> entries;
  std::error_code failed;
  for (fs::directory_iterator at(folder_, failed), end; !failed && at != end;
       at.increment(failed)) {
    std::error_code gone;
    if (at->is_symlink(gone) || gone) continue;
    const fs::file_time_type written = at->last_write_time(gone);
    // What a killed writer left behind is swept out with the rest.
    if (!gone && at->path().string().find(kExtension) != std::string::npos) {
      entries.push_back({written, at->path()});
    }
  }
  if (entries.size() <= kMaxPlans) return;
  std::ranges::sort(entries, std::ranges::greater(), &Entry::written);
  for (std::size_t i = kMaxPlans; i < entries.size(); ++i) fs::remove(entries[i].path, failed);
}

bool fits(const RenderPlan& plan, const Track& track, int rate) {
  const auto step_fits = [&track](const StepPlan& placed) {
    if (placed.step >= track.steps.size() || placed.frames < 0) return false;
    const std::size_t voices = track.steps[placed.step].voices.size();
    return placed.carried.size() <= voices && placed.own_levels.size() <= voices &&
           placed.marks.size() <= voices;
  };
  const auto clip_fits = [&track](const ClipPlan& placed) {
    return placed.clip < track.clips.size() && placed.frames >= 0;
  };
  return plan.rate == rate && plan.frames >= 0 && std::ranges::all_of(plan.steps, step_fits) &&
         std::ranges::all_of(plan.clips, clip_fits);
}

std::uint64_t plan_key(const Track& track, const AnalyzeOptions& options) {
  Fingerprint key;
  const auto add_file = [&](const fs::path& path) {
    std::error_code unknown;
    key.add_text(fs::absolute(path, unknown).string());
    key.add_number(fs::file_size(path, unknown));
    key.add_number(fs::last_write_time(path, unknown).time_since_epoch().count());
  };
  key.add_text(engine_version());
  key.add_text(engine_vector_unit());
  add_file(file_of_this_code());  // a new build of the same version
  key.add_number(track.fingerprint);
  for (const Step& step : track.steps) key.add_number(step.duration_s);  // of presets: from options
  for (const fs::path& asset : track.assets) add_file(asset);
  key.add_number(static_cast<int>(options.fidelity));
  key.add_number(options.rate > 0 ? options.rate : track.sample_rate);
  key.add_number(options.level);
  key.add_number(options.normalize);
  key.add_number(options.seed);
  return key.value();
}

}  // namespace bbplay
