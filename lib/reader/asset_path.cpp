// SPDX-License-Identifier: MIT
#include "reader/asset_path.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <string>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

namespace bbplay::reader {
namespace {

std::string error_text(int number) { return std::generic_category().message(number); }

}  // namespace

std::string why_unreadable(const std::filesystem::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return error_text(errno);
  if (S_ISDIR(status.st_mode)) return error_text(EISDIR);
  if (!S_ISREG(status.st_mode)) return "not a regular file";
  if (access(path.c_str(), R_OK) != 0) return error_text(errno);
  return {};
}

std::optional<std::filesystem::path> AssetPaths::find(JsonNode node,
                                                      Diagnostics& diagnostics) const {
  if (!node.is(JsonType::text)) {
    node.report(diagnostics, Severity::error, "expected a path, found " + node.describe());
    return std::nullopt;
  }
  return find(node.text(), node, diagnostics);
}

std::optional<std::filesystem::path> AssetPaths::find(std::string_view name, JsonNode node,
                                                      Diagnostics& diagnostics,
                                                      Severity severity) const {
  if (name.find('\0') != name.npos) {
    node.report(diagnostics, severity, "a path with a zero byte");
    return std::nullopt;
  }
  if (name.size() > PATH_MAX) {
    node.report(
        diagnostics, severity,
        "a path of " + std::to_string(name.size()) + " bytes; at most " + std::to_string(PATH_MAX));
    return std::nullopt;
  }
  const std::filesystem::path given(name);
  const std::filesystem::path beside = base_ / given;  // `given` itself if that is absolute
  if (!allows(may_read_, beside)) {
    *has_refused_ = true;
    node.report(diagnostics, Severity::error,
                "\"" + std::string(name) + "\" lies outside of the folders that may be read");
    return std::nullopt;
  }
  const std::string problem = why_unreadable(beside);
  if (problem.empty()) return found_->emplace_back(beside);
  if (given.is_relative() && allows(may_read_, given) && why_unreadable(given).empty()) {
    return found_->emplace_back(given);
  }
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
  if (std::any_of(name.begin(), name.end(), is_control)) {
    node.report(diagnostics, severity,
                "a path with a line break or tab in it; write its backslashes twice, or as \"/\"");
    return std::nullopt;
  }
  node.report_input_file(diagnostics, "cannot read \"" + beside.string() + "\": " + problem,
                         severity);
  return std::nullopt;
}

}  // namespace bbplay::reader
