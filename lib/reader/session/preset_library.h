// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reader/asset_path.h"
#include "reader/json_node.h"

namespace bbplay::reader {

/// What a session takes its sounds from.
enum class PresetSide { binaural, noise };

struct Preset {
  JsonNode content;            // of the file, or the entry of a catalogue; missing: an old name
  std::string name;            // stem of the file, or key of the catalogue
  std::filesystem::path file;  // that holds it
  bool is_file = false;        // else an entry of a catalogue
  bool is_voice = false;       // a .voice file: one voice, no track
};

/// Finds presets by their ids in folders, catalogues and single files (format session 2.3). Files
/// are opened for ids that occur, and no name leads out of a folder.
class PresetLibrary {
 public:
  /// given      --presets in the order of the command line; the last one comes first
  /// base       folder of the session
  /// may_read   asked about all that is not given; may be empty, as the next
  /// looked_at  told every path that is tried
  /// throws     InputError for a given path that cannot be read; TrackError for one that is no JSON
  PresetLibrary(const std::vector<std::filesystem::path>& given, const std::filesystem::path& base,
                MayRead may_read, std::function<void(const std::filesystem::path&)> looked_at);

  /// The preset that `id` names, or nothing and an error there in `diagnostics`.
  const Preset* find(JsonNode id, PresetSide side, Diagnostics& diagnostics);
  /// The same for a name without prefix, of which some entries carry `ending` as well.
  const Preset* find_in_catalogues(JsonNode name, PresetSide side, std::string_view ending,
                                   Diagnostics& diagnostics);

  /// Every file that a preset was taken from.
  const std::vector<std::filesystem::path>& files() const { return files_; }

 private:
  /// One place to look at.
  struct Place {
    std::filesystem::path path;  // folder, or a single file
    bool is_folder = true;
    bool is_optional = true;  // nobody named it: what it holds may be anything
    const JsonDocument* document = nullptr;
    bool is_opened = false;
  };
  /// A kind of source: files with an extension, or catalogues.
  struct Source {
    std::string_view extension;  // empty: catalogues
  };

  std::optional<Preset> look_up(std::string_view name, PresetSide side,
                                const std::vector<Source>& sources, Diagnostics& diagnostics);
  std::optional<Preset> from_file(Place& place, std::string_view name, std::string_view extension,
                                  Diagnostics& diagnostics);
  std::optional<Preset> from_catalogue(Place& place, std::string_view name, PresetSide side);
  JsonNode catalogue_of(Place& place);
  const JsonDocument* open(const std::filesystem::path& file);
  const Preset* keep(const std::string& key, std::optional<Preset> preset);
  void report_missing(JsonNode id, std::string_view name, PresetSide side,
                      Diagnostics& diagnostics);
  std::vector<std::string> names_found(PresetSide side);

  bool may_read(const Place& place, const std::filesystem::path& file) const {
    return !place.is_optional || allows(may_read_, file);
  }

  std::vector<Place> places_;
  MayRead may_read_;
  std::function<void(const std::filesystem::path&)> looked_at_;
  static constexpr std::size_t kMostMemory = 16u << 20;             // bytes, of all documents
  std::map<std::string, std::unique_ptr<JsonDocument>> documents_;  // by path
  std::size_t memory_ = 0;
  std::map<std::string, std::unique_ptr<Preset>> presets_;  // by side and id; null: none
  std::vector<std::filesystem::path> files_;
};

/// What was built in until December 2025 under this name; nothing for another.
struct OldBuiltin {
  std::string_view name, title;
  double base_freq_hz, beat_freq_hz, amplitude;
};
const OldBuiltin* old_builtin(std::string_view name);

}  // namespace bbplay::reader
