# SPDX-License-Identifier: MIT
"""Who may do what: for each rule something that is refused, and something that is not."""

import json
import os
import socket
import subprocess
import urllib.parse
import wave

import pytest

from conftest import PROGRAM, put, track

TOKEN = "0123456789abcdef0123456789abcdef"
RULES = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                               "connect-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'; "
                               "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture
def token_file(tmp_path):
    path = put(tmp_path / "token", TOKEN + "\n")
    path.chmod(0o600)
    return path


def bearer(token=TOKEN):
    return {"Authorization": f"Bearer {token}"}


# 1: who is not of this machine has to know a token.

@pytest.mark.parametrize("place", ["0.0.0.0:0", "[::]:0"])
def test_other_addresses_want_a_token(library, place):
    run = subprocess.run([PROGRAM, "--serve", place, "--library", str(library)], capture_output=True, text=True, timeout=20)
    assert run.returncode == 64 and "openssl rand -hex 16" in run.stderr


@pytest.mark.parametrize("content, mode", [(TOKEN, 0o644), (TOKEN, 0o640), ("short", 0o600), ("x" * 257, 0o600),
                                           ("tokens\tof\tseveral\twords", 0o600)])
def test_a_token_is_looked_at(library, tmp_path, content, mode):
    path = put(tmp_path / "token", content)
    path.chmod(mode)
    run = subprocess.run([PROGRAM, "--serve", "0", "--library", str(library), "--token-file", str(path)],
                         capture_output=True, text=True, timeout=20)
    assert run.returncode == 64 and content not in run.stderr


def test_all_but_the_page_wants_the_token(serve, token_file):
    service = serve("--token-file", token_file)
    for path in ("/", "/app.js", "/app.css", "/icon.svg", "/app.webmanifest"):
        assert service.get(path).status == 200
    for path in ("/status", "/tracks", "/tracks/night.json", "/events", "/timeline.svg", "/nothing"):
        answer = service.get(path)
        assert answer.status == 401 and answer.headers["WWW-Authenticate"] == "Bearer"
    assert service.post("/stop").status == 401
    assert service.get("/status?token=" + TOKEN).status == 401
    assert service.get("/status", bearer()).status == 200
    assert service.post("/stop", headers=bearer()).status == 200
    assert service.get("/status", bearer(TOKEN[:-1])).status == 401
    assert service.get("/status", {"Authorization": "Basic " + TOKEN}).status == 401


def test_a_login_gives_a_cookie(serve, token_file):
    service = serve("--token-file", token_file)
    assert service.post("/login", {"token": "wrong wrong wrong"}).status == 401
    answer = service.post("/login", {"token": TOKEN})
    assert answer.status == 200
    cookie = answer.headers["Set-Cookie"]
    assert TOKEN not in cookie
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert service.get("/status", {"Cookie": "other=1; " + cookie.split(";")[0]}).status == 200
    assert service.get("/status", {"Cookie": cookie.split(";")[0][:-1]}).status == 401


def test_guesses_are_counted(serve, token_file):
    service = serve("--token-file", token_file)
    for _ in range(10):
        assert service.get("/status", bearer("wrong" * 5)).status == 401
    for answer in (service.get("/status", bearer("wrong" * 5)), service.get("/status", bearer()),
                   service.post("/login", {"token": TOKEN})):
        assert answer.status == 429 and answer.headers["Retry-After"] == "60"
    assert service.get("/").status == 200
    assert service.get("/status", bearer(), source="127.0.0.7").status == 200


def test_a_token_of_the_environment(serve):
    service = serve(BBPLAY_TOKEN=TOKEN)
    assert service.get("/status").status == 401
    assert service.get("/status", bearer()).status == 200


# 2: the name by which it was found.

@pytest.mark.parametrize("host, status", [
    ("localhost:{port}", 200), ("LocalHost:{port}", 200), ("127.0.0.1:{port}", 200), ("[::1]:{port}", 200),
    ("127.0.0.1", 421), ("localhost", 421), ("127.0.0.1:1", 421), ("evil.example:{port}", 421), ("evil.example", 421),
    ("127.0.0.1.evil.example:{port}", 421), ("127.0.0.1:{port}.evil.example", 421), ("", 421), ("127.1:{port}", 421)])
def test_the_host_has_to_be_this_machine(service, host, status):
    assert service.get("/status", {"Host": host.format(port=service.port)}).status == status


