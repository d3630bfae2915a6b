// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bbplay/model/diagnostics.h"

#include "reader/scene_text.h"

namespace bbplay::reader {

/// Whether a target is one of the voices of these ids, or all of them.
bool hits_any(std::string_view target, const std::vector<std::string>& ids);

/// What a scene that can be read says in vain, or probably did not mean (format sam-scenes 8).
///
/// ids                of the voices, each once
/// changes_something  whether any of it is heard: what a scene says in vain is no fault of one that
///                    changes nothing at all
void report_doubts(const SceneText& scene, const std::vector<std::string>& ids,
                   bool changes_something, Diagnostics& diagnostics);

}  // namespace bbplay::reader
