// SPDX-License-Identifier: MIT
#include "reader/track_containers.h"

#include "reader/object_reader.h"

namespace bbplay::reader {

TrackContainers find_containers(JsonNode root, Diagnostics& diagnostics) {
  ObjectReader reader(root, diagnostics);
  const bool v2 = root["progression"].exists() || root["global"].exists();
  const auto container = [&](ObjectReader::Keys in_v2, ObjectReader::Keys in_legacy,
                             JsonType type) {
    return reader.container(v2 ? in_v2 : in_legacy, type);
  };
  TrackContainers out;
  out.settings = container({"global", "global_settings", "globalSettings"},
                           {"global_settings", "globalSettings", "global"}, JsonType::object);
  out.steps = container({"progression", "steps"}, {"steps", "progression"}, JsonType::array);
  out.noise =
      container({"background_noise", "noise"}, {"background_noise", "noise"}, JsonType::object);
  out.clips = container({"overlay_clips", "clips"}, {"clips", "overlay_clips"}, JsonType::array);
  out.scene = reader.find({"sam_scene"});
  reader.know({"name", "description", "version", "$schema"});  // for people and editors
  reader.report_unknown_keys("key", "track");
  return out;
}

}  // namespace bbplay::reader