def test_a_request_without_a_host(service):
    assert b" 421 " in service.raw(b"GET /status HTTP/1.1\r\nConnection: close\r\n\r\n").splitlines()[0]
    assert b" 400 " in service.raw(b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n").splitlines()[0]


def test_further_names(serve):
    service = serve("--serve-name", "bed.example", "--serve-name", "night.example:8443")
    for host, status in (("bed.example", 200), (f"bed.example:{service.port}", 200), ("night.example:8443", 200),
                         ("bed.example:99", 421), ("night.example:80", 421)):
        assert service.get("/status", {"Host": host}).status == status
    # Behind a proxy that speaks TLS.
    assert service.post("/stop", headers={"Host": "bed.example", "Origin": "https://bed.example"}).status == 200
    here = f"127.0.0.1:{service.port}"
    assert service.post("/stop", headers={"Host": here, "Origin": f"https://{here}"}).status == 403


def test_bound_to_all_addresses_it_has_those_of_the_machine(serve, token_file):
    service = serve("--token-file", token_file, place="0.0.0.0:0")
    name = socket.gethostname().lower()
    for host, status in ((f"127.0.0.1:{service.port}", 200), (f"{name}:{service.port}", 200),
                         (f"{name}.local:{service.port}", 200), (f"10.255.255.1:{service.port}", 421)):
        assert service.get("/status", {**bearer(), "Host": host}).status == status


# 3: pages of other sites.

@pytest.mark.parametrize("headers, status", [
    ({}, 200), ({"Origin": "http://127.0.0.1:{port}"}, 200), ({"Sec-Fetch-Site": "same-origin"}, 200),
    ({"Sec-Fetch-Site": "none"}, 200), ({"Origin": "http://evil.example"}, 403), ({"Origin": "null"}, 403),
    ({"Origin": "http://127.0.0.1:1"}, 403), ({"Origin": "http://localhost:{port}"}, 403),
    ({"Origin": "http://127.0.0.1:{port}.evil.example"}, 403), ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"Sec-Fetch-Site": "same-site"}, 403), ({"Content-Type": "text/plain"}, 415),
    ({"Content-Type": "application/x-www-form-urlencoded"}, 415), ({"Content-Type": "multipart/form-data"}, 415),
    ({"Content-Type": "application/json; charset=utf-8"}, 200), ({"Content-Type": "application/jsonx"}, 415)])
def test_commands_of_other_sites(service, headers, status):
    headers = {name: value.format(port=service.port) for name, value in headers.items()}
    answer = service.post("/stop", headers=headers)
    assert answer.status == status
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    if not any(name == "Content-Type" for name in headers):
        events = service.connect()
        events.request("GET", "/events", headers=headers)
        assert events.getresponse().status == status
        events.close()
        assert service.get("/status", headers).status == 200  # gives nothing to who cannot read it


def test_a_command_without_a_body(service):
    assert service.ask("POST", "/stop").status == 200  # curl -X POST
    assert service.ask("POST", "/stop", None, {"Origin": f"http://127.0.0.1:{service.port}"}).status == 415
    assert service.ask("POST", "/stop", None, {"Sec-Fetch-Site": "same-origin"}).status == 415
    assert service.ask("POST", "/stop", "{}", {}).status == 415
    request = "POST /stop HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n\r\n" % service.port
    assert b" 411 " in service.raw(request.encode()).splitlines()[0]


def test_reading_changes_nothing(service):
    service.post("/play", {"track": "night.json"})
    before = service.wait_for_state("playing")["id"]
    for path in ("/stop", "/pause", "/play?track=deep/rain.json", "/gain?gain_db=-9"):
        assert service.get(path).status in (400, 405)
    now = service.status()
    assert (now["state"], now["id"], now["gain_db"]) == ("playing", before, 0)


# 4: the library, and nothing else.

SECRET = "a secret outside of the library"


@pytest.fixture
def outside(tmp_path, library):
    """A track beside the library, and ways to it."""
    put(tmp_path / "secret.json", track(name=SECRET))
    (library / "link.json").symlink_to("../secret.json")
    (library / "absolute.json").symlink_to(tmp_path / "secret.json")
    (library / "folder").symlink_to("..")
    (library / "inner.json").symlink_to("deep/rain.json")
    os.mkfifo(library / "pipe.json")
    (library / "device.json").symlink_to("/dev/zero")
    return tmp_path / "secret.json"


@pytest.mark.parametrize("path", [
    "/tracks/../secret.json", "/tracks/..%2fsecret.json", "/tracks/%2e%2e/secret.json", "/tracks/%2e%2e%2fsecret.json",
    "/tracks/%252e%252e%252fsecret.json", "/tracks/..%5csecret.json", "/tracks/..\\secret.json",
    "/tracks/%c0%ae%c0%ae/secret.json", "/tracks/..%c0%afsecret.json", "/tracks/%uff0e%uff0e/secret.json",
    "/tracks/deep/../../secret.json", "/tracks//secret.json", "/tracks/./night.json", "/tracks/night.json%00.json",
    "/tracks/{whole}", "/tracks/%2f{whole}", "/tracks/.hidden.json", "/tracks/night.json/", "/tracks/link.json",
    "/tracks/absolute.json", "/tracks/folder/secret.json", "/tracks/pipe.json", "/tracks/device.json"])
