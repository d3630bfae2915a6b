// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <utility>
#include <variant>

#include "bbplay/model/synth_spec.h"

namespace bbplay::model {

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

}  // namespace bbplay::model
