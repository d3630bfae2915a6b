// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bbplay/reader/read_track.h"

#include "media/message.h"
#include "support/allocations.h"
#include "support/sound_files.h"
#include "voices/sam/rendering.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;

constexpr double kPi = std::numbers::pi;

struct Read {
  SynthSpec spec;
  Diagnostics diagnostics;
};

Read read(reader::JsonNode params, const std::filesystem::path& base) {
  Read out;
  const auto spec =
      reader::read_synth("subliminal_encode", params, out.diagnostics, reader::AssetPaths(base));
  EXPECT_TRUE(spec.has_value());
  out.spec = spec.value();
  return out;
}

Read read(std::string params, const std::filesystem::path& base) {
  const auto document = reader::JsonDocument::parse(std::move(params), "test.json");
  return read(document.root(), base);
}

std::unique_ptr<Voice> voice(const Read& from, const VoiceContext& context) {
  EXPECT_FALSE(from.diagnostics.has_errors());
  return voice_of<SubliminalEncodePatch>(from.spec, context);
}

TEST(SubliminalEncode, EqualsTheReference) {
  const GoldenFamily family("subliminal");
  WorstErrors errors("subliminal");
  for (GoldenCase golden : family.cases()) {
    // Two cases were made with linear interpolation; a better resampler has a bound of its own.
    golden.bound = golden.node["max_abs_error_hq"].number().value_or(golden.bound);
    const VoiceContext context = context_of(golden.duration, golden.rate);
    const auto built = voice(read(golden.params, golden.folder), context);
    const StereoBuffer heard = render(*built, context.frames);
    errors.check(golden, golden_error(heard, golden.expected()));
    EXPECT_LE(static_cast<double>(largest_sample(heard)), built->peak_bound()) << golden.name;
  }
}

class SubliminalTest : public testing::Test {
 protected:
  void write(const std::string& name, const Planes& planes, int rate = 44'100) {
    write_sound(folder_ / name, SF_FORMAT_WAV | SF_FORMAT_FLOAT, rate, planes);
  }
  Read from(std::string params) { return read(std::move(params), folder_.path()); }
  ScratchFolder folder_;
};

Planes tone(double hz, double seconds, int rate = 44'100) {
  Planes planes(1, std::vector<double>(static_cast<std::size_t>(seconds * rate)));
  for (std::size_t i = 0; i < planes[0].size(); ++i) {
    planes[0][i] = 0.3 * std::sin(2 * kPi * hz * static_cast<double>(i) / rate + 0.7);
  }
  return planes;
}

/// Amplitude of a partial at `hz`, Hann-windowed.
double level_at(std::span<const float> sound, double hz, int rate = 44'100) {
  std::complex<double> sum = 0;
  const auto n = static_cast<double>(sound.size());
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const auto t = static_cast<double>(i);
    sum += static_cast<double>(sound[i]) * (1 - std::cos(2 * kPi * t / n)) *
           std::polar(1.0, -2 * kPi * hz * t / rate);
  }
  return 2 * std::abs(sum) / n;
}

TEST_F(SubliminalTest, IsAClosedFormOfTheFrame) {
  write("a.wav", tone(300, 0.11));
  write("b.wav", tone(500, 0.07));
  for (const char* mode : {"sequence", "stack"}) {
    for (const Fidelity fidelity : {Fidelity::reference, Fidelity::corrected}) {
      const VoiceContext context = context_of(2.5, 44'100, fidelity);
      const auto built = voice(
          from(R"({"audio_paths": ["a.wav", "b.wav"], "mode": ")" + std::string(mode) + "\"}"),
          context);
      EXPECT_TRUE(built->seeks_at_once());
      const StereoBuffer whole = render(*built, context.frames);
      for (const std::int64_t quantum : {200, 0, 19, 190, 191}) {
        expect_seek_equals(*built, whole, quantum * 256);
      }
      expect_seek_equals(*built->clone(), whole, 512);
      QuantumBuffer out;
      const std::size_t before = allocations();
      built->render(out.block());
      EXPECT_EQ(allocations(), before);
    }
  }
}

