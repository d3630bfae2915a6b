// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "media/byte_source.h"

namespace bbplay::media {

/// What has been learnt by going through all of a file, for those who open it again: a track may have hundreds
/// of clips of one file. Of the latest few files, and of those in use; any thread.
template <class Value>
class LearntOfFiles {
 public:
  using Shared = std::shared_ptr<const Value>;

  /// learn  gives the value; not kept where reading has failed meanwhile, or of bytes in memory
  /// kind   distinguishes several things that can be learnt of the same bytes
  template <class Learn>
  Shared find(ByteSource& source, const std::string& kind, Learn learn) {
    const std::string key = source.key();
    if (key.empty()) return std::make_shared<const Value>(learn());
    const std::string name = key + ' ' + kind;
    if (Shared known = known_as(name)) return known;
    auto learnt = std::make_shared<const Value>(learn());
    if (!source.has_failed()) keep(name, learnt);
    return learnt;
  }

 private:
  static constexpr std::size_t kMostUnused = 16;

  struct Entry {
    std::string name;
    std::weak_ptr<const Value> used;
    Shared kept;
  };

  Shared known_as(const std::string& name) {
    const std::lock_guard lock(mutex_);
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
      if (entry->name != name) continue;
      Shared known = entry->used.lock();
      if (!known) return nullptr;
      entry->kept = known;
      entries_.splice(entries_.begin(), entries_, entry);
      forget();
      return known;
    }
    return nullptr;
  }

  void keep(const std::string& name, const Shared& learnt) {
    const std::lock_guard lock(mutex_);
    entries_.remove_if([&](const Entry& entry) { return entry.name == name; });
    entries_.push_front({name, learnt, learnt});
    forget();
  }

  void forget() {
    std::size_t kept = 0;
    for (Entry& entry : entries_) {
      if (++kept > kMostUnused) entry.kept.reset();
    }
    entries_.remove_if([](const Entry& entry) { return entry.used.expired(); });
  }

  std::mutex mutex_;
  std::list<Entry> entries_;  // the latest first
};

}  // namespace bbplay::media
