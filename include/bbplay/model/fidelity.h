// SPDX-License-Identifier: MIT
#pragma once

namespace bbplay {

/// One switch for the whole engine. `reference` reproduces the reference program including the
/// audible quirks its authors tuned their tracks with; `corrected` repairs the defects listed where
/// each of them is implemented.
enum class Fidelity { reference, corrected };

}  // namespace bbplay
