// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <utility>

#include "bbplay/voices/voice.h"

#include "dsp/transition/transition.h"

namespace bbplay::voices {

/// Makes a Voice of a kernel, a copyable value with
///
///   void render(std::int64_t first, StereoBlock out) noexcept   frames first .. first + kQuantum -
///   1 void reset()                                                back to the state before frame 0
///   bool is_closed_form() const noexcept                           render() needs no earlier call
///   double peak_bound() const noexcept
///   std::optional<double> nominal_peak() const noexcept         (optional member)
///   std::optional<CarriedPhases> final_phases() const           (optional member)
///
/// One in closed form that frames may be left out of has, in addition,
///
///   std::optional<StereoToneBound> tones(std::int64_t begin, std::int64_t end) const noexcept
///   const dsp::Transition& motion() const noexcept
///   void render(const dsp::Progress& progress, StereoBlock out) noexcept
///
/// A kernel that is no closed form but gets anywhere in bounded time, with the same bits, has
/// instead of reset() and is_closed_form()
///
///   void seek(std::int64_t frame)                               render() goes on at `frame`
///   bool seeks_at_once() const noexcept                         in bounded time, that is
///
/// The virtual call happens once per quantum.
template <class Kernel>
class VoiceOf final : public Voice {
 public:
  explicit VoiceOf(Kernel kernel) : kernel_(std::move(kernel)) {}

  void render(StereoBlock out) noexcept override {
    kernel_.render(frame_, out);
    frame_ += static_cast<std::int64_t>(kQuantum);
  }

  void seek(std::int64_t frame) override {
    if constexpr (kSeeks) {
      kernel_.seek(frame);
    } else if (!kernel_.is_closed_form()) {
      if (frame < frame_) {
        kernel_.reset();
        frame_ = 0;
      }
      QuantumBuffer discarded;
      while (frame_ < frame) render(discarded.block());
    }
    frame_ = frame;
  }

  bool seeks_at_once() const noexcept override {
    if constexpr (kSeeks) {
      return kernel_.seeks_at_once();
    } else {
      return kernel_.is_closed_form();
    }
  }
  std::unique_ptr<Voice> clone() const override { return std::make_unique<VoiceOf>(*this); }
  double peak_bound() const noexcept override { return kernel_.peak_bound(); }
  std::optional<StereoToneBound> tones(std::int64_t begin,
                                       std::int64_t end) const noexcept override {
    if constexpr (kLeavesOut) {
      return kernel_.tones(begin, end);
    } else {
      return std::nullopt;
    }
  }
  void render_sparse(std::int64_t first, std::int64_t stride, double turns,
                     StereoBlock out) noexcept override {
    if constexpr (kLeavesOut) {
      dsp::TransitionBlock moving;
      dsp::Progress progress = kernel_.motion().at(first, moving, stride);
      progress.turns_ahead = turns;
      kernel_.render(progress, out);
    }
  }
  std::optional<double> nominal_peak() const noexcept override {
    if constexpr (requires { kernel_.nominal_peak(); }) {
      return kernel_.nominal_peak();
    } else {
      return std::nullopt;
    }
  }
  std::optional<CarriedPhases> final_phases() const override {
    if constexpr (requires { kernel_.final_phases(); }) {
      return kernel_.final_phases();
    } else {
      return std::nullopt;
    }
  }

 private:
  static constexpr bool kLeavesOut = requires(const Kernel& kernel) { kernel.tones(0, 0); };
  static constexpr bool kSeeks = requires(Kernel & kernel) { kernel.seek(std::int64_t{}); };

  Kernel kernel_;
  std::int64_t frame_ = 0;
};

}  // namespace bbplay::voices
