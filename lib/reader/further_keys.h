// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>
#include <type_traits>

#include "bbplay/model/patches/sam2_patch.h"
#include "bbplay/model/patches/sam_monaural_beat_patch.h"

#include "reader/scene_sources.h"

namespace bbplay::reader {

/// Keys that editors write beside those of the rows: read together with one of them, by a renderer
/// that is not played, or by nobody.
inline constexpr std::string_view kFurtherSam2Keys[] = {"samSchemaVersion",
                                                        "customPathSmoothingPasses",
                                                        "customPathSmoothingRatio",
                                                        "hrtfAsset",
                                                        "hrtfAssetHash",
                                                        "hrtfOptions",
                                                        "canonicalTrajectory",
                                                        "distanceLaw",
                                                        "referenceDistanceM",
                                                        "minimumDistanceM",
                                                        "maximumDistanceM",
                                                        "dopplerEnabled",
                                                        "sam_source_id",
                                                        "endPhaseOffsetL",
                                                        "endPhaseOffsetR",
                                                        kOlderSceneKeys[0],
                                                        kOlderSceneKeys[1],
                                                        kOlderSceneKeys[2]};
inline constexpr std::string_view kFurtherSamMonauralKeys[] = {"pathRadius",
                                                               "spatialBeatFreq",
                                                               "spatialPhaseOffset",
                                                               "rotationDirection",
                                                               "frame_dur_ms",
                                                               "overlap_factor",
                                                               "startPathRadius",
                                                               "endPathRadius",
                                                               "startSpatialBeatFreq",
                                                               "endSpatialBeatFreq",
                                                               "startSpatialPhaseOffset",
                                                               "endSpatialPhaseOffset",
                                                               "startRotationDirection",
                                                               "endRotationDirection"};

/// Those of a patch.
template <class P>
constexpr std::span<const std::string_view> further_keys() {
  if constexpr (std::is_same_v<P, Sam2Patch>) return kFurtherSam2Keys;
  if constexpr (std::is_same_v<P, SamMonauralBeatPatch>) return kFurtherSamMonauralKeys;
  return {};
}

}  // namespace bbplay::reader
