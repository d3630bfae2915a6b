// SPDX-License-Identifier: MIT
// Files of the plan cache. What is decoded at all has to become the same bytes again.
#include <cstdlib>
#include <string>

#include "bbplay/plan/plan_codec.h"

#include "fuzz/fuzz_target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = text_of(data, size);
  const auto plan = bbplay::decode_plan(bytes);
  if (plan && bbplay::encode_plan(*plan) != bytes) std::abort();
  return 0;
}
