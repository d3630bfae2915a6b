// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "bbplay/audio/renewal.h"
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

/// Has sums that run on from frame to frame, such as phases. All else in it is a closed form, or an
/// effect that entry_before() and enter() are about, whose renews() leaves the sums out of account.
///
/// has_sums()         whether there are any
/// visit_sums(visit)  calls visit(double&) for each, the same ones every time
/// pass(first)        what render() does to them in the quantum that begins at `first`
template <class K>
concept SummingKernel = RewindingKernel<K> &&
    requires(K& kernel, const K& asked, std::int64_t first, void (*visit)(double&)) {
  { asked.has_sums() } -> std::same_as<bool>;
  kernel.visit_sums(visit);
  requires noexcept(kernel.pass(first));
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

/// A kernel with sums in it, as Voice::mark_way() marks them.
template <class K>
concept KernelWithMarks = requires(const K& kernel, const std::function<void()>& tick,
                                   std::int64_t frames) {
  { kernel.mark_way(frames, tick) } -> std::same_as<std::shared_ptr<const WayMarks>>;
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
  /// marks  of the sums of a SummingKernel, left unused where they are not such ones
  explicit VoiceOf(K kernel, std::shared_ptr<const WayMarks> marks = nullptr)
      : kernel_(std::move(kernel)) {
    if constexpr (SummingKernel<K>) {
      const bool fit = marks && marks->distance > 0 && marks->distance % kQuantumFrames == 0 &&
                       marks->sums > 0 && marks->sums == count_sums();
      if (fit) marks_ = std::move(marks);
    }
  }

  void render(StereoBlock out) noexcept override {
    if (notes_) note();
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
  void note_marks(std::int64_t frames) override {
    if constexpr (SummingKernel<K>) {
      if (kernel_.has_sums()) notes_ = no_marks_yet(frames);
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
      return kernel_.has_sums() ? marked(frames, tick) : nullptr;
    } else {
      return nullptr;
    }
  }
  std::optional<CarriedPhases> final_phases() const override {
    if constexpr (KernelWithFinalPhases<K> && SummingKernel<K>) {
      VoiceOf copy = *this;
      copy.pass_to(kernel_.last_quantum());
      return copy.kernel_.final_phases();
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
    if constexpr (SummingKernel<K>) pass_to(entry);
    if constexpr (RenewedKernel<K>) {
      kernel_.enter(entry);
    } else if constexpr (!SummingKernel<K>) {
      kernel_.reset();
    }
    frame_ = entry;
  }

  /// Takes the sums to `frame`, from the last mark if that is nearer than where they stand.
  void pass_to(std::int64_t frame) {
    if (!kernel_.has_sums()) return;
    const std::size_t marks = marks_ ? marks_->up_to(frame) : 0;
    const std::int64_t known = marks_ ? marks_->frame_of(marks) : 0;
    if (frame < frame_ || known > frame_) {
      if (marks == 0) {
        kernel_.reset();
      } else {
        const auto sums = marks_->sums_of(marks);
        kernel_.visit_sums([next = sums.begin()](double& sum) mutable { sum = *next++; });
      }
      frame_ = known;
    }
    for (; frame_ < frame; frame_ += kQuantumFrames) kernel_.pass(frame_);
  }

  std::size_t count_sums() {
    std::size_t count = 0;
    kernel_.visit_sums([&](double&) { ++count; });
    return count;
  }

  /// With room for all.
  WayMarks no_marks_yet(std::int64_t frames) {
    WayMarks marks{.distance = WayMarks::distance_in(frames), .sums = count_sums(), .turns = {}};
    marks.turns.reserve(marks.sums * marks.up_to_end(frames));
    return marks;
  }
  void note() noexcept {
    if constexpr (SummingKernel<K>) {
      const bool is_next = frame_ == notes_->frame_of(notes_->size() + 1);
      const bool has_room = notes_->turns.size() + notes_->sums <= notes_->turns.capacity();
      if (is_next && has_room) {
        kernel_.visit_sums([this](double& sum) { notes_->turns.push_back(sum); });
      }
    }
  }

  std::shared_ptr<const WayMarks> marked(std::int64_t frames,
                                         const std::function<void()>& tick) const {
    VoiceOf copy(*this);
    WayMarks marks = copy.no_marks_yet(frames);
    for (std::int64_t at = marks.distance; at < frames; at += marks.distance) {
      // In strides, so that it can be stopped.
      constexpr std::int64_t kStride = std::int64_t{1} << 16;
      for (std::int64_t to = at - marks.distance + kStride; to <= at; to += kStride) {
        copy.pass_to(to);
        tick();
      }
      copy.kernel_.visit_sums([&](double& sum) { marks.turns.push_back(sum); });
    }
    return std::make_shared<const WayMarks>(std::move(marks));
  }

  K kernel_;
  std::shared_ptr<const WayMarks> marks_;
  std::optional<WayMarks> notes_;
  std::int64_t frame_ = 0;
};

}  // namespace bbplay::voices
