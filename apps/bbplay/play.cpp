// SPDX-License-Identifier: MIT
#include "play.h"

#include <cmath>
#include <string>

#include "bbplay/sinks/audio_system.h"
#include "bbplay/sinks/errors.h"

#include "exit_code.h"
#include "performance.h"
#include "session.h"

namespace bbplay::app {
namespace {

/// The rate to play at: the one that is wanted, or the device's own if it refuses that.
int playable_rate(const AudioSystem& audio, const OutputDevice& device, int wanted,
                  Console& console) {
  if (audio.supports(device, wanted)) return wanted;
  const auto own = static_cast<int>(std::lround(device.default_rate));
  if (own == wanted || !audio.supports(device, own)) {
    throw DeviceError("\"" + device.name + "\" does not play stereo at " + std::to_string(wanted) +
                      " Hz");
  }
  console.warning("\"" + device.name + "\" does not play at " + std::to_string(wanted) +
                  " Hz; playing at " + std::to_string(own) + " Hz");
  return own;
}

}  // namespace

int play(const Options& options, Console& console) {
  const auto tracks = load_all(options, console);
  const AudioSystem audio(console.verbose());
  const OutputDevice device = audio.device(options.device.device);
  console.detail("device: " + device.name + " (" + device.host_api + ")");

  for (const auto& track : tracks) {
    const int wanted = options.engine.rate != 0 ? options.engine.rate : track->sample_rate;
    const int rate = playable_rate(audio, device, wanted, console);
    const auto plan = plan_of(*track, rate, options, console);
    PartPlayer player = player_of(track, plan, part_of(*plan, options.part));

    StreamRequest request;
    request.device = device;
    request.rate = rate;
    request.latency_s = options.device.latency_ms / 1'000;
    request.block_frames = options.engine.block_frames;
    Performance performance({*track, *plan, player}, audio, request, options, console);
    const int code = performance.run();
    if (code != kDone || performance.stopped_by_key()) return code;
  }
  return kDone;
}

}  // namespace bbplay::app
