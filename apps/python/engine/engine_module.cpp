// SPDX-License-Identifier: MIT
/// bbplay._engine: the engine as the package bbplay needs it. What people use is in bbplay/__init__.py.
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "bbplay/analysis/analyze.h"
#include "bbplay/engine_info.h"
#include "bbplay/playback/plan_cache.h"
#include "bbplay/playback/planning.h"
#include "bbplay/playback/render_offline.h"
#include "bbplay/reference/describe.h"
#include "bbplay/reference/json_writer.h"

#include "commands/inspect.h"
#include "commands/render.h"
#include "engine/failures.h"
#include "engine/player_thread.h"
#include "engine/samples.h"
#include "engine/sound_output.h"
#include "engine/track_input.h"
#include "engine/unlocked.h"
#include "engine/work.h"
#include "session/session.h"
#include "terminal/console.h"
#include "terminal/exit_code.h"
#include "terminal/options.h"
#include "terminal/summary_json.h"

namespace bbplay::python {
namespace {

namespace py = pybind11;

/// How samples are made; keyword arguments of the package, checked here.
struct Sound {
  int rate = 0;
  std::optional<double> level;
  bool normalize = true;
  Fidelity fidelity = Fidelity::reference;
  std::uint64_t seed = 1;
  unsigned jobs = 0;

