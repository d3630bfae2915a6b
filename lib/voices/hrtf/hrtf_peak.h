// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "bbplay/model/own_peak.h"

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

/// How thoroughly a peak is looked for.
struct PeakSearch {
  std::int64_t rendered_frames = 30 * 48'000;  // voices of up to this length are rendered once
  std::int64_t places = 1 << 20;               // of longer ones that are looked at
  std::size_t frequencies = 1'000;             // at which the head is known, at most
};
/// Takes some milliseconds, and is within half a decibel.
inline constexpr PeakSearch kHastySearch{.rendered_frames = 0, .places = 4'096, .frequencies = 20};

/// Loudness of a whole HRTF voice, found before it plays. Short voices are rendered once. For longer
/// ones the envelope is scanned at up to a million places with the head's frequency response at the
/// momentary carrier, and the loudest eight are rendered; that is within 0.01 dB.
/// [not the audio thread]
OwnPeak peak_of(const OverlapAddHrtf& voice, const PeakSearch& search = {});
OwnPeak peak_of(const StaticHrtf& voice, const PeakSearch& search = {});
OwnPeak peak_of(const CrossfadedHrtf& voice, const PeakSearch& search = {});

}  // namespace bbplay::voices
