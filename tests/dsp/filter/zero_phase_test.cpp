// SPDX-License-Identifier: MIT
#include "dsp/filter/zero_phase.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "dsp/filter/butterworth.h"
#include "dsp/filter/zero_phase_in_place.h"
#include "dsp/filter/zero_phase_stage.h"
#include "dsp/noise/random.h"
#include "support/allocations.h"
#include "support/golden.h"

namespace bbplay::dsp {
namespace {

using Samples = std::vector<double>;
using test::GoldenCase;

/// A source that reads a signal at hand; the right channel is the left one, upside down. Counts how
/// often it is asked, and insists on being asked in order.
class Recorded {
 public:
  explicit Recorded(const Samples& signal, int* asked = nullptr)
      : signal_(&signal), asked_(asked) {}

  void render(std::int64_t first, StereoDoubles out) noexcept {
    EXPECT_EQ(first, next_);
    EXPECT_LT(first, std::ssize(*signal_));
    next_ += static_cast<std::int64_t>(kQuantum);
    if (asked_ != nullptr) ++*asked_;
    for (std::size_t i = 0; i < kQuantum; ++i) {
      const std::size_t frame = static_cast<std::size_t>(first) + i;
      // What lies past the end must not matter.
      out.left[i] = frame < signal_->size() ? (*signal_)[frame] : 1e6;
      out.right[i] = -out.left[i];
    }
  }
  void seek(std::int64_t frame) noexcept { next_ = frame; }

