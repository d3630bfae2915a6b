// SPDX-License-Identifier: MIT
#pragma once

namespace bbplay {

/// One switch for the whole engine. `reference` reproduces the reference program with its audible
/// quirks, by which the authors of tracks have tuned them; `corrected` repairs the defects that are
/// listed where each of them is implemented.
enum class Fidelity { reference, corrected };

}  // namespace bbplay
