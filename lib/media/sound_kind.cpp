// SPDX-License-Identifier: MIT
#include "media/sound_kind.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <optional>

#include "media/chunks.h"
#include "media/decoder.h"
#include "media/header_bytes.h"

namespace bbplay::media {
namespace {

using namespace std::string_view_literals;

struct Sign {
  std::size_t at;
  std::string_view bytes;
  std::string_view kind;
  bool is_read;
};

constexpr Sign kSigns[] = {{8, "WAVE", "WAV", true},
                           {0, "RF64", "WAV", true},
                           {8, "AIFF", "AIFF", true},
                           {8, "AIFC", "AIFF", true},
                           {8, "8SVX", "8SVX", true},
                           {8, "16SV", "8SVX", true},
                           {0, "riff\x2E\x91\xCF\x11", "W64", true},
                           {0, "caff", "CAF", true},
                           {0, ".snd", "AU", true},
                           {0, "dns.", "AU", true},
                           {0, "fLaC", "FLAC", true},
                           {0, "OggS", "Ogg", true},
                           {0, "ID3", "MP3", true},
                           {0, "NIST_1A", "NIST SPHERE", true},
                           {0, "Creative Voice", "VOC", true},
                           {0, "MATLAB 5.0", "MAT", true},
                           {0, " paf", "PAF", true},
                           {0, "fap ", "PAF", true},
                           {0, "PVF1", "PVF", true},
                           {0, "2BIT", "AVR", true},
                           {0, "ALawSoundFile", "WVE", true},
                           {0, "Extended Instru", "XI", true},
                           {4, "ftyp", "MPEG-4 (MP4, M4A)", false},
                           {4, "moov", "QuickTime", false},
                           {4, "mdat", "QuickTime", false},
                           {0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11", "ASF (WMA)", false},
                           {0, "\x1A\x45\xDF\xA3", "Matroska (MKA, WebM)", false},
                           {0, "#!AMR", "AMR", false},
                           {0, "ADIF", "AAC", false},
                           {0, "wvpk", "WavPack", false},
                           {0, "MAC ", "Monkey's Audio", false},
                           {0, "MPCK", "Musepack", false},
                           {0, "MP+", "Musepack", false},
                           {0, "TTA1", "True Audio", false},
                           {0, "TTA2", "True Audio", false},
                           {0, "DSD ", "DSF", false},
                           {0, "FRM8", "DSDIFF", false},
                           {0, "tBaK", "TAK", false},
                           {0, "OFR ", "OptimFROG", false},
                           {0, ".RMF", "RealMedia", false},
                           {0, ".ra\xFD", "RealAudio", false},
                           {0, "MThd", "MIDI", false},
                           {0, "\x0B\x77", "AC-3", false},
                           {0, "\x7F\xFE\x80\x01", "DTS", false},
                           {0, "FLV\1", "Flash video", false},
                           {8, "AVI ", "AVI", false},
                           {8, "RMID", "MIDI", false},
                           {0, "RIFF", "WAV", true}};

std::uint8_t byte_of(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<std::uint8_t>(bytes[at]) : std::uint8_t{0};
}

bool is_mpeg_frame(std::string_view bytes) {
  const unsigned second = byte_of(bytes, 1), third = byte_of(bytes, 2);
  const unsigned layer = second >> 1 & 3;  // 1: layer III, 2: layer II
  return byte_of(bytes, 0) == 0xFF && second >> 5 == 7 && (second >> 3 & 3) != 1 &&
         (layer == 1 || layer == 2) && third >> 4 != 15 && (third >> 2 & 3) != 3;
}

/// The frames of AAC (ISO 14496-3, ADTS) begin with 12 bits and a layer of 0.
bool is_aac_frame(std::string_view bytes) {
  return byte_of(bytes, 0) == 0xFF && (byte_of(bytes, 1) & 0xF6) == 0xF0 &&
         (byte_of(bytes, 2) >> 2 & 15) < 13;
}

const Sign* sign_of(std::string_view bytes) {
  static constexpr Sign kMp3{0, "", "MP3", true}, kAac{0, "", "AAC", false};
  const std::string_view first = bytes.substr(0, 4);
  const bool is_iff = first == "RIFF" || first == "RIFX" || first == "FORM";
  for (const Sign& sign : kSigns) {
    if (sign.at == 8 && !is_iff && first != "RF64") continue;
    if (bytes.size() >= sign.at && bytes.substr(sign.at).starts_with(sign.bytes)) return &sign;
  }
  if (is_aac_frame(bytes)) return &kAac;
  return is_mpeg_frame(bytes) ? &kMp3 : nullptr;
}

struct Codec {
  unsigned tag;
  const char* name;
};

/// wFormatTag of WAV and W64 (RFC 2361, and what has been registered since).
constexpr Codec kWavCodecs[] = {
    {0x0010, "OKI ADPCM"}, {0x0017, "OKI ADPCM"}, {0x0020, "Yamaha ADPCM"}, {0x0022, "TrueSpeech"},
    {0x0028, "LRC"},       {0x0045, "G.726"},     {0x0064, "G.726"},        {0x0065, "G.722"},
    {0x0092, "AC-3"},      {0x00FF, "AAC"},       {0x0130, "ACELP"},        {0x0160, "WMA"},
    {0x0161, "WMA"},       {0x0162, "WMA Pro"},   {0x0163, "WMA Lossless"}, {0x0270, "ATRAC3"},
    {0x028F, "G.722"},     {0x1600, "AAC"},       {0x1602, "AAC"},          {0x1610, "AAC"},
    {0x2000, "AC-3"},      {0x2001, "DTS"},       {0x5756, "WavPack"},      {0x566F, "Vorbis"},
    {0x674F, "Vorbis"},    {0x6750, "Vorbis"},    {0x6751, "Vorbis"},       {0x676F, "Vorbis"},
    {0x6770, "Vorbis"},    {0x6771, "Vorbis"},    {0x704F, "Opus"},         {0xA106, "AAC"},
    {0xA109, "Speex"},     {0xF1AC, "FLAC"}};
/// Those that can be played.
constexpr unsigned kReadTags[] = {1, 2, 3, 6, 7, 0x11, 0x31, 0x40, 0x50, 0x55};

struct CodecId {
  std::string_view id, name;
};
constexpr CodecId kCodecIds[] = {
    {"aac ", "AAC"},          {"aach", "AAC"},          {"aacp", "AAC"},     {"aacl", "AAC"},
    {".mp1", "MPEG layer 1"}, {".mp2", "MPEG layer 2"}, {".mp3", "MP3"},     {"ac-3", "AC-3"},
    {"ec-3", "E-AC-3"},       {"flac", "FLAC"},         {"opus", "Opus"},    {"samr", "AMR"},
    {"MAC3", "MACE"},         {"MAC6", "MACE"},         {"QDM2", "QDesign"}, {"QDMC", "QDesign"},
    {"Qclp", "QCELP"},        {"ilbc", "iLBC"},         {"alac", "ALAC"},    {"agsm", "GSM"}};
constexpr std::string_view kReadIds[] = {"lpcm", "NONE", "none", "twos", "sowt", "fl32", "FL32",
                                         "fl64", "FL64", "ulaw", "ULAW", "alaw", "ALAW", "ima4",
                                         "GSM ", "in24", "in32", "23ni", "42n1", "raw "};

std::string of_tag(unsigned tag) {
  if (std::ranges::find(kReadTags, tag) != std::end(kReadTags)) return {};
  const auto known = std::ranges::find(kWavCodecs, tag, &Codec::tag);
  if (known != std::end(kWavCodecs)) return known->name;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "format 0x%04X", tag);
  return text.data();
}

std::string of_id(const std::string& id) {
  if (std::ranges::find(kReadIds, id) != std::end(kReadIds)) return {};
  const auto known = std::ranges::find(kCodecIds, id, &CodecId::id);
  if (known != std::end(kCodecIds)) return std::string(known->name);
  const auto is_plain = [](char c) { return c >= ' ' && c <= '~'; };
  return std::ranges::all_of(id, is_plain) ? "\"" + id + "\"" : "an unknown format";
}

std::optional<Chunk> chunk_of(ByteSource& source, std::string_view id) {
  constexpr int kMostChunks = 1'000;
  const auto form = ChunkForm::of(source);
  if (!form) return std::nullopt;
  auto chunk = form->at(source, form->first());
  for (int chunks = 0; chunk && chunk->id != id; ++chunks) {
    if (chunks == kMostChunks) return std::nullopt;
    chunk = form->at(source, chunk->next);
  }
  return chunk;
}

/// The encoding of the samples, where it is one that cannot be played; empty otherwise.
std::string unread_codec(ByteSource& source, std::string_view file) {
  if (file == "WAV" || file == "W64") {
    constexpr unsigned kExtensible = 0xFFFE;
    const auto chunk = chunk_of(source, "fmt ");
    if (!chunk) return {};
    const bool is_big = HeaderBytes(source, 0).text(4) == "RIFX";
    HeaderBytes format(source, chunk->from);
    const auto number = [&] {
      return static_cast<unsigned>(is_big ? format.big(2) : format.little(2));
    };
    unsigned tag = number();
    if (tag == kExtensible && chunk->length >= 40) {
      format.text(22);
      tag = number();
    }
    return of_tag(tag);
  }
  if (file == "AIFF") {
    constexpr std::int64_t kBefore =
        18;  // of a COMM chunk, which ends there where nothing is packed
    const auto chunk = chunk_of(source, "COMM");
    if (!chunk || chunk->length < kBefore + 4) return {};
    return of_id(HeaderBytes(source, chunk->from + kBefore).text(4));
  }
  if (file == "CAF") {
    const auto chunk = chunk_of(source, "desc");
    return chunk ? of_id(HeaderBytes(source, chunk->from + 8).text(4)) : std::string();
  }
  return {};
}

/// The first bytes, behind tags: those stand in front of AAC as they do of MP3.
std::string head_of(ByteSource& source, std::size_t bytes) {
  const std::int64_t begin = std::min(behind_tags(source), source.size());
  return HeaderBytes(source, begin)
      .text(std::min(bytes, static_cast<std::size_t>(source.size() - begin)));
}

/// Packets of 188 bytes, each with a byte in front that is always the same; in some files behind a time.
bool is_transport_stream(std::string_view bytes) {
  constexpr std::uint8_t kSync = 0x47;
  constexpr std::size_t kPacket = 188, kTime = 4;
  for (const std::size_t time : {std::size_t{0}, kTime}) {
    const std::size_t step = kPacket + time;
    if (bytes.size() < time + 2 * step + 1) continue;
    if (byte_of(bytes, time) == kSync && byte_of(bytes, time + step) == kSync &&
        byte_of(bytes, time + 2 * step) == kSync) {
      return true;
    }
  }
  return false;
}

/// AAC in packets that begin with 11 bits and their length (ISO 14496-3, LOAS): two in a row.
bool is_latm(std::string_view bytes) {
  const auto begins = [&](std::size_t at) {
    return byte_of(bytes, at) == 0x56 && byte_of(bytes, at + 1) >> 5 == 7;
  };
  const std::size_t length =
      static_cast<std::size_t>(byte_of(bytes, 1) & 0x1F) << 8 | byte_of(bytes, 2);
  return begins(0) && begins(3 + length);
}

std::string unread_kind(ByteSource& source) {
  constexpr std::size_t kHead = 32, kPackets = 1 << 14;
  const std::string head = head_of(source, kHead);
  const Sign* const sign = sign_of(head);
  if (sign != nullptr && !sign->is_read) return std::string(sign->kind);
  if (sign != nullptr) {
    const std::string codec = unread_codec(source, sign->kind);
    return codec.empty() ? std::string() : std::string(sign->kind) + " that holds " + codec;
  }
  const std::string packets = head_of(source, kPackets);
  if (is_latm(packets)) return "AAC (LATM)";
  return is_transport_stream(packets) ? "an MPEG transport stream" : "";
}

}  // namespace

std::string_view sound_kind(std::string_view first_bytes) {
  const Sign* const sign = sign_of(first_bytes);
  return sign != nullptr ? sign->kind : std::string_view();
}

bool begins_like_read_sound(ByteSource& source) {
  const Sign* const sign = sign_of(head_of(source, 32));
  return sign != nullptr && sign->is_read;
}

std::string unread_sound(ByteSource& source) {
  if (source.size() == 0) return "an empty file";
  const std::string kind = unread_kind(source);
  if (kind.empty()) return {};
  return kind +
         ", which is not read; WAV, AIFF, CAF, FLAC, Ogg and MP3 are: convert it, for example with "
         "ffmpeg "
         "-i FILE out.flac";
}

}  // namespace bbplay::media
