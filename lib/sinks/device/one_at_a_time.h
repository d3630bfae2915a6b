// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>

namespace bbplay::sinks {

/// PortAudio opens, closes and lists devices for one thread at a time, whoever plays; what it calls
/// on its own threads needs no turn. Held in scope.
class OneAtATime {
 private:
  static std::recursive_mutex& mutex() {
    static std::recursive_mutex one;
    return one;
  }
  std::lock_guard<std::recursive_mutex> turn_{mutex()};
};

}  // namespace bbplay::sinks
