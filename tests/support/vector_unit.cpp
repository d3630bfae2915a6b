// SPDX-License-Identifier: MIT
// Confines a test program to the vector unit named in BBPLAY_TEST_VECTOR_UNIT (SSE4, AVX2, AVX3,
// NEON ...), so that the golden cases are met by every path that the engine may take at run time.
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <hwy/targets.h>

namespace bbplay::test {
namespace {

constexpr int kSkipped = 77;  // what CTest takes for a skipped test

bool confine() {
  const char* wanted = std::getenv("BBPLAY_TEST_VECTOR_UNIT");
  if (wanted == nullptr) return false;
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    if (hwy::TargetName(target) != std::string_view(wanted)) continue;
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    std::printf("Confined to %s\n", wanted);
    return true;
  }
  std::printf("This processor has no %s.\n", wanted);
  std::exit(kSkipped);
}

[[maybe_unused]] const bool confined = confine();

}  // namespace
}  // namespace bbplay::test
