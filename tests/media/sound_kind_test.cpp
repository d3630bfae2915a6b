// SPDX-License-Identifier: MIT
/// What is said of files that hold sound and cannot be played.
#include "media/sound_kind.h"

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include "bbplay/model/diagnostics.h"

#include "media/audio_reader.h"
#include "media/damaged_sound.h"
#include "support/sound_files.h"

namespace bbplay::media {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kAdvice =
    ", which is not read; WAV, AIFF, CAF, FLAC, Ogg and MP3 are: convert it, for example with "
    "ffmpeg -i FILE out.flac";

TEST(UnreadSound, IsNamedByItsSign) {
  for (const auto& [bytes, kind] :
       {std::pair{"\0\0\0\x1C"
                  "ftypM4A \0\0\2\0"s,
                  "MPEG-4 (MP4, M4A)"},
        std::pair{"\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9"s, "ASF (WMA)"},
        std::pair{"\x1A\x45\xDF\xA3\x9F\x42\x86\x81"s, "Matroska (MKA, WebM)"},
        std::pair{"#!AMR\n<"s, "AMR"}, std::pair{"\xFF\xF1\x50\x80\x02\x1F\xFC"s, "AAC"},
        std::pair{"ID3\4\0\0\0\0\0\4abcd\xFF\xF1\x50\x80\x02\x1F\xFC"s, "AAC"},
        std::pair{"wvpk\x10\0\0\0"s, "WavPack"}, std::pair{"\x0B\x77\x3E\x1C"s, "AC-3"},
        std::pair{"RIFF\x10\0\0\0AVI LIST"s, "AVI"}}) {
    EXPECT_EQ(sound_problem(bytes + std::string(400, '\0'), "a", kRate), "a: "s + kind + kAdvice);
  }
  EXPECT_EQ(sound_problem("", "a", kRate), "a: an empty file");
  EXPECT_THAT(sound_problem("no sound at all", "a", kRate), StartsWith("a: not a sound file ("));
}

/// libsndfile takes them for damaged files of formats that they are not.
TEST(NoSound, IsNamedByItsSign) {
  const std::string png = "\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR"s + std::string(400, '\x80');
  for (const auto& [bytes, what] :
       {std::pair{"Notes for the evening: breathe\n"s, "a text"},
        std::pair{"Gr\xC3\xBC\xC3\x9F"
                  "e\n"s,
                  "a text"},
        std::pair{"\xFF\xFEN\0o\0t\0e\0\r\0\n\0"s, "a text"},
        std::pair{"\xFE\xFF\x04\x1F\x04\x40\x04\x38"s, "a text"},
        std::pair{"\n<!DOCTYPE html><html>404</html>"s, "a web page"},
        std::pair{"#EXTM3U\nbell.wav\n"s, "a playlist"},
        std::pair{"version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 12345\n"s,
                  "a Git LFS pointer: fetch what it stands for with git lfs pull"},
        std::pair{"%PDF-1.4\n\x80\x81"s, "a PDF"}, std::pair{"PK\3\4\x80\x81"s, "a zip archive"},
        std::pair{png, "a picture"}, std::pair{"\xFF\xD8\xFF\xE0\0\x10JFIF\0"s, "a picture"},
        std::pair{"TAG"s + std::string(125, '\0'), "an ID3 tag, and no sound before it"},
        std::pair{"ID3\3\0\0\0\0\0\4abcd"s, "an ID3 tag, and no sound behind it"}}) {
    EXPECT_EQ(sound_problem(bytes, "a", kRate), "a: not a sound file ("s + what + ')');
    EXPECT_THROW(AudioReader(bytes, "a"), InputError);
  }
}

/// Each of its marks is also the beginning of a frame of MPEG audio.
TEST(NoSound, IsATextOfUtf16WithManyMarks) {
  std::string bytes;
  for (int line = 0; line < 50; ++line) bytes += "\xFF\xFEh\0\xE9\0l\0l\0o\0 \0w\0\xF6\0r\0l\0d\0"s;
  EXPECT_EQ(sound_problem(bytes, "a", kRate), "a: not a sound file (a text)");
}

TEST(NoSound, IsNotTakenForADamagedFileOfAFormatThatItIsNot) {
  std::string bytes;
  for (int i = 0; i < 2'000; ++i) bytes += static_cast<char>(i * i % 251);
  EXPECT_EQ(sound_problem(bytes, "a", kRate), "a: not a sound file");
  EXPECT_THAT(sound_problem("RIFF\x10\0\0\0WAVEabcdefgh"s, "a", kRate),
              StartsWith("a: not a sound file ("));
}

TEST(NoSound, IsNoTextWhereTheFirstLettersOfASoundAreLeft) {
  for (const char* const bytes : {"fLaC", "RIFF", "caff"}) {
    EXPECT_THAT(sound_problem(bytes, "a", kRate), testing::Not(HasSubstr("a text"))) << bytes;
  }
}

TEST(UnreadSound, IsNamedByItsPackets) {
  std::string transport, latm;
  for (int i = 0; i < 4; ++i) {
    transport += "G"s + std::string(187, '\xFF');
    latm += "\x56\xE0\x20"s + std::string(32, '\x11');
  }
  EXPECT_EQ(sound_problem(transport, "a", kRate), "a: an MPEG transport stream"s + kAdvice);
  EXPECT_EQ(sound_problem(latm, "a", kRate), "a: AAC (LATM)"s + kAdvice);
}

TEST(UnreadSound, IsNamedByItsEncoding) {
  const test::ScratchFolder folder;
  const auto file_of = [&](int format) {
    test::write_sound(folder / "a", format, kRate, test::test_signal(2, 1'000));
    return test::bytes_of(folder / "a");
  };
  std::string wav = file_of(SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  for (const auto& [tag, name] :
       {std::pair{"\x00\x20"s, "AC-3"}, std::pair{"\x61\x01"s, "WMA"}, std::pair{"\xFF\0"s, "AAC"},
        std::pair{"\x34\x12"s, "format 0x1234"}}) {
    wav.replace(wav.find("fmt ") + 8, 2, tag);
    EXPECT_EQ(sound_problem(wav, "a", kRate), "a: WAV that holds "s + name + kAdvice);
  }
  std::string wavex = file_of(SF_FORMAT_WAVEX | SF_FORMAT_PCM_16);
  wavex.replace(wavex.find("fmt ") + 32, 2, "\x62\x01"s);
  EXPECT_THAT(sound_problem(wavex, "a", kRate), HasSubstr("a: WAV that holds WMA Pro, which"));
  std::string aifc = file_of(SF_FORMAT_AIFF | SF_FORMAT_ULAW);
  aifc.replace(aifc.find("ulaw"), 4, "QDM2");
  EXPECT_EQ(sound_problem(aifc, "a", kRate), "a: AIFF that holds QDesign"s + kAdvice);
  std::string caf = file_of(SF_FORMAT_CAF | SF_FORMAT_PCM_16);
  caf.replace(caf.find("lpcm"), 4, "aac ");
  EXPECT_EQ(sound_problem(caf, "a", kRate), "a: CAF that holds AAC"s + kAdvice);
}

/// Of layers that a WAV names another way than MP3.
TEST(UnreadSound, IsNotMpegAudioOfLayerTwoInAWav) {
  const test::ScratchFolder folder;
  // Headers of MPEG 1, layer II, 192 kbit/s, 48 kHz; the rest of a frame may be zeros.
  std::string frames;
  for (int i = 0; i < 20; ++i) frames += "\xFF\xFD\xA4\x04"s + std::string(572, '\0');
  const auto little = [](std::size_t value) {
    std::string bytes;
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(value >> shift & 0xFF);
    return bytes;
  };
  const std::string format = "\x50\0\2\0\x80\xBB\0\0\xC0\x5D\0\0\x40\2\0\0"s;
  const std::string bytes = "RIFF" + little(28 + 8 + frames.size()) + "WAVEfmt " + little(16) +
                            format + "data" + little(frames.size()) + frames;
  EXPECT_EQ(AudioReader(bytes, "a").frames(), 20 * 1'152);
}

TEST(SoundKind, IsThatOfAllThatIsSound) {
  for (const auto& [format, kind] : {std::pair{SF_FORMAT_WAV | SF_FORMAT_PCM_16, "WAV"},
                                     std::pair{SF_FORMAT_RF64 | SF_FORMAT_PCM_16, "WAV"},
                                     std::pair{SF_FORMAT_W64 | SF_FORMAT_PCM_16, "W64"},
                                     std::pair{SF_FORMAT_AIFF | SF_FORMAT_PCM_16, "AIFF"},
                                     std::pair{SF_FORMAT_AU | SF_FORMAT_PCM_16, "AU"},
                                     std::pair{SF_FORMAT_CAF | SF_FORMAT_PCM_16, "CAF"},
                                     std::pair{SF_FORMAT_VOC | SF_FORMAT_PCM_16, "VOC"},
                                     std::pair{SF_FORMAT_NIST | SF_FORMAT_PCM_16, "NIST SPHERE"},
                                     std::pair{SF_FORMAT_PAF | SF_FORMAT_PCM_16, "PAF"},
                                     std::pair{SF_FORMAT_FLAC | SF_FORMAT_PCM_16, "FLAC"},
                                     std::pair{SF_FORMAT_OGG | SF_FORMAT_VORBIS, "Ogg"},
                                     std::pair{SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, "MP3"}}) {
    const test::ScratchFolder folder;
    test::write_sound(folder / "a", format, kRate, test::test_signal(2, 1'000));
    EXPECT_EQ(sound_kind(test::bytes_of(folder / "a").substr(0, 32)), kind);
  }
  for (const char* text : {"", "{\"noise_parameters\": {}}", "[1, 2]", "\xEF\xBB\xBF{}"}) {
    EXPECT_EQ(sound_kind(text), "") << text;
  }
}

}  // namespace
}  // namespace bbplay::media
