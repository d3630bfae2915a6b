// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace bbplay::test {

/// Names and JSON of tracks which between them have every synth function in both forms, every
/// effect, generated noise, clips and blends. Each voice sounds for `seconds`.
std::vector<std::pair<std::string, std::string>> tracks_of_everything(double seconds);

}  // namespace bbplay::test
