// SPDX-License-Identifier: MIT
#include "analysis/taped_voices.h"

#include <algorithm>
#include <cassert>

#include "bbplay/dsp/block_ops.h"

#include "analysis/parallel.h"

namespace bbplay::analysis {
namespace {

constexpr auto kQuantumFrames = static_cast<std::int64_t>(kQuantum);
constexpr std::int64_t kFewestFrames = std::int64_t{1} << 16;  // of a part

std::int64_t frame_bytes(std::size_t followed, std::size_t voices) noexcept {
  constexpr std::size_t kTape = 2 * sizeof(float);
  // Sine and cosine of both channels, at every 64th frame.
  constexpr std::size_t kTonesPerByte = 64 / (4 * sizeof(float));
  return static_cast<std::int64_t>(kTape * followed + voices / kTonesPerByte + 1);
}

}  // namespace

TapedVoices::TapedVoices(scheduler::StepVoices& voices)
    : voices_(voices), tape_of_voice_(voices.size(), kNone) {
  for (std::size_t v = 0; v < voices.size(); ++v) {
    if (voices.voice(v).seeks_at_once()) continue;
    tape_of_voice_[v] = tapes_.size();
    tapes_.push_back({.voice = v});
  }
}

bool TapedVoices::fit(std::size_t followed, std::size_t voices) noexcept {
  return kFewestFrames * frame_bytes(followed, voices) <= kMostBytes;
}

std::int64_t TapedVoices::part_frames() const noexcept {
  constexpr std::int64_t kCacheBytes = std::int64_t{1} << 22, kMostFrames = std::int64_t{1} << 20;
  const std::int64_t frames = kCacheBytes / frame_bytes(tapes_.size(), voices_.size());
  return std::clamp(frames / kFewestFrames * kFewestFrames, kFewestFrames, kMostFrames);
}

void TapedVoices::record(const Span& part, unsigned runners, const Tick& tick) {
  begin_ = part.begin;
  const auto quanta =
      static_cast<std::size_t>((part.length() + kQuantumFrames - 1) / kQuantumFrames);
  const std::size_t frames = quanta * kQuantum;
  for (Tape& tape : tapes_) {
    tape.recorded.resize(frames);
    tape.peaks = {};
  }
  for (Loudness& loudness : loudness_) loudness.quanta.resize(quanta);
  if (runners == 1 || tapes_.size() == 1) {
    // Measured before it leaves the cache.
    constexpr std::size_t kLeg = 8 * kQuantum;
    for (std::size_t from = 0; from < frames; from += kLeg) {
      const std::size_t to = std::min(from + kLeg, frames);
      tick(0);
      for (Tape& tape : tapes_) record(tape, from, to);
      measure(from, to);
    }
  } else {
    parallel_for(tapes_.size(), runners, [&](std::size_t i) {
      for (std::size_t from = 0; from < frames; from += kQuantum) {
        tick(0);
        record(tapes_[i], from, from + kQuantum);
      }
    });
    measure(0, frames);
  }
  for (std::size_t side = 0; side < loudness_.size(); ++side) {
    loudness_[side].level = 0;
    for (const Tape& tape : tapes_) loudness_[side].level += tape.peaks[side];
  }
}

void TapedVoices::record(Tape& tape, std::size_t from, std::size_t to) noexcept {
  for (std::size_t at = from; at < to; at += kQuantum) {
    const StereoBlock quantum = tape.recorded.block().subblock(at, kQuantum);
    voices_.render_voice(tape.voice, quantum);
    tape.peaks[0] = std::max(tape.peaks[0], dsp::peak(quantum.left));
    tape.peaks[1] = std::max(tape.peaks[1], dsp::peak(quantum.right));
  }
}

void TapedVoices::measure(std::size_t from, std::size_t to) noexcept {
  QuantumBuffer sum;
  for (std::size_t at = from; at < to; at += kQuantum) {
    std::fill_n(sum.left, kQuantum, 0.0f);
    std::fill_n(sum.right, kQuantum, 0.0f);
    for (const Tape& tape : tapes_) {
      const ConstStereoBlock voice = tape.recorded.block().subblock(at, kQuantum);
      dsp::add_scaled(sum.left, voice.left, 1);
      dsp::add_scaled(sum.right, voice.right, 1);
    }
    loudness_[0].quanta[at / kQuantum] = dsp::peak(sum.left);
    loudness_[1].quanta[at / kQuantum] = dsp::peak(sum.right);
  }
}

void TapedVoices::seek(std::int64_t frame) {
  assert(tapes_.empty() || frame >= begin_);
  next_ = static_cast<std::size_t>(frame - begin_);
  for (std::size_t v = 0; v < voices_.size(); ++v) {
    if (!is_followed(v)) voices_.seek_voice(v, frame);
  }
}

void TapedVoices::render_mix(StereoBlock out) noexcept {
  if (voices_.size() == 0) return voices_.render_mix(1, 1, out);
  for (std::size_t v = 0; v < voices_.size(); ++v) {
    if (!is_followed(v)) {
      voices_.add_to_mix(v, 1, 1, out);
      continue;
    }
    const StereoBuffer& tape = tapes_[tape_of_voice_[v]].recorded;
    const ConstStereoBlock voice = tape.block().subblock(next_, kQuantum);
    if (v == 0) {
      std::ranges::copy(voice.left, out.left.begin());
      std::ranges::copy(voice.right, out.right.begin());
    } else {
      dsp::add_scaled(out.left, voice.left, 1);
      dsp::add_scaled(out.right, voice.right, 1);
    }
  }
  next_ += kQuantum;
}

}  // namespace bbplay::analysis
