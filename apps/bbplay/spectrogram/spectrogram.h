// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/dsp/fft.h"

namespace bbplay::app {

/// Draws what passes by: time to the right, frequency upwards on a logarithmic axis, level as
/// colour. Both channels count alike. Memory depends on the size of the picture alone.
class Spectrogram {
 public:
  /// rate    Hz
  /// frames  how many are coming
  Spectrogram(int rate, std::int64_t frames);

  void hear(ConstStereoBlock block);

  /// The picture of everything heard, as the bytes of a PNG file.
  /// start_s  what the time axis begins with
  std::string png(const std::string& title, double start_s);

 private:
  /// Which bins of a spectrum a row shows: the largest of several, or between two.
  struct Row {
    std::size_t first = 0, last = 0;  // first == last: between first and the next one
    float between = 0;
  };

  void take_windows(std::int64_t heard_to);
  void add_window(std::int64_t center);
  void add_power(const std::vector<float>& channel, std::int64_t begin);

  int rate_;
  std::int64_t frames_;
  dsp::RealFft<float> fft_;
  double hop_;                // frames from window to window
  std::int64_t windows_ = 0;  // taken so far
  std::vector<Row> rows_;     // from the lowest
  std::vector<float> shape_;  // of the window

  std::vector<float> left_, right_;  // what windows may still need ...
  std::int64_t kept_from_ = 0;       // ... from this frame on
  std::vector<float> segment_, re_, im_, work_, power_;
  std::vector<double> sums_;  // of power, by column and row
  std::vector<int> counts_;   // of windows, by column
};

}  // namespace bbplay::app
