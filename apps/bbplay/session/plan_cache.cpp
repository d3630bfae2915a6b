// SPDX-License-Identifier: MIT
#include "session/plan_cache.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

#include <unistd.h>

#include "bbplay/engine_info.h"
#include "bbplay/plan/fingerprint.h"
#include "bbplay/plan/plan_codec.h"

namespace bbplay::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kExtension = ".plan";

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
  std::ifstream file(file_of(key), std::ios::binary);
  if (!file) return std::nullopt;
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  return decode_plan(bytes);
}

void PlanCache::store(std::uint64_t key, const RenderPlan& plan) const {
  std::error_code ignored;
  fs::create_directories(folder_, ignored);
  const fs::path target = file_of(key);
  const fs::path unfinished = target.string() + '.' + std::to_string(getpid());
  {
    std::ofstream file(unfinished, std::ios::binary);
    const std::string bytes = encode_plan(plan);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.flush();
    if (!file) {
      fs::remove(unfinished, ignored);
      return;
    }
  }
  fs::rename(unfinished, target, ignored);
  if (ignored) fs::remove(unfinished, ignored);
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
  std::error_code unknown;
  add_file(fs::read_symlink("/proc/self/exe", unknown));  // a new build of the same version
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

}  // namespace bbplay::app