def test_ways_out_of_the_library(service, outside, path):
    path = path.replace("{whole}", urllib.parse.quote(str(outside)))
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{service.port}\r\nConnection: close\r\n\r\n"
    answer = service.raw(request.encode())
    assert answer.split()[1] in (b"400", b"403", b"404"), answer
    assert SECRET.encode() not in answer and b"duration_s" not in answer
    wanted = urllib.parse.unquote(path.removeprefix("/tracks/"))
    refused = service.post("/play", {"track": wanted})
    assert refused.status in (400, 403, 404)
    assert service.status()["state"] == "idle"


def test_links_that_stay_inside(service, outside):
    assert service.get("/tracks/link.json").status == 403
    assert service.get("/tracks/inner.json").status == 200
    ids = [each["id"] for each in service.get("/tracks").json["tracks"]]
    assert "inner.json" in ids and not {"link.json", "absolute.json", "pipe.json", "device.json"} & set(ids)
    assert not [each for each in ids if each.startswith("folder")]


def clip(path):
    return track(seconds=2, steps=1, overlay_clips=[{"path": path, "start_time": 0}])


def put_sound(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, 44100, 0, "NONE", ""))
        sound.writeframes(b"\0\x10" * 4410)


@pytest.mark.parametrize("name", ["/etc/passwd", "/etc/no-such-file", "../outside.wav", "deep/../../outside.wav", "link.wav",
                                  "folder/outside.wav", "/proc/self/environ", "../no-such.wav"])
def test_a_track_names_what_is_outside(service, library, outside, name):
    put_sound(outside.parent / "outside.wav")
    (library / "link.wav").symlink_to("../outside.wav")
    put(library / "names.json", clip(name))
    for answer in (service.post("/play", {"track": "names.json"}), service.post("/play", {"json": clip(name)}),
                   service.get("/tracks/names.json"), service.get("/timeline.svg?track=names.json")):
        # The same for what is there and what is not: nobody finds out which.
        assert answer.status == 403
        assert answer.error["findings"][0]["pointer"] == "/overlay_clips/0/path"


def test_other_things_that_name_files(service, library, outside):
    put_sound(outside.parent / "outside.wav")
    put(outside.parent / "outside.noise", {"noise_parameters": {"name": "pink"}})
    noise = {"progression": track()["progression"], "background_noise": {"file_path": "../outside.noise", "gain": 0.1}}
    speech = {"progression": [{"duration": 1, "voices": [{"synth_function_name": "subliminal_encode", "params": {
        "audio_path": "../outside.wav"}}]}]}
    for text, pointer in ((noise, "/background_noise/file_path"),
                          (speech, "/progression/0/voices/0/params/audio_path")):
        answer = service.post("/play", {"json": text})
        assert answer.status == 403, answer.body
        assert answer.error["findings"][0]["pointer"] == pointer
    session = {"steps": [{"duration": 5, "noise_preset_id": "noise:outside"}]}
    os.symlink(outside.parent / "outside.noise", library / "outside.noise")
    assert service.post("/play", {"json": session}).status == 404  # is not there, for a track


def test_a_track_names_what_is_inside(service, library):
    put_sound(library / "sounds/bell.wav")
    put(library / "deep/bells.json", clip("../sounds/bell.wav"))
    put(library / "bells.json", clip(str(library / "sounds/bell.wav")))
    for answer in (service.get("/tracks/deep/bells.json"), service.get("/tracks/bells.json"),
                   service.post("/play", {"json": clip("sounds/bell.wav")})):
        assert answer.status in (200, 202), answer.body


def test_names_of_all_kinds(service, library):
    names = ["with blanks.json", "ümläute.json", "new\nline.json", "%2e%2e.json", "a&b?c#d.json", "'\"<b>.json",
             "\u202eevil.json", "deep/ж/雨.json", "a+b.json"]
    for name in names:
        put(library / name, track(seconds=2, steps=1))
    (library / os.fsdecode(b"\xff.json")).write_text("{}")
    ids = [each["id"] for each in service.get("/tracks").json["tracks"]]
    assert set(names) <= set(ids)
    for name in names:
        assert service.get("/tracks/" + urllib.parse.quote(name)).status == 200
        assert service.get("/timeline.svg?" + urllib.parse.urlencode({"track": name})).status == 200
        assert service.post("/play", {"track": name}).status in (200, 202)
    assert service.wait_for_state("playing")["id"] == names[-1]