  AnalyzeOptions analysis_of(const Track& track) const {
    AnalyzeOptions options;
    options.fidelity = fidelity;
    options.rate = rate > 0 ? rate : track.sample_rate;
    options.level = level.value_or(track.own_level.value_or(options.level));
    options.normalize = normalize;
    options.jobs = jobs;
    options.seed = seed;
    return options;
  }
};

Sound sound_of(std::optional<int> rate, std::optional<double> level, bool normalize,
               const std::string& fidelity, std::uint64_t seed, std::optional<unsigned> jobs) {
  const auto within = [](double value, double low, double high, const char* what) {
    if (!(value >= low && value <= high)) throw app::UsageError(what);
  };
  if (rate) within(*rate, 1'000, 768'000, "rate: a number of hertz from 1000 to 768000");
  if (level) within(*level, 1e-6, 10, "level: a peak above 0, linear");
  Sound sound;
  sound.rate = rate.value_or(0);
  sound.level = level;
  sound.normalize = normalize;
  sound.seed = seed;
  sound.jobs = jobs.value_or(0);
  if (fidelity == "corrected") {
    sound.fidelity = Fidelity::corrected;
  } else if (fidelity != "reference") {
    throw app::UsageError("fidelity: \"reference\" or \"corrected\"");
  }
  return sound;
}

/// A track that was read, with what there is to say about it.
struct LoadedTrack {
  std::shared_ptr<const Track> track;
  Diagnostics findings;
};

ReadOptions reading_of(const Sound& sound, bool strict) {
  ReadOptions reading;
  reading.strict = strict;
  reading.fidelity = sound.fidelity;
  if (sound.rate > 0) reading.rate = sound.rate;
  reading.level_is_given = sound.level || !sound.normalize;
  return reading;
}

LoadedTrack load(py::handle track, py::handle base, const Sound& sound, bool strict) {
  const TrackInput input = input_of(track, base);
  LoadedTrack loaded{nullptr, Diagnostics(input.name())};
  const Unlocked unlocked;
  loaded.track = read(input, reading_of(sound, strict), loaded.findings);
  return loaded;
}

/// Everything found in a track, also in one that cannot be played.
py::list check(py::handle track, py::handle base, const Sound& sound) {
  const TrackInput input = input_of(track, base);
  Diagnostics findings(input.name());
  {
    const Unlocked unlocked;
    try {
      read(input, reading_of(sound, false), findings);
    } catch (const TrackError& error) {
      if (!findings.has_errors()) findings.append(error.diagnostics());
    } catch (const std::runtime_error& error) {
      if (!findings.has_errors()) findings.add(Severity::error, {}, {}, error.what());
    }
  }
  return list_of(findings);
}

std::shared_ptr<const RenderPlan> plan_of(const LoadedTrack& loaded, const Sound& sound,
                                          const std::atomic<bool>& cancel) {
  AnalyzeOptions analysis = sound.analysis_of(*loaded.track);
  analysis.cancel = &cancel;
  return planned(*loaded.track, analysis, PlanCache::of_user());
}

std::string info(const LoadedTrack& loaded, const Sound& sound) {
  return run_interruptibly([&](const std::atomic<bool>& cancel) {
    const auto plan = plan_of(loaded, sound, cancel);
    reference::JsonWriter json;
    json.begin_object().member("file", loaded.findings.file());
    app::put_summary(json, *loaded.track, *plan, std::nullopt);
    return json.end_object().text();
  });
}

std::unique_ptr<Samples> render(const LoadedTrack& loaded, const Sound& sound,
                                std::optional<double> start_s, std::optional<double> end_s) {
  return run_interruptibly([&](const std::atomic<bool>& cancel) {
    OfflineJob job;
    job.track = loaded.track;
    job.plan = plan_of(loaded, sound, cancel);
    app::PartOptions part;
    part.start_s = start_s;
    part.end_s = end_s;
    for (const double seconds : {start_s.value_or(0), end_s.value_or(1)}) {
      if (!(seconds >= 0)) throw app::UsageError("start and end: seconds, not negative");
    }
    job.range = app::range_of(*job.plan, part);
    job.jobs = sound.jobs;
    auto samples = std::make_unique<Samples>();
    samples->rate = job.plan->rate;
    samples->interleaved.resize(2 * static_cast<std::size_t>(job.range.frames()));
    float* to = samples->interleaved.data();
    const bool complete = render_offline(job, cancel, [&to](ConstStereoBlock block) {
      for (std::size_t i = 0; i < block.frames(); ++i) {
        *to++ = block.left[i];
        *to++ = block.right[i];
      }
    });
    if (!complete) throw Cancelled();
    return samples;
  });
}

/// Renders to a file exactly as the program does: `arguments` are its options.
void render_file(py::handle track, py::handle base, const std::string& output,
                 std::vector<std::string> arguments) {
  const TrackInput input = input_of(track, base);
  arguments.insert(arguments.begin(), {"bbplay", "--config=/dev/null", "--render=" + output});
  arguments.insert(arguments.end(), {"--", input.name()});
  run_interruptibly([&](const std::atomic<bool>& cancel) {
    std::vector<const char*> argv;
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    app::Options options;
    const auto ended = app::parse_options(static_cast<int>(argv.size()), argv.data(), options);
    if (ended || options.mode != app::Mode::render) {
      throw app::UsageError("render_file takes the options of --render");
    }
    options.console = {.quiet = true, .progress = app::Progress::never, .stop = &cancel};
    if (input.file.empty()) options.tracks.clear();  // there is no file that it could overwrite
    Diagnostics findings(input.name());
    std::vector tracks{read(input, app::reading_of(options), findings)};
    app::Console console(options.console);
    app::render(std::move(tracks), options, console);
    if (cancel) throw Cancelled();
  });
}

std::string devices() {
  return run_interruptibly([](const std::atomic<bool>&) { return app::devices_as_json(); });
}

/// Where captures of a player go.
CaptureSettings capture_settings(double speed, std::vector<std::size_t> blocks, int channels) {
  return {speed, std::move(blocks), channels};
}

std::unique_ptr<PlayerThread> play(const LoadedTrack& loaded, Sound sound, double start_s,
                                   bool loop, double volume_db, bool exact,
                                   const std::string& device, double wait_device_s,
                                   std::optional<CaptureSettings> capture) {
  return run_interruptibly([&](const std::atomic<bool>& cancel) {
    const AnalyzeOptions wanted = sound.analysis_of(*loaded.track);
    OpenOutput opened = open_output({device, wait_device_s, capture}, wanted.rate);
    Playing playing;
    playing.track = loaded.track;
    playing.analysis = wanted;
    playing.analysis.rate = opened.rate;
    playing.start_s = start_s;
    playing.loop = loop;
    playing.exact = exact || opened.is_capture;
    playing.settings.volume_db = volume_db;
    if (opened.is_capture) {
      bool hurries = false;
      if (const auto* output = dynamic_cast<const CaptureOutput*>(opened.output.get())) {
        hurries = output->settings().speed <= 0;
      }
      playing.settings.waits = hurries;
    }
    auto player =
        std::make_unique<PlayerThread>(std::move(playing), std::move(opened.output), cancel);
    player->device = opened.device;
    return player;
  });
}

std::unique_ptr<Samples> captured(PlayerThread& player) {
  auto samples = std::make_unique<Samples>();
  const Unlocked unlocked;
  player.with_output([&](Output& output) {
    const auto* capture = dynamic_cast<const CaptureOutput*>(&output);
    if (capture == nullptr) throw app::UsageError("this player has no capture sink");
    samples->interleaved.assign(capture->samples().begin(), capture->samples().end());
    samples->channels = capture->settings().channels;
    samples->rate = capture->rate();
  });
  return samples;
}

py::dict state_of(PlayerThread& player) {
  PlayerThread::State now;
  {
    const Unlocked unlocked;
    now = player.state();
  }
  py::dict state;
  state["state"] = now.name;
  state["position"] = now.position_s;
  state["duration"] = now.duration_s;
  state["step"] = now.step;
  state["beat_hz"] = now.beat_hz;
  state["gain_db"] = now.gain_db;
  state["muted"] = now.muted;
  state["underruns"] = now.underruns;
  state["rate"] = now.rate;
  state["is_exact"] = now.is_exact;
  return state;
}

}  // namespace

PYBIND11_MODULE(_engine, module) {
  module.doc() = "The engine behind the package bbplay.";
  register_failures();
  module.attr("version") = std::string(engine_version());

  py::class_<Sound>(module, "Sound")
      .def(py::init(&sound_of), py::kw_only(), py::arg("rate") = py::none(),
           py::arg("level") = py::none(), py::arg("normalize") = true,
           py::arg("fidelity") = "reference", py::arg("seed") = 1, py::arg("jobs") = py::none());
  py::class_<LoadedTrack>(module, "Track")
      .def_property_readonly("name", [](const LoadedTrack& it) { return it.track->name; })
      .def_property_readonly("sample_rate",
                             [](const LoadedTrack& it) { return it.track->sample_rate; })
      .def_property_readonly("findings",
                             [](const LoadedTrack& it) { return list_of(it.findings); });
  py::class_<Samples>(module, "Samples", py::buffer_protocol())
      .def_buffer(&buffer_of)
      .def_readonly("rate", &Samples::rate)
      .def("__len__", &Samples::frames);
  py::class_<CaptureSettings>(module, "CaptureSettings")
      .def(py::init(&capture_settings), py::arg("speed"), py::arg("blocks"), py::arg("channels"));

  const auto unlocked = py::call_guard<Unlocked>();
  py::class_<PlayerThread>(module, "Player")
      .def("pause", &PlayerThread::pause, unlocked)
      .def("resume", &PlayerThread::resume, unlocked)
      .def("seek", &PlayerThread::seek, unlocked)
      .def("seek_step", &PlayerThread::seek_step, unlocked)
      .def("set_volume_db", &PlayerThread::set_volume_db, unlocked)
      .def("set_muted", &PlayerThread::set_muted, unlocked)
      .def("update",
           [](PlayerThread& player, const LoadedTrack& track, const Sound& sound) {
             const Unlocked released;
             player.update(track.track, sound.analysis_of(*track.track));
           })
      .def("stop", &PlayerThread::stop, unlocked)
      .def("close", &PlayerThread::close, unlocked)
      .def("wait", &PlayerThread::wait, unlocked)
      .def("next_event",
           [](PlayerThread& player, double timeout_s) -> py::object {
             std::optional<PlayerThread::Event> event;
             {
               const Unlocked released;
               event = player.next_event(timeout_s);
             }
             if (!event) return py::none();
             return py::make_tuple(event->frame, event->line);
           })
      .def("state", &state_of)
      .def("captured", &captured)
      .def_readonly("device", &PlayerThread::device)
      .def_property_readonly("has_ended", &PlayerThread::has_ended);

  module.def("load", &load, py::arg("track"), py::arg("base"), py::arg("sound"), py::arg("strict"));
  module.def("check", &check, py::arg("track"), py::arg("base"), py::arg("sound"));
  module.def("info", &info);
  module.def("render", &render, py::arg("track"), py::arg("sound"), py::arg("start"),
             py::arg("end"));
  module.def("render_file", &render_file);
  module.def("play", &play);
  module.def("devices", &devices);
  module.def("voices", &synths_as_json);
  module.def("describe", [](const std::string& name) {
    std::string text = synth_as_json(name);
    if (text.empty()) {
      throw app::UsageError("there is no voice \"" + name + '"' + suggest_synth(name));
    }
    return text;
  });
}

}  // namespace bbplay::python
