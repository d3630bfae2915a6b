// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "reader/json_node.h"
#include "reader/reading.h"

namespace bbplay::reader {

/// The keys of a voice that a scene was written in before tracks had one (format sam-scenes 1.1).
inline constexpr std::string_view kOlderSceneKeys[] = {"samStages", "samModulation", "samRouting"};

/// The source ids of the SAM2 voices of a track, in the order of the file: those they have, and
/// source.N in turn for the others, leaving out what the scene declares (format sam-scenes 1.2).
std::vector<std::string> source_ids(const std::vector<VoicesOfScene::Sam2>& voices,
                                    const std::vector<std::string>& declared);

/// Whether a target of a scene means the voice with this id.
bool hits(std::string_view target, std::string_view id);

}  // namespace bbplay::reader
