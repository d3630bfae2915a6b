// SPDX-License-Identifier: MIT
#include "bbplay/scheduler/track_scheduler.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/model/diagnostics.h"

#include "support/golden.h"
#include "support/render.h"
#include "support/scratch_folder.h"
#include "support/sound_files.h"

namespace bbplay::test {
namespace {

// Blends, explicit overlaps, nesting, lags of both signs, carried phases: everything steps can do.
constexpr const char* kTracks[] = {"xfade_equal_power.json",   "three_step_pileup.json",
                                   "nested_step.json",         "align_full_range.json",
                                   "explicit_starts_gap.json", "phase_carry_keys.json"};

Session golden_session(const char* file, Fidelity fidelity = Fidelity::reference) {
  AnalyzeOptions options;
  options.fidelity = fidelity;
  return session_of_file(golden_folder() / "tracks" / file, options);
}

TEST(TrackScheduler, BlockLengthDoesNotChangeTheSamples) {
  for (const char* file : kTracks) {
    for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
      const Session session = golden_session(file, fidelity);
      const StereoBuffer whole = render(session, 4096);
      for (const std::size_t block : {1u, 63u, 256u, 450u, 10'000u}) {
        EXPECT_EQ(render(session, block), whole) << file << ", blocks of " << block;
      }
    }
  }
}

TEST(TrackScheduler, PlaysOnWithoutAClipThatCannotBeReadAnyMore) {
  const ScratchFolder folder;
  write_sound(folder / "bell.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 8'000, test_signal(2, 8'000));
  const std::string steps = R"({"global": {"sample_rate": 8000}, "progression": [
      {"duration": 3, "voices": [{"synth_function_name": "binaural_beat"}]}])";
  put_bytes(folder / "clip.json",
            steps + R"(, "overlay_clips": [{"path": "bell.wav", "start_time": 1}]})");
  put_bytes(folder / "plain.json", steps + "}");
  const Session session = session_of_file(folder / "clip.json", {});
  Session plain = session_of_file(folder / "plain.json", {});
  auto plan = std::make_shared<RenderPlan>(*plain.plan);
  plan->master_gain = session.plan->master_gain;
  plain.plan = plan;
  std::filesystem::remove(folder / "bell.wav");

  EXPECT_THROW(TrackScheduler(session.track, session.plan), InputError);
  std::vector<std::string> told;
  TrackScheduler scheduler(session.track, session.plan, 0, {},
                           [&](const std::string& message) { told.push_back(message); });
  StereoBuffer heard(static_cast<std::size_t>(session.plan->frames));
  for (std::size_t at = 0; at < heard.frames(); at += 500) {
    scheduler.service();
    scheduler.process_block(
        heard.block().subblock(at, std::min<std::size_t>(500, heard.frames() - at)));
  }
  EXPECT_EQ(heard, render(plain));
  EXPECT_EQ(scheduler.late_blocks(), 0u) << "it is silent, not late";
  ASSERT_FALSE(told.empty());
  EXPECT_NE(told.front().find("bell.wav"), std::string::npos);

