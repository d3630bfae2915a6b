// SPDX-License-Identifier: MIT
// What may be asked for, and what it may cost.
#include <cmath>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/bbplay/support/program.h"
#include "apps/bbplay/support/sanitizer.h"
#include "apps/bbplay/support/tracks.h"
#include "support/ogg_files.h"
#include "support/scratch_folder.h"
#include "support/sound_files.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr long kMostMemoryKib = (64 << 10) + kSanitizerMemoryKib;

class Bounds : public testing::Test {
 protected:
  void SetUp() override { put_bytes(track_, two_step_track(2, 8000)); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  Outcome render(std::vector<std::string> options, const std::string& name = "out.wav") const {
    options.insert(options.begin(), {"--no-cache", "--force", "--render", path(name)});
    options.push_back(track_);
    return bbplay(options);
  }

  /// Plans a track within the memory that any track may take.
  void expect_planned(const std::string& json) const {
    put_bytes(track_, json);
    const Outcome outcome = bbplay({"--no-cache", "--check", track_});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_LT(outcome.most_memory_kib, kMostMemoryKib);
  }

  const ScratchFolder folder_;
  const std::string track_ = (folder_ / "night.json").string();
};

TEST_F(Bounds, TimesOutOfRangeAreRefusedWithTheRange) {
  for (const char* option :
       {"--start", "--end", "--duration", "--fade-in", "--fade-out", "--wait-device"}) {
    for (const char* time : {"9223372036854775807", "100000000000000000000", "1000000001"}) {
      const Outcome outcome = render({option, time});
      EXPECT_EQ(outcome.exit_code, 64) << option;
      EXPECT_THAT(outcome.err, HasSubstr(std::string(option) + ": \"" + time +
                                         "\" is not a time up to 1000000000 s"));
    }
  }
  EXPECT_EQ(render({"--duration", "1000000000"}).exit_code, 0);
  EXPECT_EQ(render({"--fade-in", "1000000000", "--fade-out", "1000000000"}).exit_code, 0);
}

TEST_F(Bounds, FadesThatLastLongerThanWhatIsPlayedAreTold) {
  EXPECT_EQ(render({"--fade-in", "1", "--fade-out", "1.5"}).err, "");
  EXPECT_THAT(render({"--fade-in", "90"}).err,
              HasSubstr("warning: --fade-in 1:30.0 lasts longer than the 0:0"));
  EXPECT_THAT(render({"--fade-out", "1.5", "--end", "1"}).err,
              HasSubstr("warning: --fade-out 0:01.5 lasts longer than the 0:01.0"));
  EXPECT_EQ(render({"--fade-in", "5", "--loop", "4"}).err, "");
}

TEST_F(Bounds, PresetsThatAreNotThereAreTold) {
  const Outcome outcome = render({"--presets", path("nowhere")});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err,
              HasSubstr("warning: --presets " + path("nowhere") + ": no such file or folder"));
  EXPECT_EQ(render({"--presets", folder_.path().string()}).err, "");
}

TEST_F(Bounds, GainsOutOfRangeAreRefusedWithTheRange) {
  for (const char* gain : {"800", "-800", "120.5dB"}) {
    const Outcome outcome = render({"--gain", gain});
    EXPECT_EQ(outcome.exit_code, 64);
    EXPECT_THAT(outcome.err, HasSubstr("is not a gain from -120 to 120 dB"));
  }
}

TEST_F(Bounds, TheLargestGainLeavesTheOutputFinite) {
  put_bytes(track_, R"({"global": {"sample_rate": 8000}, "background_noise":
      {"params": {"noise_parameters": {"name": "white"}}, "gain": 1e38},
      "progression": [{"duration": 1, "voices": [{"synth_function_name": "binaural_beat"}]}]})");
  for (const char* normalize : {"--exact", "--no-normalize"}) {
    ASSERT_EQ(
        render({"--gain", "120", "--encoding", "float", "--format", "raw", normalize}, "out.raw")
            .exit_code,
        0);
    const std::string bytes = bytes_of(path("out.raw"));
    ASSERT_EQ(bytes.size(), 8'000u * 8);
    std::vector<float> samples(bytes.size() / 4);
    std::memcpy(samples.data(), bytes.data(), bytes.size());
    for (const float x : samples) ASSERT_TRUE(std::isfinite(x));
  }
}

