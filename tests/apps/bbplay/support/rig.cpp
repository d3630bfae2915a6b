// SPDX-License-Identifier: MIT
#include "apps/bbplay/support/rig.h"

#include <algorithm>
#include <cstring>

#include "apps/bbplay/support/tracks.h"

namespace bbplay::test {
namespace {

std::vector<float> floats_of(const std::filesystem::path& path) {
  const std::string bytes = bytes_of(path);
  std::vector<float> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

}  // namespace

void Device::SetUp() { put_bytes(track_, two_step_track(2)); }

Outcome Device::command_in_rig(const std::vector<std::string>& rig_options,
                               const std::vector<std::string>& command, Start start) {
  std::vector<std::string> whole = {BBPLAY_SOURCE_DIR "/scripts/audio-rig.sh"};
  whole.insert(whole.end(), rig_options.begin(), rig_options.end());
  start.pid_file = path("pid");
  whole.insert(whole.end(), {"--pid", start.pid_file, "--"});
  whole.insert(whole.end(), command.begin(), command.end());
  const Outcome outcome = run(whole, start);
  EXPECT_NE(outcome.exit_code, 77) << outcome.err;
  return outcome;
}

Outcome Device::in_rig(const std::vector<std::string>& rig_options,
                       const std::vector<std::string>& arguments, const Start& start) {
  // What is heard is compared with renders from the first sample on.
  std::vector<std::string> command = {bbplay_path(), "--exact"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command_in_rig(rig_options, command, start);
}

std::vector<float> Device::rendered(std::vector<std::string> options) {
  options.insert(options.end(), {"--render", path("render.raw"), "--force", "--format", "raw",
                                 "--encoding", "float", track_});
  EXPECT_EQ(bbplay(options).exit_code, 0);
  return captured("render.raw");
}

std::vector<float> Device::captured(const std::string& name) const { return floats_of(path(name)); }

bool silent(std::vector<float>::const_iterator from, std::vector<float>::const_iterator to) {
  return std::all_of(from, to, [](float value) { return value == 0; });
}

void expect_recorded(const std::vector<float>& recording, const std::vector<float>& render) {
  ASSERT_FALSE(render.empty());
  const auto found = std::search(recording.begin(), recording.end(), render.begin(), render.end());
  ASSERT_NE(found, recording.end()) << "the recording does not contain the render";
  EXPECT_TRUE(silent(recording.begin(), found));
  EXPECT_TRUE(silent(found + std::ptrdiff_t(render.size()), recording.end()));
}

}  // namespace bbplay::test
