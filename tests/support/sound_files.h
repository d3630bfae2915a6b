// SPDX-License-Identifier: MIT
/// Sound files made for a test.
#pragma once

#include <filesystem>
#include <vector>

#include <sndfile.h>

#include "support/scratch_folder.h"

namespace bbplay::test {

/// Planar samples at some rate.
using Planes = std::vector<std::vector<double>>;

/// format   of libsndfile, e.g. SF_FORMAT_WAV | SF_FORMAT_PCM_16
void write_sound(const std::filesystem::path& path, int format, int rate, const Planes& planes);

/// A sweep, a tone and noise, different on every channel, within +-0.6.
Planes test_signal(std::size_t channels, std::size_t frames);

}  // namespace bbplay::test