TEST_F(Bounds, SilenceIsTold) {
  const auto told = HasSubstr(" is silent from beginning to end");
  EXPECT_THAT(render({"--gain", "-120"}).err, told);
  EXPECT_THAT(render({"--gain", "-120", "--encoding", "float"}).err, Not(told));
  EXPECT_THAT(render({"--gain", "-60"}).err, Not(told));
  put_bytes(track_, R"({"progression": [{"duration": 1, "voices": [
      {"synth_function_name": "binaural_beat", "params": {"ampL": 1e38}}]}]})");
  const Outcome outcome = render({"--encoding", "float", "--format", "raw"}, "out.raw");
  EXPECT_EQ(outcome.exit_code, 0);
  const std::string bytes = bytes_of(path("out.raw"));
  const bool is_silent = bytes.find_first_not_of('\0') == bytes.npos;
  EXPECT_EQ(outcome.err.find(" is silent from beginning to end") != outcome.err.npos, is_silent);
}

TEST_F(Bounds, SilenceIsAnErrorWhereStrict) {
  const Outcome strict = render({"--strict", "--gain", "-120"});
  EXPECT_EQ(strict.exit_code, 65);
  EXPECT_EQ(strict.err, "bbplay: error: " + path("out.wav") +
                            " is silent from beginning to end; it was not written\n");
  EXPECT_EQ(folder_.names(), std::vector<std::string>{"night.json"});
  EXPECT_EQ(render({"--strict"}).exit_code, 0);
  EXPECT_EQ(render({"--gain", "-120"}).exit_code, 0);
}

TEST_F(Bounds, ClippedSamplesAreCountedWhereIntegersAreWritten) {
  for (const char* encoding : {"pcm16", "pcm24", "pcm32"}) {
    const Outcome outcome = render({"--gain", "40", "--encoding", encoding});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.err, HasSubstr(" samples are clipped; a lower --gain")) << encoding;
  }
  const Outcome flac = render({"--gain", "40", "--status", "json"}, "out.flac");
  EXPECT_THAT(flac.err, HasSubstr("\"clipped_by_encoding\":"));
  EXPECT_THAT(flac.err, Not(HasSubstr("\"clipped_by_encoding\":0")));

  EXPECT_EQ(render({}).err, "");
  EXPECT_EQ(render({"--gain", "40", "--encoding", "float"}).err, "");
  EXPECT_THAT(render({"--status", "json"}).err, HasSubstr("\"clipped_by_encoding\":0"));
}

TEST_F(Bounds, AsManySamplesAreClippedAsAreBeyondFullScale) {
  ASSERT_EQ(render({"--gain", "20", "--encoding", "float", "--format", "raw"}, "out.raw").exit_code,
            0);
  const std::string bytes = bytes_of(path("out.raw"));
  std::vector<float> samples(bytes.size() / 4);
  std::memcpy(samples.data(), bytes.data(), bytes.size());
  const auto beyond = std::ranges::count_if(samples, [](float x) { return std::abs(x) > 1; });
  EXPECT_GT(beyond, 0);
  EXPECT_THAT(render({"--gain", "20"}).err, HasSubstr(": " + std::to_string(beyond) + " samples"));
}

TEST_F(Bounds, ABlendOfAnHourTakesNoMoreMemoryThanAShortOne) {
  expect_planned(R"({"global": {"crossfade_duration": 3600}, "progression": [
      {"duration": 3600, "voices": [{"synth_function_name": "binaural_beat"}]},
      {"duration": 3600, "voices": [{"synth_function_name": "binaural_beat",
                                     "params": {"baseFreq": 190, "beatFreq": 6}}]}]})");
}

TEST_F(Bounds, ABlendWhoseLagsAllTieIsDecided) {
  // By one sum over the windows for each lag it would take an hour.
  expect_planned(R"({"global": {"crossfade_duration": 20}, "progression": [
      {"duration": 20, "voices": [{"synth_function_name": "binaural_beat", "params": {"ampL": 0}}]},
      {"duration": 20, "voices": [{"synth_function_name": "binaural_beat", "params": {"ampR": 0}}]}]})");
}

TEST_F(Bounds, TwentyThousandBlendsArePlanned) {
  std::string steps;
  for (int i = 0; i < 20'000; ++i) {
    steps += std::string(i > 0 ? "," : "") +
             R"({"duration": 0.2, "voices": [{"synth_function_name": "binaural_beat"}]})";
  }
  expect_planned(R"({"global": {"sample_rate": 1000, "crossfade_duration": 0.15},
                     "progression": [)" +
                 steps + "]}");
}

