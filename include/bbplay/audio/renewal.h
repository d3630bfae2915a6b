// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace bbplay {

/// Effects with a memory that fades forget, at every multiple of so many frames of their voice, what
/// lies longer ago than a run-in: so a voice that carries one can begin there without all that was
/// before, and its stretches can be rendered side by side. What is lost is some 1e-10 of what the
/// memory would hold.
inline constexpr std::int64_t kRenewalFrames = std::int64_t{1} << 20;

}  // namespace bbplay
