// SPDX-License-Identifier: MIT
#include "support/audio_file.h"

#include <stdexcept>

#include <sndfile.h>

namespace bbplay::test {

std::vector<double> AudioData::channel(int index) const {
  std::vector<double> out;
  out.reserve(frames());
  for (auto i = static_cast<std::size_t>(index); i < samples.size();
       i += static_cast<std::size_t>(channels)) {
    out.push_back(samples[i]);
  }
  return out;
}

AudioData read_audio(const std::filesystem::path& path) {
  SF_INFO info{};
  SNDFILE* file = sf_open(path.c_str(), SFM_READ, &info);
  if (file == nullptr) throw std::runtime_error("cannot read " + path.string());
  const int format = info.format & SF_FORMAT_SUBMASK;
  if (format != SF_FORMAT_FLOAT && format != SF_FORMAT_DOUBLE) {
    sf_command(file, SFC_SET_NORM_DOUBLE, nullptr, SF_FALSE);
  }
  AudioData data;
  data.channels = info.channels;
  data.rate = info.samplerate;
  data.samples.resize(static_cast<std::size_t>(info.frames * info.channels));
  const sf_count_t read = sf_readf_double(file, data.samples.data(), info.frames);
  sf_close(file);
  if (read != info.frames) throw std::runtime_error("short read of " + path.string());
  return data;
}

}  // namespace bbplay::test
