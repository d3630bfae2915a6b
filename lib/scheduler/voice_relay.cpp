// SPDX-License-Identifier: MIT
#include "scheduler/voice_relay.h"

#include <algorithm>
#include <limits>
#include <system_error>
#include <utility>

#include "dsp/block/flush_denormals.h"

namespace bbplay::scheduler {
namespace {

constexpr std::size_t kQuantaOfLeg = static_cast<std::size_t>(VoiceRelay::kLegFrames) / kQuantum;

/// Legs that are held for each thread, 128 KiB each: the one it runs, and what is ahead of whoever takes
/// them, who has other things to do in between.
constexpr unsigned kLegsOfRunner = 4;

StereoBlock quantum_of(StereoBuffer& mix, std::size_t quantum) {
  return mix.block().subblock(quantum * kQuantum, kQuantum);
}

}  // namespace

unsigned VoiceRelay::runners_for(const StepVoices& voices, unsigned threads) noexcept {
  constexpr std::size_t kMost = 16;
  if (voices.play_files() || voices.size() < 2) return 1;
  return static_cast<unsigned>(std::min({std::size_t{threads}, voices.size(), kMost}));
}

VoiceRelay::VoiceRelay(StepVoices& voices, std::int64_t frames, AddVoice add, unsigned runners)
    : voices_(voices),
      frames_(frames),
      add_(std::move(add)),
      next_legs_(std::make_unique<std::atomic<int>[]>(voices.size())),
      legs_(std::size_t{kLegsOfRunner} * runners) {
  for (Leg& leg : legs_) leg.mix.resize(static_cast<std::size_t>(kLegFrames));
  helpers_.reserve(runners);
  try {
    for (unsigned i = 1; i < runners; ++i) {
      helpers_.emplace_back([this](const std::stop_token& stop) { help(stop); });
    }
  } catch (const std::system_error&) {
    // The system has no more threads: those that there are do the work.
  }
}

void VoiceRelay::seek(std::int64_t frame) {
  std::unique_lock lock(mutex_);
  last_ = claimed_;  // no more
  changed_.wait(lock, [this] { return running_ == 0; });
  voices_.seek(frame);
  for (std::size_t v = 0; v < voices_.size(); ++v) next_legs_[v] = 0;
  for (Leg& leg : legs_) leg.is_over = false;
  claimed_ = taken_ = 0;
  quantum_ = 0;
  const std::int64_t legs = std::max<std::int64_t>(0, frames_ - frame) / kLegFrames + 1;
  last_ = static_cast<int>(std::min<std::int64_t>(legs, std::numeric_limits<int>::max()));
  changed_.notify_all();
}

void VoiceRelay::render(StereoBlock out) noexcept {
  if (quantum_ == 0) {
    std::unique_lock lock(mutex_);
    while (!leg(taken_).is_over) {
      if (can_claim()) {
        const int number = claimed_++;
        lock.unlock();
        run(number);
        lock.lock();
      } else {
        changed_.wait(lock);
      }
    }
  }
  const StereoBlock made = quantum_of(leg(taken_).mix, quantum_);
  std::ranges::copy(made.left, out.left.begin());
  std::ranges::copy(made.right, out.right.begin());
  if (++quantum_ < kQuantaOfLeg) return;
  quantum_ = 0;
  const std::lock_guard lock(mutex_);
  leg(taken_).is_over = false;
  ++taken_;
  changed_.notify_all();
}

bool VoiceRelay::can_claim() const noexcept {
  return claimed_ < last_ && claimed_ < taken_ + static_cast<int>(legs_.size());
}

void VoiceRelay::help(const std::stop_token& stop) {
  const dsp::FlushDenormals flush;
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [this] { return can_claim(); })) {
    const int number = claimed_++;
    ++running_;
    lock.unlock();
    run(number);
    lock.lock();
    --running_;
    changed_.notify_all();
  }
}

void VoiceRelay::run(int number) noexcept {
  StereoBuffer& mix = leg(number).mix;
  for (std::size_t v = 0; v < voices_.size(); ++v) {
    wait_for(v, number);
    for (std::size_t q = 0; q < kQuantaOfLeg; ++q) add_(v, quantum_of(mix, q));
    next_legs_[v].store(number + 1, std::memory_order_release);
    next_legs_[v].notify_all();
  }
  const std::lock_guard lock(mutex_);
  leg(number).is_over = true;
  changed_.notify_all();
}

void VoiceRelay::wait_for(std::size_t voice, int number) const noexcept {
  const std::atomic<int>& next = next_legs_[voice];
  for (int now = next.load(std::memory_order_acquire); now != number;
       now = next.load(std::memory_order_acquire)) {
    next.wait(now, std::memory_order_acquire);
  }
}

}  // namespace bbplay::scheduler
