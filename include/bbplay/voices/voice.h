// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>

#include "bbplay/audio/stereo_block.h"
#include "bbplay/audio/way_marks.h"
#include "bbplay/dsp/sharing.h"
#include "bbplay/model/carried_phases.h"
#include "bbplay/model/fidelity.h"
#include "bbplay/model/known_curves.h"
#include "bbplay/model/own_levels.h"
#include "bbplay/model/synth_spec.h"

namespace bbplay {

/// What a voice knows besides its parameters.
struct VoiceContext {
  double seconds = 0;       // duration of the step
  std::int64_t frames = 0;  // trunc(seconds * rate); the time step of a voice is seconds / frames
  int rate = 44'100;        // Hz
  Fidelity fidelity = Fidelity::reference;
  std::uint64_t seed = 0;  // of this voice: derived from the render seed, step and voice index
  std::optional<CarriedPhases> carried;
  /// What Voice::own_levels() said when the same voice was built before; it need not search again.
  std::optional<OwnLevels> own_levels{};
  /// What Voice::mark_way() said when the same voice was built before; null: nothing.
  std::shared_ptr<const WayMarks> marks{};
  /// Of the curves of its step; null: nothing.
  std::shared_ptr<const KnownCurves> curves{};
  bool in_haste = false;             // own levels are estimated in a few milliseconds
  std::size_t places_in_haste = 16;  // of each file that are looked at for it
  dsp::Sharing sharing{};            // of the search for them; null: this thread alone
  /// Frames, whole quanta, by which its effects are renewed before the multiples of kRenewalFrames:
  /// what hears the voice and is renewed there has to hear it as it is from so early on.
  std::int64_t renewed_ahead_frames = 0;
  /// SOFA file with the head of the HRTF voice; empty: the set that comes with libmysofa.
  std::filesystem::path head;
  /// Standard-normal samples to use instead of generated noise, in order of use (glitch bursts).
  std::span<const double> injected_noise;
};

/// One channel of a voice as tones with a moving level, the sum of level(t) sin(2 pi phase(t)) over
/// its tones. Time is in frames; everything holds between the frames, too.
///
/// A level is a smooth factor (a tremolo) times a bent one (a fade, a gate with slanted edges),
/// whose slope may jump.
struct ToneBound {
  double low = 0, high = 0;     // of the slopes of all phases, turns per frame, not negative
  double glide = 0;             // largest change of these slopes, turns per frame and frame
  double bent_turning = 0;      // slope of an addend of the phases that may jump, turns per frame
  double level = 0;             // sum of the largest |level| of its tones
  double smooth_slope = 0;      // largest change of the smooth factor, times level; per frame
  double smooth_curvature = 0;  // of its slope; per frame and frame
  double bent_slope = 0;        // of the bent factor, times level; per frame
};
struct StereoToneBound {
  ToneBound left, right;
};

/// The running state of one synth function over one step.
///
/// A voice is indexed by its own frames: 0 is the first frame of the step. It always renders whole
/// quanta in order from wherever it stands, so its output cannot depend on anybody's block length.
/// Frames at or past `context.frames` are unspecified; the owner cuts them off.
class Voice {
 public:
  virtual ~Voice() = default;
  Voice& operator=(const Voice&) = delete;

  /// Writes the next kQuantum frames. out.frames() == kQuantum.  [audio thread]
  virtual void render(StereoBlock out) noexcept = 0;

  /// Continues at `frame`, a multiple of kQuantum, exactly as if everything before had been
  /// rendered.  [not the audio thread]
  virtual void seek(std::int64_t frame) = 0;

  /// Reads from its file, where it has one, what is missing for the next `frames` frames; a few
  /// seconds fit, the rest is left for later. May run beside render(), which is silent where this
  /// came too late: live it is called several times a second, offline before each block. What could
  /// not be read stays silent.
  /// throws  ReadError                                                 [not the audio thread]
  virtual void service(std::int64_t /*frames*/) {}

  /// seek() takes the same short time everywhere (the state is a closed form of the frame).
  virtual bool seeks_at_once() const noexcept = 0;

  /// It does not, but its memory is renewed at every multiple of kRenewalFrames (audio/renewal.h), or
  /// known at about as many frames: to there it takes a run-in, to other frames up to so many more.
  virtual bool renews() const noexcept { return false; }

  virtual std::unique_ptr<Voice> clone() const = 0;

  /// No sample is larger than this; infinite when nothing is known.
  virtual double peak_bound() const noexcept { return std::numeric_limits<double>::infinity(); }

  /// What is known of the tones of the voice from frame `begin` to `end`; nothing when it is made
  /// otherwise. Where it is something, render_sparse() may be called.
  virtual std::optional<StereoToneBound> tones(std::int64_t /*begin*/,
                                               std::int64_t /*end*/) const noexcept {
    return std::nullopt;
  }

  /// Writes kQuantum frames that lie `stride` apart: first, first + stride, ... (first >= 0). They
  /// are those of render() but for rounding, every tone `turns` ahead; the voice stays where it is.
  virtual void render_sparse(std::int64_t /*first*/, std::int64_t /*stride*/, double /*turns*/,
                             StereoBlock /*out*/) noexcept {}

  /// The peak a random voice is meant to have, which counts where the peak of others is measured:
  /// that of a particular render is chance. Nothing for voices that are not random.
  virtual std::optional<double> nominal_peak() const noexcept { return std::nullopt; }

  /// The levels that the voice has searched for to be built; nothing for voices that need not.
  virtual std::optional<OwnLevels> own_levels() const { return std::nullopt; }

  /// Lets render() note the marks that it passes, of a voice of `frames` that has running sums and goes
  /// from its beginning on.  [not the audio thread]
  virtual void note_marks(std::int64_t /*frames*/) {}
  /// Those noted so far; null without sums.
  virtual std::shared_ptr<const WayMarks> noted_marks() const { return nullptr; }

  /// Marks for VoiceContext::marks, of a voice of `frames` that has running sums; null for others. Goes
  /// the whole way, in less time than render(), and calls `tick` now and then.
  /// throws  std::bad_alloc, and what `tick` throws                    [not the audio thread]
  virtual std::shared_ptr<const WayMarks> mark_way(std::int64_t /*frames*/,
                                                   const std::function<void()>& /*tick*/) const {
    return nullptr;
  }

  /// Phases at the end of the step. May take a copy of the voice there.  [not the audio thread]
  virtual std::optional<CarriedPhases> final_phases() const { return std::nullopt; }

 protected:
  Voice() = default;
  Voice(const Voice&) = default;
};

/// Builds the voice of a synth function: all memory, tables and files are ready when it returns.
/// throws  std::bad_alloc; InputError for a file that cannot be read; ReadError and what
///         VoiceContext::sharing throws where own levels are searched for  [not the audio thread]
std::unique_ptr<Voice> make_voice(const SynthSpec& spec, const VoiceContext& context);

}  // namespace bbplay
