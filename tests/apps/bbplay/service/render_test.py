# SPDX-License-Identifier: MIT
"""GET /render: what --render writes, for who asks."""

import socket
import subprocess
import time
import urllib.parse

import pytest

from conftest import PROGRAM, put, track, wait_for


def rendered(library, name, *options):
    return subprocess.run([PROGRAM, "-q", "--render", "-", *options, name], cwd=library, check=True,
                          capture_output=True).stdout


def test_only_where_it_is_allowed(service):
    assert service.get("/render?track=night.json").status == 404


@pytest.mark.parametrize("form", ["flac", "wav", "ogg"])
def test_the_bytes_of_the_command_line(serve, library, form):
    service = serve("--allow-render")
    answer = service.get(f"/render?track=deep/rain.json&format={form}&start_s=0.5&end_s=2")
    assert answer.status == 200 and answer.headers["Transfer-Encoding"] == "chunked"
    assert answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''rain.{form}"
    assert answer.body == rendered(library, "deep/rain.json", "--format", form, "--start", "0.5", "--end", "2")


def test_flac_and_the_whole_track_by_default(serve, library):
    put(library / "ü\"\n;.json", track(seconds=2))
    service = serve("--allow-render", "--loop")
    connection = service.connect()
    for _ in range(2):  # on one connection, which goes on
        connection.request("GET", "/render?track=" + urllib.parse.quote("ü\"\n;.json"))
        answer = connection.getresponse()
        assert answer.headers["Content-Disposition"].endswith("''%C3%BC%22%0A%3B.flac")
        assert answer.read() == rendered(library, "ü\"\n;.json", "--format", "flac")
    connection.close()
    old = service.raw(b"GET /render?track=deep/rain.json HTTP/1.0\r\nHost: localhost:%d\r\n\r\n" % service.port)
    assert old.endswith(rendered(library, "deep/rain.json", "--format", "flac"))


@pytest.mark.parametrize("query, status", [
    ("", 400), ("track=absent.json", 404), ("track=../secret.json", 404), ("track=broken.json", 422),
    ("track=night.json&format=exe", 400), ("track=night.json&start_s=1e9", 400), ("track=night.json&end_s=x", 400),
    ("track=night.json&start_s=10&end_s=5", 400), ("track=night.json&output=x", 400)])
def test_what_cannot_be_rendered(serve, query, status):
    service = serve("--allow-render")
    answer = service.get("/render?" + query)
    assert answer.status == status and answer.error["message"]
    assert service.get("/render?track=deep/rain.json").status == 200  # the next one can


def test_pages_of_other_sites_get_nothing(serve):
    service = serve("--allow-render")
    assert service.get("/render?track=night.json", {"Sec-Fetch-Site": "cross-site"}).status == 403
    assert service.get("/render?track=night.json", {"Origin": "http://evil.example"}).status == 403


def test_one_at_a_time_as_fast_as_it_is_taken(serve, library):
    put(library / "long.json", track(seconds=20_000))
    service = serve("--allow-render")
    service.post("/play", {"track": "night.json"})
    before, begun = service.wait_for_state("playing"), time.monotonic()
    with socket.create_connection(("127.0.0.1", service.port), 20) as slow:
        slow.sendall(b"GET /render?track=long.json&format=wav HTTP/1.1\r\nHost: localhost:%d\r\n\r\n" % service.port)
        assert b" 200 " in slow.recv(64)
        busy = service.get("/render?track=deep/rain.json")
        assert busy.status == 503 and busy.headers["Retry-After"]
        time.sleep(1)
        assert service.memory_mb() < 64
    # It ends with the connection.
    wait_for(lambda: service.get("/render?track=deep/rain.json").status == 200)
    now = service.status()
    assert now["position_s"] - before["position_s"] > time.monotonic() - begun - 0.5
    assert (now["underruns"], now["late_blocks"]) == (0, 0)


def test_the_end_of_the_service_is_none_of_a_render(serve, library):
    put(library / "long.json", track(seconds=20_000))
    service = serve("--allow-render")
    with socket.create_connection(("127.0.0.1", service.port), 20) as client:
        client.sendall(b"GET /render?track=long.json&format=wav HTTP/1.1\r\nHost: localhost:%d\r\n\r\n" % service.port)
        assert b" 200 " in client.recv(64)
        begun = time.monotonic()
        assert service.stop() == 0
        assert time.monotonic() - begun < 6
        got = b""
        try:
            while part := client.recv(1 << 20):
                got = part
        except OSError:
            pass
        assert not got.endswith(b"0\r\n\r\n")  # nobody takes that for the whole


def test_to_ask_about_a_render_renders_nothing(serve):
    service = serve("--allow-render")
    for _ in range(3):
        told = service.ask("HEAD", "/render?track=night.json&format=wav")
        assert told.status == 200 and "night" in told.headers["Content-Disposition"]
    assert service.get("/render?track=deep/rain.json&format=wav").body.startswith(b"RIFF")
    assert service.ask("HEAD", "/render?track=none.json").status == 404
