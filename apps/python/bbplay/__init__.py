# SPDX-License-Identifier: MIT
"""Plays and renders binaural and entrainment tracks.

    import bbplay

    with bbplay.Player({"steps": [{"duration": 60, "voices": [
            {"synth_function_name": "binaural_beat", "params": {"baseFreq": 200, "beatFreq": 6}}]}]}) as player:
        player.play()
        player.wait()

A TRACK is a dict, JSON text (a str that begins with `{`, or bytes), or the path of a track, session or
preset. Relative paths in a dict or text start at `base` (default: the working directory), those in a file
at its folder. Times are in seconds, levels in dB where a name says so and linear otherwise.

How samples are made is said by the same keywords everywhere:
    rate       Hz; default: the track's
    level      peak of the whole track, linear; default: 0.25, or what a session says
    normalize  False: the mix as summed
    fidelity   "reference", or "corrected" for the defects of the reference program repaired
    seed       of everything random
    jobs       threads; default: one per core. Changes no sample
"""

from __future__ import annotations

import atexit as _atexit
import json as _json
import logging as _logging
import numbers as _numbers
import os as _os
import threading as _threading
import time as _time
import weakref as _weakref

from . import _engine
from ._errors import DeviceError, Error, FileError, Finding, MissingFile, TrackError, UsageError

__version__ = _engine.version
__all__ = [
    "CaptureSink",
    "DeviceError",
    "Error",
    "FileError",
    "Finding",
    "MissingFile",
    "Player",
    "TrackError",
    "UsageError",
    "check",
    "describe",
    "devices",
    "info",
    "play_track",
    "render",
    "render_file",
    "stop",
    "voices",
]

_log = _logging.getLogger("bbplay")
_NUMBER, _WHOLE, _TEXT = "a number", "a whole number", "a str"
_KINDS = {_NUMBER: _numbers.Real, _WHOLE: _numbers.Integral, _TEXT: str}


def _expect(kind, name, value):
    """Returns `value`; TypeError in a sentence when it is of another kind than its name asks for."""
    if not isinstance(value, _KINDS[kind]):
        raise TypeError(f"{name}: {kind}, not {type(value).__name__}")
    return value


def _number(name, value):
    return float(_expect(_NUMBER, name, value))


# What says how samples are made; None is the default of those that have no other one.
_SOUND = {"rate": _WHOLE, "level": _NUMBER, "normalize": None, "fidelity": _TEXT, "seed": _WHOLE, "jobs": _WHOLE}
_MAY_BE_NONE = ("rate", "level", "jobs")


def _sound(options):
    """Takes what says how samples are made out of keyword arguments."""
    sound = {}
    for key, kind in _SOUND.items():
        if key not in options:
            continue
        value = options.pop(key)
        if kind is None:
            value = bool(value)
        elif value is not None or key not in _MAY_BE_NONE:
            _expect(kind, key, value)
        if kind == _WHOLE and value is not None:
            value = int(value)
            most = 2**64 if key == "seed" else 2**31
            if not 0 <= value < most:
                raise UsageError(f"{key}: a whole number from 0 to {most - 1}")
        sound[key] = value
    return _engine.Sound(**sound)


def _nothing_left(options):
    for name in options:
        raise TypeError(f"unexpected keyword argument {name!r}")


def _loaded(track, base, sound, strict=False):
    loaded = _engine.load(track, base, sound, strict)
    for finding in loaded.findings:
        _log.debug("%s", Finding(*finding))
    return loaded


def check(track, *, base=None, **sound):
    """Everything that is found in a TRACK: a list of Finding, empty for a faultless one.

    Never raises for a bad track.
    """
    options = _sound(sound)
    _nothing_left(sound)
    try:
        return [Finding(*each) for each in _engine.check(track, base, options)]
    except (ValueError, RecursionError, OverflowError) as error:  # that cannot be written as JSON
        return [Finding("error", "", 0, 0, str(error), "track")]


