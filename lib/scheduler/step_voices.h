// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "bbplay/model/read_error.h"
#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"
#include "bbplay/scheduler/selection.h"

#include "voices/voice_chain.h"

namespace bbplay::scheduler {

/// What all voices of one plan have in common.
struct RenderContext {
  int rate = 44'100;
  Fidelity fidelity = Fidelity::reference;
  std::uint64_t seed = 1;
  unsigned runners = 1;    // threads that may share the voices of a step that has to be followed
  double master_gain = 1;  // part of every step's own gain, so that it costs nothing
  Selection heard{};
  /// Only levels are to be estimated: what takes long to be entered and hardly changes them is left out.
  bool in_haste = false;
  Unreadable unreadable{};  // where voices whose files cannot be read are left out
};

/// The running voices of one step, on the step's own grid of quanta.
class StepVoices {
 public:
  /// Builds every voice that is heard: reads files, makes tables.  [not the audio thread]
  StepVoices(const Track& track, const StepPlan& placed, const RenderContext& context);

  /// The next kQuantum frames of gain_binaural * binaural bus + gain_noise * noise bus.
  /// [audio thread]
  void render_mix(float gain_binaural, float gain_noise, StereoBlock out) noexcept;

  /// The part of render_mix() that is voice `index`: adds it to those before it, of which there are
  /// none before the first.  [audio thread]
  void add_to_mix(std::size_t index, float gain_binaural, float gain_noise,
                  StereoBlock mix) noexcept;

  /// The next kQuantum frames of voice `index` alone; all voices have to be asked in turn.
  void render_voice(std::size_t index, StereoBlock out) noexcept {
    voices_[index].chain.render(out);
  }

  /// kQuantum frames of voice `index` that lie `stride` apart, every tone `turns` ahead; its tones
  /// have to be known. Does not move the voice.
  void render_sparse(std::size_t index, std::int64_t first, std::int64_t stride, double turns,
                     StereoBlock out) noexcept {
    voices_[index].chain.render_sparse(first, stride, turns, out);
  }

  /// As Voice::service(), of every voice.  [not the audio thread]
  void service(std::int64_t frames);

  std::size_t size() const noexcept { return voices_.size(); }
  Bus bus(std::size_t index) const noexcept { return voices_[index].bus; }
  const voices::VoiceChain& voice(std::size_t index) const noexcept { return voices_[index].chain; }
  bool has(Bus bus) const noexcept;
  /// Whether a voice reads from a file, so that service() matters and may fail.
  bool play_files() const noexcept { return play_files_; }

  /// Lets them note the marks that they pass, as Voice::note_marks(), and those noted: one for every voice
  /// of the step, null where there are none.  [not the audio thread]
  void note_marks();
  std::vector<std::shared_ptr<const WayMarks>> noted_marks() const;

  /// Continues at `frame`, a multiple of kQuantum.  [not the audio thread]
  void seek(std::int64_t frame);
  /// The same, of voice `index` alone.  [not the audio thread]
  void seek_voice(std::size_t index, std::int64_t frame);
  /// Where they can be put without hearing much of what is before.
  StepEntry entry() const noexcept;

 private:
  struct Member {
    voices::VoiceChain chain;
    Bus bus;
    std::size_t number;  // in the step, of which some voices may be left out
  };
  std::vector<Member> voices_;
  bool play_files_ = false;
  std::size_t all_ = 0;  // voices of the step
  Unreadable unreadable_;
};

/// Whether a voice plays sound files.
bool plays_files(const SynthSpec& spec);

/// The seed of the noise layer, which no voice has.
std::uint64_t layer_seed(std::uint64_t render_seed);

/// The context a voice of a step is built with; its seed depends on the render seed, step and voice
/// only.
VoiceContext voice_context(const Step& step, const StepPlan& placed, std::size_t voice,
                           const RenderContext& context);

}  // namespace bbplay::scheduler
