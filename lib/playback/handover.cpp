// SPDX-License-Identifier: MIT
#include "bbplay/playback/handover.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "bbplay/audio/frames.h"

namespace bbplay {
namespace {

double product(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * double{b[i]};
  return sum;
}

double product(ConstStereoBlock a, ConstStereoBlock b) {
  return product(a.left, b.left) + product(a.right, b.right);
}

/// How much two signals have in common, 0..1.
double likeness(ConstStereoBlock a, ConstStereoBlock b) {
  const double power = std::sqrt(product(a, a) * product(b, b));
  return power > 0 ? std::clamp(product(a, b) / power, 0.0, 1.0) : 0;
}

/// What rounding leaves of the likeness of a signal to itself at another level.
constexpr double kSameButForLevel = 1 - 1e-9;

std::size_t frames_of(double seconds, int rate) {
  return static_cast<std::size_t>(
      std::clamp<std::int64_t>(nearest_frame(seconds, rate), 1, RangePlayer::kMaxFrames));
}

void fill_silence(StereoBlock block) {
  std::fill(block.left.begin(), block.left.end(), 0.0f);
  std::fill(block.right.begin(), block.right.end(), 0.0f);
}

}  // namespace

Joint Joint::between(RangePlayer& from, RangePlayer& to, int rate) {
  Joint joint;
  joint.at = from.played();
  const std::size_t short_frames = frames_of(kLevelSeconds, rate);
  std::size_t frames = frames_of(kSeconds, rate);
  StereoBuffer entering(frames);
  joint.audio.resize(frames);
  StereoBlock out = joint.audio.block(), in = entering.block();
  from.service();
  to.service();
  from.process_block(out.first(short_frames));
  to.process_block(in.first(short_frames));
  if (likeness(out.first(short_frames), in.first(short_frames)) > kSameButForLevel) {
    frames = short_frames;
    joint.audio.resize(frames);
    out = joint.audio.block();
    in = in.first(frames);
  } else {
    from.process_block(out.dropping(short_frames));
    to.process_block(in.dropping(short_frames));
  }
  // Two equal signals would be 3 dB louder in the middle of the curves for independent ones.
  const double alike = likeness(out, in);
  for (std::size_t i = 0; i < frames; ++i) {
    const double done = static_cast<double>(i + 1) / static_cast<double>(frames);
    const double down = std::cos(0.5 * std::numbers::pi * done);
    const double up = std::sin(0.5 * std::numbers::pi * done);
    const double scale = 1 / std::sqrt(1 + 2 * alike * down * up);
    const auto leaving_gain = static_cast<float>(down * scale);
    const auto entering_gain = static_cast<float>(up * scale);
    out.left[i] = out.left[i] * leaving_gain + in.left[i] * entering_gain;
    out.right[i] = out.right[i] * leaving_gain + in.right[i] * entering_gain;
  }
  return joint;
}

void Handover::follow(RangePlayer& next, Joint& joint) noexcept {
  next_ = &next;
  joint_ = &joint;
  joined_ = 0;
  state_.store(State::waiting, std::memory_order_release);
}

bool Handover::withdraw() noexcept {
  State expected = State::waiting;
  return state_.compare_exchange_strong(expected, State::idle, std::memory_order_acq_rel);
}

std::size_t Handover::play_joint(StereoBlock out) noexcept {
  const ConstStereoBlock joint = joint_->audio.block();
  const std::size_t count = std::min(out.frames(), joint.frames() - joined_);
  const ConstStereoBlock now = joint.subblock(joined_, count);
  std::copy(now.left.begin(), now.left.end(), out.left.begin());
  std::copy(now.right.begin(), now.right.end(), out.right.begin());
  joined_ += count;
  if (joined_ == joint.frames()) {
    current_ = next_;
    state_.store(State::idle, std::memory_order_release);
  }
  return count;
}

std::size_t Handover::process_block(StereoBlock out) noexcept {
  if (out.frames() == 0) return current_->process_block(out);
  std::size_t done = 0;
  while (done < out.frames()) {
    const StereoBlock rest = out.dropping(done);
    State state = state_.load(std::memory_order_acquire);
    std::size_t count = rest.frames();
    if (state == State::waiting) {
      const std::int64_t left = joint_->at - current_->played();
      if (left > 0) count = std::min(count, static_cast<std::size_t>(left));
      if (left == 0 &&
          state_.compare_exchange_strong(state, State::joining, std::memory_order_acq_rel)) {
        state = State::joining;
      }
    }
    if (state == State::joining) {
      done += play_joint(rest);
      continue;
    }
    const std::size_t got = current_->process_block(rest.first(count));
    done += got;
    if (got == count) continue;
    if (at_end_ == AtEnd::ends) break;
    // Whatever comes at the end of the track, a jump or a successor, comes with the next block.
    done = out.frames();
  }
  fill_silence(out.dropping(done));
  return done;
}

}  // namespace bbplay
