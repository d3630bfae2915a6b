// SPDX-License-Identifier: MIT
#include "support/broken_tracks.h"

#include <algorithm>
#include <ctime>

#include <gmock/gmock.h>
#include <sys/resource.h>

#include "bbplay/reader/read_track.h"

#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

struct Outcome {
  int exit_code = 0;
  std::string what;  // of the exception
  Diagnostics findings;
};

Outcome read(const std::filesystem::path& file, const ReadOptions& options = {}) {
  Outcome out;
  try {
    (void)read_track(file, options, out.findings);
  } catch (const TrackError& error) {
    out.exit_code = 65;
    out.what = error.what();
  } catch (const InputError& error) {
    out.exit_code = 66;
    out.what = error.what();
  }
  return out;
}

const Finding* first(const Diagnostics& findings, Severity severity) {
  const auto found =
      std::find_if(findings.findings().begin(), findings.findings().end(),
                   [&](const Finding& finding) { return finding.severity == severity; });
  return found == findings.findings().end() ? nullptr : &*found;
}

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

class BrokenTracks : public testing::TestWithParam<BrokenTrack> {};

TEST_P(BrokenTracks, AreRefusedAtThePlaceWithAReasonAndWithoutEffort) {
  const BrokenTrack& broken = GetParam();
  const ScratchFolder folder;
  const auto file = write_broken_track(broken, folder.path());

  const double before = processor_seconds();
  const Outcome outcome = read(file);
  EXPECT_LT(processor_seconds() - before, 60) << "hangs; the worst takes about one";
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  EXPECT_LT(usage.ru_maxrss, 1'000'000) << "KiB";  // of all cases so far

  EXPECT_EQ(outcome.exit_code, broken.exit_code) << outcome.what;
  const Finding* finding =
      first(outcome.findings, broken.exit_code == 0 ? Severity::warning : Severity::error);
  if (broken.exit_code == 66 && finding == nullptr) {  // the track itself
    EXPECT_THAT(outcome.what, testing::HasSubstr(broken.message));
    EXPECT_THAT(outcome.what, testing::StartsWith(file.string()));
    return;
  }
  ASSERT_NE(finding, nullptr);
  EXPECT_THAT(finding->message, testing::HasSubstr(broken.message));
  EXPECT_EQ(finding->position.line, broken.place.line);
  EXPECT_EQ(finding->position.column, broken.place.column);
  EXPECT_THAT(finding->file, testing::StartsWith(folder.path().string()));
  EXPECT_LT(finding->text_with_excerpt().size(), 2000u);
}

std::string identifier(const testing::TestParamInfo<BrokenTrack>& info) {
  std::string out;
  for (const char c : info.param.name) out += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return out + '_' + std::to_string(info.index);
}

INSTANTIATE_TEST_SUITE_P(Each, BrokenTracks, testing::ValuesIn(broken_tracks()), identifier);

}  // namespace
}  // namespace bbplay::test
