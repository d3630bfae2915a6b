// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "bbplay/voices/voice.h"

#include "dsp/transition/transition.h"
#include "voices/kernels.h"
#include "voices/running_sums.h"

namespace bbplay::voices {

/// Makes a Voice of a kernel. The virtual call happens once per quantum.
template <Kernel K>
class VoiceOf final : public Voice {
 public:
  /// marks  of the sums of a SummingKernel, left unused where they are not such ones
  explicit VoiceOf(K kernel, std::shared_ptr<const WayMarks> marks = nullptr)
      : kernel_(std::move(kernel)) {
    if constexpr (SummingKernel<K>) {
      const bool fit = marks && marks->distance > 0 && marks->distance % kQuantumFrames == 0 &&
                       marks->sums > 0 && marks->sums == count_sums(kernel_);
      if (fit) marks_ = std::move(marks);
    }
  }

  void render(StereoBlock out) noexcept override {
    if constexpr (SummingKernel<K>) {
      if (notes_) note_mark(kernel_, frame_, *notes_);
    }
    kernel_.render(frame_, out);
    frame_ += static_cast<std::int64_t>(kQuantum);
  }

  void seek(std::int64_t frame) override {
    if constexpr (SeekingKernel<K>) {
      kernel_.seek(frame);
    } else if (!kernel_.is_closed_form()) {
      const std::int64_t entry = entry_before(frame);
      if (frame < frame_ || entry > frame_) enter(entry);
      QuantumBuffer discarded;
      while (frame_ < frame) render(discarded.block());
    }
    frame_ = frame;
  }

  void service(std::int64_t frames) override {
    if constexpr (KernelWithFile<K>) kernel_.service(frames);
  }

  bool seeks_at_once() const noexcept override {
    if constexpr (SeekingKernel<K>) {
      return kernel_.seeks_at_once();
    } else {
      return kernel_.is_closed_form();
    }
  }
  bool renews() const noexcept override {
    if constexpr (SummingKernel<K>) {
      return !kernel_.is_closed_form() && (!kernel_.has_sums() || marks_) && effects_renew();
    } else if constexpr (requires { kernel_.renews(); }) {
      return kernel_.renews();
    } else {
      return false;
    }
  }
  /// Of a SummingKernel: it renews because its sums are marked, and has nothing else to renew.
  bool stands_on_marks() const noexcept { return marks_ && entry_before(1) == 1; }
  std::unique_ptr<Voice> clone() const override { return std::make_unique<VoiceOf>(*this); }
  double peak_bound() const noexcept override { return kernel_.peak_bound(); }
  std::optional<StereoToneBound> tones(std::int64_t begin,
                                       std::int64_t end) const noexcept override {
    if constexpr (SparseKernel<K> || SparseByItself<K>) {
      return kernel_.tones(begin, end);
    } else {
      return std::nullopt;
    }
  }
  void render_sparse(std::int64_t first, std::int64_t stride, double turns,
                     StereoBlock out) noexcept override {
    if constexpr (SparseKernel<K>) {
      dsp::TransitionBlock moving;
      dsp::Progress progress = kernel_.progress(first, moving, stride);
      progress.turns_ahead = turns;
      kernel_.render(progress, out);
    } else if constexpr (SparseByItself<K>) {
      kernel_.render_sparse(first, stride, turns, out);
    }
  }
  std::optional<OwnLevels> own_levels() const override {
    if constexpr (KernelWithOwnLevels<K>) {
      return kernel_.own_levels();
    } else {
      return std::nullopt;
    }
  }
  std::optional<double> nominal_peak() const noexcept override {
    if constexpr (KernelWithNominalPeak<K>) {
      return kernel_.nominal_peak();
    } else {
      return std::nullopt;
    }
  }
  void note_marks(std::int64_t frames) override {
    if constexpr (SummingKernel<K>) {
      if (kernel_.has_sums()) notes_ = no_marks_yet(kernel_, frames);
    }
  }
  std::shared_ptr<const WayMarks> noted_marks() const override {
    return notes_ ? std::make_shared<const WayMarks>(*notes_) : nullptr;
  }
  std::shared_ptr<const WayMarks> mark_way(std::int64_t frames,
                                           const std::function<void()>& tick) const override {
    if constexpr (KernelWithMarks<K>) {
      return kernel_.mark_way(frames, tick);
    } else if constexpr (SummingKernel<K>) {
      if (!kernel_.has_sums()) return nullptr;
      return std::make_shared<const WayMarks>(mark_sums(kernel_, frames, tick));
    } else {
      return nullptr;
    }
  }
  std::optional<CarriedPhases> final_phases() const override {
    if constexpr (KernelWithFinalPhases<K> && SummingKernel<K>) {
      K kernel = kernel_;
      if (kernel.has_sums()) pass_sums(kernel, frame_, kernel.last_quantum(), marks_.get());
      return kernel.final_phases();
    } else if constexpr (KernelWithFinalPhases<K>) {
      return kernel_.final_phases();
    } else {
      return std::nullopt;
    }
  }

 private:
  static constexpr auto kQuantumFrames = static_cast<std::int64_t>(kQuantum);

  /// Where seek() enters to get to `frame`.
  std::int64_t entry_before(std::int64_t frame) const noexcept {
    if constexpr (RenewedKernel<K>) return kernel_.entry_before(frame);
    return SummingKernel<K> ? frame : 0;
  }
  bool effects_renew() const noexcept {
    if constexpr (RenewedKernel<K>) return kernel_.renews();
    return true;
  }
  void enter(std::int64_t entry) {
    if constexpr (SummingKernel<K>) {
      if (kernel_.has_sums()) pass_sums(kernel_, frame_, entry, marks_.get());
    }
    if constexpr (RenewedKernel<K>) {
      kernel_.enter(entry);
    } else if constexpr (!SummingKernel<K>) {
      kernel_.reset();
    }
    frame_ = entry;
  }

  K kernel_;
  std::shared_ptr<const WayMarks> marks_;
  std::optional<WayMarks> notes_;
  std::int64_t frame_ = 0;
};

}  // namespace bbplay::voices
