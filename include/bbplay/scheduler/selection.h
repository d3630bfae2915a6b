// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>

namespace bbplay {

/// Which sources of a track are heard. Leaving some out changes nothing about the others: what each
/// selection of a partition renders adds up to the whole.
struct Selection {
  bool voices = true;                // of the steps
  std::optional<std::size_t> voice;  // only the one at this place in each step
  bool noise = true;                 // the noise layer
  bool clips = true;

  static constexpr Selection only_voice(std::size_t place) { return {true, place, false, false}; }
  static constexpr Selection only_noise() { return {false, {}, true, false}; }
  static constexpr Selection only_clips() { return {false, {}, false, true}; }

  constexpr bool hears_voice(std::size_t place) const noexcept {
    return voices && (!voice || *voice == place);
  }
};

}  // namespace bbplay
