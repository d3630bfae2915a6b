// SPDX-License-Identifier: MIT
// What stands behind the check sum in files of the plan cache, the sum being put right: a forger would do so. What
// is decoded at all has to become the same bytes again.
#include <cstdlib>
#include <string>
#include <string_view>

#include "bbplay/plan/fingerprint.h"
#include "bbplay/plan/plan_codec.h"

#include "fuzz/fuzz_target.h"

namespace {

std::string signed_plan(std::string_view payload) {
  static const std::string kEmpty = bbplay::encode_plan({});
  bbplay::Fingerprint fingerprint;
  fingerprint.add_number(std::uint64_t{0});  // the key
  fingerprint.add_text(payload);
  const std::uint64_t sum = fingerprint.value();
  std::string bytes = kEmpty.substr(0, kEmpty.find('\n') + 1);
  bytes.append(reinterpret_cast<const char*>(&sum), sizeof sum);
  return bytes.append(payload);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes = signed_plan(text_of(data, size));
  const auto plan = bbplay::decode_plan(bytes);
  if (plan && bbplay::encode_plan(*plan) != bytes) std::abort();
  return 0;
}
