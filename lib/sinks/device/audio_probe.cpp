// SPDX-License-Identifier: MIT
#include "bbplay/sinks/device/audio_probe.h"

#include <csignal>
#include <optional>
#include <thread>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bbplay/sinks/errors.h"

#include "sinks/device/portaudio_library.h"
#include "sinks/device/silenced_stderr.h"

namespace bbplay {
namespace {

constexpr auto kMaxProbeTime = std::chrono::seconds(5);
constexpr auto kInterval = std::chrono::milliseconds(1);

[[noreturn]] void look_and_leave(bool chatter) {
  std::signal(SIGABRT, SIG_DFL);
  std::signal(SIGSEGV, SIG_DFL);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  std::optional<sinks::SilencedStderr> silence;
  if (!chatter) silence.emplace();
  // What the libraries report is asked for again by the caller.
  if (sinks::portaudio().Initialize() == paNoError) sinks::portaudio().Terminate();
  ::_exit(0);
}

}  // namespace

AudioProbe::AudioProbe(bool chatter) : deadline_(std::chrono::steady_clock::now() + kMaxProbeTime) {
  sinks::portaudio();  // once for both
  child_ = ::fork();
  if (child_ == 0) look_and_leave(chatter);
}

AudioProbe::~AudioProbe() {
  if (child_ < 0) return;
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
}

bool AudioProbe::ended(int& status) const { return ::waitpid(child_, &status, WNOHANG) != 0; }

void AudioProbe::wait() {
  if (child_ < 0) return;  // the caller finds out by itself
  int status = 0;
  while (!ended(status)) {
    if (std::chrono::steady_clock::now() > deadline_) {
      throw DeviceError("the audio system does not respond");
    }
    std::this_thread::sleep_for(kInterval);
  }
  child_ = -1;
  if (!WIFEXITED(status)) {
    throw DeviceError("this machine has no audio output device that its audio system can use");
  }
}

}  // namespace bbplay
