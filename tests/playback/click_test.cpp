// SPDX-License-Identifier: MIT
// Controls must not click: from one sample to the next, the sound moves no further than the signal
// does at the loudest gain involved, and the ramp's own step on top.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <memory>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/playback/range_player.h"
#include "bbplay/playback/transport.h"

namespace bbplay {
namespace {

constexpr int kRate = 48'000;
constexpr std::int64_t kTrack = 60 * kRate;
constexpr double kRampFrames = 0.02 * kRate;
constexpr double kAmplitude = 0.5;
/// Both sides of a binaural beat; no whole number of periods per second.
struct Tones {
  double left_hz, right_hz;

  double largest_step() const {
    return kAmplitude * 2 * std::numbers::pi * std::max(left_hz, right_hz) / kRate;
  }
};
// The upper end of what is used, and a slow one next to which steps of ramps show.
constexpr Tones kHigh{440.3, 447.1}, kLow{20.3, 24.1};

class Beat final : public SeekableSource {
 public:
  Beat(const Tones& tones, std::int64_t first) : tones_(tones), next_(first) {}

  static float at(std::int64_t frame, double hz) {
    return static_cast<float>(
        kAmplitude * std::sin(2 * std::numbers::pi * hz * static_cast<double>(frame) / kRate));
  }

  std::size_t process_block(StereoBlock out) noexcept override {
    for (std::size_t i = 0; i < out.frames(); ++i, ++next_) {
      out.left[i] = at(next_, tones_.left_hz);
      out.right[i] = at(next_, tones_.right_hz);
    }
    return out.frames();
  }
  void service() override {}
  void seek(std::int64_t frame) override { next_ = frame; }
  std::uint64_t late_blocks() const noexcept override { return 0; }

 private:
  Tones tones_;
  std::int64_t next_;
};

/// A player on a device that asks for blocks of `block` frames; everything it heard is kept.
class Listening {
 public:
  Listening(const Tones& tones, std::size_t block)
      : player([tones](std::int64_t first) { return std::make_unique<Beat>(tones, first); },
               PlayRange{.start = 0, .end = kTrack}, kRate),
        transport(player, kRate),
        buffer_(block) {}

  void listen(double seconds) {
    for (double left = seconds * kRate; left > 0; left -= double(buffer_.frames())) {
      player.service();
      transport.process_block(buffer_.block());
      const StereoBlock block = buffer_.block();
      left_.insert(left_.end(), block.left.begin(), block.left.end());
      right_.insert(right_.end(), block.right.begin(), block.right.end());
    }
  }

  double largest_step() const { return std::max(largest_step(left_), largest_step(right_)); }
  /// In the last frame.
  double level() const { return std::max(std::abs(left_.back()), std::abs(right_.back())); }

  RangePlayer player;
  Transport transport;

 private:
  static double largest_step(const std::vector<float>& samples) {
    double largest = std::abs(samples.front());
    for (std::size_t i = 1; i < samples.size(); ++i) {
      largest = std::max(largest, std::abs(double(samples[i]) - double(samples[i - 1])));
    }
    return largest;
  }

  StereoBuffer buffer_;
  std::vector<float> left_, right_;
};

struct Case {
  const char* name;
  double loudest;    // gain while it happens
  double gain_step;  // per ramp, in all
  std::function<void(Listening&)> act;
};

std::vector<Case> cases() {
  const auto seek = [](double seconds) {
    return [=](Listening& to) { to.player.jump(std::llround(seconds * kRate)); };
  };
  return {
      {"pause", 1, 1, [](Listening& to) { to.transport.pause(); }},
      {"pause and resume", 1, 1,
       [](Listening& to) {
         to.transport.pause();
         to.listen(0.1);
         to.transport.resume();
       }},
      {"resume within the ramp", 1, 1,
       [](Listening& to) {
         to.transport.pause();
         to.listen(0.007);
         to.transport.resume();
       }},
      {"seek", 1, 1, seek(30)},
      {"seek while seeking", 1, 1,
       [=](Listening& to) {
         seek(30)(to);
         to.listen(0.005);
         seek(10)(to);
         to.listen(0.025);
         seek(50)(to);
       }},
      {"seek while paused", 1, 1,
       [=](Listening& to) {
         to.transport.pause();
         to.listen(0.1);
         seek(30)(to);
         to.listen(0.1);
         to.transport.resume();
       }},
      {"gain +6 dB", 2, 1, [](Listening& to) { to.transport.set_volume(2); }},
      {"gain -60 dB", 1, 1, [](Listening& to) { to.transport.set_volume(0.001f); }},
      {"mute", 1, 1, [](Listening& to) { to.transport.set_muted(true); }},
      {"mute and unmute", 1, 1,
       [](Listening& to) {
         to.transport.set_muted(true);
         to.listen(0.1);
         to.transport.set_muted(false);
       }},
      // Two ramps at a time, each with its own step.
      {"pause while muting", 1, 2,
       [](Listening& to) {
         to.transport.set_muted(true);
         to.transport.pause();
       }},
      {"stop", 1, 1, [](Listening& to) { to.transport.stop(); }},
      {"another device", 1, 1,
       [](Listening& to) {
         to.transport.pause();
         to.listen(0.1);
         to.transport.reconnect();
         to.transport.resume();
       }},
  };
}

/// Of what is heard, wherever in the signal's period and the device's block it happens.
double largest_step(const Case& each, const Tones& tones) {
  double largest = 0;
  for (const std::size_t block : {64u, 256u, 1'024u}) {
    for (int phase = 0; phase < 10; ++phase) {
      Listening listening(tones, block);
      listening.listen(0.5 + 0.0043 * phase);
      each.act(listening);
      listening.listen(0.2);
      largest = std::max(largest, listening.largest_step());
    }
  }
  return largest;
}

TEST(Clicks, NoControlMovesTheSoundFurtherThanSignalAndRamp) {
  std::printf("%-24s %-8s %10s %10s\n", "control", "signal", "largest", "allowed");
  for (const Tones& tones : {kHigh, kLow}) {
    for (const Case& each : cases()) {
      const double ramp_step = kAmplitude * each.loudest * each.gain_step / kRampFrames;
      const double allowed = (tones.largest_step() * each.loudest + ramp_step) * 1.000'01;
      const double largest = largest_step(each, tones);
      std::printf("%-24s %5.0f Hz %10.5f %10.5f\n", each.name, tones.right_hz, largest, allowed);
      EXPECT_LE(largest, allowed) << each.name;
      EXPECT_GT(largest, tones.largest_step() / 2) << each.name << ": nothing was heard";
    }
  }
}

TEST(Clicks, TheMeasureSeesOne) {
  Listening listening(kHigh, 64);
  listening.listen(1);
  ASSERT_GT(listening.level(), 0.1);
  listening.transport.reconnect();  // while it sounds: cut off
  listening.listen(0.1);
  EXPECT_GT(listening.largest_step(), kHigh.largest_step() + kAmplitude / kRampFrames);
}

}  // namespace
}  // namespace bbplay