  // So does an analysis that is told whom to tell.
  AnalyzeOptions options;
  EXPECT_THROW(analyze(*session.track, options), InputError);
  options.unreadable = [&](const std::string& message) { told.push_back(message); };
  EXPECT_EQ(analyze(*session.track, options).clips.size(), 0u);
}

TEST(TrackScheduler, PlaysManyClipsOfManyFilesTheSameFromAnywhere) {
  const ScratchFolder folder;
  std::string clips;
  for (int i = 0; i < 60; ++i) {
    const std::string name = "clip" + std::to_string(i % 20) + ".ogg";
    if (i < 20) {
      write_sound(folder / name, SF_FORMAT_OGG | SF_FORMAT_VORBIS, 11'025,
                  test_signal(1 + std::size_t(i) % 2, 3'000 + 100 * std::size_t(i)));
    }
    clips += std::string(i > 0 ? "," : "") + R"({"path": ")" + name + R"(", "start_time": )" +
             std::to_string(0.01 * i) + R"(, "gain": 0.02})";
  }
  put_bytes(folder / "clips.json", R"({"global": {"sample_rate": 8000}, "progression": [
      {"duration": 1, "voices": [{"synth_function_name": "binaural_beat"}]}],
      "overlay_clips": [)" + clips + "]}");
  const Session session = session_of_file(folder / "clips.json", {});
  const StereoBuffer whole = render(session);
  for (const std::size_t block : {63u, 20'000u}) EXPECT_EQ(render(session, block), whole);
  const StereoBuffer rest = render(session, 333, 5'000);
  EXPECT_TRUE(std::ranges::equal(rest.block().left, whole.block().dropping(5'000).left));
  // What is read ahead changes nothing either.
  for (const std::int64_t ahead : {64, 5'000}) {
    TrackScheduler scheduler(session.track, session.plan, 0, {}, {}, ahead);
    StereoBuffer heard(whole.frames());
    for (std::size_t at = 0; at < heard.frames(); at += 64) {
      scheduler.service();
      scheduler.process_block(
          heard.block().subblock(at, std::min<std::size_t>(64, heard.frames() - at)));
    }
    EXPECT_EQ(heard, whole) << ahead;
    EXPECT_EQ(scheduler.late_blocks(), 0u);
  }
}

/// What this process has read so far, bytes.
std::int64_t bytes_read() {
  std::ifstream about("/proc/self/io");
  std::string name;
  std::int64_t bytes = 0;
  about >> name >> bytes;
  return bytes;
}

TEST(TrackScheduler, ReadsTheFilesOfManyClipsThatSoundAtOnceOnce) {
  const ScratchFolder folder;
  std::string clips;
  std::int64_t size = 0;
  for (int i = 0; i < 40; ++i) {
    const std::string name = "clip" + std::to_string(i) + ".mp3";
    if (i == 0) {
      write_sound(folder / name, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44'100,
                  test_signal(2, 4 * 44'100));
    } else {
      std::filesystem::copy_file(folder / "clip0.mp3", folder / name);
    }
    size += static_cast<std::int64_t>(std::filesystem::file_size(folder / name));
    clips += std::string(i > 0 ? "," : "") + R"({"path": ")" + name + R"(", "gain": 0.02})";
  }
  put_bytes(folder / "clips.json", R"({"global": {"sample_rate": 44100}, "progression": [
      {"duration": 4, "voices": [{"synth_function_name": "binaural_beat"}]}],
      "overlay_clips": [)" + clips + "]}");
  const Session session = session_of_file(folder / "clips.json", {});
  const std::int64_t before = bytes_read();
  render(session, 256);
  // Twice to find out what is in them, once to play; decoders begin anew every few seconds.
  EXPECT_LT(bytes_read() - before, 5 * size);
}

TEST(CarriedPhases, TheLastVoiceOfAKeyDecidesWhetherThereAreAny) {
  const auto carried = [](const std::string& voices) {
    const Session session = session_of_text(R"({"global": {"sample_rate": 8000}, "progression": [
        {"duration": 1.01, "voices": [)" + voices +
                                            R"(]},
        {"duration": 1, "voices": [{"synth_function_name": "binaural_beat", "id": 7}]}]})");
    return session.plan->steps[1].carried[0];
  };
  const std::string beat = R"({"synth_function_name": "binaural_beat", "voice_id": "7",
                               "params": {"baseFreq": 123.4}})";
  const std::string phaseless = R"({"synth_function_name": "qam_beat", "voice_id": "7"})";
  EXPECT_TRUE(carried(beat));
  EXPECT_TRUE(carried(phaseless + ", " + beat));
  EXPECT_FALSE(carried(beat + ", " + phaseless)) << "the later voice has none to hand on";
}

TEST(TrackScheduler, SeekingContinuesAsIfEverythingBeforeHadBeenPlayed) {
  for (const char* file : kTracks) {
    const Session session = golden_session(file);
    const StereoBuffer whole = render(session);
    const auto frames = static_cast<std::int64_t>(whole.frames());
    for (std::int64_t first = 1; first < frames; first += frames / 7) {
      const StereoBuffer rest = render(session, 333, first);
      const auto skipped = static_cast<std::size_t>(first);
      const ConstStereoBlock expected = whole.block().dropping(skipped);
      EXPECT_TRUE(std::ranges::equal(rest.block().left, expected.left) &&
                  std::ranges::equal(rest.block().right, expected.right))
          << file << " from " << first;
    }
  }
}

TEST(TrackScheduler, SeekingBackAndForthOnOneSchedulerIsExact) {
  const Session session = golden_session("three_step_pileup.json");
  const StereoBuffer whole = render(session);
  TrackScheduler scheduler(session.track, session.plan);
  StereoBuffer block(500);
  for (const std::size_t first : {6000u, 100u, 6000u, 0u, 9000u}) {
    scheduler.seek(static_cast<std::int64_t>(first));
    scheduler.service();
    ASSERT_EQ(scheduler.process_block(block.block()), 500u);
    EXPECT_TRUE(std::ranges::equal(block.block().left, whole.block().subblock(first, 500).left))
        << first;
  }
}

TEST(TrackScheduler, AfterTheEndThereIsSilence) {
  const Session session = golden_session("xfade_linear.json");
  TrackScheduler scheduler(session.track, session.plan);
  scheduler.seek(scheduler.frames() - 10);
  StereoBuffer block(64);
  std::ranges::fill(block.block().left, 1.0f);
  EXPECT_EQ(scheduler.process_block(block.block()), 10u);
  EXPECT_EQ(block.block().left[63], 0.0f);
  EXPECT_EQ(scheduler.process_block(block.block()), 0u);
  EXPECT_EQ(scheduler.position(), scheduler.frames());
}

TEST(TrackScheduler, NumberOfJobsDoesNotChangeThePlan) {
  for (const char* file : kTracks) {
    AnalyzeOptions one, four;
    one.jobs = 1;
    four.jobs = 4;
    const Session a = session_of_file(golden_folder() / "tracks" / file, one);
    const Session b = session_of_file(golden_folder() / "tracks" / file, four);
    EXPECT_EQ(a.plan->peak, b.plan->peak) << file;
    EXPECT_EQ(render(a), render(b)) << file;
  }
}

}  // namespace
}  // namespace bbplay::test
