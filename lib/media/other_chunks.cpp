// SPDX-License-Identifier: MIT
#include "media/other_chunks.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "media/chunks.h"

namespace bbplay::media {
namespace {

bool is_about_the_sound(std::string_view id) {
  constexpr std::string_view kIds[] = {"fmt ", "fact", "ds64", "data", "COMM", "FVER",
                                       "SSND", "VHDR", "BODY", "desc", "kuki", "pakt"};
  return std::ranges::find(kIds, id) != std::end(kIds);
}

}  // namespace

void leave_out_other_chunks(ByteSource& source) {
  constexpr int kMostChunks = 1'000;
  const auto form = ChunkForm::of(source);
  if (!form) return;
  std::int64_t at = form->first();
  for (int chunks = 0; chunks < kMostChunks; ++chunks) {
    const auto chunk = form->at(source, at);
    if (!chunk) return;
    if (is_about_the_sound(chunk->id)) {
      at = chunk->next;
    } else {
      source.leave_out(at, chunk->next);
    }
  }
}

}  // namespace bbplay::media