TEST_F(SubliminalTest, VoicesShareEqualMessages) {
  write("a.wav", tone(300, 0.2));
  const media::MessageRequest request{folder_ / "a.wav", 17'500, 44'100, Fidelity::reference};
  const auto message = media::shared_message(request);
  EXPECT_EQ(media::shared_message(request), message);
  media::MessageRequest other = request;
  other.carrier_hz = 18'000;
  EXPECT_NE(media::shared_message(other), message);
  other = request;
  other.rate = 48'000;
  EXPECT_NE(media::shared_message(other), message);
}

TEST_F(SubliminalTest, PlaysAMessageThatIsNotInMemoryTheSameFromAnywhere) {
  write("long.wav", tone(310, 96));
  write("short.wav", tone(300, 0.9));
  const VoiceContext context = context_of(99, 44'100, Fidelity::corrected);
  const auto built = voice(from(R"({"audio_paths": ["short.wav", "long.wav"]})"), context);
  EXPECT_TRUE(built->seeks_at_once());
  const auto played = [&](Voice& voice, std::int64_t from) {
    StereoBuffer out(20 * kQuantum);
    voice.seek(from);
    for (std::size_t at = 0; at < out.frames(); at += kQuantum) {
      voice.service(kQuantum);
      voice.render(out.block().subblock(at, kQuantum));
    }
    return out;
  };
  constexpr auto kStep = static_cast<std::int64_t>(kQuantum);
  const StereoBuffer first = played(*built, 0), later = played(*built, 4'000 * kStep);
  EXPECT_NE(later, StereoBuffer(later.frames()));
  EXPECT_EQ(played(*built->clone(), 4'000 * kStep), later);
  EXPECT_EQ(played(*built, 0), first);
  QuantumBuffer out;
  built->service(kStep);
  const std::size_t before = allocations();
  built->render(out.block());
  EXPECT_EQ(allocations(), before);
}

TEST_F(SubliminalTest, ResamplesWithoutImages) {
  // At 8 kHz a tone of 3 kHz has its mirror image at 5 kHz.
  write("slow.wav", tone(3000, 1.0, 8000), 8000);
  const VoiceContext context = context_of(0.9, 44'100);
  const auto built = voice(from(R"({"audio_path": "slow.wav", "carrierFreq": 15000})"), context);
  const StereoBuffer heard = render(*built, context.frames);
  const auto middle = heard.block().left.subspan(5000, 30'000);
  const double signal = level_at(middle, 18'000);
  EXPECT_GT(signal, 0.1);
  EXPECT_LT(level_at(middle, 20'000), 1e-4 * signal);
}

TEST_F(SubliminalTest, WarnsAboutFilesItLeavesOut) {
  write("a.wav", tone(300, 0.1));
  put_bytes(folder_ / "text.wav", "hello");
  const Read some = from(R"({"audio_paths": " a.wav ; nowhere.wav;text.wav"})");
  EXPECT_FALSE(some.diagnostics.has_errors());
  ASSERT_EQ(some.diagnostics.findings().size(), 2u);
  EXPECT_THAT(some.diagnostics.findings()[0].message, HasSubstr("nowhere.wav"));
  EXPECT_THAT(some.diagnostics.findings()[1].message, HasSubstr("not a sound file"));
  EXPECT_TRUE(some.diagnostics.findings()[1].input_file);

  const Read none = from(R"({"audio_paths": ["nowhere.wav"]})");
  EXPECT_FALSE(none.diagnostics.has_errors());
  EXPECT_THAT(none.diagnostics.findings().back().message, HasSubstr("silent"));
  EXPECT_TRUE(none.diagnostics.findings().back().input_file);
  EXPECT_EQ(largest_sample(render(*voice(none, context_of(0.1, 44'100)), 4410)), 0.0f);
}

TEST_F(SubliminalTest, LeavesOutAFileThatVanished) {
  write("a.wav", tone(300, 0.1));
  const Read found = from(R"({"audio_path": "a.wav"})");
  std::filesystem::remove(folder_ / "a.wav");
  EXPECT_EQ(largest_sample(render(*voice(found, context_of(0.1, 44'100)), 4410)), 0.0f);
}

TEST_F(SubliminalTest, ABoundHoldsForStacksTooLongToLookThrough) {
  // At 1 kHz these repeat together only after 19 minutes; they are looked at for 10.
  write("a.wav", tone(3, 1.061, 1000), 1000);
  write("b.wav", tone(5, 1.063, 1000), 1000);
  const VoiceContext context = context_of(1200, 1000);
  const auto built = voice(from(R"({"audio_paths": "a.wav;b.wav", "mode": "stack", "amp": 0.5,
                     "carrierFreq": 17237})"),
                           context);  // the default carrier aliases to silence at this rate
  const StereoBuffer heard = render(*built, context.frames);
  EXPECT_NEAR(largest_sample(heard), 0.5, 0.02);
  EXPECT_LE(static_cast<double>(largest_sample(heard)), built->peak_bound());
}

TEST_F(SubliminalTest, WarnsWhenTheSampleRateFoldsTheCarrierDown) {
  write("a.wav", tone(300, 0.1));
  const auto warnings = [&](const std::string& rate) {
    Diagnostics findings;
    read_track_text(R"({"global": {"sample_rate": )" + rate +
                        R"(}, "progression": [{"duration": 1, "voices": [{
                        "synth_function_name": "subliminal_encode",
                        "params": {"audio_path": "a.wav"}}]}]})",
                    "test.json", folder_.path(), {}, findings);
    std::string text;
    for (const Finding& finding : findings.findings()) text += finding.text() + '\n';
    return text;
  };
  EXPECT_THAT(warnings("22050"), HasSubstr("folded down"));
  EXPECT_THAT(warnings("44100"), testing::Not(HasSubstr("folded down")));
}

/// Largest step between neighbouring samples of the message itself, the carrier taken off by
/// following its envelope over one of its beats with the sample rate.
double largest_jump(const StereoBuffer& audio) {
  double largest = 0;
  const auto x = audio.block().left;
  for (std::size_t i = 2; i < x.size(); ++i) {
    // A sine of 2 pi f per sample obeys x[i] = 2 cos(2 pi f) x[i-1] - x[i-2].
    const double rotation = 2 * std::cos(2 * kPi * 17'500 / 44'100);
    largest = std::max(
        largest, std::abs(static_cast<double>(x[i]) - rotation * static_cast<double>(x[i - 1]) +
                          static_cast<double>(x[i - 2])));
  }
  return largest;
}

TEST_F(SubliminalTest, CorrectedMessagesRepeatWithoutAClick) {
  write("a.wav", tone(200, 0.1237));
  const auto heard = [&](Fidelity fidelity) {
    const VoiceContext context = context_of(1, 44'100, fidelity);
    return render(*voice(from(R"({"audio_path": "a.wav", "mode": "stack"})"), context),
                  context.frames);
  };
  EXPECT_GT(largest_jump(heard(Fidelity::reference)), 0.1);
  EXPECT_LT(largest_jump(heard(Fidelity::corrected)), 0.04);
}

TEST_F(SubliminalTest, CorrectedMessagesStayOutOfHearing) {
  Planes message = tone(1000, 1.0);
  const Planes hiss = tone(9000, 1.0);
  for (std::size_t i = 0; i < message[0].size(); ++i) message[0][i] += hiss[0][i];
  write("a.wav", message);
  const auto below = [&](Fidelity fidelity) {
    const VoiceContext context = context_of(1, 44'100, fidelity);
    const StereoBuffer heard =
        render(*voice(from(R"({"audio_path": "a.wav"})"), context), context.frames);
    const auto middle = heard.block().left.subspan(5000, 30'000);
    return level_at(middle, 17'500 - 9000) / level_at(middle, 17'500 - 1000);
  };
  EXPECT_NEAR(below(Fidelity::reference), 1, 0.05);
  EXPECT_LT(below(Fidelity::corrected), 0.01);
}

}  // namespace
}  // namespace bbplay::test
