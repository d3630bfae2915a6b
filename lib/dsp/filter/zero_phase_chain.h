// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "dsp/filter/zero_phase.h"
#include "dsp/filter/zero_phase_source.h"

namespace bbplay::dsp {

/// Any number of zero-phase filters in series behind a source; each sees the ends of the signal on
/// its own. What ZeroPhaseStage is for one filter.
template <ZeroPhaseSource Source>
class ZeroPhaseChain {
 public:
  /// frames  of the whole signal; filters it is too short for are left out
  ZeroPhaseChain(Source source, std::span<const ZeroPhaseFilter> filters, std::int64_t frames)
      : source_(std::move(source)) {
    for (const ZeroPhaseFilter& filter : filters) {
      if (frames > static_cast<std::int64_t>(filter.padding)) lines_.emplace_back(filter, frames);
    }
    seek(0);
  }

  /// The quantum that begins at `first`, which is the next one.  [audio thread]
  void render(std::int64_t first, StereoDoubles out) noexcept {
    render_behind(lines_.size(), first, out);
  }

  /// Bounded time when the source seeks in bounded time.  [not the audio thread]
  void seek(std::int64_t frame) { seek_behind(lines_.size(), frame); }

  /// Lets a source that reads a file read what its next `frames` frames need. May run beside
  /// render().  [not the audio thread]
  void service(std::int64_t frames) {
    if constexpr (requires { source_.service(frames); }) source_.service(frames);
  }

  /// There is no filter: what comes out is the source.
  bool is_bare() const noexcept { return lines_.empty(); }

  const Source& source() const noexcept { return source_; }
  Source& source() noexcept { return source_; }

 private:
  /// What comes out of the first `count` filters.
  void render_behind(std::size_t count, std::int64_t first, StereoDoubles out) noexcept {
    if (count == 0) return source_.render(first, out);
    lines_[count - 1].pull(out);
    feed(count);
  }

  /// The next quantum for filter count - 1.
  void feed(std::size_t count) noexcept {
    ZeroPhaseLine& line = lines_[count - 1];
    StereoDoublesQuantum input{};
    if (line.wanted() < line.frames()) render_behind(count - 1, line.wanted(), input.block());
    line.push(input.block());
  }

  void seek_behind(std::size_t count, std::int64_t frame) {
    if (count == 0) return source_.seek(frame);
    ZeroPhaseLine& line = lines_[count - 1];
    seek_behind(count - 1, line.restart(frame));
    while (!line.is_primed()) {
      service(kQuantum);
      feed(count);
    }
    StereoDoublesQuantum discarded;
    for (std::int64_t at = line.finish_restart(); at < frame; at += std::int64_t{kQuantum}) {
      service(kQuantum);
      render_behind(count, at, discarded.block());
    }
  }

  Source source_;
  std::vector<ZeroPhaseLine> lines_;
};

}  // namespace bbplay::dsp
