// SPDX-License-Identifier: MIT
#include "commands/save_track.h"

#include <filesystem>
#include <iostream>
#include <optional>
#include <string>

#include "bbplay/model/diagnostics.h"
#include "bbplay/reader/read_track.h"
#include "bbplay/sinks/file/file_sink.h"

#include "session/outputs.h"
#include "session/session.h"
#include "terminal/exit_code.h"

namespace bbplay::app {
namespace {

/// The text, once everything there is to say about the file has been told.
std::optional<std::string> text_of(const std::string& path, const std::filesystem::path& folder,
                                   const Options& options, Outputs& outputs, Console& console) {
  outputs.keep(*load(path, options, console));
  Diagnostics told(path);
  return track_text(path, folder, reading_of(options), told);
}

}  // namespace

int save_track(const Options& options, Console& console) {
  const std::string& output = options.save_track;
  const bool to_stdout = output == "-";
  Outputs outputs(options);
  return for_each_track(options, console, [&](const std::string& path) {
    if (path == "-") throw UsageError("--save-track reads a file, not standard input");
    const std::filesystem::path folder =
        to_stdout ? std::filesystem::path() : std::filesystem::path(output).parent_path();
    const std::optional<std::string> text = text_of(path, folder, options, outputs, console);
    if (!text) throw UsageError(path + " is a track already");
    if (!to_stdout) outputs.claim(output);
    if (to_stdout) {
      std::cout << *text;
    } else {
      write_file(output, *text, options.render.force);
      console.wrote({}, output);
    }
  });
}

}  // namespace bbplay::app