TEST_F(Bounds, ARecordingInPlaceOfNoiseTakesNoMoreMemoryThanAShortOne) {
  const auto track = [this](int seconds) {
    const std::string sound = path(std::to_string(seconds) + ".wav");
    write_sound(sound, SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 8'000,
                {std::vector<double>(static_cast<std::size_t>(seconds) * 8'000, 0.5)});
    put_bytes(track_, R"({"global": {"sample_rate": 8000}, "progression": [{"duration": 2,
        "voices": [{"synth_function_name": "noise_swept_notch", "params":
          {"input_audio_path": ")" +
                          sound + R"("}}]}]})");
    return render({});
  };
  const Outcome short_one = track(10), long_one = track(1'500);
  EXPECT_EQ(long_one.exit_code, 0) << long_one.err;
  EXPECT_LT(long_one.most_memory_kib, short_one.most_memory_kib + (8 << 10) + kSanitizerMemoryKib);
}

/// A track of 300 clips at once, which are the sounds in turn.
std::string track_of_clips(const std::vector<std::string>& sounds) {
  std::string clips;
  for (std::size_t i = 0; i < 300; ++i) {
    clips += std::string(i > 0 ? "," : "") + R"({"path": ")" + sounds[i % sounds.size()] +
             R"(", "gain": 0.01})";
  }
  return R"({"global": {"sample_rate": 44100}, "progression": [{"duration": 1,
      "voices": [{"synth_function_name": "binaural_beat"}]}], "overlay_clips": [)" +
         clips + "]}";
}

TEST_F(Bounds, ClipsAtOnceShareWhatTheyTake) {
  for (const int format : {SF_FORMAT_OGG | SF_FORMAT_VORBIS, SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
                           SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III}) {
    // Of one file, and of more than are open at a time.
    for (const std::size_t files : {1u, 40u}) {
      std::vector<std::string> names;
      while (names.size() < files) {
        names.push_back("bell" + std::to_string(names.size()));
        write_sound(path(names.back()), format, 44'100, test_signal(2, 22'050));
      }
      put_bytes(track_, track_of_clips(names));
      const Outcome outcome = render({"--end", "0.2"});
      EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
      EXPECT_LT(outcome.most_memory_kib, kMostMemoryKib) << format << ", " << files << " files";
    }
  }
}

