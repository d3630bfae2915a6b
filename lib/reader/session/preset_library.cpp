// SPDX-License-Identifier: MIT
#include "reader/session/preset_library.h"

#include <algorithm>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "bbplay/model/suggest.h"
#include "bbplay/model/words.h"

#include "reader/asset_path.h"
#include "reader/input_text.h"
#include "reader/session/document_kind.h"

namespace bbplay::reader {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kCatalogueFile = "presets.json";
constexpr std::size_t kMostNames = 2'000;  // that a suggestion is chosen from

constexpr OldBuiltin kOldBuiltins[] = {
    {"delta", "Built-in Delta preset", 100, 2, 0.8},
    {"theta", "Built-in Theta preset", 200, 5, 0.8},
    {"alpha", "Built-in Alpha preset", 440, 10, 0.8},
    {"beta", "Built-in Beta preset", 528, 20, 0.7},
    {"gamma", "Built-in Gamma preset", 528, 40, 0.7},
};

/// Below the session's folder, in this order; the last ones are where the programs keep theirs.
constexpr std::string_view kFolders[] = {"",
                                         "presets",
                                         "presets/binaurals",
                                         "presets/noise",
                                         "src/presets/binaurals",
                                         "src/presets/noise",
                                         "src/presets"};

fs::path user_folder() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data == '/') {
    return fs::path(data) / "bbplay" / "presets";
  }
  const char* home = std::getenv("HOME");
  return home != nullptr && *home == '/' ? fs::path(home) / ".local/share/bbplay/presets"
                                         : fs::path();
}

/// A name that is no way into another folder.
bool is_plain(std::string_view name) {
  return !name.empty() && name.size() < 250 &&
         name.find_first_of(std::string_view("/\\\0", 3)) == name.npos &&
         name.find("..") == name.npos;
}

std::string_view half_of(PresetSide side) {
  return side == PresetSide::binaural ? "binaural" : "noise";
}

std::string name_with(std::string_view name, std::string_view extension) {
  std::string out(name);
  return out += extension;
}

}  // namespace

const OldBuiltin* old_builtin(std::string_view name) {
  const auto found = std::find_if(std::begin(kOldBuiltins), std::end(kOldBuiltins),
                                  [&](const OldBuiltin& each) { return each.name == name; });
  return found == std::end(kOldBuiltins) ? nullptr : found;
}

PresetLibrary::PresetLibrary(const std::vector<fs::path>& given, const fs::path& base,
                             MayRead may_read, std::function<void(const fs::path&)> looked_at)
    : may_read_(std::move(may_read)), looked_at_(std::move(looked_at)) {
  for (auto path = given.rbegin(); path != given.rend(); ++path) {
    std::error_code failed;
    if (fs::is_directory(*path, failed)) {
      places_.push_back({.path = *path, .is_optional = false});
      continue;
    }
    if (const std::string problem = why_unreadable(*path); !problem.empty()) {
      throw InputError(path->string() + ": " + problem + " (named with --presets)");
    }
    places_.push_back({.path = *path, .is_folder = false, .is_optional = false});
  }
  const auto add_usual = [&](const fs::path& folder) {
    if (allows(may_read_, folder)) places_.push_back({.path = folder});
  };
  for (const std::string_view folder : kFolders) add_usual(folder.empty() ? base : base / folder);
  if (const fs::path user = user_folder(); !user.empty()) add_usual(user);
}

const JsonDocument* PresetLibrary::open(const fs::path& file) {
  const auto known = documents_.find(file.string());
  if (known != documents_.end()) return known->second.get();
  auto document = std::make_unique<JsonDocument>(
      JsonDocument::parse(read_input(file, kLimitsOfPart.bytes), file.string(), kLimitsOfPart));
  memory_ += document->memory();
  if (memory_ > kMostMemory) {
    Diagnostics diagnostics(file.string());
    document->root().report(
        diagnostics, Severity::error,
        "with this one, presets of more than " + std::to_string(kMostMemory >> 20) + " MiB");
    throw TrackError(std::move(diagnostics));
  }
  return (documents_[file.string()] = std::move(document)).get();
}

std::optional<Preset> PresetLibrary::from_file(Place& place, std::string_view name,
                                               std::string_view extension,
                                               Diagnostics& diagnostics) {
  const std::string file_name = name_with(name, extension);
  fs::path file = place.path;
  if (place.is_folder) {
    file /= file_name;
  } else if (file.filename() != file_name) {
    return std::nullopt;
  }
  if (!may_read(place, file)) return std::nullopt;
  if (looked_at_) looked_at_(file);
  if (!why_unreadable(file).empty()) return std::nullopt;
  try {
    const JsonDocument* document = open(file);
    return Preset{.content = document->root(),
                  .name = std::string(name),
                  .file = file,
                  .is_file = true,
                  .is_voice = extension == ".voice"};
  } catch (const TrackError& error) {
    diagnostics.append(error.diagnostics());
    return std::nullopt;
  }
}

JsonNode PresetLibrary::catalogue_of(Place& place) {
  if (!place.is_opened) {
    place.is_opened = true;
    const fs::path file = place.is_folder ? place.path / kCatalogueFile : place.path;
    if (!may_read(place, file)) return {};
    if (looked_at_) looked_at_(file);
    if (!why_unreadable(file).empty()) return {};
    try {
      place.document = open(file);
    } catch (const TrackError&) {
      if (!place.is_optional) throw;
    }
  }
  if (place.document == nullptr || !is_catalogue(place.document->root())) return {};
  return place.document->root();
}

