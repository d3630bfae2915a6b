// SPDX-License-Identifier: MIT
/// realtime_backend: what desktop programs that author tracks look for under this name, call by call.
/// One stream per process.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "bbplay/model/read_error.h"
#include "bbplay/sinks/errors.h"

#include "commands/render.h"
#include "engine/player_thread.h"
#include "engine/pushed_clips.h"
#include "engine/samples.h"
#include "engine/sound_output.h"
#include "engine/track_input.h"
#include "engine/unlocked.h"
#include "engine/work.h"
#include "session/session.h"
#include "terminal/console.h"
#include "terminal/exit_code.h"
#include "terminal/options.h"

namespace bbplay::python {
namespace {

namespace py = pybind11;

/// A text that was read, and the level that its program exports it with.
struct Text {
  std::shared_ptr<const Track> track;
  double level = 0.25;

  AnalyzeOptions analysis() const {
    AnalyzeOptions options;
    options.rate = track->sample_rate;
    options.level = level;
    return options;
  }
};

/// The level in the settings of a track; programs that write the key export with it, up to 0.75.
std::optional<double> level_in(const std::string& text) {
  py::object track;
  try {
    track = py::module_::import("json").attr("loads")(text);
  } catch (py::error_already_set&) {
    return std::nullopt;  // whoever reads it says what is wrong
  }
  if (!py::isinstance<py::dict>(track)) return std::nullopt;
  for (const char* name : {"global_settings", "globalSettings", "global"}) {
    const py::object settings = track.attr("get")(name);
    if (!py::isinstance<py::dict>(settings)) continue;
    const py::object level = settings.attr("get")("normalization_level");
    if (py::isinstance<py::float_>(level) || py::isinstance<py::int_>(level)) {
      return std::min(0.75, py::cast<double>(level));
    }
  }
  return std::nullopt;
}

/// Reads a text; relative paths start in the working directory, clips that are not there are silent.
/// With the interpreter lock.
/// throws  as read_track_text()
Text text_of(const std::string& json) {
  Text text;
  const std::optional<double> level = level_in(json);
  Diagnostics findings("track");
  ReadOptions options;
  options.without_lost_clips = true;
  options.level_is_given = level.has_value();
  {
    const Unlocked unlocked;
    text.track = std::make_shared<const Track>(
        read_track_text(json, "track", std::filesystem::current_path(), options, findings));
  }
  text.level = level.value_or(text.track->own_level.value_or(text.level));
  return text;
}

/// The one stream of the process. All calls take their turns.
class Stream {
 public:
  void start(const Text& text, double start_s, const std::atomic<bool>& cancel) {
    const std::lock_guard lock(mutex_);
    end();
    OpenOutput opened = open_output({}, text.track->sample_rate);
    const auto* capture = dynamic_cast<const CaptureOutput*>(opened.output.get());
    Playing playing;
    playing.track = text.track;
    playing.analysis = text.analysis();
    playing.analysis.rate = opened.rate;
    playing.start_s = start_s;
    playing.exact = opened.is_capture;
    playing.settings.at_end = Handover::AtEnd::stays_silent;
    playing.settings.ramps_in = true;
    playing.settings.waits = capture != nullptr && capture->settings().speed <= 0;
    player_ = std::make_unique<PlayerThread>(std::move(playing), std::move(opened.output), cancel);
    playing_ = text.track;
  }

  void stop() {
    const std::lock_guard lock(mutex_);
    end();
  }

  template <class Command>
  void command(Command act) {
    const std::lock_guard lock(mutex_);
    if (player_) act(*player_);
  }

  void update(const Text& text) {
    const std::lock_guard lock(mutex_);
    if (!player_ || text.track->fingerprint == playing_->fingerprint) return;
    player_->update(text.track, text.analysis());
    playing_ = text.track;
  }

  /// A child of the process has the memory of the stream, and not its threads: it is left alone.
  void forget() noexcept {
    player_.release();
    new (&mutex_) std::mutex;
  }

 private:
  /// With a ramp.
  void end() {
    if (!player_) return;
    try {
      player_->stop(Transport::kRampSeconds);
      player_->wait(1);
    } catch (const std::exception&) {
      // What ended it early ends it all the same.
    }
    player_.reset();
  }