def info(track, *, base=None, **sound):
    """What is in a TRACK: the entry that `bbplay --info --json` has for it, as a dict."""
    options = _sound(sound)
    _nothing_left(sound)
    return _json.loads(_engine.info(_loaded(track, base, options), options))


def render(track, start=None, end=None, *, base=None, dtype="float32", with_rate=False, **sound):
    """The samples of a TRACK from `start` to `end` (s): an array of shape (frames, 2), float32.

    They are those of `bbplay --render` with `--encoding float`. Without NumPy a memoryview of the same
    shape; `dtype` is for NumPy. With `with_rate` a pair of the samples and their rate in Hz.
    """
    options = _sound(sound)
    _nothing_left(sound)
    start = None if start is None else _number("start", start)
    end = None if end is None else _number("end", end)
    samples = _engine.render(_loaded(track, base, options), options, start, end)
    array = _array(samples, dtype)
    return (array, samples.rate) if with_rate else array


def _array(samples, dtype="float32"):
    try:
        import numpy
    except ImportError:
        if dtype != "float32":
            raise
        return memoryview(samples)
    return numpy.asarray(samples).astype(dtype, copy=False)


def render_file(track, out, *, base=None, **options):
    """Writes a TRACK to the file `out`, in the format of its name.

    The keywords are the options of `bbplay --render` with _ for -: start, end, format, encoding, quality,
    dither, force, title, ... True gives an option without a value, False and None leave it out.
    """
    arguments = []
    for name, value in options.items():
        option = "--" + name.replace("_", "-")
        if value is True:
            arguments.append(option)
        elif value is not None and value is not False:
            for each in value if isinstance(value, (list, tuple)) else [value]:
                arguments.append(f"{option}={each}")
    _engine.render_file(track, base, _os.fspath(out), arguments)


def devices():
    """The devices that sound can come out of: the list of `bbplay --list-devices --json`."""
    return _json.loads(_engine.devices())["devices"]


def voices():
    """The synth functions: the list of `bbplay --list-voices --json`."""
    return _json.loads(_engine.voices())["voices"]


def describe(name):
    """A synth function and its parameters, as `bbplay --describe NAME --json` has them."""
    return _json.loads(_engine.describe(_expect(_TEXT, "name", name)))


class CaptureSink:
    """Takes the place of a device and keeps what is played.

    speed     of its clock: 1 as a device, 0 as fast as it goes
    block     frames per callback, or a list of them that is gone through again and again
    channels  1: both sides are mixed
    """

    def __init__(self, rate=None, speed=0, block=None, channels=2):
        if channels not in (1, 2):
            raise UsageError("channels: 1 or 2")
        self.rate = rate
        self.events = []
        """Pairs of the frame at which something took effect, and the event."""
        if not 0 <= _number("speed", speed) <= 1e6:
            raise UsageError("speed: a number from 0 to 1000000")
        blocks = [480] if block is None else [block] if isinstance(block, _numbers.Number) else list(block)
        blocks = [int(_expect(_WHOLE, "block", each)) for each in blocks]
        if not blocks or not all(0 < each <= 1 << 20 for each in blocks):
            raise UsageError("block: numbers of frames from 1 to 1048576")
        self._settings = _engine.CaptureSettings(float(speed), blocks, int(channels))
        self._player = None

    @property
    def samples(self):
        """What has been played: shape (frames, channels), float32."""
        if self._player is None:
            raise Error("nothing has been played into this sink")
        samples = self._player.captured()
        self.rate = samples.rate
        return _array(samples)


_EVENTS = frozenset(
    "* start step exact update underrun device-lost device-stalled device-back pause resume seek gain"
    " mute unmute stop end warning note".split()
)

_players = _weakref.WeakSet()


def _gain(decibels):
    if not -120 <= _number("gain_db", decibels) <= 24:
        raise UsageError("gain_db: a number of decibels from -120 to 24")
    return float(decibels)


