// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "dsp/flanger/flanger.h"
#include "dsp/spatial/spatializer.h"
#include "support/allocations.h"
#include "support/quanta.h"
#include "voices/voice_flanger.h"

namespace bbplay::test {
namespace {

template <class Effect>
std::size_t allocations_of(Effect effect) {
  const StereoBuffer tones = two_tones(kQuantum, 44'100);
  QuantumBuffer quantum;
  std::copy(tones.block().left.begin(), tones.block().left.end(), quantum.left);
  std::copy(tones.block().right.begin(), tones.block().right.end(), quantum.right);
  const std::size_t before = allocations();
  for (std::int64_t first = 0; first < 20 * 256; first += 256) {
    effect.process(first, quantum.block());
  }
  return allocations() - before;
}

constexpr Fidelity kBoth[] = {Fidelity::reference, Fidelity::corrected};

TEST(EffectsInTheCallback, AllocateNothing) {
  for (const Fidelity fidelity : kBoth) {
    for (const int mode : {0, 1, 2, 3}) {
      const dsp::FlangerSettings settings{
          .loop_hpf_hz = 50, .stereo_mode = mode, .spread_deg = 90, .delay_law = mode};
      EXPECT_EQ(allocations_of(dsp::Flanger(settings, 44'100, fidelity)), 0u);
    }
    for (const int decoder : {SpatialPatch::itd_head, SpatialPatch::foa_cardioid}) {
      SpatialPatch patch;
      patch.decoder = {decoder};
      patch.rolloff = 2;
      patch.hf_roll_db_per_m = 1;
      EXPECT_EQ(allocations_of(dsp::Spatializer(patch, 0.1, 44'100, fidelity)), 0u);
    }
    FlangerSpec spec;
    spec.blends = true;
    for (const auto& row : FlangerPatch::rows) {
      if (const auto* field = std::get_if<Ramp FlangerPatch::*>(&row.field)) {
        spec.patch.** field = {row.fallback.still, 1.1 * row.fallback.still};
      }
    }
    VoiceContext context;
    context.seconds = 0.1;
    context.frames = 4410;
    context.fidelity = fidelity;
    for (const char* curve : {"linear", "alpha ** 3"}) {
      TransitionTiming timing;
      timing.curve = curve;
      spec.timing = timing;
      EXPECT_EQ(allocations_of(voices::VoiceFlanger(spec, timing, context)), 0u) << curve;
    }
  }
}

}  // namespace
}  // namespace bbplay::test
