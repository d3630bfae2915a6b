// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <pybind11/pybind11.h>

namespace bbplay::python {

/// Sound that a caller decodes itself, for clips whose file is not there: each becomes a file in memory
/// that the text of the track names. With the interpreter lock.
class PushedClips {
 public:
  /// Another text; what was pushed for the one before stays if its list of clips is the same.
  void begin(const std::string& track_json);
  /// Interleaved stereo at the rate of the track, behind what clip `index` has already.
  /// returns  whether text() has so much more that it should be heard: when the clip is complete, and
  ///          before that each time it has doubled
  bool push(std::size_t index, const std::vector<float>& samples, bool finished);
  /// The track with the sound in it. What it names can be read until two more texts with other clips
  /// have begun: the one that plays may still be on its way out.
  std::string text();

 private:
  struct Clip {
    std::vector<float> samples;
    std::size_t told = 0;   // samples when text() was last asked for because of it
    std::size_t saved = 0;  // of them in the newest file
    std::string path;       // of that
    bool finished = false;
  };

  std::string path_of(Clip& clip, std::uint32_t rate);

  std::string json_, clips_;
  std::map<std::size_t, Clip> clips_pushed_;
  std::vector<pybind11::object> files_,
      files_before_;  // in memory, of these clips and of those before
};

/// A sequence of numbers, or anything with the buffer protocol (float32 or float64, of any shape).
/// throws  TypeError
std::vector<float> floats_of(const pybind11::object& samples);

}  // namespace bbplay::python
