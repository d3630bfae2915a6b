// SPDX-License-Identifier: MIT
/// What a track may ask for. No session comes near; a hostile or broken file meets a clear message
/// instead of an exhausted machine.
#pragma once

#include <cstddef>

namespace bbplay {

inline constexpr double kMaxTrackSeconds = 7 * 24 * 3600.0;
inline constexpr std::size_t kMaxSteps = 20'000;
inline constexpr std::size_t kMaxStepsAtOnce = 100;
inline constexpr std::size_t kMaxOverlaps = 200'000;  // of two steps each
inline constexpr std::size_t kMaxVoicesPerStep = 4096;
inline constexpr std::size_t kMaxVoices = 20'000;
inline constexpr std::size_t kMaxNameBytes = 8u << 20;  // of ids, functions, descriptions
inline constexpr std::size_t kMaxClips = 1'000;
inline constexpr std::size_t kMaxEnvelopePoints = 10'000;
inline constexpr std::size_t kMaxNotchSweeps = 100;
inline constexpr int kMaxNotchStages = 500;               // per sweep or fixed notch
inline constexpr double kMaxNotchesPerStep = 4'000;       // a second of computing for each of sound
inline constexpr std::size_t kMaxSceneParts = 1'000'000;  // settings and routes, for one voice each
inline constexpr std::size_t kMaxSceneAtOnce = 200;       // settings that count at the same time
inline constexpr int kMinRate = 1'000;
inline constexpr int kMaxRate = 768'000;

}  // namespace bbplay
