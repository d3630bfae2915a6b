# SPDX-License-Identifier: MIT
"""What every address of the service answers."""

import json
import shutil
import signal
import subprocess
import time
import urllib.parse

import pytest

from conftest import JSON, PROGRAM, put, track, wait_for

QUIET = {"version", "event", "time_s", "state", "gain_db", "muted"}


def test_nothing_plays_at_first(service):
    now = service.status()
    assert set(now) == QUIET
    assert (now["event"], now["state"], now["gain_db"], now["muted"]) == ("status", "idle", 0, False)
    for path in ("/pause", "/resume", "/toggle"):
        assert service.post(path).status == 409
    assert service.post("/seek", {"position_s": 1}).status == 409
    assert service.post("/play").status == 409
    assert service.post("/stop").json["state"] == "idle"


@pytest.mark.parametrize("path, kind", [
    ("/", "text/html"), ("/app.js", "text/javascript"), ("/app.css", "text/css"), ("/icon.svg", "image/svg+xml"),
    ("/app.webmanifest", "application/manifest+json")])
def test_the_page_comes_in_files(service, path, kind):
    page = service.get(path)
    assert page.status == 200 and page.headers["Content-Type"].startswith(kind)
    assert page.headers["Cache-Control"] == "max-age=3600"
    again = service.get(path, {"If-None-Match": page.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    head = service.ask("HEAD", path)
    assert head.body == b"" and int(head.headers["Content-Length"]) == len(page.body)


def test_tracks_are_listed_with_their_lengths(service, library):
    listing = service.get("/tracks").json
    tracks = {each["id"]: each for each in listing["tracks"]}
    assert list(tracks) == sorted(tracks) == ["broken.json", "deep/rain.json", "night.json"]
    assert listing["skipped"] == 1  # notes.json
    night = tracks["night.json"]
    assert night["title"] == "night" and night["kind"] == "track" and night["steps"] == 2
    assert night["bytes"] == (library / "night.json").stat().st_size
    info = json.loads(subprocess.run([PROGRAM, "--info", "--json", library / "night.json"], check=True,
                                     capture_output=True).stdout)
    assert night["duration_s"] == info["tracks"][0]["duration_s"]
    assert time.strftime("%Y-%m-%dT%H") in night["modified"]
    assert "baseFreq" in tracks["broken.json"]["error"] and "duration_s" not in tracks["broken.json"]


def test_other_kinds_are_told_apart(service, library):
    put(library / "hiss.noise", {"noise_parameters": {"name": "pink"}})
    put(library / "tone.voice", {"synth_function_name": "binaural_beat", "params": {"baseFreq": 100}})
    put(library / "notes.txt", "no track by its name")
    kinds = {each["id"]: each["kind"] for each in service.get("/tracks").json["tracks"]}
    assert kinds["hiss.noise"] == "noise" and kinds["tone.voice"] == "voice"
    assert "notes.txt" not in kinds


def test_a_file_that_changes_is_read_again(service, library):
    def length():
        return {each["id"]: each.get("duration_s") for each in service.get("/tracks").json["tracks"]}["night.json"]
    before = length()
    put(library / "night.json", track(seconds=5))
    assert length() < before / 5
    (library / "night.json").unlink()
    assert "night.json" not in service.get("/tracks").body.decode()


def test_a_track_tells_what_the_command_line_tells(service, library):
    told = service.get("/tracks/deep/rain.json").json
    expected = json.loads(subprocess.run([PROGRAM, "--info", "--json", "deep/rain.json"], cwd=library, check=True,
                                         capture_output=True).stdout)
    assert told == expected


def test_errors_have_one_form_and_findings(service):
    missing = service.get("/tracks/absent.json")
    assert missing.status == 404 and missing.error["code"] == 66
    broken = service.post("/play", {"track": "broken.json"})
    assert broken.status == 422 and broken.error["code"] == 65
    finding = broken.error["findings"][0]
    assert finding["pointer"] == "/progression/0/voices/0/params/baseFreq"
    assert finding["file"] == "broken.json" and finding["line"] > 0 and finding["severity"] == "error"
    assert service.get("/tracks/broken.json").status == 422
    assert service.get("/timeline.svg?track=broken.json").status == 422


def test_no_message_has_a_path_of_the_machine(service, library, tmp_path):
    put(library / "lost.json", track(overlay_clips=[{"path": "gone.wav", "start_time": 0}]))
    put(library / "session.session", {"steps": [{"duration": 5, "binaural_preset_id": "voice:unknown"}]})
    for answer in (service.post("/play", {"track": "lost.json"}), service.get("/tracks/lost.json"),
                   service.get("/tracks/session.session"), service.get("/tracks")):
        assert str(tmp_path) not in answer.body.decode()
    assert service.post("/play", {"track": "lost.json"}).error["code"] == 66


def test_unknown_paths_and_methods(service):
    assert service.get("/index.php").status == 404
    assert service.get("/tracks/").status == 404
    for path in ("/play", "/stop", "/login"):
        answer = service.get(path)
        assert answer.status == 405 and answer.headers["Allow"] == "POST"
    for path in ("/", "/tracks", "/status", "/events", "/timeline.svg"):
        answer = service.ask("OPTIONS", path)
        assert answer.status == 405 and answer.headers["Allow"] == "GET, HEAD"
        assert service.post(path).status == 405
    assert service.get("/status?token=x").status == 400


@pytest.mark.parametrize("path, body, member", [
    ("/play", {"tracks": "night.json"}, "tracks"), ("/play", {"track": 5}, "/track"),
    ("/play", {"track": "night.json", "start_s": "0"}, "/start_s"),
    ("/play", {"track": "night.json", "start_s": 1e6}, "/start_s"),
    ("/play", {"track": "night.json", "loop": 0}, "/loop"), ("/play", {"track": "night.json", "until": "25:00"}, "/until"),
    ("/play", {"track": "night.json", "json": {}}, "json"), ("/play", {"track": "night.json", "gain_db": 1}, "/gain_db"),
    ("/stop", {"fade_s": -1}, "/fade_s"), ("/pause", {"now": True}, "now"),
    ("/gain", {}, "gain_db"), ("/gain", {"gain_db": 0.5}, "/gain_db"), ("/gain", {"gain_db": -61}, "/gain_db"),
    ("/gain", {"muted": 1}, "/muted"), ("/timer", {}, "/stop_in_s"), ("/timer", {"stop_in_s": -1}, "/stop_in_s")])
def test_a_body_is_looked_at_closely(service, path, body, member):
    answer = service.post(path, body)
    assert answer.status == 400 and answer.error["code"] == 64
    assert member in answer.error["message"]


@pytest.mark.parametrize("body", ["", "[]", "5", "{", '{"a":1,"a":2}', '{"fade_s":NaN}', "{}x", '{"fade_s":1}\0',
                                  '{"json":' * 200 + "1" + "}" * 200, '{"\xff":1}'.encode("latin-1")])
def test_what_is_no_json_object(service, body):
    answer = service.ask("POST", "/stop", body, JSON)
    assert answer.status == (200 if body == "" else 400)


def test_play_pause_seek_gain_stop(service):
    now = service.post("/play", {"track": "night.json", "gain_db": -6, "start_s": 10})
    assert now.status in (200, 202)
    now = service.wait_for_state("playing")
    assert (now["id"], now["track"], now["gain_db"], now["steps" if "steps" in now else "step_count"]) == (
        "night.json", "night", -6, 2)
    assert now["start_s"] == 0 and 100 < now["end_s"] < 121 and now["position_s"] >= 10
    assert service.post("/pause").json["state"] == "paused"
    position = service.post("/pause").json["position_s"]
    assert service.post("/toggle").json["state"] == "playing"
    assert service.post("/toggle").json["state"] == "paused"
    assert service.post("/play", {}).json["state"] == "playing"  # goes on
    assert service.post("/resume").json["state"] == "playing"
    assert position <= service.status()["position_s"] < position + 20
    assert service.post("/seek", {"position_s": 90}).json["position_s"] == 90
    assert service.post("/seek", {"delta_s": -20}).json["position_s"] == pytest.approx(70, abs=2)
    assert service.post("/seek", {"position_s": 1e6}).json["position_s"] == pytest.approx(now["end_s"], abs=1)
    assert service.post("/seek", {"step": 1}).json["position_s"] == 0
    assert service.post("/seek", {"delta_steps": 1}).json["position_s"] > 55
    assert service.post("/seek", {"position_s": 5, "delta_s": 5}).status == 400
    assert service.post("/gain", {"delta_db": -4}).json["gain_db"] == -10
    assert service.post("/gain", {"delta_db": 100}).json["gain_db"] == 0
    assert service.post("/gain", {"muted": True}).json["muted"] is True
    stopping = service.post("/stop", {"fade_s": 0.2}).json
    assert stopping["state"] in ("stopping", "ended")
    ended = service.wait_for_state("ended")
    assert ended["id"] == "night.json" and ended["muted"] is True
    assert service.post("/stop").status == 200
    again = service.post("/play")  # the last one, from its start
    assert again.status in (200, 202)
    assert service.wait_for_state("playing")["position_s"] < 5


def test_a_track_in_the_request(service):
    text = track(seconds=5, steps=1)
    assert service.post("/play", {"json": text, "loop": True}).status in (200, 202)
    now = service.wait_for_state("playing")
    assert "id" not in now and now["passes"] is None
    text["progression"][0]["voices"][0]["params"]["baseFreq"] = "abc"
    broken = service.post("/play", {"json": text})
    assert broken.status == 422
    assert broken.error["findings"][0]["pointer"] == "/progression/0/voices/0/params/baseFreq"
    assert service.status()["state"] == "playing"  # what plays plays on


def test_a_play_replaces_what_plays(service, listen):
    service.post("/play", {"track": "night.json"})
    service.wait_for_state("playing")
    events = listen(service)
    service.post("/play", {"track": "deep/rain.json", "fade_s": 0.1})
    assert events.until("end")["reason"] == "skipped"
    assert events.until("start")["track"] == "rain"
    assert events.until("end")["reason"] == "done"
    assert service.status()["state"] == "ended"


def test_the_sleep_timer(service, listen):
    timer = service.post("/timer", {"stop_in_s": 1800, "fade_s": 30}).json
    assert timer["state"] == "idle" and timer["stop_at"] > time.strftime("%Y-%m-%dT%H:%M:%S")
    assert "stop_at" not in service.post("/timer", {"stop_in_s": None}).json
    events = listen(service)
    service.post("/play", {"track": "night.json"})
    service.wait_for_state("playing")
    assert "stop_at" in service.post("/timer", {"stop_in_s": 0.8, "fade_s": 0.3}).json
    assert events.until("end")["reason"] == "until"
    now = service.status()
    assert now["state"] == "ended" and "stop_at" not in now and now["position_s"] < 5


def test_a_track_can_be_planned_for_later(service):
    def moment(seconds):
        return time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(time.time() + seconds))
    planned = service.post("/play", {"track": "night.json", "at": moment(3), "until": moment(5)})
    assert planned.status == 202 and planned.headers["Retry-After"] == "1"
    assert planned.json["state"] in ("planning", "waiting") and "start_at" in planned.json
    assert service.wait_for_state("playing")["stop_at"]
    assert service.wait_for_state("ended")["position_s"] < 4
    service.post("/play", {"track": "night.json", "at": moment(60)})
    assert service.post("/stop").json["state"] == "ended"
    assert service.post("/play", {"track": "night.json", "at": moment(-60)}).status == 400


def test_the_timeline_is_a_picture(service):
    assert service.get("/timeline.svg").status == 404
    picture = service.get("/timeline.svg?track=" + urllib.parse.quote("deep/rain.json", ""))
    assert picture.status == 200 and picture.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in picture.headers["Content-Security-Policy"] and b"<svg" in picture.body
    again = service.get("/timeline.svg?track=deep/rain.json", {"If-None-Match": picture.headers["ETag"]})
    assert again.status == 304
    service.post("/play", {"track": "deep/rain.json"})
    service.wait_for_state("playing")
    assert service.get("/timeline.svg").body == picture.body
    ribbon = service.get("/timeline.svg?shape=ribbon")
    assert ribbon.status == 200 and ribbon.body != picture.body
    assert service.get("/timeline.svg?shape=sphere").status == 400


def test_without_a_device_it_serves_all_the_same(serve):
    service = serve(sink="none")
    answer = service.post("/play", {"track": "night.json"})
    assert answer.status == 503 and answer.error["code"] == 69 and answer.headers["Retry-After"]
    assert service.status()["state"] == "idle"
    assert service.get("/tracks").status == 200


def test_a_device_is_waited_for(serve):
    service = serve("--wait-device", "30", sink="none")
    answer = service.post("/play", {"track": "night.json"})
    assert answer.status == 202
    assert service.wait_for_state("waiting")["id"] == "night.json"
    assert service.post("/stop").json["state"] == "idle"


def test_tracks_of_the_command_line_play_at_once(serve, library, tmp_path):
    put(tmp_path / "first.json", track(seconds=2, steps=1))
    service = serve(tmp_path / "first.json", library / "deep/rain.json", "--fade-out", "0.1")
    assert service.wait_for_state("playing")["track"] == "first"
    wait_for(lambda: service.status().get("track") == "rain")


def test_the_words_of_the_start(serve):
    service = serve("--status", "json", wait=False)
    line = wait_for(lambda: "serving" in service.log and service.log.splitlines())[-1]
    assert json.loads(line)["event"] == "serving" and json.loads(line)["url"].startswith("http://127.0.0.1:")


def test_options_that_do_not_fit(library, tmp_path):
    def run(*options):
        return subprocess.run([PROGRAM, *map(str, options)], capture_output=True, text=True, cwd=tmp_path, timeout=20)
    assert run("--serve", "0").returncode == 64
    assert run("--library", library).returncode == 64
    assert run("--serve", "nowhere:0", "--library", library).returncode == 64
    assert run("--serve", "127.0.0.1:70000", "--library", library).returncode == 64
    assert run("--serve", "fd", "--library", library).returncode == 64
    assert run("--serve", "0", "--library", tmp_path / "absent").returncode == 66


def test_a_port_that_is_taken(serve, library, tmp_path):
    service = serve()
    second = subprocess.run([PROGRAM, "--serve", str(service.port), "--library", str(library)], capture_output=True,
                            text=True, timeout=20)
    assert second.returncode == 69 and "cannot listen" in second.stderr


def test_signals_end_it_softly(serve, listen):
    service = serve("--fade-out", "0.5")
    events = listen(service)
    service.post("/play", {"track": "night.json"})
    events.until("start")
    begun = time.monotonic()
    service.process.send_signal(signal.SIGTERM)
    assert events.until("end")["reason"] == "signal"
    assert service.process.wait(10) == 0
    assert 0.4 < time.monotonic() - begun < 4


def test_a_hangup_reads_the_library_again(service, listen):
    events = listen(service)
    service.get("/tracks")
    service.process.send_signal(signal.SIGHUP)
    assert events.until("tracks") == {}
    assert service.get("/tracks").status == 200


def test_a_restart_is_survived(serve, listen):
    service = serve()
    assert service.stop() == 0
    again = serve(place=str(service.port))
    assert again.port == service.port
    assert listen(again).next()[0] == "status"


def test_a_place_before_the_beginning_is_the_beginning(service):
    service.post("/play", {"track": "night.json", "start_s": 30})
    assert service.post("/seek", {"position_s": -5}).json["position_s"] < 1


def test_a_library_that_was_made_anew_is_found_again(service, library):
    shutil.rmtree(library)
    put(library / "new.json", track(seconds=2))
    service.process.send_signal(signal.SIGHUP)
    wait_for(lambda: [each["id"] for each in service.get("/tracks").json["tracks"]] == ["new.json"])
    assert service.post("/play", {"track": "new.json"}).status in (200, 202)


def test_no_time_is_beyond_what_a_clock_can_tell(service):
    assert service.post("/play", {"track": "night.json", "at": "2999-01-01T00:00"}).status == 400


def test_a_further_name_is_one(serve):
    for name in ("", "a b", "http://x"):
        refused = serve("--serve-name", name, wait=False)
        refused.may_fail = True
        assert refused.process.wait(20) == 64, refused.log
