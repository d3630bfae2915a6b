// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "bbplay/analysis/analyze.h"
#include "bbplay/audio/stereo_block.h"
#include "bbplay/model/track.h"
#include "bbplay/plan/render_plan.h"

namespace bbplay::test {

/// A track with its plan, ready to play.
struct Session {
  std::shared_ptr<const Track> track;
  std::shared_ptr<const RenderPlan> plan;

  Session with_master_gain(double gain) const;
};

Session session_of(Track track, const AnalyzeOptions& options = {});
Session session_of_file(const std::filesystem::path& path, const AnalyzeOptions& options = {});
/// From JSON text; relative paths start in the golden tracks folder.
Session session_of_text(const std::string& json, const AnalyzeOptions& options = {});

/// Frames first .. first + count - 1 (count < 0: to the end), rendered in blocks of `block` frames.
StereoBuffer render(const Session& session, std::size_t block = 4096, std::int64_t first = 0,
                    std::int64_t count = -1);

}  // namespace bbplay::test
