// SPDX-License-Identifier: MIT
/// Names of what is written for one or for several tracks.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "bbplay/model/track.h"
#include "bbplay/playback/files.h"
#include "bbplay/sinks/file/file_sink.h"

#include "session/new_folders.h"
#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

/// What the user gave as an output: a file, a folder, or a name with {name} in it. A name that ends
/// in '/' is a folder, which is made when a track is to go there.
class OutputPattern {
 public:
  /// extension  of files in a folder
  OutputPattern(std::string text, std::string extension);

  /// Every track has the same output.
  bool is_one_file() const { return !folder_ && !has_name_; }

  /// Where it goes for a track called `name`.
  /// throws  UsageError when another track has been given the same place, CreateError when the
  ///         folder cannot be made
  std::filesystem::path path_for(const std::string& name, NewFolders& folders);

 private:
  std::string text_, extension_;
  bool folder_, has_name_;
  std::map<std::filesystem::path, std::string> taken_;
};

/// Throws UsageError when `tracks` tracks cannot all be written to `pattern`.
void check_pattern(const OutputPattern& pattern, std::size_t tracks);

/// Throws UsageError when the name of a picture promises another format than the one it is drawn in.
///
/// option  that names it, "--timeline"
/// format  "svg": the extension that fits; one that stands for no format does as well, and so does
///         none
void check_picture_name(std::string_view option, const std::string& output,
                        std::string_view format);

/// What a run may write to: nothing that it reads, and nothing twice.
class Outputs {
 public:
  /// The tracks and the configuration of `options` are read.
  explicit Outputs(const Options& options);

  /// So is what `track` names.
  void keep(const Track& track);

  /// Throws CreateError when nothing could or should be written there: as check_output(), and when
  /// this run reads that file, whatever its name, or writes to it already.
  void claim(const std::filesystem::path& path);

 private:
  void keep(const std::filesystem::path& path);

  bool force_;
  std::map<FileId, std::filesystem::path> inputs_;
  std::set<std::filesystem::path> claimed_;
};

/// Writes a file that appears under its name when it is complete; "-" is standard output.
/// throws  CreateError, WriteError
void write_file(const std::filesystem::path& path, std::string_view bytes, bool force);

/// Warns when samples of what was written to `path` were cut down to full scale.
void tell_clipping(const std::filesystem::path& path, const FileSink& sink, Console& console);

}  // namespace bbplay::app
