// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>
#include <span>

#include "voices/hrtf/crossfaded_hrtf.h"
#include "voices/hrtf/overlap_add_hrtf.h"
#include "voices/hrtf/static_hrtf.h"

namespace bbplay::voices {

/// A tone on its way around a head, as loud as the head makes it.
///
/// render(first, left, right)  the quantum that begins at `first`, in order   [audio thread]
/// reset()                     forgets everything before the next quantum     [audio thread]
/// memory_frames()             earlier frames that a frame depends on
/// path()                      the way
template <class H>
concept HrtfHead = std::copy_constructible<H> &&
    requires(H& head, const H& asked, std::int64_t first, std::span<double> ear) {
  requires noexcept(head.render(first, ear, ear));
  requires noexcept(head.reset());
  { asked.memory_frames() } -> std::same_as<std::int64_t>;
  { asked.path() } -> std::same_as<const SpatialAnglePath&>;
};

/// Loudness of a whole HRTF voice, found before it plays (format sam 1.6).
struct HrtfPeak {
  double largest = 0;  // |sample|
  double bound = 0;    // never exceeded, at least `largest`
};

/// Voices of up to this length are rendered once to find their peak: 30 s at 48 kHz.
inline constexpr std::int64_t kRenderedFrames = 30 * 48'000;

/// Short voices are rendered once. For longer ones the envelope is scanned at up to a million places
/// with the head's frequency response at the momentary carrier, and the loudest eight are rendered;
/// that is within 0.01 dB.  [not the audio thread]
HrtfPeak peak_of(const OverlapAddHrtf& voice, std::int64_t rendered_frames = kRenderedFrames);
HrtfPeak peak_of(const StaticHrtf& voice, std::int64_t rendered_frames = kRenderedFrames);
HrtfPeak peak_of(const CrossfadedHrtf& voice, std::int64_t rendered_frames = kRenderedFrames);

}  // namespace bbplay::voices
