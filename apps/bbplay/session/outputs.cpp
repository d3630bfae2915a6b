// SPDX-License-Identifier: MIT
#include "session/outputs.h"

#include <utility>

#include "bbplay/sinks/errors.h"
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

void make_folder(const std::string& name) {
  std::error_code failed;
  fs::create_directories(name, failed);
  if (failed) throw CreateError(name + ": cannot be created: " + failed.message());
}

}  // namespace

OutputPattern::OutputPattern(std::string text, std::string extension)
    : text_(std::move(text)),
      extension_(std::move(extension)),
      folder_(is_folder(text_)),
      has_name_(text_.find(kNamePlace) != text_.npos) {}

fs::path OutputPattern::path_for(const std::string& name) {
  fs::path path;
  if (folder_) {
    make_folder(text_);
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
    throw UsageError("several tracks need a directory to write to, or a name with {name} in it");
  }
}

void write_file(const fs::path& path, std::string_view bytes, bool force) {
  sinks::OutputFile file(path, force);
  file.write(bytes.data(), bytes.size());
  file.commit();
}

}  // namespace bbplay::app
