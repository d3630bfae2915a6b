// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "bbplay/playback/output.h"

namespace bbplay {

struct CaptureSettings {
  /// Of the device's clock against the one on the wall; 0: as fast as it goes, while it is served.
  double speed = 1;
  /// Frames per callback, one after the other and again from the first.
  std::vector<std::size_t> blocks{480};
  int channels = 2;  // 1: both sides are mixed
};

/// Takes the place of a device and keeps what is played. Its stream pulls while it is served, on the
/// control thread, which also owns everything else here.
class CaptureOutput final : public Output {
 public:
  explicit CaptureOutput(CaptureSettings settings);

  std::unique_ptr<OutputStream> open(AudioSource& source, int rate,
                                     const std::string& title) override;
  std::unique_ptr<OutputStream> reopen(AudioSource& source, int rate,
                                       const std::string& title) override;
  void forget() override {}
  std::string name() const override { return "capture"; }
  /// It is never lost.
  double patience_s() const override { return std::numeric_limits<double>::infinity(); }

  const CaptureSettings& settings() const noexcept { return settings_; }
  int rate() const noexcept { return rate_; }  // Hz, of the stream opened last
  /// Everything played so far, the channels of a frame side by side.
  std::span<const float> samples() const noexcept { return samples_; }
  std::size_t frames() const noexcept {
    return samples_.size() / static_cast<std::size_t>(settings_.channels);
  }
  /// Forgets what was played.
  void clear() noexcept { samples_.clear(); }

 private:
  class Stream;

  CaptureSettings settings_;
  int rate_ = 0;
  std::vector<float> samples_;
};

}  // namespace bbplay
