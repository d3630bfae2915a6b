// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <pybind11/pybind11.h>

#include "bbplay/model/diagnostics.h"
#include "bbplay/model/track.h"
#include "bbplay/reader/read_track.h"

namespace bbplay::python {

/// What somebody hands over as a track.
struct TrackInput {
  std::string text;            // JSON, unless it is a file
  std::filesystem::path file;  // empty: text
  std::filesystem::path base;  // where relative paths of a text start

  /// What messages call it.
  std::string name() const { return file.empty() ? "track" : file.string(); }
};

/// A dict, JSON text (a str that begins with `{`, or bytes), or the path of a file (str, os.PathLike).
/// Numbers of NumPy count as numbers.
///
/// base    a path, or None for the working directory
/// throws  TypeError for anything else
TrackInput input_of(pybind11::handle track, pybind11::handle base);

/// throws  UnicodeEncodeError for half of a surrogate pair
std::string utf8_of(const pybind11::str& text);
/// Of a str, bytes or os.PathLike.
/// throws  TypeError, ValueError for a name with a zero in it
std::filesystem::path path_of(pybind11::handle path);

/// Reads it; `findings` receives what there is to say. Without the interpreter lock.
/// throws  as read_track()
std::shared_ptr<const Track> read(const TrackInput& input, const ReadOptions& options,
                                  Diagnostics& findings);

}  // namespace bbplay::python
