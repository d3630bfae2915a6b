# SPDX-License-Identifier: MIT
"""What the service plays against what the command line renders, sample by sample."""

import signal
import subprocess
import time
import wave

import numpy
import pytest

from conftest import PROGRAM, RATE, put, track, voice, wait_for

RAMP = RATE // 50  # 20 ms


def moving_track():
    """No two moments alike, so that a place in the samples is a place in the track."""
    steps = [{"duration": 20, "voices": [{"synth_function_name": "binaural_beat", "is_transition": True, "params": {
        "startBaseFreq": 100 + 50 * n, "endBaseFreq": 400, "startBeatFreq": 3, "endBeatFreq": 9}}]} for n in range(2)]
    return {"global": {"sample_rate": RATE}, "progression": steps,
            "background_noise": {"params": {"noise_parameters": {"name": "pink"}}, "gain": 0.1}}


@pytest.fixture
def rendered(library):
    put(library / "moving.json", moving_track())
    subprocess.run([PROGRAM, "-q", "--encoding", "float", "--render", "moving.raw", "moving.json"], cwd=library,
                   check=True)
    samples = numpy.fromfile(library / "moving.raw", numpy.float32).reshape(-1, 2)
    (library / "moving.raw").unlink()
    return samples


def captured(service):
    return numpy.fromfile(service.captured, numpy.float32)[:].reshape(-1, 2)


def place_of(heard, rendered):
    """The frame of the render at which what was heard begins."""
    window = heard[:2048]
    for frame in range(len(rendered) - len(window)):
        if rendered[frame, 0] == window[0, 0] and numpy.array_equal(rendered[frame:frame + len(window)], window):
            return frame
    raise AssertionError("that is nowhere in the render")


def test_a_whole_track_is_that_of_the_render(serve, rendered):
    service = serve("--exact", speed="40")
    service.post("/play", {"track": "moving.json"})
    service.wait_for_state("ended")
    assert numpy.array_equal(captured(service)[:len(rendered)], rendered)
    now = service.status()
    assert (now["underruns"], now["late_blocks"]) == (0, 0)


def test_as_fast_as_it_goes(serve, rendered):
    service = serve("--exact", speed="0")
    service.post("/play", {"track": "moving.json", "loop": 2})
    service.wait_for_state("ended")
    assert numpy.array_equal(captured(service), numpy.concatenate([rendered, rendered]))


def test_it_begins_where_it_is_asked_to(serve, rendered):
    service = serve("--exact", speed="20")
    service.post("/play", {"track": "moving.json", "start_s": 15})
    service.wait_for_state("ended")
    heard, first = captured(service), 15 * RATE
    assert numpy.array_equal(heard[RAMP:len(rendered) - first], rendered[first + RAMP:])
    assert numpy.abs(heard[0]).max() < 0.01  # a ramp, and no click