class Player:
    """A TRACK on its way to a device (or to a CaptureSink).

        with bbplay.Player("session.json") as player:
            player.play()
            player.seek(60)
            player.wait()

    Every player has a stream of its own. All methods may be called from any thread.
    """

    def __init__(
        self, track, device=None, sink=None, loop=False, wait_device=0.0, *, base=None, gain_db=0.0,
        exact=False, **sound
    ):
        if sink is not None and not isinstance(sink, CaptureSink):
            raise TypeError(f"sink: a CaptureSink, not {type(sink).__name__}")
        if sink is not None and sink.rate is not None:
            sound["rate"] = sink.rate
        self._options = _sound(sound)
        _nothing_left(sound)
        self._base = base
        self._track = _loaded(track, base, self._options)
        self._device = "" if device is None else str(device)
        self._sink, self._loop, self._wait_device = sink, bool(loop), _number("wait_device", wait_device)
        if not self._wait_device >= 0:
            raise UsageError("wait_device: a number of seconds")
        self._gain_db, self._exact = _gain(gain_db), bool(exact)
        self._player = None
        self._planning = False
        self._handlers = {}
        self._lock = _threading.Lock()  # of the handlers
        self._turn = _threading.RLock()  # of those who begin and end
        self._listener = None
        _players.add(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __reduce__(self):
        # Neither a copy nor a pickle could play on where this one is.
        raise TypeError("a Player cannot be copied; make another one of the same track")

    def play(self, start=None):
        """Begins to play, at `start` seconds. Raises DeviceError when there is no device."""
        start = 0.0 if start is None else _number("start", start)
        with self._turn:
            return self._play(start)

    def _play(self, start):
        self.close()
        self._planning = True
        try:
            self._player = _engine.play(
                self._track, self._options, max(0.0, start), self._loop, self._gain_db,
                self._exact, self._device, self._wait_device,
                None if self._sink is None else self._sink._settings,
            )
        finally:
            self._planning = False
        if self._sink is not None:
            self._sink._player = self._player
            self._sink.events = []
        if self._handlers or self._sink is not None:
            self._listen()
        return self

    def close(self):
        """Stops at once and lets go of the device."""
        player = self._player
        if player is None:
            return
        player.stop(0.02)
        try:
            player.wait(1.0)
        except Error:
            pass
        player.close()
        with self._lock:
            listener, self._listener = self._listener, None
        if listener is not None and listener is not _threading.current_thread():
            listener.join(2)

    def pause(self):
        self._with(lambda player: player.pause())

    def resume(self):
        self._with(lambda player: player.resume())

    def toggle(self):
        """Pauses, or goes on."""
        self.resume() if self.state == "paused" else self.pause()

    def seek(self, seconds):
        """Goes on at `seconds` of the track, with a dip in level instead of a click."""
        seconds = _number("seconds", seconds)
        self._with(lambda player: player.seek(seconds))

    def seek_step(self, index):
        """Goes on where a step begins; the first one has index 0."""
        index = int(_expect(_WHOLE, "index", index))
        if not 0 <= index < 2**63:
            raise UsageError("index: the first step has 0")
        self._with(lambda player: player.seek_step(index))

    def stop(self, fade=0.02):
        """Fades out over `fade` seconds and ends; wait() tells when."""
        fade = _number("fade", fade)
        self._with(lambda player: player.stop(fade))

    def update(self, track):
        """Goes over into another text of the track, at the same position, in a short crossfade."""
        loaded = _loaded(track, self._base, self._options)
        self._track = loaded
        self._with(lambda player: player.update(loaded, self._options))

    def wait(self, timeout=None):
        """Waits for the end. False when `timeout` seconds were over before.

        Raises what ended playing early (DeviceError).
        """
        if timeout is not None and _number("timeout", timeout) != timeout:
            raise UsageError("timeout: a number of seconds")
        player = self._player
        if player is None:
            return True
        until = None if timeout is None else _time.monotonic() + timeout
        while True:
            left = 0.1 if until is None else min(0.1, until - _time.monotonic())
            if player.wait(max(0.0, left)):
                return True
            if until is not None and _time.monotonic() >= until:
                return False

    def on(self, event, callback):
        """Calls `callback` with a dict (an event of `--status json`) whenever `event` happens; "*": always.

        From a thread of its own; what it raises is logged. Steps of events count from 1. Returns a handle for off().
        """
        if event not in _EVENTS:
            raise UsageError(f"there is no event {event!r}; there are {', '.join(sorted(_EVENTS))}")
        if not callable(callback):
            raise TypeError("a callback can be called")
        with self._lock:
            handle = object()
            self._handlers[handle] = (event, callback)
        if self._player is not None:
            self._listen()
        return handle

    def off(self, handle):
        """Ends what on() began."""
        with self._lock:
            self._handlers.pop(handle, None)

    @property
    def state(self):
        """ "stopped", "planning", "playing", "paused", "stopping", "waiting" (for a device) or "ended"."""
        if self._planning:
            return "planning"
        return "stopped" if self._player is None else self._state()["state"]

    @property
    def position(self):
        """Seconds of the track."""
        return self._state().get("position", 0.0)

    @property
    def duration(self):
        """Seconds of the track that plays; nothing before play(). After update() those of the new text, once it plays."""
        return self._state().get("duration")

    @property
    def step(self):
        """Index of the step that is heard, from 0; None in none."""
        number = self._state().get("step", 0)
        return number - 1 if number else None

    @property
    def beat_hz(self):
        """Beat frequency that is heard, in Hz; None for voices without one."""
        return self._state().get("beat_hz")

    @property
    def gain_db(self):
        """Gain in dB, on top of the track's level."""
        return self._gain_db

    @gain_db.setter
    def gain_db(self, decibels):
        self._gain_db = _gain(decibels)
        self._with(lambda player: player.set_volume_db(self._gain_db))

    @property
    def muted(self):
        return self._state().get("muted", False)

    @muted.setter
    def muted(self, muted):
        self._with(lambda player: player.set_muted(bool(muted)))

    @property
    def underruns(self):
        """Times that the device ran dry."""
        return self._state().get("underruns", 0)

    @property
    def rate(self):
        """Sample rate that is played at, in Hz; nothing before play()."""
        return self._state().get("rate")

    @property
    def device(self):
        """Name of the device that is played on."""
        return None if self._player is None else self._player.device

    @property
    def warnings(self):
        """What there is to say about the track: a list of Finding."""
        return [Finding(*each) for each in self._track.findings if each[0] == "warning"]

    def _with(self, act):
        if self._player is not None:
            act(self._player)

    def _state(self):
        return {} if self._player is None else self._player.state()

    def _listen(self):
        with self._lock:
            if self._listener is None:
                listener = _threading.Thread(
                    target=self._dispatch, args=(self._player,), name="bbplay events", daemon=True
                )
                listener.start()
                self._listener = listener

    def _dispatch(self, player):
        while True:
            told = player.next_event(0.2)
            if told is None:
                if player.has_ended:
                    return
                continue
            frame, line = told
            event = _json.loads(line)
            if self._sink is not None:
                self._sink.events.append((frame, event))
            with self._lock:
                handlers = list(self._handlers.values())
            for name, callback in handlers:
                if name not in ("*", event.get("event")):
                    continue
                try:
                    callback(event)
                except Exception:  # noqa: BLE001: a listener must not end the others
                    _log.exception("a listener of %s failed", name)


_default = None


def play_track(track, start=0.0, device=None, gain_db=0.0, **options):
    """Plays a TRACK in the background and returns its Player at once. One that played before stops."""
    global _default
    player = Player(track, device, gain_db=gain_db, **options)
    stop()
    _default = player
    return player.play(start)


def stop():
    """Stops what play_track() began."""
    global _default
    player, _default = _default, None
    if player is not None:
        player.close()


_of_parent = []


def _after_fork():
    """The child has the players of its parent, and not their threads: they are left alone."""
    global _default
    _default = None
    _of_parent.extend(_players)
    _players.clear()


_os.register_at_fork(after_in_child=_after_fork)


@_atexit.register
def _close_all():
    """Nothing plays, and nobody listens, when the interpreter ends."""
    for player in list(_players):
        player.close()
