# SPDX-License-Identifier: MIT
"""Both modules on a recorded sound server: what is heard is what is rendered."""

import os
import subprocess
import sys

import numpy as np
import pytest

import bbplay
from conftest import SOURCE, text, track

RIG = str(SOURCE / "scripts/audio-rig.sh")
RAMP = 882  # frames of 20 ms at 44.1 kHz


def recorded(code, *arguments, rig=(), expected=0):
    """What the device played while `code` ran in a Python of its own."""
    done = subprocess.run(
        [RIG, "--rate", "44100", "--capture", "heard.raw", *rig, "--", sys.executable, "-c", code, *arguments],
        capture_output=True, text=True, timeout=120,
    )
    assert (done.returncode, done.stderr) == (expected, "")
    return np.fromfile("heard.raw", np.float32).reshape(-1, 2), done.stdout


def place_of(samples, within):
    """Where `samples` stand in a recording, to the last bit."""
    begins = np.flatnonzero((within[: len(within) - len(samples) + 1] == samples[0]).all(axis=1))
    for begin in begins:
        if np.array_equal(within[begin : begin + len(samples)], samples):
            return begin
    pytest.fail("the recording does not contain the render")


@pytest.mark.parametrize("rig", [(), ("--pipewire",)])
def test_a_player_plays_the_render(rig):
    heard, told = recorded(
        "import bbplay, sys\n"
        "with bbplay.Player(sys.argv[1], exact=True) as player:\n"
        "    player.play().wait()\n"
        "print(player.underruns, player.state)",
        text(), rig=rig,
    )
    assert told == "0 ended\n"
    render = bbplay.render(track())[1:]  # the first frame of all is silent
    begin = place_of(render, heard)
    assert not heard[: begin - 1].any() and not heard[begin + len(render) :].any()


def test_several_players_come_and_go_at_once():
    done = subprocess.run(
        [RIG, "--", sys.executable, "-c",
         "import bbplay, sys, threading\n"
         "def play(device):\n"
         "    for _ in range(5):\n"
         "        with bbplay.Player(sys.argv[1], device=device) as player:\n"
         "            player.play().wait(0.1)\n"
         "devices = ['rig', 'desk', None, 'default']\n"
         "threads = [threading.Thread(target=play, args=(device,)) for device in devices]\n"
         "for thread in threads: thread.start()\n"
         "for thread in threads: thread.join(60)\n"
         "print(any(thread.is_alive() for thread in threads))", text()],
        capture_output=True, text=True, timeout=90,
    )
    assert (done.returncode, done.stdout) == (0, "False\n"), done.stderr


def test_the_sinks_of_the_server_are_devices():
    _, told = recorded(
        "import bbplay\n"
        "print(sorted(device['name'] for device in bbplay.devices() if device['host_api'] == 'PulseAudio'))\n"
        "beat = {'synth_function_name': 'binaural_beat'}\n"
        "track = {'steps': [{'duration': 0.3, 'voices': [beat]}]}\n"
        "with bbplay.Player(track, device='headphones') as player:\n"
        "    player.play().wait()\n"
        "print(player.device)"
    )
    assert told.splitlines() == ["['desk', 'rig']", "rig"]


def test_a_stream_plays_the_render_and_stays_open():
    heard, told = recorded(
        "import realtime_backend as backend, sys, time\n"
        "backend.start_stream(sys.argv[1], 0.0)\n"
        "backend.set_master_gain(1.0)\n"
        "time.sleep(8)\n"
        "backend.pause_stream(); backend.resume_stream(); backend.start_from(5.0)\n"
        "time.sleep(1.5)\n"
        "backend.stop_stream()\n"
        "print('over')",
        text(),
    )
    assert told == "over\n"
    render = bbplay.render(track())[RAMP:]
    begin = place_of(render, heard)
    # And once more from the fifth second on, after its ramp.
    place_of(bbplay.render(track(), start=5)[2 * RAMP : 30_000], heard[begin + len(render) :])


def test_a_program_can_still_complain_while_something_plays():
    done = subprocess.run(
        [RIG, "--", sys.executable, "-c",
         "import bbplay, os, sys\n"
         "player = bbplay.play_track(sys.argv[1])\n"
         "os.write(2, b'of the program')\n"
         "bbplay.stop()", text()],
        capture_output=True, text=True, timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "of the program")


def test_nobody_to_play_on_is_an_error(monkeypatch):
    monkeypatch.setenv("PULSE_SERVER", "/nonexistent")
    monkeypatch.setenv("ALSA_CONFIG_PATH", "/dev/null")
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    with pytest.raises(bbplay.DeviceError) as caught:
        bbplay.play_track(track())
    assert caught.value.exit_code == 69
    assert os.path.exists("/proc/self/fd/2")
