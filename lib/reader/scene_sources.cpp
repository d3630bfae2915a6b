// SPDX-License-Identifier: MIT
#include "reader/scene_sources.h"

#include <set>

#include "bbplay/model/words.h"

#include "reader/scene_text.h"

namespace bbplay::reader {

std::vector<std::string> source_ids(const std::vector<VoicesOfScene::Sam2>& voices,
                                    const std::vector<std::string>& declared) {
  std::set<std::string> known(declared.begin(), declared.end());
  std::vector<std::string> ids;
  std::size_t number = 1;
  for (const VoicesOfScene::Sam2& voice : voices) {
    std::string id(model::trimmed(text_of_id(voice.voice["sam_source_id"])));
    if (id.empty()) {
      const auto made = [&number] { return "source." + std::to_string(number); };
      while (known.contains(made())) ++number;
      id = made();
      ++number;
    }
    known.insert(id);
    ids.push_back(std::move(id));
  }
  return ids;
}

bool hits(std::string_view target, std::string_view id) {
  return target == id || target == "voice" || target == "*";
}

}  // namespace bbplay::reader
