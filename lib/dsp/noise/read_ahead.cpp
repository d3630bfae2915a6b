// SPDX-License-Identifier: MIT
#include "dsp/noise/read_ahead.h"

#include <algorithm>
#include <atomic>
#include <utility>
#include <vector>

namespace bbplay::dsp {
namespace {

constexpr std::int64_t kChunk = 1 << 14;  // frames
constexpr std::int64_t kEmpty = -1;

/// One more than what is read ahead, for the chunk that is being heard.
std::size_t slots_for(int rate) {
  const double ahead = std::max(ReadAhead::kSeconds * rate, double{ReadAhead::kFrames});
  return static_cast<std::size_t>(ahead / double{kChunk}) + 2;
}

}  // namespace

struct ReadAhead::Slots {
  struct Slot {
    std::atomic<std::int64_t> chunk{kEmpty};
    std::vector<float> samples;
  };
  explicit Slots(std::size_t count) : slots(count) {}

  /// Memory for a chunk: what the slot has, or one that lies before `heard` has.
  void make_room(Slot& slot, std::int64_t heard) {
    slot.chunk.store(kEmpty, std::memory_order_relaxed);
    if (!slot.samples.empty()) return;
    for (Slot& other : slots) {
      if (other.samples.empty() || other.chunk.load(std::memory_order_relaxed) >= heard) continue;
      other.chunk.store(kEmpty, std::memory_order_relaxed);
      std::swap(slot.samples, other.samples);
      return;
    }
    slot.samples.resize(kChunk);
  }

  Slot& of(std::int64_t chunk) noexcept {
    return slots[static_cast<std::size_t>(chunk) % slots.size()];
  }

  std::vector<Slot> slots;
  std::atomic<std::int64_t> next{0};  // frame to be read
  bool given_up = false;
};

ReadAhead::ReadAhead(Read read, std::int64_t frames, int rate)
    : read_(std::move(read)),
      frames_(frames),
      count_(slots_for(rate)),
      slots_(std::make_unique<Slots>(count_)) {}

ReadAhead::ReadAhead(const ReadAhead& other)
    : read_(other.read_),
      frames_(other.frames_),
      count_(other.count_),
      slots_(std::make_unique<Slots>(count_)) {
  slots_->next.store(other.slots_->next.load(std::memory_order_relaxed));
}

ReadAhead::ReadAhead(ReadAhead&&) noexcept = default;
ReadAhead& ReadAhead::operator=(ReadAhead&&) noexcept = default;
ReadAhead::~ReadAhead() = default;

void ReadAhead::seek(std::int64_t frame) noexcept {
  slots_->next.store(frame, std::memory_order_relaxed);
  const std::int64_t chunk = std::max<std::int64_t>(0, frame) / kChunk;
  for (Slots::Slot& slot : slots_->slots) {
    const std::int64_t holds = slot.chunk.load(std::memory_order_relaxed);
    const bool is_ahead = holds >= chunk && holds < chunk + static_cast<std::int64_t>(count_);
    if (!is_ahead) slot.chunk.store(kEmpty, std::memory_order_relaxed);
  }
}

void ReadAhead::service(std::int64_t frames) {
  const std::int64_t next = slots_->next.load(std::memory_order_acquire);
  const std::int64_t end = std::min(next + frames, frames_);
  if (slots_->given_up || end <= 0 || next >= end) return;
  const std::int64_t heard = std::max<std::int64_t>(0, next) / kChunk;
  const std::int64_t last =
      std::min((end - 1) / kChunk, heard + static_cast<std::int64_t>(count_) - 1);
  for (std::int64_t chunk = heard; chunk <= last; ++chunk) {
    Slots::Slot& slot = slots_->of(chunk);
    if (slot.chunk.load(std::memory_order_relaxed) == chunk) continue;
    // What was there lies before `heard`, and read() does not go back.
    slots_->make_room(slot, heard);
    const std::int64_t first = chunk * kChunk;
    const auto count = static_cast<std::size_t>(std::min(kChunk, frames_ - first));
    try {
      read_(first, std::span(slot.samples).first(count));
    } catch (...) {
      slots_->given_up = true;
      throw;
    }
    slot.chunk.store(chunk, std::memory_order_release);
  }
}

void ReadAhead::read(std::int64_t first, std::span<float> out) noexcept {
  const std::int64_t block_end = first + static_cast<std::int64_t>(out.size());
  std::fill(out.begin(), out.end(), 0.0f);
  const std::int64_t until = std::min(block_end, frames_);
  for (std::int64_t at = std::max<std::int64_t>(0, first); at < until;) {
    const std::int64_t chunk = at / kChunk;
    const std::int64_t end = std::min(until, (chunk + 1) * kChunk);
    const Slots::Slot& slot = slots_->of(chunk);
    if (slot.chunk.load(std::memory_order_acquire) == chunk) {
      std::copy_n(slot.samples.begin() + (at - chunk * kChunk), end - at,
                  out.begin() + (at - first));
    }
    at = end;
  }
  slots_->next.store(block_end, std::memory_order_release);
}

}  // namespace bbplay::dsp