/// Some 22,050 frames of noise, which FLAC cannot make short.
std::string ogg_flac_of_noise(long serial, unsigned rate = 44'100) {
  std::vector<FLAC__int32> samples(2 * 22'050);
  std::uint32_t noise = static_cast<std::uint32_t>(serial);
  for (FLAC__int32& sample : samples) {
    noise = noise * 1'664'525 + 1'013'904'223;
    sample = static_cast<FLAC__int32>(noise >> 17) - 16'384;
  }
  return ogg_flac(samples, rate, 2, serial);
}

TEST_F(Bounds, ClipsOfFlacInOggAtOnceShareWhatTheyTake) {
  // Plain, and one stream behind the other.
  for (const bool is_chained : {false, true}) {
    std::vector<std::string> names;
    for (long i = 1; i <= 40; ++i) {
      names.push_back("bell" + std::to_string(i));
      std::string sound = ogg_flac_of_noise(i);
      if (is_chained) sound += ogg_flac_of_noise(i + 100);
      put_bytes(path(names.back()), sound);
    }
    put_bytes(track_, track_of_clips(names));
    const Outcome outcome = render({"--end", "0.2"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_LT(outcome.most_memory_kib, kMostMemoryKib) << is_chained;
  }
}

TEST_F(Bounds, ChainsOfSeveralRatesAtOnceTakeTwiceAsMuchAtMost) {
  std::vector<std::string> names;
  for (long i = 1; i <= 60; ++i) {
    names.push_back("bell" + std::to_string(i));
    put_bytes(path(names.back()), ogg_flac_of_noise(i) + ogg_flac_of_noise(i + 200, 32'000));
  }
  put_bytes(track_, track_of_clips(names));
  const Outcome outcome = render({"--end", "0.2", "--jobs", "2"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_LT(outcome.most_memory_kib,
            2 * kMostMemoryKib);  // each part has a decoder and a converter
}

TEST_F(Bounds, ClipsOfManyKindsAndRatesAtOnceShareWhatTheyTake) {
  std::vector<std::string> names;
  const auto add = [&](int format, int rate) {
    names.push_back("bell" + std::to_string(names.size()));
    write_sound(path(names.back()), format, rate,
                test_signal(2, static_cast<std::size_t>(rate) / 2));
  };
  for (const int rate : {22'050, 44'100, 48'000, 96'000, 192'000}) {
    add(SF_FORMAT_WAV | SF_FORMAT_PCM_16, rate);
    add(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, rate);
    add(SF_FORMAT_OGG | SF_FORMAT_VORBIS, rate);
  }
  for (const int rate : {22'050, 44'100, 48'000}) {
    add(SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, rate);
  }
  add(SF_FORMAT_OGG | SF_FORMAT_OPUS, 48'000);
  put_bytes(track_, track_of_clips(names));
  const Outcome outcome = render({"--end", "0.1"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_LT(outcome.most_memory_kib, kMostMemoryKib);
}

TEST_F(Bounds, ClipsOfManyOddRatesAtOnceTakeLittleForEachRate) {
  std::vector<std::string> names;
  for (int i = 0; i < 100; ++i) {
    names.push_back("bell" + std::to_string(i));
    write_sound(path(names.back()), SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48'001 + 370 * i,
                test_signal(2, 10'000));
  }
  put_bytes(track_, track_of_clips(names));
  const Outcome outcome = render({"--end", "0.1"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_LT(outcome.most_memory_kib, kMostMemoryKib);
}

TEST_F(Bounds, VoicesOfOneRecordingShareIt) {
  write_sound(path("rain.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44'100,
              test_signal(2, 20 * 44'100));
  std::string voices;
  for (int i = 0; i < 50; ++i) {
    voices += std::string(i > 0 ? "," : "") +
              R"({"synth_function_name": "noise_swept_notch", "params":
                 {"input_audio_path": "rain.wav"}})";
  }
  put_bytes(track_, R"({"global": {"sample_rate": 44100}, "progression": [{"duration": 2,
      "voices": [)" + voices +
                        "]}]}");
  const Outcome outcome = render({});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_LT(outcome.most_memory_kib, kMostMemoryKib);
}

TEST_F(Bounds, WhatIsRenderedAheadOfAStepThatTakesItsTimeIsBounded) {
  // The first step keeps one thread to itself, while another one renders what is behind it.
  put_bytes(track_, R"({"progression": [
    {"duration": 150, "voices": [{"synth_function_name": "binaural_beat", "params":
     {"flangeEnable": true, "flangeFeedback": 0.995, "flangeLoopHpfHz": 20}}]},
    {"duration": 600, "voices": [{"synth_function_name": "binaural_beat",
     "params": {"baseFreq": 200, "beatFreq": 5}}]}]})");
  for (const char* jobs : {"2", "5"}) {
    const Outcome outcome = render({"--jobs", jobs}, "out.flac");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_LT(outcome.most_memory_kib, kMostMemoryKib) << jobs;
  }
}

TEST_F(Bounds, ALongMessageIsPlayedFromItsFile) {
  write_sound(path("speech.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 8'000,
              {std::vector<double>(300u * 8'000, 0.5)});
  put_bytes(track_, R"({"global": {"sample_rate": 44100}, "progression": [{"duration": 300,
      "voices": [{"synth_function_name": "subliminal_encode", "params":
        {"audio_path": "speech.wav"}}]}]})");
  const Outcome outcome = render({"--end", "2"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_LT(outcome.most_memory_kib, kMostMemoryKib);
}

TEST_F(Bounds, AMillionValuesAreRead) {
  std::string list = "1";
  for (int i = 0; i < 999'000; ++i) list += ",1";
  put_bytes(track_, R"({"progression": [{"duration": 1, "voices":
      [{"synth_function_name": "binaural_beat"}]}], "odd": [)" +
                        list + "]}");
  const Outcome outcome = bbplay({"--check", track_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_LT(outcome.most_memory_kib, kMostMemoryKib);
}

TEST_F(Bounds, ALongTimelineIsDrawnWithoutBeingKept) {
  std::string steps;
  for (int i = 0; i < 20'000; ++i) {
    steps += std::string(i > 0 ? "," : "") +
             R"({"duration": 0.5, "voices": [{"synth_function_name": "binaural_beat"}]})";
  }
  put_bytes(track_, R"({"global": {"sample_rate": 1000}, "progression": [)" + steps + "]}");
  const Outcome outcome = bbplay({"--no-cache", "--timeline", path("long.svg"), track_});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_GT(std::filesystem::file_size(path("long.svg")), 20u << 20);
  EXPECT_LT(outcome.most_memory_kib, kMostMemoryKib);
}

TEST_F(Bounds, ADeepOrLongConfigurationIsReadOrRefusedInItsLength) {
  const auto with = [&](const std::string& text) {
    put_bytes(path("config.toml"), text);
    return bbplay({"--config", path("config.toml"), "--list-voices"});
  };
  EXPECT_EQ(with("presets = " + std::string(100'000, '[')).exit_code, 64);
  EXPECT_EQ(with("presets = " + std::string(100'000, '[') + std::string(100'000, ']')).exit_code,
            64);
  EXPECT_EQ(with(std::string(100'000, '[') + "\n").exit_code, 64);
  std::string list = "presets = [";
  for (int i = 0; i < 200'000; ++i) list += "a, ";
  const Outcome outcome = with(list + "a]\n");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_LT(outcome.most_memory_kib, kMostMemoryKib);
}

}  // namespace
}  // namespace bbplay::test
