// SPDX-License-Identifier: MIT
// Texts that are as long as texts may be, and longer: read within the memory that any track may
// take, or refused in as much.
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/bbplay/support/program.h"
#include "apps/bbplay/support/sanitizer.h"
#include "support/scratch_folder.h"
#include "support/sound_files.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;

constexpr long kMostMemoryKib = (64 << 10) + kSanitizerMemoryKib;
constexpr std::string_view kVoice =
    R"({"synth_function_name": "binaural_beat", "params": {"baseFreq": 200, "beatFreq": 6}})";

std::string step(std::string_view voices, std::string_view more = {}) {
  return R"({"duration": 1, "voices": [)" + std::string(voices) + "]" + std::string(more) + "}";
}

/// A track of one short step with other members beside it.
std::string track_with(const std::string& members) {
  return R"({"global": {"sample_rate": 8000}, "progression": [)" + step(kVoice) + "], " + members +
         "}";
}

/// `count` times what `each` makes of a number, with commas between.
template <class Each>
std::string list_of(int count, Each each) {
  std::string list;
  for (int i = 0; i < count; ++i) list += (i > 0 ? "," : "") + each(i);
  return list;
}

/// RFC 4648 section 4, of bytes whose number is a multiple of 3 or becomes one with zeros, which a
/// sound may end with.
std::string base64(std::string bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  bytes.resize((bytes.size() + 2) / 3 * 3);
  std::string text;
  text.reserve(bytes.size() / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | static_cast<unsigned char>(bytes[i + k]);
    for (const int shift : {18, 12, 6, 0}) text += kDigits[group >> shift & 63];
  }
  return text;
}

class Memory : public testing::Test {
 protected:
  /// Whether the track that `make` returns is in order, and what is said about it. The text is gone
  /// when the program starts, which would count the memory of its parent.
  template <class Make>
  Outcome check(Make make) const {
    put_bytes(track_, make());
    const Outcome outcome = bbplay({"--no-cache", "--check", track_});
    EXPECT_LT(outcome.most_memory_kib, kMostMemoryKib);
    return outcome;
  }
  template <class Make>
  void expect_refused(Make make, const std::string& place_and_message) const {
    const Outcome outcome = check(make);
    EXPECT_EQ(outcome.exit_code, 65);
    EXPECT_THAT(outcome.err, HasSubstr("night.json:" + place_and_message));
  }

  const ScratchFolder folder_;
  const std::string track_ = (folder_ / "night.json").string();
};

TEST_F(Memory, ATextOfAnyLengthIsReadOrRefusedWithItsPlace) {
  expect_refused([&] { return track_with(R"("note": ")" + std::string(60'000'000, 'x') + '"'); },
                 "1:1: error: larger than 24 MiB");
  const std::string long_text = '"' + std::string(20'000'000, 'x') + '"';
  expect_refused([&] { return track_with("\n\"note\": " + long_text); },
                 "2:9: error: a text of more than 1 MiB; only a data: URL may be longer");
  expect_refused([&] { return track_with("\n" + long_text + ": 1"); },
                 "2:1: error: a text of more than 1 MiB");
  expect_refused([&] { return track_with("\n\"note\": " + long_text.substr(0, 20'000'000)); },
                 "2:9: error: this text is not closed");
  EXPECT_EQ(check([&] {
              return track_with(R"("note": ")" + std::string(1'000'000, 'x') + '"');
            }).exit_code,
            0);
}

TEST_F(Memory, ManyTextsAreReadOrRefusedWithTheirPlace) {
  const auto text = [](int i) { return "\"text " + std::to_string(i) + '"'; };
  EXPECT_EQ(
      check([&] { return track_with("\"odd\": [" + list_of(700'000, text) + ']'); }).exit_code, 0);
  expect_refused([&] { return track_with("\"odd\": [" + list_of(999'000, text) + ']'); }, "1:");
  const auto member = [&](int i) { return text(i) + ":1"; };
  EXPECT_EQ(check([&] { return track_with(list_of(600'000, member)); }).exit_code, 0);
  EXPECT_THAT(check([&] { return track_with(list_of(999'000, member)); }).err,
              HasSubstr("error: more than 42 MiB with 40 bytes for each of its values"));
  const auto escaped = [](int) { return "\"\\u0041" + std::string(900'000, 'x') + '"'; };
  EXPECT_EQ(check([&] { return track_with("\"odd\": [" + list_of(20, escaped) + ']'); }).exit_code,
            0);
}

TEST_F(Memory, NamesAndPathsHaveALimit) {
  const std::string name(500'000, 'x');
  const auto named_voice = [&](int) {
    return R"({"synth_function_name": "binaural_beat", "description": ")" + name + "\"}";
  };
  EXPECT_THAT(
      check([&] { return "{\"progression\": [" + step(list_of(40, named_voice)) + "]}"; }).err,
      HasSubstr("error: /progression/0/voices/8: "
                "more than 8 MiB of names and descriptions in one track"));
  const auto named_step = [&](int) { return step(kVoice, ", \"description\": \"" + name + '"'); };
  EXPECT_THAT(check([&] { return "{\"progression\": [" + list_of(40, named_step) + "]}"; }).err,
              HasSubstr("error: /progression/16: more than 8 MiB of names"));
  expect_refused([&] { return track_with("\n\"overlay_clips\": [{\"path\": \"" + name + "\"}]"); },
                 "2:28: error: /overlay_clips/0/path: a path of 500000 bytes; at most 4096");
}

TEST_F(Memory, AnEmbeddedSoundIsHeldOnceAsTextAndOnceAsSound) {
  const std::string sound = (folder_ / "bell.wav").string();
  write_sound(sound, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44'100,
              {std::vector<double>(9'000'000, 0.25)});
  const auto with_clip = [&] {
    return track_with(
        "\"overlay_clips\": [{\"start_time\": 0.5, \"duration\": 1, \"path\": "
        "\"Data:audio/wav;base64," +
        base64(bytes_of(sound)) + "\"}]");
  };
  const Outcome checked = check(with_clip);
  EXPECT_EQ(checked.exit_code, 0) << checked.err;
  EXPECT_EQ(checked.err, "");
  const Outcome rendered = bbplay({"--no-cache", "--render", (folder_ / "a.wav").string(), track_});
  EXPECT_EQ(rendered.exit_code, 0) << rendered.err;
  EXPECT_LT(rendered.most_memory_kib, kMostMemoryKib);
}

TEST_F(Memory, AsManyVoicesAsThereMayBeArePlanned) {
  const auto voice = [](int i) {
    return R"({"synth_function_name": "binaural_beat", "voice_id": )" + std::to_string(i) +
           R"(, "params": {"baseFreq": 200, "beatFreq": 6}})";
  };
  const auto full_step = [&](int) { return step(list_of(4'000, voice)); };
  const Outcome outcome = check([&] {
    return R"({"global": {"sample_rate": 2000}, "progression": [)" + list_of(5, full_step) + "]}";
  });
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
}

TEST_F(Memory, APresetThatIsNoJsonIsToldWhereverItIsNamed) {
  put_bytes(folder_ / "rain.noise", "{\"exponent\": 1,}");
  const Outcome outcome = check([&] {
    return R"({"steps": [
    {"duration": 1, "noise_preset_id": "noise:rain"},
    {"duration": 1, "noise_preset_id": "noise:rain"}]})";
  });
  EXPECT_EQ(outcome.exit_code, 65) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("rain.noise:1:15: error: a comma after the last"));
}

}  // namespace
}  // namespace bbplay::test
