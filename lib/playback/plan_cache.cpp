// SPDX-License-Identifier: MIT
#include "bbplay/playback/plan_cache.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bbplay/engine_info.h"
#include "bbplay/plan/fingerprint.h"
#include "bbplay/plan/plan_codec.h"

namespace bbplay {
namespace {

namespace fs = std::filesystem;

constexpr const char* kExtension = ".plan";
/// Twenty thousand steps take less than a tenth.
constexpr off_t kMaxPlanBytes = 64 << 20;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

/// The bytes of a plan. Anybody could have put something else under its name: a pipe that blocks,
/// a link to a device, a file that fills the memory.
std::optional<std::string> bytes_of(const fs::path& path) {
  const Descriptor file(
      ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC));
  struct stat status {};
  if (!file.is_open() || ::fstat(file.number(), &status) != 0) return std::nullopt;
  if (!S_ISREG(status.st_mode) || status.st_size > kMaxPlanBytes) return std::nullopt;
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::read(file.number(), bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return std::nullopt;
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string random_ending() {
  std::random_device random;
  std::array<char, 20> text{};
  std::snprintf(text.data(), text.size(), ".%08x%08x", random(), random());
  return text.data();
}

/// A folder for nobody but this user: plans tell what is listened to.
bool make_own_folder(const fs::path& folder) {
  std::error_code ignored;
  fs::create_directories(folder.parent_path(), ignored);
  ::mkdir(folder.c_str(), 0700);
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) return false;
  if (status.st_uid != ::geteuid()) return false;
  return (status.st_mode & 0777u) == 0700 || ::chmod(folder.c_str(), 0700) == 0;
}

/// Whoever could write there could also say what is played.
bool is_own_folder(const fs::path& folder) {
  struct stat status {};
  return ::stat(folder.c_str(), &status) == 0 && status.st_uid == ::geteuid() &&
         (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/// The file that this code was loaded from: the program, or a module of one.
fs::path own_file() {
  Dl_info place{};
  void* object = nullptr;
  const auto here = reinterpret_cast<const void*>(&PlanCache::of_user);
  if (::dladdr1(here, &place, &object, RTLD_DL_LINKMAP) != 0 && object != nullptr) {
    // The program itself goes without a name.
    const char* name = static_cast<const link_map*>(object)->l_name;
    if (name != nullptr && *name != '\0') return name;
  }
  std::error_code unknown;
  return fs::read_symlink("/proc/self/exe", unknown);
}

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
  if (!is_own_folder(folder_)) return std::nullopt;
  const auto bytes = bytes_of(file_of(key));
  return bytes ? decode_plan(*bytes) : std::nullopt;
}

void PlanCache::store(std::uint64_t key, const RenderPlan& plan) const {
  if (!make_own_folder(folder_)) return;
  const fs::path target = file_of(key);
  const fs::path unfinished = target.string() + random_ending();
  Descriptor file(
      ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.is_open()) return;
  const bool written = write_all(file.number(), encode_plan(plan));
  const bool complete = file.close() && written;
  std::error_code failed;
  if (complete) fs::rename(unfinished, target, failed);
  if (!complete || failed) fs::remove(unfinished, failed);
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
    return placed.carried.size() <= voices && placed.own_peaks.size() <= voices;
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
  add_file(own_file());  // a new build of the same version
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
