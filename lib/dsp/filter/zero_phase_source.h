// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>

#include "bbplay/audio/stereo_block.h"

namespace bbplay::dsp {

/// What a zero-phase filter stands behind: a value that can make its own future.
///
/// render(first, out)  the quantum that begins at `first`, in order      [audio thread]
/// seek(frame)         render() goes on at `frame`                       [not the audio thread]
///
/// Frames are multiples of kQuantum, and render() is only asked for quanta that begin before the
/// end of the signal.
template <class S>
concept ZeroPhaseSource = std::copy_constructible<S> &&
    requires(S& source, std::int64_t frame, StereoDoubles out) {
  requires noexcept(source.render(frame, out));
  source.seek(frame);
};

}  // namespace bbplay::dsp