  std::mutex mutex_;
  std::unique_ptr<PlayerThread> player_;
  std::shared_ptr<const Track> playing_;
};

/// Lives as long as the process: a thread that still plays must not meet its destructor.
Stream& stream() {
  static Stream* one = new Stream;
  return *one;
}

PushedClips& pushed_clips() {
  static PushedClips* clips = new PushedClips;
  return *clips;
}

void start_stream(const py::str& track_json_str, std::optional<double> start_time) {
  const std::string json = utf8_of(track_json_str);
  const Text text = text_of(json);
  pushed_clips().begin(json);
  run_interruptibly([&](const std::atomic<bool>& cancel) {
    const double start_s = start_time.value_or(0);
    stream().start(text, start_s > 0 ? start_s : 0, cancel);
  });
}

void update_track(const py::str& track_json_str) {
  const std::string json = utf8_of(track_json_str);
  pushed_clips().begin(json);
  const Text text = text_of(pushed_clips().text());
  const Unlocked unlocked;
  stream().update(text);
}

void push_clip_samples(const py::int_& index, const py::object& samples, bool finished) {
  const std::size_t clip = PyLong_AsSize_t(index.ptr());
  if (PyErr_Occurred() != nullptr) throw py::error_already_set();
  if (!pushed_clips().push(clip, floats_of(samples), finished)) return;
  const Text text = text_of(pushed_clips().text());
  const Unlocked unlocked;
  stream().update(text);
}

/// As `bbplay --render` does.
void render_wav(const py::str& track_json_str, const std::filesystem::path& path,
                std::optional<double> seconds) {
  const Text text = text_of(utf8_of(track_json_str));
  run_interruptibly([&](const std::atomic<bool>& cancel) {
    // A name is a name here, not a pattern: absolute, "-" is no stream.
    const std::filesystem::path file = std::filesystem::absolute(path);
    if (!file.has_filename() || std::filesystem::is_directory(file)) {
      throw CreateError(file.string() + ": a folder");
    }
    std::filesystem::create_directories(file.parent_path());
    app::Options options;
    options.mode = app::Mode::render;
    options.render.output = file.string();
    options.render.format = "wav";
    options.render.encoding = Encoding::pcm16;
    options.render.force = true;
    options.engine.level = text.level;
    options.part.duration_s = seconds;
    options.console = {.quiet = true, .progress = app::Progress::never, .stop = &cancel};
    app::Console console(options.console);
    app::render({text.track}, options, console);
    if (cancel) throw Cancelled();
  });
}

void set_master_gain(double gain) {
  if (std::isnan(gain)) return;
  const Unlocked unlocked;
  stream().command(
      [gain](PlayerThread& player) { player.set_volume_linear(std::clamp(gain, 0.0, 1.0)); });
}

std::unique_ptr<Samples> captured() {
  auto samples = std::make_unique<Samples>();
  const Unlocked unlocked;
  stream().command([&](PlayerThread& player) {
    player.with_output([&](Output& output) {
      const auto* capture = dynamic_cast<const CaptureOutput*>(&output);
      if (capture == nullptr) return;
      samples->interleaved.assign(capture->samples().begin(), capture->samples().end());
      samples->channels = capture->settings().channels;
      samples->rate = capture->rate();
    });
  });
  return samples;
}

/// Of the exceptions that callers know.
void translate(std::exception_ptr thrown) {
  try {
    if (thrown) std::rethrow_exception(thrown);
  } catch (const TrackError& error) {
    std::string first = error.what();
    for (const Finding& finding : error.diagnostics().findings()) {
      if (finding.severity != Severity::error) continue;
      first = finding.text();
      break;
    }
    PyErr_SetString(PyExc_ValueError, first.c_str());
  } catch (const InputError& error) {
    PyErr_SetString(PyExc_ValueError, error.what());
  } catch (const app::UsageError& error) {
    PyErr_SetString(PyExc_ValueError, error.what());
  } catch (const DeviceError& error) {
    PyErr_SetString(PyExc_RuntimeError, error.what());
  } catch (const ReadError& error) {
    PyErr_SetString(PyExc_OSError, error.what());
  } catch (const CreateError& error) {
    PyErr_SetString(PyExc_OSError, error.what());
  } catch (const WriteError& error) {
    PyErr_SetString(PyExc_OSError, error.what());
  } catch (const std::filesystem::filesystem_error& error) {
    PyErr_SetString(PyExc_OSError, error.what());
  } catch (const Cancelled&) {
    PyErr_SetNone(PyExc_KeyboardInterrupt);
  }
}

bool are_wrong_arguments(const py::error_already_set& error) {
  return error.matches(PyExc_TypeError) &&
         py::str(error.value()).cast<std::string>().find("incompatible function arguments") !=
             std::string::npos;
}

/// "str, start_time=list": of what kinds the arguments are.
std::string kinds_of(const py::args& given, const py::kwargs& named) {
  std::string kinds;
  const auto add = [&kinds](const std::string& name, py::handle value) {
    kinds += (kinds.empty() ? "" : ", ") + name + Py_TYPE(value.ptr())->tp_name;
  };
  for (const py::handle value : given) add("", value);
  for (const auto& [name, value] : named) add(py::str(name).cast<std::string>() + '=', value);
  return kinds.empty() ? "nothing" : kinds;
}

/// A function that says in a sentence what it takes, where pybind11 would print its C++ types.
///
/// signature  as Python writes it: "start_from(position)"
/// takes      "position, a number"
template <class Function, class... Extra>
void define(py::module_& module, const std::string& signature, const std::string& takes,
            Function function, const std::string& meaning, const Extra&... extra) {
  const std::string name = signature.substr(0, signature.find('('));
  const py::object plain = py::cpp_function(function, extra...);
  const std::string help = signature + "\n--\n\n" + meaning;
  module.def(
      name.c_str(),
      [plain, name, takes](const py::args& given, const py::kwargs& named) -> py::object {
        try {
          return plain(*given, **named);
        } catch (const py::error_already_set& error) {
          if (!are_wrong_arguments(error)) throw;
          throw py::type_error(name + "() takes " + takes + "; found " + kinds_of(given, named));
        }
      },
      help.c_str());
}

}  // namespace

PYBIND11_MODULE(realtime_backend, module) {
  if (PyInterpreterState_Get() != PyInterpreterState_Main()) {
    throw py::import_error("realtime_backend has one stream per process, for its main interpreter");
  }
  module.doc() = "Plays tracks in real time: the drop-in for desktop programs that author them.";
  py::register_local_exception_translator(&translate);
  py::class_<Samples>(module, "_Samples", py::module_local(), py::buffer_protocol())
      .def_buffer(&buffer_of)
      .def_readonly("rate", &Samples::rate)
      .def("__len__", &Samples::frames);

  py::options options;
  options.disable_function_signatures();
  const auto unlocked = py::call_guard<Unlocked>();
  define(module, "start_stream(track_json_str, start_time=None)",
         "track_json_str, a str, and start_time, a number or None", &start_stream,
         "Plays a track (JSON text) on the default device, from start_time (s) on.",
         py::arg("track_json_str"), py::arg("start_time") = py::none());
  define(
      module, "stop_stream()", "nothing", [] { stream().stop(); }, "Ends the stream.", unlocked);
  define(
      module, "pause_stream()", "nothing",
      [] { stream().command([](PlayerThread& it) { it.pause(); }); },
      "Silence; the position stands.", unlocked);
  define(
      module, "resume_stream()", "nothing",
      [] { stream().command([](PlayerThread& it) { it.resume(); }); },
      "Goes on after pause_stream().", unlocked);
  define(
      module, "start_from(position)", "position, a number",
      [](double position) { stream().command([&](PlayerThread& it) { it.seek(position); }); },
      "Goes on at a position of the track, in seconds.", py::arg("position"), unlocked);
  define(module, "update_track(track_json_str)", "track_json_str, a str", &update_track,
         "Goes over into another text of the track, at the same position.",
         py::arg("track_json_str"));
  define(module, "set_master_gain(gain)", "gain, a number", &set_master_gain, "Linear, 0 to 1.",
         py::arg("gain"));
  define(module, "push_clip_samples(index, samples, finished=False)",
         "index, a whole number, samples, a sequence of numbers, and finished, a bool",
         &push_clip_samples,
         "Adds samples (interleaved stereo at the track's rate) to a clip whose file is not there.",
         py::arg("index"), py::arg("samples"), py::arg("finished") = false);
  const std::string renders = "track_json_str, a str, and out_path, a str or a path";
  define(
      module, "render_sample_wav(track_json_str, out_path)", renders,
      [](const py::str& track, const py::object& path) { render_wav(track, path_of(path), 60.0); },
      "Writes the first minute to a 16-bit WAV file.", py::arg("track_json_str"),
      py::arg("out_path"));
  define(
      module, "render_full_wav(track_json_str, out_path)", renders,
      [](const py::str& track, const py::object& path) {
        render_wav(track, path_of(path), std::nullopt);
      },
      "Writes a 16-bit WAV file.", py::arg("track_json_str"), py::arg("out_path"));
  define(
      module, "enable_gpu(enable)", "enable, a bool", [](bool) {}, "Has no effect.",
      py::arg("enable"));
  module.def("_captured", &captured);

  py::module_::import("atexit").attr("register")(
      py::cpp_function([] { stream().stop(); }, unlocked));
  py::module_::import("os").attr("register_at_fork")(
      py::arg("after_in_child") = py::cpp_function([] { stream().forget(); }));
}

}  // namespace bbplay::python
