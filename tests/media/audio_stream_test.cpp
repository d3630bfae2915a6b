// SPDX-License-Identifier: MIT
#include "media/audio_stream.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "bbplay/model/diagnostics.h"

#include "support/golden.h"
#include "support/sound_files.h"

namespace bbplay::media {
namespace {

using test::Planes;

constexpr double kPi = std::numbers::pi;

Planes read_chunks(AudioStream& stream, std::int64_t first, std::int64_t count) {
  Planes out(stream.planes());
  Planes chunk(stream.planes(),
               std::vector<double>(static_cast<std::size_t>(stream.chunk_frames())));
  const std::vector<std::span<double>> spans(chunk.begin(), chunk.end());
  for (std::int64_t k = first; k < first + count; ++k) {
    stream.read_chunk(k, spans);
    for (std::size_t p = 0; p < out.size(); ++p) {
      out[p].insert(out[p].end(), chunk[p].begin(), chunk[p].end());
    }
  }
  return out;
}

Planes read_all(AudioStream& stream) {
  Planes out = read_chunks(stream, 0, stream.chunks());
  for (auto& plane : out) plane.resize(static_cast<std::size_t>(stream.frames()));
  return out;
}

double bessel_i0(double x) {
  double sum = 1;
  double term = 1;
  for (int k = 1; k < 60; ++k) {
    term *= (x / (2 * k)) * (x / (2 * k));
    sum += term;
  }
  return sum;
}

/// Band-limited interpolation by the textbook: a sinc of 64 zero crossings each side under a Kaiser
/// window, centred on the time of the output frame.
double interpolated(const std::vector<double>& x, double position, double ratio) {
  constexpr double kCrossings = 64;
  constexpr double kBeta = 12;
  const double cutoff = std::min(1.0, ratio);  // of the input's Nyquist frequency
  const double reach = kCrossings / cutoff;
  double sum = 0;
  const auto last = static_cast<std::int64_t>(x.size()) - 1;
  const auto from = std::max<std::int64_t>(0, static_cast<std::int64_t>(position - reach));
  const auto to = std::min(last, static_cast<std::int64_t>(position + reach) + 1);
  for (std::int64_t k = from; k <= to; ++k) {
    const double t = position - static_cast<double>(k);
    if (std::abs(t) >= reach) continue;
    const double u = t / reach;
    const double phase = kPi * cutoff * t;
    const double sinc = phase == 0 ? 1 : std::sin(phase) / phase;
    sum += x[static_cast<std::size_t>(k)] * cutoff * sinc *
           bessel_i0(kBeta * std::sqrt(1 - u * u)) / bessel_i0(kBeta);
  }
  return sum;
}

TEST(AudioStream, ResamplesTheGoldenClipsLikeATextbookInterpolator) {
  for (const char* name : {"clip_stereo_11k025.wav", "clip_mono_6k.wav"}) {
    const auto path = test::golden_folder() / "tracks" / name;
    AudioReader reader(path);
    Planes file(static_cast<std::size_t>(reader.channels()),
                std::vector<double>(static_cast<std::size_t>(reader.frames())));
    reader.read(std::vector<std::span<double>>(file.begin(), file.end()));
    const double ratio = 8000.0 / reader.rate();
    AudioStream stream(AudioReader(path), 8000, Downmix::stereo);
    const Planes heard = read_all(stream);
    for (std::size_t i = 0; i < heard[0].size(); ++i) {
      for (std::size_t p = 0; p < 2; ++p) {
        const auto& plane = file[std::min(p, file.size() - 1)];
        ASSERT_NEAR(heard[p][i], interpolated(plane, static_cast<double>(i) / ratio, ratio),
                    1.0 / 32768)
            << name << " frame " << i;
      }
    }
  }
}

TEST(AudioStream, AMonoFileIsHeardLikeTheSameSoundOnBothChannels) {
  const test::ScratchFolder folder;
  const Planes mono = test::test_signal(1, 20'000);
  test::write_sound(folder.path() / "mono.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, mono);
  test::write_sound(folder.path() / "both.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100,
                    {mono[0], mono[0]});
  for (const Spacing spacing : {Spacing::by_rate, Spacing::over_file}) {
    const auto heard = [&](const char* name) {
      AudioStream stream(AudioReader(folder.path() / name), 48000, Downmix::stereo, spacing);
      return read_all(stream);
    };
    EXPECT_EQ(heard("mono.wav"), heard("both.wav"));
  }
}

TEST(AudioStream, PutsEveryOutputFrameAtItsOwnTime) {
  const test::ScratchFolder folder;
  const auto path = folder.path() / "tone.wav";
  struct Rates {
    int in, out;
  };
  for (const Rates& rates :
       {Rates{44'100, 48'000}, Rates{48'000, 44'100}, Rates{96'000, 44'100}, Rates{8000, 44'100},
        Rates{44'100, 8000}, Rates{44'101, 44'100}, Rates{47'999, 48'000}}) {
    const auto tone = [&](double seconds) { return 0.5 * std::sin(2 * kPi * 700 * seconds + 0.3); };
    Planes written(1, std::vector<double>(static_cast<std::size_t>(rates.in) * 2 + 77));
    for (std::size_t i = 0; i < written[0].size(); ++i) {
      written[0][i] = tone(static_cast<double>(i) / rates.in);
    }
    test::write_sound(path, SF_FORMAT_WAV | SF_FORMAT_DOUBLE, rates.in, written);
    AudioStream stream(AudioReader(path), rates.out, Downmix::stereo);
    EXPECT_EQ(stream.frames(), static_cast<std::int64_t>(written[0].size()) * rates.out / rates.in);
    const Planes heard = read_all(stream);
    const std::size_t edge = heard[0].size() / 10;  // the tone begins and ends abruptly
    for (std::size_t j = edge; j < heard[0].size() - edge; ++j) {
      ASSERT_NEAR(heard[0][j], tone(static_cast<double>(j) / rates.out), 3e-7)
          << rates.in << " to " << rates.out << " frame " << j;
      ASSERT_EQ(heard[0][j], heard[1][j]);
    }
  }
}

TEST(AudioStream, SpreadOverAsManyFramesAsItHasAFileIsWhatItIs) {
  const test::ScratchFolder folder;
  const auto path = folder.path() / "edges.wav";
  Planes written(1, std::vector<double>(30'000));
  for (std::size_t i = 0; i < written[0].size(); ++i) written[0][i] = i % 2 == 0 ? 0.5 : -0.25;
  test::write_sound(path, SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 44'100, written);
  AudioStream stream(AudioReader(path), 44'101, Downmix::stereo, Spacing::over_file);
  ASSERT_EQ(stream.frames(), 30'000);
  Planes heard = read_all(stream);
  heard[0].resize(30'000);
  EXPECT_EQ(heard[0], written[0]);
}

TEST(AudioStream, SpreadsAFileOverAWholeNumberOfFramesIfAsked) {
  // The reference takes the spectrum of the whole file for that of trunc(n out / in) frames, so
  // that frame j is the file at the part j / frames of its length. Compared with a signal whose
  // spectrum ends far below either rate, in the middle of which the ends do not matter.
  const test::ScratchFolder folder;
  const auto path = folder.path() / "swell.wav";
  struct Rates {
    int in, out;
  };
  for (const Rates& rates : {Rates{44'100, 8000}, Rates{22'050, 8000}, Rates{6000, 44'100},
                             Rates{44'100, 48'000}, Rates{47'999, 48'000}}) {
    const std::size_t frames = static_cast<std::size_t>(rates.in) * 2 + 1;
    const double length = static_cast<double>(frames);
    const auto swell = [&](double part) {  // periodic over the file, as the reference takes it
      const double turn = 2 * kPi * part;
      return 0.25 * (1 - std::cos(turn)) * std::sin(1401 * turn);
    };
    Planes written(1, std::vector<double>(frames));
    for (std::size_t i = 0; i < frames; ++i) {
      written[0][i] = swell(static_cast<double>(i) / length);
    }
    test::write_sound(path, SF_FORMAT_WAV | SF_FORMAT_DOUBLE, rates.in, written);
    AudioStream stream(AudioReader(path), rates.out, Downmix::stereo, Spacing::over_file);
    const std::int64_t out_frames = static_cast<std::int64_t>(frames) * rates.out / rates.in;
    ASSERT_EQ(stream.frames(), out_frames);
    const Planes heard = read_all(stream);
    for (std::size_t j = 0; j < heard[0].size(); ++j) {
      ASSERT_NEAR(heard[0][j], swell(static_cast<double>(j) / static_cast<double>(out_frames)),
                  3e-7)
          << rates.in << " to " << rates.out << " frame " << j;
      ASSERT_EQ(heard[0][j], heard[1][j]);
    }
    for (const std::int64_t chunk : {stream.chunks() - 1, std::int64_t{1}, std::int64_t{0}}) {
      const Planes again = read_chunks(stream, chunk, 1);
      const auto first = static_cast<std::size_t>(chunk * stream.chunk_frames());
      const std::size_t count = std::min(again[0].size(), heard[0].size() - first);
      for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(again[0][i], heard[0][first + i]);
    }
  }
}

TEST(AudioStream, AFileThatComesOutEvenNeedsNoStretching) {
  const auto path = test::golden_folder() / "tracks" / "clip_stereo_11k025.wav";
  AudioStream by_rate(AudioReader(path), 8000, Downmix::stereo);
  AudioStream over_file(AudioReader(path), 8000, Downmix::stereo, Spacing::over_file);
  EXPECT_EQ(read_all(over_file), read_all(by_rate));
}

TEST(AudioStream, EveryChunkIsTheSameInWhateverOrderItIsRead) {
  const test::ScratchFolder folder;
  for (const int format :
       {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_OGG | SF_FORMAT_VORBIS,
        SF_FORMAT_OGG | SF_FORMAT_OPUS, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III}) {
    const auto path = folder.path() / "sound";
    test::write_sound(path, format, 48'000, test::test_signal(2, 200'000));
    for (const int rate : {44'100, 48'000}) {
      AudioStream stream(AudioReader(path), rate, Downmix::stereo);
      const Planes whole = read_chunks(stream, 0, stream.chunks());
      const auto chunk = static_cast<std::ptrdiff_t>(stream.chunk_frames());
      for (const std::int64_t k : {5, 0, 6, 2, 3, 1, 7, 2}) {
        const Planes again = read_chunks(stream, k, 1);
        for (std::size_t p = 0; p < 2; ++p) {
          EXPECT_TRUE(std::equal(again[p].begin(), again[p].end(), whole[p].begin() + k * chunk))
              << format << " at " << rate << " chunk " << k;
        }
      }
    }
  }
}

TEST(AudioStream, ChunksMeetAsIfConvertedInOneGo) {
  const test::ScratchFolder folder;
  const auto path = folder.path() / "sound.wav";
  const Planes written = test::test_signal(1, 150'000);
  test::write_sound(path, SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 48'000, written);
  for (const int rate : {44'100, 47'999}) {
    AudioStream stream(AudioReader(path), rate, Downmix::mean);
    const Planes heard = read_all(stream);

    const dsp::RateConverter converter(48'000, rate);
    const auto input = converter.input_of(0, heard[0].size());
    std::vector<float> padded(static_cast<std::size_t>(-input.first));
    padded.insert(padded.end(), written[0].begin(), written[0].end());
    padded.resize(std::max(padded.size(), input.frames));
    std::vector<double> direct(heard[0].size());
    const std::span<const float> in = padded;
    const std::span<double> out = direct;
    converter.convert({&in, 1}, 0, {&out, 1});
    EXPECT_TRUE(heard[0] == direct) << rate;
  }
}

TEST(AudioStream, AveragesAllChannelsOrTakesTheFirstTwo) {
  const test::ScratchFolder folder;
  const auto path = folder.path() / "surround.wav";
  const Planes written = test::test_signal(6, 5000);
  test::write_sound(path, SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 8000, written);
  AudioStream pair(AudioReader(path), 8000, Downmix::stereo);
  EXPECT_EQ(read_all(pair), Planes({written[0], written[1]}));
  AudioStream mean(AudioReader(path), 8000, Downmix::mean);
  const Planes averaged = read_all(mean);
  ASSERT_EQ(averaged.size(), 1u);
  for (std::size_t i = 0; i < 5000; ++i) {
    double sum = 0;
    for (const auto& plane : written) sum += plane[i];
    ASSERT_NEAR(averaged[0][i], sum / 6, 1e-15);
  }
}

TEST(AudioStream, RefusesRatesThatAreTooFarApart) {
  const test::ScratchFolder folder;
  const auto path = folder.path() / "slow.wav";
  test::write_sound(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 10, test::test_signal(1, 100));
  EXPECT_THROW(AudioStream(AudioReader(path), 44'100, Downmix::stereo), InputError);
}

}  // namespace
}  // namespace bbplay::media
