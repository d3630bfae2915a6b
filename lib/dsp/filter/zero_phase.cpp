// SPDX-License-Identifier: MIT
#include "dsp/filter/zero_phase.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>
#include <utility>

#include "dsp/filter/stereo_frames.h"

namespace bbplay::dsp {
namespace {

constexpr auto kStep = static_cast<std::int64_t>(kQuantum);
constexpr auto kCell = static_cast<std::int64_t>(CascadeCell::kFrames);
static_assert(kStep % kCell == 0);
constexpr std::int64_t kMinBlock = 8 * kStep;       // longer blocks repeat less work
constexpr std::int64_t kMinRenewal = 1024 * kStep;  // a renewal costs `memory` frames

std::int64_t rounded_up(std::int64_t frames, std::int64_t unit) {
  return (frames + unit - 1) / unit * unit;
}

/// Continues a signal beyond its first or last frame by a half turn about that frame.
StereoFrame mirrored(StereoFrame about, StereoFrame inner) {
  return {2 * about.left - inner.left, 2 * about.right - inner.right};
}

/// |h_0|, |h_1|, ... until nothing more comes that `precision` could notice.
std::vector<double> response_magnitudes(const BiquadCascade& cascade, double precision,
                                        std::int64_t longest) {
  std::vector<double> magnitudes;
  CascadeState state;
  std::array<StereoFrame, kQuantum> response{};
  response[0] = {1, 1};
  for (double recent = 1; recent > 1e-6 * precision && std::ssize(magnitudes) < longest;) {
    filter_forward(cascade, state, response);
    recent = 0;
    for (StereoFrame& h : response) {
      magnitudes.push_back(std::abs(h.left));
      recent += magnitudes.back();
      h = {};
    }
  }
  return magnitudes;
}

std::int64_t settling_of(const std::vector<double>& magnitudes, double tolerance) {
  double tail = 0;
  std::size_t length = magnitudes.size();
  for (; length > 0 && tail + magnitudes[length - 1] <= tolerance; --length) {
    tail += magnitudes[length - 1];
  }
  return static_cast<std::int64_t>(length);
}

}  // namespace

std::int64_t settling_frames(const BiquadCascade& cascade, double tolerance, std::int64_t longest) {
  return std::min(settling_of(response_magnitudes(cascade, tolerance, longest), tolerance),
                  longest);
}

ZeroPhaseFilter::ZeroPhaseFilter(std::span<const Section> sections, int order,
                                 std::int64_t longest_ahead)
    : cascade(sections), padding(3 * (static_cast<std::size_t>(order) + 1)) {
  constexpr double kForgotten = 1e-12;
  const std::vector<double> response = response_magnitudes(cascade, kForgotten, longest_ahead);
  look_ahead = std::min(settling_of(response, 1e-8), longest_ahead);
  memory = std::min(settling_of(response, kForgotten), longest_ahead);
  // Both passes, over a signal whose mirrored ends reach three times its peak.
  const double gain = std::accumulate(response.begin(), response.end(), 0.0);
  gain_bound = 3 * gain * gain;
}

std::vector<double> zero_phase_whole(const ZeroPhaseFilter& filter,
                                     std::span<const double> signal) {
  if (signal.size() <= filter.padding) return {signal.begin(), signal.end()};
  std::vector<double> padded;
  padded.reserve(signal.size() + 2 * filter.padding);
  for (std::size_t i = filter.padding; i > 0; --i) padded.push_back(2 * signal[0] - signal[i]);
  padded.insert(padded.end(), signal.begin(), signal.end());
  const std::size_t last = signal.size() - 1;
  for (std::size_t i = 1; i <= filter.padding; ++i) {
    padded.push_back(2 * signal[last] - signal[last - i]);
  }
  for (int pass = 0; pass < 2; ++pass) {
    for (const Section& c : filter.cascade.sections()) {
      const double gain = (c.b0 + c.b1 + c.b2) / (1 + c.a1 + c.a2);
      double s1 = (gain - c.b0) * padded.front();
      double s2 = (c.b2 - c.a2 * gain) * padded.front();
      for (double& x : padded) {
        const double y = c.b0 * x + s1;
        s1 = c.b1 * x - c.a1 * y + s2;
        s2 = c.b2 * x - c.a2 * y;
        x = y;
      }
    }
    std::reverse(padded.begin(), padded.end());
  }
  const auto begin = padded.begin() + static_cast<std::ptrdiff_t>(filter.padding);
  return {begin, begin + std::ssize(signal)};
}

ZeroPhaseLine::ZeroPhaseLine(const ZeroPhaseFilter& filter, std::int64_t frames)
    : cascade_(filter.cascade), padding_(filter.padding), frames_(frames) {
  assert(padding_ <= kMaxPadding && frames > static_cast<std::int64_t>(padding_));
  const std::int64_t whole = rounded_up(frames, kStep);
  look_ahead_ = std::min(rounded_up(filter.look_ahead, kStep), whole);
  block_ = std::min(std::max(look_ahead_, kMinBlock), whole);
  ring_frames_ = 2 * block_ + look_ahead_;
  memory_ = rounded_up(filter.memory, kStep);
  renewal_ = rounded_up(std::max(kMinRenewal, 4 * memory_), block_);
  ring_.resize(static_cast<std::size_t>(ring_frames_));
}

std::int64_t ZeroPhaseLine::restart(std::int64_t frame) {
  pulled_ = std::min(frame, frames_ - 1) / block_ * block_;
  primed_at_ = pulled_ + ring_frames_;
  const std::int64_t renewal = pulled_ / renewal_;
  pushed_ = renewal == 0 ? 0 : renewal * renewal_ - memory_;
  forward_ = {};
  return pushed_;
}

bool ZeroPhaseLine::is_primed() const noexcept { return pushed_ >= primed_at_; }

std::int64_t ZeroPhaseLine::finish_restart() noexcept {
  begin_backward(pulled_ / block_);
  go_back(backward_.begin);
  return pulled_;
}

void ZeroPhaseLine::enter_signal(std::span<const StereoFrame> beginning) noexcept {
  std::array<StereoFrame, kMaxPadding> before;
  for (std::size_t i = 0; i < padding_; ++i) {
    before[i] = mirrored(beginning[0], beginning[padding_ - i]);
  }
  forward_ = CascadeState(cascade_, before[0]);
  listen_forward(cascade_, forward_, {before.data(), padding_});
}

void ZeroPhaseLine::leave_signal() noexcept {
  for (std::size_t i = 0; i < padding_; ++i) {
    beyond_[i] = mirrored(recent_.back(), recent_[recent_.size() - 2 - i]);
  }
  filter_forward(cascade_, forward_, {beyond_.data(), padding_});
}

void ZeroPhaseLine::keep_recent(std::span<const StereoFrame> input) noexcept {
  const std::size_t fresh = std::min(input.size(), recent_.size());
  std::move(recent_.begin() + static_cast<std::ptrdiff_t>(fresh), recent_.end(), recent_.begin());
  std::copy(input.end() - static_cast<std::ptrdiff_t>(fresh), input.end(),
            recent_.end() - static_cast<std::ptrdiff_t>(fresh));
}

void ZeroPhaseLine::push(BasicStereoBlock<const double> quantum) noexcept {
  const std::int64_t first = pushed_;
  pushed_ += kStep;
  if (first >= frames_) return;
  const auto count = static_cast<std::size_t>(std::min(kStep, frames_ - first));
  const std::span<StereoFrame> input(ring_at(first), count);
  interleave(quantum.left.first(count), quantum.right.first(count), input);

  if (first == 0) enter_signal(input);
  const std::int64_t in_renewal = first % renewal_;
  if (in_renewal == 0 && first > 0) forward_ = renewing_;
  if (in_renewal == renewal_ - memory_) renewing_ = {};
  if (in_renewal >= renewal_ - memory_) listen_forward(cascade_, renewing_, input);
  keep_recent(input);
  filter_forward(cascade_, forward_, input);
  if (pushed_ >= frames_) leave_signal();
}

void ZeroPhaseLine::begin_backward(std::int64_t block) noexcept {
  Backward& pass = backward_;
  pass.begin = std::min(block * block_, frames_);
  pass.end = std::min(pass.begin + block_, frames_);
  pass.at = pass.end + look_ahead_;
  pass.state = {};
  if (pass.at >= frames_) {
    pass.at = frames_;
    pass.state = CascadeState(cascade_, beyond_[padding_ - 1]);
    listen_backward(cascade_, pass.state, {beyond_.data(), padding_});
  }
  pass.length = pass.at - pass.begin;
}

void ZeroPhaseLine::go_back(std::int64_t down_to) noexcept {
  Backward& pass = backward_;
  while (pass.at > down_to) {
    // As far as the memory is contiguous and the frames are of one kind, from cell to cell.
    const bool in_block = pass.at <= pass.end;
    std::int64_t stop = std::max(down_to, (pass.at - 1) / ring_frames_ * ring_frames_);
    if (!in_block) stop = std::max(stop, pass.end);
    if (pass.at % kCell != 0) stop = std::max(stop, pass.at / kCell * kCell);
    const std::span<StereoFrame> frames(ring_at(stop), static_cast<std::size_t>(pass.at - stop));
    if (in_block) {
      filter_backward(cascade_, pass.state, frames);
    } else {
      listen_backward(cascade_, pass.state, frames);
    }
    pass.at = stop;
  }
}

void ZeroPhaseLine::pull(StereoDoubles quantum) noexcept {
  if (pulled_ % block_ == 0) begin_backward(pulled_ / block_ + 1);
  const auto count =
      static_cast<std::size_t>(std::clamp<std::int64_t>(frames_ - pulled_, 0, kStep));
  take_apart({ring_at(pulled_), count}, quantum.left.first(count), quantum.right.first(count));
  std::fill(quantum.left.begin() + static_cast<std::ptrdiff_t>(count), quantum.left.end(), 0.0);
  std::fill(quantum.right.begin() + static_cast<std::ptrdiff_t>(count), quantum.right.end(), 0.0);

  const std::int64_t share = pulled_ % block_ + kStep;  // of the block that is being played
  const std::int64_t left = backward_.length - backward_.length * share / block_;
  go_back(backward_.begin + left / kCell * kCell);
  pulled_ += kStep;
}

}  // namespace bbplay::dsp
