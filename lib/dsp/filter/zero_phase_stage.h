// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <cstdint>
#include <optional>
#include <utility>

#include "dsp/filter/zero_phase.h"
#include "dsp/filter/zero_phase_source.h"

namespace bbplay::dsp {

/// A zero-phase filter between a source and whoever plays it. It is a source itself, so that
/// several can stand in series.
template <ZeroPhaseSource Source>
class ZeroPhaseStage {
 public:
  /// frames  of the whole signal; one that is too short for the padding passes unchanged
  /// start   where playing begins; nothing: wherever the first seek() says, as when this stage is
  ///         the source of another one
  ZeroPhaseStage(Source source, const ZeroPhaseFilter& filter, std::int64_t frames,
                 std::optional<std::int64_t> start = 0)
      : source_(std::move(source)) {
    const bool filters = filter.cascade.size() > 0;
    if (filters && frames > static_cast<std::int64_t>(filter.padding))
      line_.emplace(filter, frames);
    if (start) seek(*start);
  }

  void render(std::int64_t first, StereoDoubles out) noexcept {
    assert(first == frame_);
    frame_ += static_cast<std::int64_t>(kQuantum);
    if (!line_) return source_.render(first, out);
    line_->pull(out);
    feed();
  }

  /// Bounded time when the source seeks in bounded time.  [not the audio thread]
  void seek(std::int64_t frame) {
    frame_ = frame;
    if (!line_) return source_.seek(frame);
    source_.seek(line_->restart(frame));
    while (!line_->is_primed()) feed();
    StereoDoublesQuantum discarded;
    for (frame_ = line_->finish_restart(); frame_ < frame;) render(frame_, discarded.block());
  }

  const Source& source() const noexcept { return source_; }

 private:
  void feed() noexcept {
    StereoDoublesQuantum input;
    if (line_->wanted() < line_->frames()) source_.render(line_->wanted(), input.block());
    line_->push(input.block());
  }

  Source source_;
  std::optional<ZeroPhaseLine> line_;
  std::int64_t frame_ = -1;
};

}  // namespace bbplay::dsp
