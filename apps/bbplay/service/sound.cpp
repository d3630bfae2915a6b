// SPDX-License-Identifier: MIT
#include "service/sound.h"

#include <cstdlib>

#include "bbplay/sinks/capture/sink_of_environment.h"

namespace bbplay::app {

Sound::Sound(const Options& options, Console& console) : options_(options), console_(console) {
  auto capture = capture_of_environment();
  if (!capture) return;
  capture_ = std::make_unique<CaptureOutput>(*std::move(capture));
  const char* const file = std::getenv("BBPLAY_SINK_FILE");
  if (file != nullptr) captured_ = std::fopen(file, "wbe");
}

Sound::~Sound() {
  if (captured_ != nullptr) std::fclose(captured_);
}

int Sound::rate_for(int wanted) {
  if (capture_) return wanted;
  refuse_device_of_environment();
  if (!device_) device_.emplace(options_, console_, false);
  return device_->rate_for(wanted);
}

Output& Sound::output() {
  if (capture_) return *capture_;
  return *device_;
}

void Sound::forget() {
  if (device_) device_->forget();
}

void Sound::drain() {
  if (!capture_) return;
  const auto samples = capture_->samples();
  if (captured_ != nullptr && !samples.empty()) {
    std::fwrite(samples.data(), sizeof samples[0], samples.size(), captured_);
    std::fflush(captured_);
  }
  capture_->clear();
}

}  // namespace bbplay::app
