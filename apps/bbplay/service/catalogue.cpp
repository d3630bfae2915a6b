// SPDX-License-Identifier: MIT
#include "service/catalogue.h"

#include <chrono>
#include <exception>
#include <filesystem>
#include <utility>

#include "bbplay/analysis/duration.h"
#include "bbplay/plan/fingerprint.h"
#include "bbplay/reference/json_writer.h"

#include "service/error_body.h"
#include "service/moments.h"

namespace bbplay::app {
namespace {

using reference::JsonWriter;

/// Of reading files for one listing; a phone waits for it.
constexpr std::chrono::milliseconds kReadingTime{1'000};

}  // namespace

Catalogue::Catalogue(const Library& library, const Options& options)
    : library_(library), options_(options) {}

/// Without the sounds: a clip that is gone is found when the track is played.
Catalogue::Entry Catalogue::look_into(const LibraryFile& file) const {
  Entry entry{.bytes = file.bytes, .modified_ns = file.modified_ns};
  Diagnostics findings(file.id);
  try {
    std::string text = library_.text_of(file.id);
    const auto kind = kind_of_text(text, file.id);
    if (!kind) return entry;
    entry.kind = *kind;
    const auto track =
        library_.read_text(std::move(text), file.id, std::filesystem::path(file.id).parent_path(),
                           reading_of(options_), findings);
    AnalyzeOptions analysis = analysis_of(*track, rate_of(*track, options_), options_);
    analysis.unreadable = [](const std::string&) {};
    entry.duration_s = duration_s(*track, analysis);
    entry.steps = track->steps.size();
  } catch (const std::exception&) {
    if (!entry.kind) entry.kind = "track";  // meant as one
    entry.error = failure_of(std::current_exception(), findings).message;
  }
  return entry;
}

std::uint64_t Catalogue::folder_state(const Library::Walk& walk) const {
  Fingerprint state;
  for (const LibraryFile& file : walk.files) {
    state.add_text(file.id);
    state.add_number(file.bytes);
    state.add_number(file.modified_ns);
  }
  return state.value();
}

Catalogue::Listing Catalogue::list() {
  const Library::Walk walk = library_.walk();
  const std::lock_guard lock(mutex_);
  const auto until = std::chrono::steady_clock::now() + kReadingTime;
  Listing listing;
  std::map<std::string, Entry> known;
  std::size_t skipped = walk.passed_over;
  bool has_read = false;
  JsonWriter json(JsonWriter::Layout::one_line);
  json.begin_object().key("tracks").begin_array();
  for (const LibraryFile& file : walk.files) {
    const auto before = entries_.find(file.id);
    const bool is_known = before != entries_.end() && before->second.bytes == file.bytes &&
                          before->second.modified_ns == file.modified_ns;
    std::optional<Entry> entry;
    if (is_known) {
      entry = before->second;
    } else if (std::chrono::steady_clock::now() < until) {
      entry = look_into(file);
      has_read = true;
    } else {
      listing.is_complete = false;
    }
    if (entry && !entry->kind) {
      ++skipped;
    } else {
      json.begin_object().member("id", file.id);
      json.member("title", std::filesystem::path(file.id).stem().string());
      if (entry) json.member("kind", std::string_view(*entry->kind));
      if (entry && !entry->error.empty()) json.member("error", std::string_view(entry->error));
      if (entry && entry->error.empty()) {
        json.member("duration_s", entry->duration_s).member("steps", entry->steps);
      }
      json.member("bytes", std::size_t{file.bytes});
      json.member("modified", iso8601(file.modified_ns / 1'000'000'000)).end_object();
    }
    if (entry) known.emplace(file.id, *std::move(entry));
  }
  json.end_array().member("skipped", skipped).end_object();
  listing.has_changed = listed_state_ != 0 && (has_read || known.size() != entries_.size());
  entries_ = std::move(known);
  listed_state_ = folder_state(walk);
  listing.json = json.text();
  return listing;
}

bool Catalogue::has_changed() {
  const std::uint64_t state = folder_state(library_.walk());
  const std::lock_guard lock(mutex_);
  return listed_state_ != 0 && state != listed_state_;
}

void Catalogue::forget() {
  const std::lock_guard lock(mutex_);
  entries_.clear();
}

}  // namespace bbplay::app
