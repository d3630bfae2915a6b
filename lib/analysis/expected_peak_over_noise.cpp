// SPDX-License-Identifier: MIT
#include "analysis/expected_peak_over_noise.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <memory>
#include <numbers>
#include <optional>
#include <vector>

#include "bbplay/scheduler/track_scheduler.h"

#include "analysis/parallel.h"

namespace bbplay::analysis {
namespace {

constexpr std::size_t kWindowsPerTask = 32;
constexpr std::size_t kEvery = 7;  // frames of a window that are looked at, off any even pattern
constexpr std::size_t kLooks = (kQuantum + kEvery - 1) / kEvery;
constexpr int kBisections = 30;
/// Crossings at the mean maximum: exp(-gamma), gamma being Euler's constant.
constexpr double kCrossingsAtMeanPeak = 0.56146;

/// What the voices do while the noise has one and the same gain.
struct Window {
  std::array<float, kLooks> left{}, right{};
  double noise_gain = 0;
};

/// Where a window begins: spread evenly, but not on a regular grid, so that a beat is not met at
/// the same phase again and again.
std::int64_t begin_of(std::size_t window, std::size_t windows, std::int64_t frames) {
  const auto k = static_cast<double>(window);
  const double jitter = std::fmod(k * std::numbers::phi, 1.0);
  const double room = static_cast<double>(frames - static_cast<std::int64_t>(kQuantum));
  return static_cast<std::int64_t>(room * (k + jitter) / static_cast<double>(windows));
}

bool lies_within(const std::vector<Span>& spans, std::int64_t frame) {
  const auto after = std::ranges::upper_bound(spans, frame, {}, &Span::begin);
  return after != spans.begin() && frame < std::prev(after)->end;
}

class Listener {
 public:
  Listener(const Track& track, const RenderPlan& plan)
      : track_(std::make_shared<Track>(track)), plan_(std::make_shared<RenderPlan>(plan)) {
    track_->noise.reset();
    plan_->clips.clear();
    plan_->master_gain = 1;
  }

  void listen(std::int64_t begin, Window& window) {
    if (!scheduler_) {
      scheduler_.emplace(track_, plan_, begin, Selection{}, Unreadable{}, std::int64_t{kQuantum});
    } else {
      scheduler_->seek(begin);
    }
    QuantumBuffer buffer;
    scheduler_->process_block(buffer.block());
    for (std::size_t i = 0; i < kLooks; ++i) {
      window.left[i] = buffer.left[i * kEvery];
      window.right[i] = buffer.right[i * kEvery];
    }
  }

 private:
  std::shared_ptr<Track> track_;
  std::shared_ptr<RenderPlan> plan_;
  std::optional<TrackScheduler> scheduler_;
};

/// Crossings of +-level expected of all looks.
double crossings(const std::vector<Window>& windows, const voices::LayerLoudness& noise,
                 double level) {
  double sum = 0;
  for (const Window& window : windows) {
    const double gain = window.noise_gain;
    if (gain <= 0) continue;
    for (std::size_t i = 0; i < kLooks; ++i) {
      const double left = window.left[i], right = window.right[i];
      if (noise.ears_differ) {
        sum += noise.ears[0].at((level - left) / gain) + noise.ears[0].at((level + left) / gain) +
               noise.ears[1].at((level - right) / gain) + noise.ears[1].at((level + right) / gain);
      } else {
        // Both ears rise together: the one that is higher already gets there first.
        sum += noise.ears[0].at((level - std::max(left, right)) / gain) +
               noise.ears[0].at((level + std::min(left, right)) / gain);
      }
    }
  }
  return sum;
}

}  // namespace

bool may_expect_peak(const RenderPlan& plan) {
  const bool long_enough =
      static_cast<double>(plan.step_frames) >= kExpectFromSeconds * static_cast<double>(plan.rate);
  return long_enough && std::ranges::all_of(plan.steps, [](const StepPlan& placed) {
           return placed.entry == StepEntry::anywhere;
         });
}

double expected_peak_over_noise(const Track& track, const RenderPlan& plan,
                                const voices::LayerLoudness& noise,
                                const std::vector<Span>& measured, std::int64_t most_windows,
                                unsigned jobs, const Tick& tick) {
  const std::int64_t frames = plan.step_frames;
  const auto room = frames / static_cast<std::int64_t>(kQuantum);
  std::vector<Window> windows(
      static_cast<std::size_t>(std::clamp<std::int64_t>(room, 1, most_windows)));
  const std::size_t tasks = (windows.size() + kWindowsPerTask - 1) / kWindowsPerTask;
  parallel_for(tasks, jobs, [&](std::size_t task) {
    Listener listener(track, plan);
    const std::size_t end = std::min(windows.size(), (task + 1) * kWindowsPerTask);
    for (std::size_t w = task * kWindowsPerTask; w < end; ++w) {
      const std::int64_t begin = begin_of(w, windows.size(), frames);
      const std::int64_t middle = begin + static_cast<std::int64_t>(kQuantum) / 2;
      if (lies_within(measured, middle)) continue;
      windows[w].noise_gain = noise.gain_at(middle);
      if (windows[w].noise_gain > 0) listener.listen(begin, windows[w]);
      tick(static_cast<std::int64_t>(kQuantum));
    }
  });

  double voices = 0, loudest_gain = 0;
  for (const Window& window : windows) {
    loudest_gain = std::max(loudest_gain, window.noise_gain);
    for (const float x : window.left) voices = std::max<double>(voices, std::abs(x));
    for (const float x : window.right) voices = std::max<double>(voices, std::abs(x));
  }
  const double weight = static_cast<double>(frames) / static_cast<double>(windows.size() * kLooks);
  double low = 0;
  double high = voices + loudest_gain * std::max(noise.ears[0].highest(), noise.ears[1].highest());
  for (int i = 0; i < kBisections; ++i) {
    const double level = 0.5 * (low + high);
    (weight * crossings(windows, noise, level) > kCrossingsAtMeanPeak ? low : high) = level;
  }
  return 0.5 * (low + high);
}

}  // namespace bbplay::analysis
