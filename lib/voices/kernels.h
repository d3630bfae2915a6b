// SPDX-License-Identifier: MIT
/// What voices are made of: values that VoiceOf makes a Voice of, and what they may be able to do.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

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

/// A kernel that had to know how loud it gets, as Voice::own_levels() says.
template <class K>
concept KernelWithOwnLevels = requires(const K& kernel) {
  { kernel.own_levels() } -> std::same_as<std::optional<OwnLevels>>;
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

}  // namespace bbplay::voices