def test_titles_cannot_become_markup_or_steer_a_terminal(serve, library):
    service = serve("-v")
    put(library / "<script>alert(1)<.json", track())
    picture = service.get("/timeline.svg?track=" + urllib.parse.quote("<script>alert(1)<.json"))
    assert picture.status == 200 and b"<script>alert" not in picture.body
    put(library / "\x1b[2Jx.json", {"progression": [{"duration": "\x1b[31m"}]})
    service.post("/play", {"track": "\x1b[2Jx.json"})
    service.get("/tracks/%1b%5b2Jx.json?secret=1")
    service.raw(b"GET /\x1b[2J HTTP/1.1\r\n\r\n")
    assert "\x1b" not in service.log and "secret" not in service.log and "POST /play 422" in service.log


def test_large_files_and_deep_folders(service, library):
    with open(library / "large.json", "w") as large:
        large.write('{"progression": []')
        large.truncate(33 << 20)
    put(library / "/".join("abcdefgh") / "deep.json", track())
    put(library / "/".join("abcdefghi") / "deeper.json", track())
    assert service.get("/tracks/large.json").status == 404
    ids = [each["id"] for each in service.get("/tracks").json["tracks"]]
    assert "a/b/c/d/e/f/g/h/deep.json" in ids and "a/b/c/d/e/f/g/h/i/deeper.json" not in ids
    assert service.get("/tracks/a/b/c/d/e/f/g/h/deep.json").status == 200
    assert service.get("/tracks/a/b/c/d/e/f/g/h/i/deeper.json").status == 404


def test_nothing_is_written_into_the_library(service, library):
    def everything():
        return sorted((str(each), each.lstat().st_mtime_ns) for each in library.rglob("*"))
    before = everything()
    service.get("/tracks")
    service.post("/play", {"track": "night.json"})
    service.wait_for_state("playing")
    service.get("/timeline.svg")
    assert everything() == before


# 6: what browsers are told.

def test_every_answer_carries_the_rules(service):
    answers = [service.get(path) for path in ("/", "/app.js", "/status", "/tracks", "/nothing", "/tracks/../x")]
    answers += [service.post("/stop"), service.post("/play"), service.ask("OPTIONS", "/")]
    answers += [service.get("/status", {"Host": "evil.example"})]
    for answer in answers:
        for name, value in RULES.items():
            assert answer.headers[name] == value
    assert service.get("/status").headers["Cache-Control"] == "no-store"
    refused = service.raw(b"nonsense\r\n\r\n").decode()
    assert all(f"{name}: {value}\r\n" in refused for name, value in RULES.items())


def test_a_socket_of_the_file_system_is_its_users_alone(serve, tmp_path):
    path = tmp_path / "bbplay.socket"
    service = serve(place=f"unix:{path}")
    assert path.stat().st_mode & 0o777 == 0o600
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(path))
        client.sendall(b"GET /status HTTP/1.1\r\nHost: whatever\r\nConnection: close\r\n\r\n")
        assert b" 200 " in client.recv(4096).splitlines()[0]
    assert service.stop() == 0 and not path.exists()
    path.touch()
    again = subprocess.run([PROGRAM, "--serve", f"unix:{path}", "--library", str(tmp_path)], capture_output=True, timeout=20)
    assert again.returncode == 69 and path.exists()


def test_a_socket_that_is_handed_over(library, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as handed:
        port = handed.getsockname()[1]

        def hand_over():
            os.dup2(handed.fileno(), 3)
            os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1", BBPLAY_SINK="capture")
        program = subprocess.Popen([PROGRAM, "-q", "--serve", "fd", "--library", str(library)], preexec_fn=hand_over,
                                   close_fds=False, env=None, stderr=subprocess.DEVNULL)
        try:
            with socket.create_connection(("127.0.0.1", port), 20) as client:
                client.sendall(b"GET /status HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\n\r\n" % port)
                client.settimeout(20)
                assert b" 200 " in client.recv(4096).splitlines()[0]
        finally:
            program.terminate()
            assert program.wait(20) == 0


def test_presets_of_the_command_line_are_trusted(serve, library, tmp_path):
    put(tmp_path / "presets/hiss.noise", {"noise_parameters": {"name": "pink"}})
    session = {"steps": [{"duration": 5, "noise_preset_id": "noise:hiss"}]}
    put(library / "sleep.session", session)
    assert serve().get("/tracks/sleep.session").status == 404
    service = serve("--presets", "presets")
    assert service.get("/tracks/sleep.session").status == 200
    session["steps"][0]["noise_preset_id"] = "noise:absent"
    missing = service.post("/play", {"json": session})
    assert missing.status == 404 and str(tmp_path) not in missing.body.decode()
    assert json.loads(missing.body)["error"]["code"] == 66