 private:
  const Samples* signal_;
  int* asked_;
  std::int64_t next_ = 0;
};

using Stage = ZeroPhaseStage<Recorded>;

/// Plays a stage or a chain of them from `first` to `end`; checks that both channels agree.
template <class AnyStage>
Samples played(AnyStage& stage, std::int64_t first, std::int64_t end) {
  Samples out;
  StereoDoublesQuantum quantum;
  for (std::int64_t frame = first; frame < end; frame += static_cast<std::int64_t>(kQuantum)) {
    stage.render(frame, quantum.block());
    for (std::size_t i = 0; i < kQuantum; ++i) {
      EXPECT_EQ(quantum.left[i], -quantum.right[i]);
      if (frame + static_cast<std::int64_t>(i) < end) out.push_back(quantum.left[i]);
    }
  }
  return out;
}

ZeroPhaseFilter rumble_filter(double rate) { return {butterworth_high_pass(4, 30, rate), 4}; }
ZeroPhaseFilter band_limit(double rate) { return {butterworth_low_pass(4, 0.45 * rate, rate), 4}; }

Samples streamed(const ZeroPhaseFilter& filter, const Samples& signal) {
  Stage stage(Recorded(signal), filter, std::ssize(signal));
  return played(stage, 0, std::ssize(signal));
}

Samples test_signal(std::size_t frames, double rate) {
  Samples out(frames);
  GaussianNoise(7, 0).fill(0, out);
  for (std::size_t i = 0; i < frames; ++i) {
    const double turns = 30 * static_cast<double>(i) / rate;
    const double square = std::sin(2 * std::numbers::pi * turns) > 0 ? 0.4 : -0.4;
    out[i] = 0.1 * std::clamp(out[i], -3.0, 3.0) + square + 0.3;
  }
  return out;
}

double largest_difference(const Samples& a, const Samples& b) {
  EXPECT_EQ(a.size(), b.size());
  return test::largest_error(a, b);
}

/// 30 Hz high-pass, then low-pass, as the QAM voices have it; the first is left out at low rates.
std::vector<ZeroPhaseFilter> voice_filters(double rate) {
  if (rate <= 60) return {band_limit(rate)};
  return {rumble_filter(rate), band_limit(rate)};
}

std::vector<ZeroPhaseFilter> filters_of(const GoldenCase& golden) {
  if (golden.function != "zero_phase_butterworth") return voice_filters(golden.rate);
  const int order = static_cast<int>(golden.params["order"].number().value());
  const double hz = golden.params["cutoff"].number().value();
  const bool low = golden.params["btype"].text() == "lowpass";
  return {{low ? butterworth_low_pass(order, hz, golden.rate)
               : butterworth_high_pass(order, hz, golden.rate),
           order}};
}

std::vector<GoldenCase> golden_cases(const test::GoldenFamily& dsp,
                                     const test::GoldenFamily& voices) {
  std::vector<GoldenCase> cases = dsp.of({"apply_filters", "zero_phase_butterworth"});
  for (GoldenCase& golden : voices.of({"zero_phase_filter"})) cases.push_back(std::move(golden));
  return cases;
}

TEST(ZeroPhase, TheWholeSignalGivesTheReferencesSamples) {
  const test::GoldenFamily dsp("dsp"), voices("voices-modulation");
  test::WorstErrors worst("whole signal");
  for (const GoldenCase& golden : golden_cases(dsp, voices)) {
    Samples signal = golden.input("signal").samples;
    for (const ZeroPhaseFilter& filter : filters_of(golden)) {
      signal = zero_phase_whole(filter, signal);
    }
    worst.check(golden, test::largest_error(signal, golden.expected().samples));
  }
}

TEST(ZeroPhase, TheStreamGivesTheReferencesSamples) {
  const test::GoldenFamily dsp("dsp"), voices("voices-modulation");
  test::WorstErrors worst("streamed");
  for (const GoldenCase& golden : golden_cases(dsp, voices)) {
    Samples signal = golden.input("signal").samples;
    for (const ZeroPhaseFilter& filter : filters_of(golden)) signal = streamed(filter, signal);
    worst.check(golden, test::largest_error(signal, golden.expected().samples));
  }
}

TEST(ZeroPhase, TheStreamStaysWithin1e8OfTheWholeSignal) {
  for (const double rate : {8'000.0, 48'000.0}) {
    // At the lower rate long enough for a renewal of the forward pass.
    const Samples signal = test_signal(rate < 10'000 ? 300'001 : 60'001, rate);
    const ZeroPhaseFilter filters[] = {rumble_filter(rate),
                                       band_limit(rate),
                                       {butterworth_low_pass(4, 300, rate), 4},
                                       {butterworth_low_pass(1, 0.2 * rate, rate), 1},
                                       {butterworth_high_pass(2, 50, rate), 2}};
    for (const ZeroPhaseFilter& filter : filters) {
      EXPECT_LT(largest_difference(streamed(filter, signal), zero_phase_whole(filter, signal)),
                1e-8)
          << "look-ahead of " << filter.look_ahead << " at " << rate;
    }
  }
}

TEST(ZeroPhase, BothEndsOfTheStreamAreExact) {
  const double rate = 44'100;
  const Samples signal = test_signal(60'000, rate);
  const ZeroPhaseFilter filter = rumble_filter(rate);
  const Samples stream = streamed(filter, signal);
  const Samples whole = zero_phase_whole(filter, signal);
  // The last blocks start their backward pass at the end of the signal.
  for (std::size_t i = signal.size() - 10'000; i < signal.size(); ++i) {
    ASSERT_NEAR(stream[i], whole[i], 1e-11) << i;
  }
  for (std::size_t i = 0; i < 100; ++i) ASSERT_NEAR(stream[i], whole[i], 1e-8) << i;
}

TEST(ZeroPhase, EveryShortLengthIsExact) {
  const ZeroPhaseFilter filter = band_limit(8'000);
  const ZeroPhaseFilter slow = rumble_filter(8'000);
  for (std::size_t frames = 1; frames < 1'100; frames += frames < 40 ? 1 : 7) {
    const Samples signal = test_signal(frames, 8'000);
    for (const ZeroPhaseFilter& each : {filter, slow}) {
      const Samples whole = zero_phase_whole(each, signal);
      ASSERT_LT(largest_difference(streamed(each, signal), whole), 1e-9) << frames << " frames";
      if (frames <= each.padding) {
        EXPECT_EQ(whole, signal);
      }
    }
  }
}

TEST(ZeroPhase, ASectionInPlaceGivesTheSameBitsAsTheWholeSignal) {
  for (const int order : {1, 2}) {
    const std::vector<Section> sections =
        order == 1 ? butterworth_low_pass(1, 3'000, 8'000) : butterworth_high_pass(2, 50, 8'000);
    ASSERT_EQ(sections.size(), 1u);
    for (const std::size_t frames : {0u, 1u, 6u, 7u, 9u, 10u, 11u, 5'000u}) {
      Samples signal(frames);
      GaussianNoise(5, 0).fill(0, signal);
      const Samples whole = zero_phase_whole({sections, order}, signal);
      zero_phase_in_place(sections.front(), 3 * (static_cast<std::size_t>(order) + 1), signal);
      EXPECT_EQ(signal, whole) << order << ", " << frames;
    }
  }
}

TEST(ZeroPhase, PlayingFromAnywhereGivesTheSameBits) {
  const double rate = 8'000;
  const Samples signal = test_signal(560'123, rate);
  const auto frames = std::ssize(signal);
  const auto chain = [&] {
    return ZeroPhaseStage(Stage(Recorded(signal), rumble_filter(rate), frames), band_limit(rate),
                          frames);
  };
  auto stage = chain();
  const Samples continuous = played(stage, 0, frames);
  for (const std::int64_t quantum : {0, 1, 8, 9, 500, 1'023, 1'024, 1'025, 1'500, 2'050, 2'150,
                                     2'184, 2'187, 2'188, 3}) {  // forwards, then back again
    const std::int64_t first = quantum * static_cast<std::int64_t>(kQuantum);
    stage.seek(first);
    const Samples part = played(stage, first, std::min<std::int64_t>(frames, first + 20'000));
    ASSERT_TRUE(std::equal(part.begin(), part.end(), continuous.begin() + first)) << first;
  }
}

TEST(ZeroPhase, SeekingTakesBoundedWork) {
  const Samples signal = test_signal(2'000'000, 8'000);
  int asked = 0;
  Stage stage(Recorded(signal, &asked), rumble_filter(8'000), std::ssize(signal));
  for (std::int64_t frame = 0; frame < std::ssize(signal); frame += 397 * 256) {
    asked = 0;
    stage.seek(frame);
    EXPECT_LT(asked, 1'100) << frame;
  }
}

TEST(ZeroPhase, ACopyGoesOnWithTheSameBits) {
  const Samples signal = test_signal(30'000, 8'000);
  Stage stage(Recorded(signal), rumble_filter(8'000), std::ssize(signal));
  played(stage, 0, 40 * 256);
  Stage copy = stage;
  const Samples rest = played(stage, 40 * 256, std::ssize(signal));
  EXPECT_EQ(played(copy, 40 * 256, std::ssize(signal)), rest);
}

TEST(ZeroPhase, EveryQuantumAsksForAtMostOneQuantumAndAllocatesNothing) {
  const Samples signal = test_signal(60'000, 8'000);
  int asked = 0;
  const auto frames = std::ssize(signal);
  ZeroPhaseStage stage(Stage(Recorded(signal, &asked), rumble_filter(8'000), frames),
                       band_limit(8'000), frames);
  StereoDoublesQuantum quantum;
  for (std::int64_t frame = 0; frame < frames; frame += static_cast<std::int64_t>(kQuantum)) {
    asked = 0;
    const std::size_t before = test::allocations();
    stage.render(frame, quantum.block());
    EXPECT_EQ(test::allocations(), before);
    EXPECT_LE(asked, 1);
  }
}

TEST(ZeroPhase, LeavesNoPhaseShift) {
  const double rate = 8'000;
  Samples signal(16'000);
  for (std::size_t i = 0; i < signal.size(); ++i) {
    signal[i] = std::cos(2 * std::numbers::pi * 50 * static_cast<double>(i) / rate);
  }
  const double edge = std::tan(std::numbers::pi * 30 / rate);
  const double ratio = edge / std::tan(std::numbers::pi * 50 / rate);
  const double gain = 1 / (1 + std::pow(ratio, 8));
  const Samples out = streamed(rumble_filter(rate), signal);
  for (std::size_t i = 6'000; i < 10'000; ++i) EXPECT_NEAR(out[i], gain * signal[i], 1e-7);
}

TEST(SettlingTime, IsThatOfTheSpecification) {
  // Format voices-modulation 6.4, for an error of 1e-8.
  for (const auto& [rate, frames] : {std::pair(8'000, 2'106),
                                     {44'100, 11'605},
                                     {48'000, 12'632},
                                     {96'000, 25'262},
                                     {192'000, 50'523}}) {
    EXPECT_NEAR(static_cast<double>(rumble_filter(rate).look_ahead), frames, 2) << rate;
    EXPECT_NEAR(static_cast<double>(band_limit(rate).look_ahead), 160, 2) << rate;
  }
}

TEST(SettlingTime, HasALimit) {
  const BiquadCascade slow(butterworth_low_pass(4, 0.1, 48'000));
  EXPECT_EQ(settling_frames(slow, 1e-8, 5'000), 5'000);
}

}  // namespace
}  // namespace bbplay::dsp
