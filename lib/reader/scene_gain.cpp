// SPDX-License-Identifier: MIT
#include "reader/scene_gain.h"

#include <algorithm>
#include <cmath>

namespace bbplay::reader {
namespace {

using Channel = SceneText::Channel;

/// Whether channels play solo, and `is_meant` holds for none of them.
template <class IsMeant>
bool are_others_solo(const std::vector<Channel>& channels, IsMeant is_meant) {
  const auto solo = [](const Channel& channel) { return channel.plays_solo(); };
  return std::any_of(channels.begin(), channels.end(), solo) &&
         std::none_of(channels.begin(), channels.end(),
                      [&](const Channel& channel) { return solo(channel) && is_meant(channel); });
}

/// The buses that count: of equal names the last.
std::vector<Channel> buses_of(const SceneText& scene) {
  std::vector<Channel> out;
  for (const Channel& bus : scene.buses) {
    if (scene.bus(bus.id) == &bus) out.push_back(bus);
  }
  return out;
}

}  // namespace

double scene_gain(const SceneText& scene, std::string_view source, Fidelity fidelity,
                  Diagnostics& diagnostics) {
  const Channel* entry = scene.source(source);
  // X4: without an entry the reference hears no solos; corrected fidelity takes it as on the master.
  if (entry == nullptr && fidelity == Fidelity::reference) return 1;
  const std::string_view bus_id = entry != nullptr ? std::string_view(entry->bus) : "master";
  if (are_others_solo(scene.sources,
                      [source](const Channel& other) { return other.id == source; }) ||
      are_others_solo(buses_of(scene),
                      [bus_id](const Channel& other) { return other.id == bus_id; })) {
    return 0;
  }
  if (entry == nullptr) return 1;
  const Channel* bus = scene.bus(bus_id);
  if (entry->muted || (bus != nullptr && bus->muted)) return 0;
  const double gain_db = gain_db_of(entry->node, diagnostics) +
                         (bus != nullptr ? gain_db_of(bus->node, diagnostics) : 0);
  return std::pow(10, std::clamp(gain_db, -1'000.0, 1'000.0) / 20);
}

}  // namespace bbplay::reader
