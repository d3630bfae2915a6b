// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include <pybind11/pybind11.h>

namespace bbplay::python {

/// Frames side by side, as Python's buffer protocol shows them: float32, shape (frames, channels).
struct Samples {
  std::vector<float> interleaved;
  int channels = 2;
  int rate = 0;  // Hz

  std::size_t frames() const { return interleaved.size() / static_cast<std::size_t>(channels); }
};

inline pybind11::buffer_info buffer_of(Samples& samples) {
  const auto channels = static_cast<pybind11::ssize_t>(samples.channels);
  const auto frames = static_cast<pybind11::ssize_t>(samples.frames());
  const auto bytes = static_cast<pybind11::ssize_t>(sizeof(float));
  return {samples.interleaved.data(),
          bytes,
          pybind11::format_descriptor<float>::format(),
          2,
          {frames, channels},
          {bytes * channels, bytes}};
}

}  // namespace bbplay::python
