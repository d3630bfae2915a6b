// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "apps/bbplay/support/program.h"
#include "support/scratch_folder.h"

namespace bbplay::test {

/// Rate of the track that Device plays.
inline constexpr int kRigRate = 44'100;

/// The program on a sound server of its own: scripts/audio-rig.sh.
class Device : public testing::Test {
 protected:
  void SetUp() override;

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  /// Runs bbplay in a rig.
  Outcome in_rig(const std::vector<std::string>& rig_options,
                 const std::vector<std::string>& arguments, const Start& start = {});
  /// Runs something else there.
  Outcome command_in_rig(const std::vector<std::string>& rig_options,
                         const std::vector<std::string>& command, const Start& start = {});

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
