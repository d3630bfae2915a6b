// SPDX-License-Identifier: MIT
#include "voices/tonal/harmonic_suppression.h"

#include <algorithm>
#include <cstdint>
#include <memory>

#include <gtest/gtest.h>

#include "bbplay/audio/renewal.h"

namespace bbplay::voices {
namespace {

/// A kernel with a memory that is renewed as early as its context says; counts the frames that it is
/// asked for.
class Renewing {
 public:
  Renewing(const VoiceContext& context, std::int64_t* rendered)
      : ahead_(context.renewed_ahead_frames), rendered_(rendered) {}

  void render(std::int64_t /*first*/, StereoBlock out) noexcept {
    std::ranges::fill(out.left, 0.5f);
    std::ranges::fill(out.right, 0.5f);
    *rendered_ += static_cast<std::int64_t>(kQuantum);
  }
  void reset() noexcept {}
  bool is_closed_form() const noexcept { return false; }
  bool renews() const noexcept { return true; }
  std::int64_t entry_before(std::int64_t frame) const noexcept {
    return std::max<std::int64_t>(0, (frame + ahead_) / kRenewalFrames * kRenewalFrames - ahead_);
  }
  void enter(std::int64_t /*entry*/) noexcept {}
  double peak_bound() const noexcept { return 0.5; }

 private:
  std::int64_t ahead_;
  std::int64_t* rendered_;
};

TEST(HarmonicSuppression, IsEnteredAtARenewalWithoutAllThatWasSinceTheOneBefore) {
  VoiceContext context;
  context.frames = 5 * kRenewalFrames;
  std::int64_t rendered = 0;
  const auto build = [&](const VoiceContext& c) { return Renewing(c, &rendered); };
  for (const double carrier_hz : {40.0, 200.0, 4'000.0}) {
    const std::unique_ptr<Voice> voice = make_suppressed(build, true, carrier_hz, context);
    EXPECT_TRUE(voice->renews());
    EXPECT_FALSE(voice->seeks_at_once());
    for (const std::int64_t renewal : {1, 2, 3, 4}) {
      rendered = 0;
      voice->seek(renewal * kRenewalFrames);
      EXPECT_LT(rendered, kRenewalFrames / 2) << carrier_hz << " Hz, renewal " << renewal;
    }
  }
}

}  // namespace
}  // namespace bbplay::voices
