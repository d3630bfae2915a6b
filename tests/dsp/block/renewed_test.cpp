// SPDX-License-Identifier: MIT
#include "dsp/block/renewed.h"

#include <cmath>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/flanger/flanger.h"
#include "dsp/spatial/spatializer.h"
#include "support/quanta.h"

namespace bbplay::test {
namespace {

constexpr auto kFrames = static_cast<std::int64_t>(kQuantum);
constexpr int kRate = 44'100;

/// A running mean.
struct Mean {
  double pole = 0.99;
  std::optional<std::int64_t> run_in = 5'000;
  double left = 0, right = 0;

  void restart(std::int64_t) noexcept { left = right = 0; }
  std::optional<std::int64_t> run_in_frames() const noexcept { return run_in; }
  void process(std::int64_t, StereoBlock inout) noexcept {
    for (std::size_t i = 0; i < inout.frames(); ++i) {
      left = pole * left + (1 - pole) * static_cast<double>(inout.left[i]);
      right = pole * right + (1 - pole) * static_cast<double>(inout.right[i]);
      inout.left[i] = static_cast<float>(left);
      inout.right[i] = static_cast<float>(right);
    }
  }
};

/// One that knows where it stands, and counts how often it had to find out.
struct Walker : Mean {
  std::int64_t at = 0;
  int found_out = 0;

