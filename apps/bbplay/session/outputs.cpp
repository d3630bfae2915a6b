// SPDX-License-Identifier: MIT
#include "session/outputs.h"

#include <algorithm>
#include <array>
#include <optional>
#include <system_error>
#include <utility>

#include "bbplay/model/words.h"
#include "bbplay/sinks/errors.h"
#include "bbplay/sinks/file/file_sink.h"
#include "bbplay/sinks/file/output_file.h"

#include "terminal/exit_code.h"

namespace bbplay::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNamePlace = "{name}";

/// What is a folder, or is to become one.
bool is_folder(const std::string& text) {
  std::error_code ignored;
  if (fs::is_directory(text, ignored)) return true;
  return text.ends_with('/') && text.find(kNamePlace) == text.npos;
}

}  // namespace

OutputPattern::OutputPattern(std::string text, std::string extension)
    : text_(std::move(text)),
      extension_(std::move(extension)),
      folder_(is_folder(text_)),
      has_name_(text_.find(kNamePlace) != text_.npos) {}

fs::path OutputPattern::path_for(const std::string& name, NewFolders& folders) {
  fs::path path;
  if (folder_) {
    folders.make(text_);
    path = fs::path(text_) / (name + "." + extension_);
  } else {
    std::string filled = text_;
    for (std::size_t at = filled.find(kNamePlace); at != filled.npos;
         at = filled.find(kNamePlace, at + name.size())) {
      filled.replace(at, kNamePlace.size(), name);
    }
    path = filled;
  }
  const auto [other, fresh] = taken_.emplace(path, name);
  if (!fresh) throw UsageError("two tracks would be written to " + path.string());
  return path;
}

void check_pattern(const OutputPattern& pattern, std::size_t tracks) {
  if (tracks > 1 && pattern.is_one_file()) {
    throw UsageError(
        "several tracks need a folder to write to (a name that ends in / makes one), or a name "
        "with "
        "{name} in it");
  }
}

void check_picture_name(std::string_view option, const std::string& output,
                        std::string_view format) {
  constexpr std::array<std::string_view, 15> kFormats{"svg",  "png", "jpg",  "jpeg", "gif",
                                                      "webp", "bmp", "tif",  "tiff", "pdf",
                                                      "ps",   "eps", "html", "avif", "svgz"};
  const std::string extension = model::lowered(fs::path(output).extension().string());
  const std::string named = extension.empty() ? "" : extension.substr(1);
  if (named == format || std::ranges::find(kFormats, named) == kFormats.end()) return;
  throw UsageError(std::string(option) + " draws " + std::string(format) + ", not " + named + ": " +
                   fs::path(output).replace_extension(format).string() + " would be such a file");
}

Outputs::Outputs(const Options& options) : force_(options.render.force) {
  for (const std::string& track : options.tracks) keep(fs::path(track));
  for (const std::string& preset : options.presets) keep(fs::path(preset));
  keep(fs::path(options.config));
}

void Outputs::keep(const Track& track) {
  for (const fs::path& asset : track.assets) keep(asset);
}

void Outputs::keep(const fs::path& path) {
  if (path == "-") return;
  if (const auto id = file_id(path)) inputs_.emplace(*id, path);
}

void Outputs::claim(const fs::path& path) {
  if (is_stream(path)) return;
  if (const auto id = file_id(path)) {
    if (const auto input = inputs_.find(*id); input != inputs_.end()) {
      throw CreateError(path.string() + ": is read by this run" +
                        (input->second == path ? "" : " as " + input->second.string()) +
                        " and is not replaced");
    }
  }
  check_output(path, force_);
  std::error_code ignored;
  if (!claimed_.insert(fs::weakly_canonical(path, ignored)).second) {
    throw CreateError(path.string() + ": would be written twice by this run");
  }
}

void write_file(const fs::path& path, std::string_view bytes, bool force) {
  sinks::OutputFile file(path, force);
  file.write(bytes.data(), bytes.size());
  file.commit();
}

void tell_clipping(const fs::path& path, const FileSink& sink, Console& console) {
  const std::int64_t clipped = sink.clipped_samples();
  if (clipped == 0) return;
  console.warning(path.string() + ": " + std::to_string(clipped) +
                  (clipped == 1 ? " sample is" : " samples are") +
                  " clipped; a lower --gain or --level, or --encoding float, keeps " +
                  (clipped == 1 ? "it" : "them"));
}

}  // namespace bbplay::app
