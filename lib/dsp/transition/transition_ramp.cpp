// SPDX-License-Identifier: MIT
#include "dsp/transition/transition_ramp.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dsp/transition/transition_ramp.cpp"  // NOLINT: once per vector unit
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

// A plain loop: the compiler vectorises it for the target it is compiling.
HWY_BEFORE_NAMESPACE();
namespace bbplay::dsp {
namespace HWY_NAMESPACE {

void FillRamp(double* HWY_RESTRICT u, double first, double dt, double offset, double span,
              int count) {
  // A 32-bit counter keeps its conversion to double inside the vector unit.
  for (int i = 0; i < count; ++i) u[i] = ((first + i) * dt - offset) / span;
}

}  // namespace HWY_NAMESPACE
}  // namespace bbplay::dsp
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace bbplay::dsp {

HWY_EXPORT(FillRamp);

namespace {

/// Smallest frame >= 0 for which `reached` holds, near `guess`: rounding decides at the edges, so
/// the predicate itself is asked.
template <class Predicate>
std::int64_t first_frame(double guess, std::int64_t frames, Predicate reached) {
  auto frame = static_cast<std::int64_t>(std::clamp(guess, 0.0, static_cast<double>(frames) + 1));
  while (frame > 0 && reached(frame - 1)) --frame;
  while (!reached(frame)) ++frame;
  return frame;
}

}  // namespace

TransitionRamp::TransitionRamp(double seconds, std::int64_t frames, double offset_seconds,
                               double duration_seconds) {
  if (frames <= 0 || !(seconds > 0)) return;
  dt_ = seconds / static_cast<double>(frames);
  offset_ = std::min(offset_seconds, seconds);
  const double room = std::max(0.0, seconds - offset_);
  const double duration = duration_seconds < 0 ? room : std::min(duration_seconds, room);
  span_ = std::min(seconds, offset_ + duration) - offset_;

  const auto time = [this](std::int64_t frame) { return static_cast<double>(frame) * dt_; };
  if (!is_step()) {
    begin_ = first_frame(offset_ / dt_, frames, [&](auto frame) { return time(frame) > offset_; });
    end_ = first_frame((offset_ + span_) / dt_, frames,
                       [&](auto frame) { return (time(frame) - offset_) / span_ >= 1; });
  } else if (offset_ < seconds) {
    begin_ = first_frame(offset_ / dt_, frames, [&](auto frame) { return time(frame) >= offset_; });
    end_ = begin_;
  }
}

double TransitionRamp::at(std::int64_t frame) const noexcept {
  if (frame < begin_) return 0;
  if (frame >= end_) return 1;
  return (static_cast<double>(frame) * dt_ - offset_) / span_;
}

void TransitionRamp::fill(std::int64_t first, std::span<double> u) const noexcept {
  const auto count = static_cast<std::int64_t>(u.size());
  const auto part = [&](std::int64_t frame) {
    return static_cast<std::size_t>(std::clamp<std::int64_t>(frame - first, 0, count));
  };
  const std::size_t begin = part(begin_);
  const std::size_t end = part(end_);
  std::fill_n(u.begin(), begin, 0.0);
  if (begin < end) {
    const auto from = static_cast<double>(first + static_cast<std::int64_t>(begin));
    HWY_DYNAMIC_DISPATCH(FillRamp)
    (u.data() + begin, from, dt_, offset_, span_, static_cast<int>(end - begin));
  }
  std::fill(u.begin() + static_cast<std::ptrdiff_t>(end), u.end(), 1.0);
}

TransitionRamp::Sums TransitionRamp::sums_before(std::int64_t n) const noexcept {
  if (n <= begin_) return {};
  const auto held = static_cast<double>(std::max<std::int64_t>(0, n - end_));
  if (end_ == begin_) return {held, held};
  // An arithmetic series, and its squares, around their middle.
  const auto moving = static_cast<double>(std::min(n, end_) - begin_);
  const double step = dt_ / span_;
  const double middle =
      (static_cast<double>(begin_) * dt_ - offset_) / span_ + step * (moving - 1) / 2;
  const double sum = moving * middle;
  const double squares = sum * middle + step * step * (moving * (moving * moving - 1) / 12);
  return {sum + held, squares + held};
}

}  // namespace bbplay::dsp
#endif  // HWY_ONCE