std::optional<Preset> PresetLibrary::from_catalogue(Place& place, std::string_view name,
                                                    PresetSide side) {
  const JsonNode entry = catalogue_of(place)[half_of(side)][name];
  if (!entry.exists()) return std::nullopt;
  return Preset{.content = entry,
                .name = std::string(name),
                .file = place.is_folder ? place.path / kCatalogueFile : place.path};
}

std::optional<Preset> PresetLibrary::look_up(std::string_view name, PresetSide side,
                                             const std::vector<Source>& sources,
                                             Diagnostics& diagnostics) {
  const std::size_t errors = diagnostics.errors();
  for (Place& place : places_) {
    for (const Source& source : sources) {
      std::optional<Preset> found = source.extension.empty() ? from_catalogue(place, name, side)
                                    : is_plain(name)
                                        ? from_file(place, name, source.extension, diagnostics)
                                        : std::nullopt;
      if (found || diagnostics.errors() > errors) return found;
    }
  }
  return std::nullopt;
}

const Preset* PresetLibrary::keep(const std::string& key, std::optional<Preset> preset) {
  std::unique_ptr<Preset>& kept = presets_[key];
  if (!preset) return nullptr;
  if (std::find(files_.begin(), files_.end(), preset->file) == files_.end() &&
      !preset->file.empty()) {
    files_.push_back(preset->file);
  }
  kept = std::make_unique<Preset>(*std::move(preset));
  return kept.get();
}

const Preset* PresetLibrary::find(JsonNode id, PresetSide side, Diagnostics& diagnostics) {
  if (!id.is(JsonType::text)) {
    id.report(diagnostics, Severity::error, "expected the id of a preset, found " + id.describe());
    return nullptr;
  }
  const std::string_view text = id.text();
  const std::string key = std::string(half_of(side)) + '\n' + std::string(text);
  if (const auto known = presets_.find(key); known != presets_.end() && known->second) {
    return known->second.get();
  }
  const std::size_t colon = text.find(':');
  const bool has_prefix = colon != text.npos;
  const std::string_view prefix = has_prefix ? text.substr(0, colon) : std::string_view();
  const std::string_view name = has_prefix ? text.substr(colon + 1) : text;
  const bool binaural = side == PresetSide::binaural;
  std::vector<Source> sources;
  if (binaural && (!has_prefix || prefix == "voice")) sources.push_back({".voice"});
  if (binaural && (!has_prefix || prefix == "json")) {
    sources.push_back({".json"});
    sources.push_back({});
  }
  if (binaural && prefix == "builtin") sources = {{}, {".json"}};
  if (!binaural && (!has_prefix || prefix == "noise")) sources = {{".noise"}, {}};
  if (!binaural && prefix == "noise_preset") sources = {{}, {".noise"}};

  const std::size_t errors = diagnostics.errors();
  std::optional<Preset> found = look_up(name, side, sources, diagnostics);
  if (!found && binaural && (!has_prefix || prefix == "builtin") && old_builtin(name) != nullptr) {
    found.emplace().name = name;
  }
  if (!found && diagnostics.errors() == errors) report_missing(id, name, side, diagnostics);
  return keep(key, std::move(found));
}

const Preset* PresetLibrary::find_in_catalogues(JsonNode name, PresetSide side,
                                                std::string_view ending, Diagnostics& diagnostics) {
  const std::string_view text = name.text();
  const std::string key = std::string(half_of(side)) + "\n\n" + std::string(text);
  if (const auto known = presets_.find(key); known != presets_.end() && known->second) {
    return known->second.get();
  }
  const std::size_t errors = diagnostics.errors();
  const std::string_view extension = side == PresetSide::binaural ? ".json" : ".noise";
  const std::vector<Source> sources{{}, {extension}};
  std::optional<Preset> found = look_up(text, side, sources, diagnostics);
  if (!found && !ending.empty()) {
    found = look_up(name_with(text, ending), side, sources, diagnostics);
  }
  if (!found && diagnostics.errors() == errors) report_missing(name, text, side, diagnostics);
  return keep(key, std::move(found));
}

std::vector<std::string> PresetLibrary::names_found(PresetSide side) {
  std::vector<std::string> names;
  for (Place& place : places_) {
    for (const JsonNode entry : catalogue_of(place)[half_of(side)].children()) {
      if (names.size() < kMostNames) names.emplace_back(entry.key());
    }
    if (!place.is_folder) continue;
    std::error_code failed;
    for (fs::directory_iterator at(place.path, failed), end; !failed && at != end;
         at.increment(failed)) {
      const std::string extension = at->path().extension().string();
      const bool fits = side == PresetSide::noise ? extension == ".noise"
                                                  : extension == ".voice" || extension == ".json";
      if (fits && names.size() < kMostNames) names.push_back(at->path().stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

void PresetLibrary::report_missing(JsonNode id, std::string_view name, PresetSide side,
                                   Diagnostics& diagnostics) {
  std::string message = "no preset " + id.describe() + "; looked in ";
  std::string folders;
  for (const Place& place : places_) {
    std::error_code failed;
    if (!place.is_optional || fs::is_directory(place.path.empty() ? "." : place.path, failed)) {
      folders += (folders.empty() ? "" : ", ") + (place.path.empty() ? "." : place.path.string());
    }
  }
  message += folders + ": give its folder or catalogue with --presets";
  message += model::did_you_mean(name, names_found(side));
  id.report_input_file(diagnostics, std::move(message));
}

}  // namespace bbplay::reader
