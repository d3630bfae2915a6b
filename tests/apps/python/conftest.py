# SPDX-License-Identifier: MIT
"""Tracks for the tests of the Python modules, and the places that they need."""

import json
import os
import pathlib

import pytest

SOURCE = pathlib.Path(os.environ["BBPLAY_SOURCE_DIR"])


def binaural(base=210.0, beat=4.0, amplitude=0.5):
    return {
        "synth_function_name": "binaural_beat",
        "params": {"ampL": amplitude, "ampR": amplitude, "baseFreq": base, "beatFreq": beat},
    }


def track(beat=4.0, volume=0.4, seconds=3.0, steps=2, **settings):
    """Two steps of three seconds, at 44.1 kHz."""
    step = {"duration": seconds, "binaural_volume": volume, "voices": [binaural(beat=beat)]}
    return {"global_settings": {"sample_rate": 44100, **settings}, "steps": [step] * steps}


def text(**options):
    return json.dumps(track(**options))


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    """No plan of a run before, and no file of the user's."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def golden():
    return SOURCE / "tests/golden/tracks"
