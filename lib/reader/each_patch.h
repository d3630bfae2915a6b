// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <utility>
#include <variant>

#include "bbplay/model/synth_spec.h"

namespace bbplay::reader {

/// Calls `visit` with a default-constructed patch of every synth function.
template <class Visit>
void for_each_patch(Visit&& visit) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (visit(std::variant_alternative_t<I, AnyPatch>{}), ...);
  }
  (std::make_index_sequence<std::variant_size_v<AnyPatch>>{});
}

/// Whether the function of patch P has a transition form; one that has none says
/// `static constexpr bool never_moves = true`.
template <class P>
constexpr bool can_move() {
  if constexpr (requires { P::never_moves; }) {
    return !P::never_moves;
  } else {
    return true;
  }
}

/// Whether the transition form of patch P moves from the first frame to the last, whatever timing
/// it is given; such a patch says `static constexpr bool moves_over_whole_step = true`.
template <class P>
constexpr bool moves_over_whole_step() {
  if constexpr (requires { P::moves_over_whole_step; }) {
    return P::moves_over_whole_step;
  } else {
    return false;
  }
}

}  // namespace bbplay::reader
