// SPDX-License-Identifier: MIT
/// From seconds to frames and back: one function for each way of rounding. All are pure and may be
/// called on any thread. Which side of a whole number the product of seconds and rate falls on is
/// part of the format, so it is one product of two doubles and nothing is added to it.
///
/// seconds  any number that is not NaN; results are limited to a thousand million million frames
/// rate     frames per second
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace bbplay {

inline constexpr double kMaxFrames = 1e15;  // whatever a file says

/// The frame at a time, rounded towards frame 0. Negative before time 0.
inline std::int64_t frame_at(double seconds, double rate) noexcept {
  return static_cast<std::int64_t>(std::clamp(seconds * rate, -kMaxFrames, kMaxFrames));
}

/// Whole frames in a span of time: 0.7 s have 30869 at 44100 Hz. Negative spans have none.
inline std::int64_t frames_in(double seconds, double rate) noexcept {
  return frame_at(std::max(0.0, seconds), rate);
}

/// The frame nearest to a time; of two equally near ones that farther from frame 0. 0.7 s are
/// frame 30870 at 44100 Hz.
inline std::int64_t nearest_frame(double seconds, double rate) noexcept {
  return static_cast<std::int64_t>(std::clamp(std::round(seconds * rate), -kMaxFrames, kMaxFrames));
}

/// How long so many frames last.
inline double seconds_in(std::int64_t frames, double rate) noexcept {
  return static_cast<double>(frames) / rate;
}

}  // namespace bbplay