def test_pausing_loses_nothing(serve, rendered):
    service = serve("--exact", speed="10")
    service.post("/play", {"track": "moving.json"})
    service.wait_for_state("playing")
    time.sleep(0.2)
    service.post("/pause")
    time.sleep(0.2)
    service.post("/resume")
    service.wait_for_state("ended")
    heard = captured(service)
    silent = numpy.flatnonzero(~heard[RATE // 10:len(rendered)].any(axis=1)) + RATE // 10
    silent = silent[:numpy.argmax(numpy.append(numpy.diff(silent) > 1, True)) + 1]  # the first stretch
    assert len(silent) > RATE
    before, after = heard[:silent[0] - RAMP], heard[silent[-1] + RAMP + 1:]
    assert numpy.array_equal(before, rendered[:len(before)])
    assert place_of(after, rendered) > len(before)
    # Between the two lie the ramps alone.
    assert place_of(after, rendered) - len(before) <= 2 * RAMP + 2


def test_seeking_goes_to_the_very_frame(serve, rendered):
    service = serve("--exact", speed="4")
    service.post("/play", {"track": "moving.json"})
    service.wait_for_state("playing")
    position = service.post("/seek", {"position_s": 30}).json["position_s"]
    assert position == 30
    wait_for(lambda: 30.5 < service.status()["position_s"] < 40)
    service.post("/stop")
    service.wait_for_state("ended")
    heard = captured(service)
    tail = heard[-RATE // 2:-RAMP * 2]
    assert 30 * RATE <= place_of(tail, rendered) < 40 * RATE


def test_a_gain_is_that_many_decibels(serve, rendered):
    service = serve("--exact", "--gain", "-6", speed="20")
    service.post("/play", {"track": "moving.json"})
    service.wait_for_state("ended")
    heard = captured(service)[:len(rendered)]
    assert numpy.allclose(heard, rendered * numpy.float32(10 ** (-6 / 20)), rtol=1e-6, atol=1e-9)
    assert service.status()["gain_db"] == -6


def test_the_gain_changes_without_a_click(serve, rendered):
    service = serve("--exact", speed="10")
    service.post("/play", {"track": "moving.json"})
    service.wait_for_state("playing")
    service.post("/gain", {"gain_db": -12})
    service.wait_for_state("ended")
    heard = captured(service)[:len(rendered)]
    factors = heard[:, 0] / numpy.where(numpy.abs(rendered[:, 0]) > 0.01, rendered[:, 0], numpy.nan)
    factors = factors[~numpy.isnan(factors)]
    assert factors[0] == pytest.approx(1, abs=1e-6)
    assert factors[-1] == pytest.approx(10 ** (-12 / 20), abs=1e-6)
    assert numpy.abs(numpy.diff(factors)).max() < 0.02


def test_a_stop_fades(serve, rendered):
    service = serve("--exact", speed="1")
    service.post("/play", {"track": "moving.json"})
    service.wait_for_state("playing")
    time.sleep(0.3)
    service.post("/stop", {"fade_s": 0.5})
    service.wait_for_state("ended")
    heard = captured(service)
    loud = numpy.abs(heard).max(axis=1)
    assert loud[-20:].max() < 0.01
    level = numpy.array([numpy.sqrt((part ** 2).mean()) for part in numpy.array_split(heard[-RATE // 2:], 5)])
    assert (numpy.diff(level) < 0).all()


def test_a_long_fade_gives_way_to_the_next_track(serve, rendered):
    service = serve("--exact")
    service.post("/play", {"track": "moving.json"})
    service.wait_for_state("playing")
    service.post("/stop", {"fade_s": 600})
    begun = time.monotonic()
    service.post("/play", {"json": track(seconds=3, steps=1)})
    wait_for(lambda: service.status().get("track") == "json")
    assert time.monotonic() - begun < 5


def test_two_clients_at_once(serve, library):
    service = serve(speed="1")
    for name, carrier in (("one.json", 200), ("two.json", 500)):
        put(library / name, {"global": {"sample_rate": RATE},
                             "progression": [{"duration": 30, "voices": [voice(carrier=carrier)]}]})
    phones = [service.connect(), service.connect()]
    answers = []
    for round_ in range(6):
        for phone, name in zip(phones, ("one.json", "two.json")):
            phone.request("POST", "/play", '{"track":"%s"}' % name, {"Content-Type": "application/json"})
        answers += [phone.getresponse() for phone in phones]
        for answer in answers[-2:]:
            answer.read()
    # In the order of arrival: the last one plays, and each of the others was told how it went.
    assert {answer.status for answer in answers} <= {200, 202, 409}
    assert service.wait_for_state("playing")["id"] == "two.json"


def test_a_long_analysis_says_how_far_it_is_and_can_be_stopped(serve, library, listen):
    steps = [{"duration": 3600, "voices": [{"synth_function_name": "noise_swept_notch", "params": {}}, voice()]}] * 8
    put(library / "long.json", {"global": {"sample_rate": RATE}, "progression": steps})
    service = serve("--exact", "--no-cache")
    events = listen(service)
    answer = service.post("/play", {"track": "long.json"})
    assert answer.status == 202 and answer.json["state"] == "planning" and answer.json["id"] == "long.json"
    done = None
    while done is None:
        done = events.until("progress")["done"]
    assert 0 <= done < 1
    begun = time.monotonic()
    assert service.post("/stop").json["state"] == "idle"
    assert service.post("/play", {"track": "deep/rain.json"}).status in (200, 202)
    service.wait_for_state("playing")
    assert time.monotonic() - begun < 10


def test_a_clip_that_is_lost_is_silent_and_told(serve, library, listen):
    with wave.open(str(library / "bell.wav"), "wb") as bell:
        bell.setparams((1, 2, RATE, 0, "NONE", ""))
        bell.writeframes(b"\0\x10" * RATE)
    put(library / "bell.json", track(seconds=4, steps=1, overlay_clips=[{"path": "bell.wav", "start_time": 2}]))
    service = serve("--no-cache")
    events = listen(service)
    service.post("/play", {"track": "bell.json"})
    assert events.until("end")["reason"] == "done"


def test_a_fade_out_goes_on_to_its_end(service):
    service.post("/play", {"track": "night.json"})
    service.post("/stop", {"fade_s": 2})
    for wish in ({"stop_in_s": None}, {"stop_in_s": 900}):
        assert service.post("/timer", wish).status == 409
    service.wait_for_state("ended")
    assert service.post("/timer", {"stop_in_s": 900}).status == 200


def test_what_is_turned_after_the_end_shows_and_holds(service):
    service.post("/play", {"track": "night.json"})
    service.post("/stop")
    service.wait_for_state("ended")
    now = service.post("/gain", {"gain_db": -20, "muted": True}).json
    assert (now["state"], now["gain_db"], now["muted"]) == ("ended", -20, True)
    now = service.post("/play", {}).json
    assert (now["gain_db"], now["muted"]) == (-20, True)


def test_the_end_of_one_track_is_not_that_of_the_next(serve):
    service = serve()
    assert "stop_at" in service.post("/play", {"track": "night.json", "until": "23:59"}).json
    assert "stop_at" not in service.post("/play", {"track": "night.json"}).json
    service.post("/timer", {"stop_in_s": 900})
    assert "stop_at" in service.post("/play", {"track": "night.json"}).json
    # One of the command line is that of every track.
    assert "stop_at" in serve("--until", "23:59").post("/play", {"track": "night.json"}).json


def test_a_signal_pauses(service):
    service.post("/play", {"track": "night.json"})
    service.wait_for_state("playing")
    service.process.send_signal(signal.SIGUSR1)
    service.wait_for_state("paused")
    service.process.send_signal(signal.SIGUSR2)
    wait_for(lambda: "paused" in service.log)
