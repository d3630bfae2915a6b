// SPDX-License-Identifier: MIT
#include "desktop/media_player.h"

#include <cerrno>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

#include "bbplay/model/text.h"

namespace bbplay::app {
namespace {

constexpr const char* kObject = "/org/mpris/MediaPlayer2";
constexpr const char* kRoot = "org.mpris.MediaPlayer2";
constexpr const char* kPlayer = "org.mpris.MediaPlayer2.Player";

using Kind = MediaCommand::Kind;

std::int64_t microseconds(double seconds) { return std::llround(seconds * 1e6); }

std::string object_of(std::size_t track) { return "/bbplay/track/" + std::to_string(track); }

const char* text_of(NowPlaying::State state) {
  switch (state) {
    case NowPlaying::State::playing:
      return "Playing";
    case NowPlaying::State::paused:
      return "Paused";
    default:
      return "Stopped";
  }
}

MediaPlayer& player_of(void* self) { return *static_cast<MediaPlayer*>(self); }

template <class... Values>
int append(sd_bus_message* message, const char* types, Values... values) {
  return sd_bus_library().bus_message_append(message, types, values...);
}

int append_metadata(sd_bus_message* reply, const NowPlaying& now) {
  const int opened = sd_bus_library().bus_message_open_container(reply, 'a', "{sv}");
  if (opened < 0) return opened;
  append(reply, "{sv}", "mpris:trackid", "o", object_of(now.track).c_str());
  append(reply, "{sv}", "mpris:length", "x", microseconds(now.length_s));
  append(reply, "{sv}", "xesam:title", "s", model::valid_utf8(now.title).c_str());
  append(reply, "{sv}", "xesam:trackNumber", "i", static_cast<std::int32_t>(now.track));
  return sd_bus_library().bus_message_close_container(reply);
}

int get_root(sd_bus*, const char*, const char*, const char* property, sd_bus_message* reply, void*,
             sd_bus_error*) noexcept {
  const std::string_view name = property;
  if (name == "Identity" || name == "DesktopEntry") return append(reply, "s", "bbplay");
  if (name == "SupportedUriSchemes" || name == "SupportedMimeTypes") return append(reply, "as", 0);
  return append(reply, "b", name == "CanQuit" ? 1 : 0);
}

int get_player(sd_bus*, const char*, const char*, const char* property, sd_bus_message* reply,
               void* self, sd_bus_error*) noexcept {
  const NowPlaying& now = player_of(self).now();
  const std::string_view name = property;
  if (name == "PlaybackStatus") return append(reply, "s", text_of(now.state));
  if (name == "Metadata") return append_metadata(reply, now);
  if (name == "Volume") return append(reply, "d", now.volume);
  if (name == "Position") return append(reply, "x", microseconds(now.position_s));
  if (name.ends_with("Rate")) return append(reply, "d", 1.0);
  if (name == "CanGoNext") return append(reply, "b", now.has_next ? 1 : 0);
  return append(reply, "b", 1);  // everything else that it can, it always can
}

int set_volume(sd_bus*, const char*, const char*, const char*, sd_bus_message* value, void* self,
               sd_bus_error*) noexcept {
  double volume = 0;
  const int read = sd_bus_library().bus_message_read(value, "d", &volume);
  if (read > 0 && std::isfinite(volume)) player_of(self).ask_for(Kind::set_volume, volume);
  return read;
}

int answered(sd_bus_message* call) {
  return sd_bus_library().bus_reply_method_return(call, nullptr);
}

template <Kind kKind>
int simple(sd_bus_message* call, void* self, sd_bus_error*) noexcept {
  player_of(self).ask_for(kKind);
  return answered(call);
}

int ignore(sd_bus_message* call, void*, sd_bus_error*) noexcept { return answered(call); }

int move_by(sd_bus_message* call, void* self, sd_bus_error*) noexcept {
  std::int64_t offset_us = 0;
  const int read = sd_bus_library().bus_message_read(call, "x", &offset_us);
  if (read < 0) return read;
  player_of(self).ask_for(Kind::move_by, static_cast<double>(offset_us) * 1e-6);
  return answered(call);
}

/// Of another track than that which plays it comes too late; outside of the track it means nothing.
int move_to(sd_bus_message* call, void* self, sd_bus_error*) noexcept {
  const char* track = nullptr;
  std::int64_t position_us = 0;
  const int read = sd_bus_library().bus_message_read(call, "ox", &track, &position_us);
  if (read < 0) return read;
  const NowPlaying& now = player_of(self).now();
  if (track == object_of(now.track) && position_us >= 0 &&
      position_us <= microseconds(now.length_s)) {
    player_of(self).ask_for(Kind::move_to, static_cast<double>(position_us) * 1e-6);
  }
  return answered(call);
}

int open_uri(sd_bus_message*, void*, sd_bus_error* error) noexcept {
  return sd_bus_library().bus_error_set(error, "org.freedesktop.DBus.Error.NotSupported",
                                        "bbplay plays what its command line names");
}

/// What SD_BUS_VTABLE_START says, of a library that is loaded, not linked.
sd_bus_vtable begin_of_vtable() {
  sd_bus_vtable begin{};
  begin.type = _SD_BUS_VTABLE_START;
  begin.x.start.element_size = sizeof(sd_bus_vtable);
  begin.x.start.features = _SD_BUS_VTABLE_PARAM_NAMES;
  begin.x.start.vtable_format_reference = sd_bus_library().object_vtable_format;
  return begin;
}

constexpr auto kFixed = SD_BUS_VTABLE_PROPERTY_CONST;
constexpr auto kTold = SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE;

const sd_bus_vtable* root_interface() {
  static const sd_bus_vtable rows[] = {
      begin_of_vtable(),
      SD_BUS_METHOD("Raise", "", "", &ignore, 0),
      SD_BUS_METHOD("Quit", "", "", &simple<Kind::stop>, 0),
      SD_BUS_PROPERTY("CanQuit", "b", &get_root, 0, kFixed),
      SD_BUS_PROPERTY("CanRaise", "b", &get_root, 0, kFixed),
      SD_BUS_PROPERTY("HasTrackList", "b", &get_root, 0, kFixed),
      SD_BUS_PROPERTY("Identity", "s", &get_root, 0, kFixed),
      SD_BUS_PROPERTY("DesktopEntry", "s", &get_root, 0, kFixed),
      SD_BUS_PROPERTY("SupportedUriSchemes", "as", &get_root, 0, kFixed),
      SD_BUS_PROPERTY("SupportedMimeTypes", "as", &get_root, 0, kFixed),
      SD_BUS_VTABLE_END};
  return rows;
}

const sd_bus_vtable* player_interface() {
  static const sd_bus_vtable rows[] = {
      begin_of_vtable(),
      SD_BUS_METHOD("Play", "", "", &simple<Kind::play>, 0),
      SD_BUS_METHOD("Pause", "", "", &simple<Kind::pause>, 0),
      SD_BUS_METHOD("PlayPause", "", "", &simple<Kind::play_or_pause>, 0),
      SD_BUS_METHOD("Stop", "", "", &simple<Kind::stop>, 0),
      SD_BUS_METHOD("Next", "", "", &simple<Kind::next_track>, 0),
      SD_BUS_METHOD("Previous", "", "", &simple<Kind::previous_track>, 0),
      SD_BUS_METHOD_WITH_NAMES("Seek", "x", SD_BUS_PARAM(Offset), "", , &move_by, 0),
      SD_BUS_METHOD_WITH_NAMES("SetPosition", "ox", SD_BUS_PARAM(TrackId) SD_BUS_PARAM(Position),
                               "", , &move_to, 0),
      SD_BUS_METHOD_WITH_NAMES("OpenUri", "s", SD_BUS_PARAM(Uri), "", , &open_uri, 0),
      SD_BUS_SIGNAL_WITH_NAMES("Seeked", "x", SD_BUS_PARAM(Position), 0),
      SD_BUS_PROPERTY("PlaybackStatus", "s", &get_player, 0, kTold),
      SD_BUS_PROPERTY("Metadata", "a{sv}", &get_player, 0, kTold),
      SD_BUS_WRITABLE_PROPERTY("Volume", "d", &get_player, &set_volume, 0, kTold),
      SD_BUS_PROPERTY("Position", "x", &get_player, 0, 0),
      SD_BUS_PROPERTY("Rate", "d", &get_player, 0, kFixed),
      SD_BUS_PROPERTY("MinimumRate", "d", &get_player, 0, kFixed),
      SD_BUS_PROPERTY("MaximumRate", "d", &get_player, 0, kFixed),
      SD_BUS_PROPERTY("CanGoNext", "b", &get_player, 0, kTold),
      SD_BUS_PROPERTY("CanGoPrevious", "b", &get_player, 0, kFixed),
      SD_BUS_PROPERTY("CanPlay", "b", &get_player, 0, kFixed),
      SD_BUS_PROPERTY("CanPause", "b", &get_player, 0, kFixed),
      SD_BUS_PROPERTY("CanSeek", "b", &get_player, 0, kFixed),
      SD_BUS_PROPERTY("CanControl", "b", &get_player, 0, kFixed),
      SD_BUS_VTABLE_END};
  return rows;
}

}  // namespace

MediaPlayer::MediaPlayer(Act act) : act_(std::move(act)), bus_(Bus::Which::session) {
  const SdBus& library = sd_bus_library();
  sd_bus* const bus = bus_.get();
  if (library.bus_add_object_vtable(bus, nullptr, kObject, kRoot, root_interface(), this) < 0 ||
      library.bus_add_object_vtable(bus, nullptr, kObject, kPlayer, player_interface(), this) < 0) {
    throw BusError("the player cannot be offered");
  }
  take_name();
}

void MediaPlayer::take_name() {
  const std::string name = std::string(kRoot) + ".bbplay";
  int result = sd_bus_library().bus_request_name(bus_.get(), name.c_str(), 0);
  if (result == -EEXIST) {
    const std::string own = name + ".instance" + std::to_string(::getpid());
    result = sd_bus_library().bus_request_name(bus_.get(), own.c_str(), 0);
  }
  if (result < 0) throw BusError("no name for the player");
}

void MediaPlayer::show(const NowPlaying& now) {
  const NowPlaying before = std::exchange(now_, now);
  std::vector<const char*> changed;
  if (now.state != before.state) changed.push_back("PlaybackStatus");
  if (now.title != before.title || now.track != before.track || now.length_s != before.length_s) {
    changed.push_back("Metadata");
  }
  if (now.volume != before.volume) changed.push_back("Volume");
  if (now.has_next != before.has_next) changed.push_back("CanGoNext");
  if (!changed.empty()) {
    changed.push_back(nullptr);
    sd_bus_library().bus_emit_properties_changed_strv(bus_.get(), kObject, kPlayer,
                                                      const_cast<char**>(changed.data()));
  }
  if (now.jumps != before.jumps) {
    sd_bus_library().bus_emit_signal(bus_.get(), kObject, kPlayer, "Seeked", "x",
                                     microseconds(now.position_s));
  }
}

void MediaPlayer::ask_for(Kind kind, double value) noexcept { act_({kind, value}); }

}  // namespace bbplay::app
