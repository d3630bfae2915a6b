// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "bbplay/audio/stereo_block.h"

namespace bbplay {

/// What a sink pulls from.
class AudioSource {
 public:
  virtual ~AudioSource() = default;

  /// Fills all of `out`; returns how many of its frames precede the end, the rest is silence. A
  /// source that has ended keeps returning 0. An empty block says that nothing is heard at present.
  /// No allocation, lock or system call.  [audio thread]
  virtual std::size_t process_block(StereoBlock out) noexcept = 0;
};

}  // namespace bbplay