  void restart(std::int64_t frame) noexcept {
    Mean::restart(frame);
    if (at != frame) ++found_out;
    at = frame;
  }
  void restart_beside(std::int64_t frame, const Walker& heard) noexcept {
    Mean::restart(frame);
    at = heard.at;
  }
  void process(std::int64_t first, StereoBlock inout) noexcept {
    EXPECT_EQ(at, first);
    Mean::process(first, inout);
    at += kFrames;
  }
};

constexpr std::size_t kInputQuanta = 64;

/// Two tones, repeated for ever.
const StereoBuffer& tones() {
  static const StereoBuffer audio = two_tones(kInputQuanta * kQuantum, kRate);
  return audio;
}

/// The quantum of it at `first`.
QuantumBuffer input_at(std::int64_t first) {
  const std::size_t at = static_cast<std::size_t>(first / kFrames) % kInputQuanta * kQuantum;
  const ConstStereoBlock from = tones().block().subblock(at, kQuantum);
  QuantumBuffer quantum;
  std::ranges::copy(from.left, quantum.left);
  std::ranges::copy(from.right, quantum.right);
  return quantum;
}

template <class Effect>
StereoBuffer heard(Effect& effect, std::int64_t from, std::int64_t to) {
  StereoBuffer out(static_cast<std::size_t>(to - from));
  for (std::int64_t at = from; at < to; at += kFrames) {
    QuantumBuffer quantum = input_at(at);
    effect.process(at, quantum.block());
    const StereoBlock block = out.block().subblock(static_cast<std::size_t>(at - from), kQuantum);
    std::copy_n(quantum.left, kQuantum, block.left.begin());
    std::copy_n(quantum.right, kQuantum, block.right.begin());
  }
  return out;
}

const std::vector<std::int64_t> kRenewals{kRenewalFrames, 2 * kRenewalFrames};
/// Twice past a renewal.
constexpr std::int64_t kEnd = 2 * kRenewalFrames + 40 * kFrames;

template <class Effect>
void expect_same_wherever_entered(const dsp::Renewed<Effect>& effect,
                                  const std::vector<std::int64_t>& frames) {
  ASSERT_TRUE(effect.renews());
  dsp::Renewed<Effect> straight = effect;
  const StereoBuffer whole = heard(straight, 0, kEnd);
  for (const std::int64_t frame : frames) {
    dsp::Renewed<Effect> entered = effect;
    const std::int64_t entry = entered.entry_before(frame);
    EXPECT_LE(entry, frame);
    EXPECT_GE(entry, std::max<std::int64_t>(0, frame - 3 * kRenewalFrames / 2));
    entered.enter(entry);
    heard(entered, entry, frame);
    const std::int64_t rest = std::min(kEnd - frame, 40 * kFrames);
    const StereoBuffer part = heard(entered, frame, frame + rest);
    const ConstStereoBlock expected = std::as_const(whole).block().subblock(
        static_cast<std::size_t>(frame), static_cast<std::size_t>(rest));
    EXPECT_TRUE(std::ranges::equal(std::as_const(part).block().left, expected.left)) << frame;
    EXPECT_TRUE(std::ranges::equal(std::as_const(part).block().right, expected.right)) << frame;
  }
}

template <class Effect>
double difference_from_one_that_remembers(const Effect& effect) {
  Effect remembering = effect;
  dsp::Renewed<Effect> renewed(effect);
  const StereoBuffer a = heard(remembering, 0, kEnd), b = heard(renewed, 0, kEnd);
  double largest = 0;
  for (std::size_t i = 0; i < a.frames(); ++i) {
    largest = std::max({largest, std::abs(double(a.block().left[i]) - double(b.block().left[i])),
                        std::abs(double(a.block().right[i]) - double(b.block().right[i]))});
  }
  return largest;
}

TEST(Renewed, SoundsTheSameWhereverItIsEntered) {
  expect_same_wherever_entered(
      dsp::Renewed(Mean{}),
      {0, 1'000 * kFrames, kRenewalFrames - kFrames, kRenewalFrames, kRenewalFrames + kFrames,
       2 * kRenewalFrames - 30 * kFrames, 2 * kRenewalFrames - kFrames, 2 * kRenewalFrames});
}

TEST(Renewed, AsksTheOneThatIsHeardWhereItStands) {
  dsp::Renewed straight(Walker{});
  const std::int64_t between = kRenewalFrames + kFrames;
  heard(straight, 0, between);
  EXPECT_EQ(straight.effect().found_out, 0);
  heard(straight, between, kEnd);
  EXPECT_EQ(straight.effect().found_out, 0);
  dsp::Renewed entered(Walker{});
  const std::int64_t entry = entered.entry_before(between);
  entered.enter(entry);
  heard(entered, entry, between);
  EXPECT_EQ(entered.effect().found_out, 1);
  heard(entered, between, kEnd);
  EXPECT_EQ(entered.effect().found_out, 0);
}

TEST(Renewed, TakesOverAheadOfTheMultiplesWhereItIsToldTo) {
  constexpr std::int64_t kAhead = 70 * kFrames;
  const dsp::Renewed ahead(Mean{}, kAhead);
  expect_same_wherever_entered(
      ahead, {0, kRenewalFrames - kAhead - kFrames, kRenewalFrames - kAhead, kRenewalFrames,
              2 * kRenewalFrames - kAhead - ahead.run_in_frames(), 2 * kRenewalFrames - kAhead});
  EXPECT_EQ(ahead.entry_before(kRenewalFrames - kAhead),
            kRenewalFrames - kAhead - ahead.run_in_frames());
  EXPECT_EQ(ahead.entry_before(kRenewalFrames - kAhead - kFrames), 0);
  // Two run-ins have to fit between two renewals.
  EXPECT_TRUE(dsp::Renewed(Mean{}, kRenewalFrames - ahead.run_in_frames()).renews());
  EXPECT_FALSE(dsp::Renewed(Mean{}, kRenewalFrames - ahead.run_in_frames() + kFrames).renews());
}

TEST(Renewed, ForgetsNothingThatCouldBeHeard) {
  EXPECT_LE(difference_from_one_that_remembers(Mean{}), 1e-9);
  // One that is not given the time it needs is told from it.
  EXPECT_GT(difference_from_one_that_remembers(Mean{.pole = 0.9999}), 1e-4);
}

TEST(Renewed, MayBeEnteredBeforeItsOwnEntry) {
  dsp::Renewed straight(Mean{}), early(Mean{});
  const std::int64_t to = kRenewalFrames + 20 * kFrames;
  const StereoBuffer whole = heard(straight, 0, to);
  const std::int64_t entry = early.entry_before(kRenewalFrames) - 50 * kFrames;
  early.enter(entry);
  heard(early, entry, kRenewalFrames);
  const StereoBuffer part = heard(early, kRenewalFrames, to);
  EXPECT_TRUE(std::ranges::equal(
      std::as_const(part).block().left,
      std::as_const(whole).block().dropping(static_cast<std::size_t>(kRenewalFrames)).left));
}

TEST(Renewed, DoesNotRenewWhatRemembersForEverOrTooLong) {
  for (const auto& run_in : {std::optional<std::int64_t>(), std::optional(kRenewalFrames)}) {
    const Mean mean{.run_in = run_in};
    EXPECT_FALSE(dsp::Renewed(mean).renews());
    EXPECT_EQ(dsp::Renewed(mean).entry_before(kEnd), 0);
    EXPECT_EQ(difference_from_one_that_remembers(mean), 0);
  }
}

TEST(Renewed, ServesFlangers) {
  dsp::FlangerSettings settings;
  settings.loop_hpf_hz = 60;
  for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
    for (const bool four_taps : {false, true}) {
      settings.four_taps = four_taps;
      const dsp::Flanger flanger(settings, kRate, fidelity);
      expect_same_wherever_entered(dsp::Renewed(flanger), kRenewals);
      EXPECT_LE(difference_from_one_that_remembers(flanger), 2e-7);
    }
  }
  settings.feedback = 1;
  EXPECT_FALSE(dsp::Renewed(dsp::Flanger(settings, kRate, Fidelity::reference)).renews());
  settings = {};
  settings.loudness_time_ms = 1'000;
  EXPECT_FALSE(dsp::Renewed(dsp::Flanger(settings, kRate, Fidelity::reference)).renews());
}

TEST(Renewed, ServesSpatialisers) {
  SpatialPatch patch;
  AzimuthSegment turning, back;
  turning.seconds = 20;
  turning.speed_deg_per_s = 40;
  back.seconds = 15;
  back.mode = AzimuthMode::oscillate;
  back.extent_deg = 60;
  back.period_s = 9;
  for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
    for (const int decoder : {SpatialPatch::itd_head, SpatialPatch::foa_cardioid}) {
      patch.decoder.index = decoder;
      for (const auto& way : {std::optional<std::vector<AzimuthSegment>>(),
                              std::optional(std::vector{turning, back})}) {
        patch.trajectory = way;
        const dsp::Spatializer spatializer(patch, 50, kRate, fidelity);
        expect_same_wherever_entered(dsp::Renewed(spatializer), kRenewals);
        EXPECT_LE(difference_from_one_that_remembers(spatializer), 2e-7);
      }
    }
  }
  // A source that never gets where it should be remembers for ever.
  patch = {};
  turning.speed_deg_per_s = 200;
  patch.trajectory = {turning};
  EXPECT_FALSE(dsp::Renewed(dsp::Spatializer(patch, 50, kRate, Fidelity::reference)).renews());
  patch.trajectory.reset();
  patch.max_delay_step_samples = 0;
  EXPECT_FALSE(dsp::Renewed(dsp::Spatializer(patch, 50, kRate, Fidelity::reference)).renews());
}

}  // namespace
}  // namespace bbplay::test
