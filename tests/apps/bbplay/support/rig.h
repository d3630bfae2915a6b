// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "apps/bbplay/support/program.h"
#include "support/scratch_folder.h"

namespace bbplay::test {

/// Ends every status line: audio is being played.
inline constexpr auto kPlaying = "xruns";

/// Rate of the track that Device plays.
inline constexpr int kRigRate = 44'100;

/// The program on a sound server of its own: scripts/audio-rig.sh.
class Device : public testing::Test {
 protected:
  void SetUp() override;

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  /// When something is done to the sound server: put this behind an option of the rig, and the
  /// act that makes the moment come among the acts.
  std::string moment(const std::string& name) const { return path(name); }
  Act make(const std::string& moment_name, const std::string& once) const {
    return {.once = once, .run = [this, moment_name] { put_bytes(folder_ / moment_name, ""); }};
  }

  /// Runs bbplay in a rig; acts' signals go to it.
  Outcome in_rig(const std::vector<std::string>& rig_options,
                 const std::vector<std::string>& arguments, const Start& start = {});
  /// Runs something else there.
  Outcome command_in_rig(const std::vector<std::string>& rig_options,
                         const std::vector<std::string>& command, Start start = {});

  /// What the track renders to, as floats, both channels in turn.
  std::vector<float> rendered(std::vector<std::string> options = {});
  /// What `--capture` of the rig has written to path(`name`).
  std::vector<float> captured(const std::string& name = "capture.f32") const;

  const ScratchFolder folder_;
  const std::string track_ = (folder_ / "night.json").string();  // 3 s
};

bool silent(std::vector<float>::const_iterator from, std::vector<float>::const_iterator to);

/// Expects `recording` to be silence, `render` to the last bit, silence.
void expect_recorded(const std::vector<float>& recording, const std::vector<float>& render);

}  // namespace bbplay::test
