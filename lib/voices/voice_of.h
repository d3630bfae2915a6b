// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "bbplay/voices/voice.h"

#include "dsp/transition/transition.h"

namespace bbplay::voices {

/// Finds its way back to frame 0 and from there, by rendering, to any other.
///
/// reset()           back to the state before frame 0               [not the audio thread]
/// is_closed_form()  render() needs no earlier call: every frame follows from its number
template <class K>
concept RewindingKernel = requires(K& kernel, const K& asked) {
  kernel.reset();
  { asked.is_closed_form() } -> std::same_as<bool>;
};

/// Has a memory that is renewed, as Voice::renews() says; then it need not rewind all the way.
///
/// entry_before(frame)  the latest frame from which rendering gets to `frame`
/// enter(entry)         goes on there                               [not the audio thread]
template <class K>
concept RenewedKernel = RewindingKernel<K> &&
    requires(K& kernel, const K& asked, std::int64_t frame) {
  { asked.renews() } -> std::same_as<bool>;
  { asked.entry_before(frame) } -> std::same_as<std::int64_t>;
  kernel.enter(frame);
};

/// Is no closed form, but gets anywhere by a way of its own, with the same bits.
///
/// seek(frame)       render() goes on at `frame`                    [not the audio thread]
/// seeks_at_once()   in bounded time, that is
template <class K>
concept SeekingKernel = requires(K& kernel, const K& asked, std::int64_t frame) {
  kernel.seek(frame);
  { asked.seeks_at_once() } -> std::same_as<bool>;
};

/// A value that renders quantum after quantum. A copy goes on by itself.
///
/// render(first, out)  frames first .. first + kQuantum - 1         [audio thread]
/// peak_bound()        no sample is larger; infinite when nothing is known
template <class K>
concept RendersQuanta = std::copy_constructible<K> &&
    requires(K& kernel, const K& asked, std::int64_t first, StereoBlock out) {
  requires noexcept(kernel.render(first, out));
  { asked.peak_bound() } -> std::same_as<double>;
};

/// Gets to any frame, one way or the other.
template <class K>
concept FindsFrames = RewindingKernel<K> || SeekingKernel<K>;

/// What a Voice is made of.
template <class K>
concept Kernel = RendersQuanta<K> && FindsFrames<K>;

/// A kernel in closed form that frames may be left out of.
///
/// tones(begin, end)                 as Voice::tones()
/// progress(first, memory, stride)   of its parameters              [audio thread]
/// render(progress, out)             the frames that it stands for  [audio thread]
template <class K>
concept SparseKernel = RewindingKernel<K> &&
    requires(K& kernel, const K& asked, const dsp::Progress& progress, std::int64_t frame,
             dsp::TransitionBlock& memory, StereoBlock out) {
  { asked.tones(frame, frame) } -> std::same_as<std::optional<StereoToneBound>>;
  { asked.progress(frame, memory, frame) } -> std::same_as<dsp::Progress>;
  requires noexcept(kernel.render(progress, out));
};

/// A kernel in closed form that leaves out frames in a way of its own.
///
/// tones(begin, end)   as Voice::tones()
/// render_sparse(...)  as Voice::render_sparse()
template <class K>
concept SparseByItself = RewindingKernel<K> &&
    requires(K& kernel, const K& asked, std::int64_t frame, double turns, StereoBlock out) {
  { asked.tones(frame, frame) } -> std::same_as<std::optional<StereoToneBound>>;
  requires noexcept(kernel.render_sparse(frame, frame, turns, out));
};

/// A kernel that foretells its loudest sample, as Voice::nominal_peak() does.
template <class K>
concept KernelWithNominalPeak = requires(const K& kernel) {
  { kernel.nominal_peak() } -> std::same_as<std::optional<double>>;
};

/// A kernel that had to know how loud it gets, as Voice::own_peak() says.
template <class K>
concept KernelWithOwnPeak = requires(const K& kernel) {
  { kernel.own_peak() } -> std::same_as<std::optional<OwnPeak>>;
};

/// A kernel whose phases go on in the next step, as those of Voice::final_phases().
template <class K>
concept KernelWithFinalPhases = requires(const K& kernel) {
  { kernel.final_phases() } -> std::same_as<std::optional<CarriedPhases>>;
};

/// A kernel that plays from a file, as Voice::service() tells.
template <class K>
concept KernelWithFile = requires(K& kernel, std::int64_t frames) {
  kernel.service(frames);
};

/// Makes a Voice of a kernel. The virtual call happens once per quantum.
template <Kernel K>
class VoiceOf final : public Voice {
 public:
  explicit VoiceOf(K kernel) : kernel_(std::move(kernel)) {}

  void render(StereoBlock out) noexcept override {
    kernel_.render(frame_, out);
    frame_ += static_cast<std::int64_t>(kQuantum);
  }

  void seek(std::int64_t frame) override {
    if constexpr (SeekingKernel<K>) {
      kernel_.seek(frame);
    } else if (!kernel_.is_closed_form()) {
      std::int64_t entry = 0;
      if constexpr (RenewedKernel<K>) entry = kernel_.entry_before(frame);
      if (frame < frame_ || entry > frame_) {
        if constexpr (RenewedKernel<K>) {
          kernel_.enter(entry);
        } else {
          kernel_.reset();
        }
        frame_ = entry;
      }
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
    if constexpr (requires { kernel_.renews(); }) {
      return kernel_.renews();
    } else {
      return false;
    }
  }
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
  std::optional<OwnPeak> own_peak() const noexcept override {
    if constexpr (KernelWithOwnPeak<K>) {
      return kernel_.own_peak();
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
  std::optional<CarriedPhases> final_phases() const override {
    if constexpr (KernelWithFinalPhases<K>) {
      return kernel_.final_phases();
    } else {
      return std::nullopt;
    }
  }

 private:
  K kernel_;
  std::int64_t frame_ = 0;
};

}  // namespace bbplay::voices
