// SPDX-License-Identifier: MIT
#include "dsp/filter/resampler.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

#include <soxr.h>

#include "model/memory_check.h"

namespace bbplay::dsp {
namespace {

constexpr std::size_t kMaxChannels = 2;
constexpr double kMaxRatio = 100;      // beyond, the filter would take longer than the sound
constexpr double kFilterFrames = 512;  // more than half of the filter, in frames of the slower rate

std::string no_conversion(int in_rate, int out_rate, const std::string& why) {
  return "cannot convert from " + std::to_string(in_rate) + " to " + std::to_string(out_rate) +
         " Hz (" + why + ')';
}

}  // namespace

std::string RateConverter::problem(int in_rate, int out_rate) {
  const bool too_far_apart = std::max(in_rate, out_rate) > kMaxRatio * std::min(in_rate, out_rate);
  return too_far_apart ? no_conversion(in_rate, out_rate, "more than 100 times apart")
                       : std::string();
}

void RateConverter::Delete::operator()(soxr* resampler) const noexcept { soxr_delete(resampler); }

RateConverter::RateConverter(int in_rate, int out_rate, std::size_t channels) {
  assert(channels <= kMaxChannels);
  const std::int64_t common = std::gcd(in_rate, out_rate);
  in_period_ = in_rate / common;
  out_period_ = out_rate / common;
  const double slower = std::min(in_rate, out_rate);
  if (std::string why = problem(in_rate, out_rate); !why.empty()) throw std::runtime_error(why);
  const double seconds = kFilterFrames / slower;
  warm_up_ =
      static_cast<std::int64_t>(std::ceil(seconds * in_rate / static_cast<double>(in_period_))) *
      in_period_;

  const soxr_io_spec_t planar_double = soxr_io_spec(SOXR_FLOAT64_S, SOXR_FLOAT64_S);
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, SOXR_HI_PREC_CLOCK);
  const soxr_runtime_spec_t one_thread = soxr_runtime_spec(1);
  const model::MemoryCheck memory;
  soxr_error_t error = nullptr;
  resampler_.reset(soxr_create(in_rate, out_rate, static_cast<unsigned>(channels), &error,
                               &planar_double, &quality, &one_thread));
  if (!resampler_) {
    memory.after_failure();
    throw std::runtime_error(no_conversion(in_rate, out_rate, soxr_strerror(error)));
  }
}

void RateConverter::restart() {
  const model::MemoryCheck memory;
  if (soxr_clear(resampler_.get()) != nullptr) memory.after_failure();
}

RateConverter::Progress RateConverter::process(std::span<const std::span<const double>> in,
                                               std::span<const std::span<double>> out) {
  std::array<const double*, kMaxChannels> from{};
  std::array<double*, kMaxChannels> to{};
  std::transform(in.begin(), in.end(), from.begin(), [](auto plane) { return plane.data(); });
  std::transform(out.begin(), out.end(), to.begin(), [](auto plane) { return plane.data(); });
  Progress progress;
  const model::MemoryCheck memory;
  const soxr_error_t error =
      soxr_process(resampler_.get(), from.data(), in.front().size(), &progress.used, to.data(),
                   out.front().size(), &progress.made);
  if (error == nullptr) return progress;
  memory.after_failure();
  throw std::runtime_error(soxr_strerror(error));
}

}  // namespace bbplay::dsp
