// SPDX-License-Identifier: MIT
/// The running sums of a kernel on their way along a step, and marks that they can be set to there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/audio/way_marks.h"

#include "voices/kernels.h"

namespace bbplay::voices {

template <SummingKernel K>
std::size_t count_sums(K& kernel) {
  std::size_t count = 0;
  kernel.visit_sums([&](double&) { ++count; });
  return count;
}

/// Takes the sums from in front of frame `from` to `frame`, by the last mark if that is nearer. Without
/// it a kernel that stands behind `frame` begins at 0 again.
///
/// marks  null or those of this kernel
template <SummingKernel K>
void pass_sums(K& kernel, std::int64_t from, std::int64_t frame, const WayMarks* marks) {
  const std::size_t count = marks != nullptr ? marks->up_to(frame) : 0;
  const std::int64_t known = marks != nullptr ? marks->frame_of(count) : 0;
  if (frame < from || known > from) {
    if (count == 0) {
      kernel.reset();
    } else {
      const auto sums = marks->sums_of(count);
      kernel.visit_sums([next = sums.begin()](double& sum) mutable { sum = *next++; });
    }
    from = known;
  }
  constexpr auto kStep = static_cast<std::int64_t>(kQuantum);
  for (; from < frame; from += kStep) kernel.pass(from);
}

/// None yet, with room for those of a step of so many frames.
template <SummingKernel K>
WayMarks no_marks_yet(K& kernel, std::int64_t frames) {
  WayMarks marks{
      .distance = WayMarks::distance_in(frames), .sums = count_sums(kernel), .turns = {}};
  marks.turns.reserve(marks.sums * marks.up_to_end(frames));
  return marks;
}

/// Adds a mark if the next one is due in front of `frame`, where the sums stand. Takes no memory.
template <SummingKernel K>
void note_mark(K& kernel, std::int64_t frame, WayMarks& marks) noexcept {
  const bool is_next = frame == marks.frame_of(marks.size() + 1);
  const bool has_room = marks.turns.size() + marks.sums <= marks.turns.capacity();
  if (!is_next || !has_room) return;
  kernel.visit_sums([&](double& sum) { marks.turns.push_back(sum); });
}

/// All marks of a step.
///
/// tick     is called now and then
/// throws   std::bad_alloc, and what `tick` throws
template <SummingKernel K>
WayMarks mark_sums(K kernel, std::int64_t frames, const std::function<void()>& tick) {
  constexpr std::int64_t kStride = std::int64_t{1} << 16;
  kernel.reset();
  WayMarks marks = no_marks_yet(kernel, frames);
  for (std::int64_t from = 0; from + kStride < frames; from += kStride) {
    pass_sums(kernel, from, from + kStride, nullptr);
    note_mark(kernel, from + kStride, marks);
    tick();
  }
  return marks;
}

}  // namespace bbplay::voices
