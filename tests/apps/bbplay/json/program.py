# SPDX-License-Identifier: MIT
"""Runs bbplay and holds what it writes for machines against the schemas in data."""

import json
import os
import pathlib
import signal
import subprocess
import tempfile

import jsonschema

OUTPUTS = ("check", "info", "devices", "voices", "voice", "events")

BEAT = {"synth_function_name": "binaural_beat", "params": {"baseFreq": 200, "beatFreq": 6}}
SILENT = {"synth_function_name": "binaural_beat", "params": {"ampL": 0, "ampR": 0}}


def track(*steps, seconds=1, **more):
    """A track at 8 kHz whose steps have these voices."""
    progression = [{"duration": seconds, "voices": voices} for voices in steps]
    return {"global": {"sample_rate": 8000}, "progression": progression, **more}


HANGS_S = 600  # also of a program that a sanitizer makes slow


class Program:
    """The program and the schemas of a source tree, with a folder for its files."""

    def __init__(self, source, bbplay):
        self.source = pathlib.Path(source)
        self.bbplay = str(pathlib.Path(bbplay).resolve())
        self.scratch = tempfile.TemporaryDirectory(prefix="bbplay-test.")
        self.folder = pathlib.Path(self.scratch.name)
        self.validators = {name: self.validator(name) for name in OUTPUTS}
        self.environment = {
            **os.environ,
            "HOME": self.scratch.name,
            "XDG_CONFIG_HOME": self.scratch.name,
            "XDG_CACHE_HOME": self.scratch.name,
        }

    def schema(self, name):
        return json.loads((self.source / "data" / f"{name}.schema.json").read_text())

    def validator(self, name):
        return jsonschema.Draft7Validator(self.schema(name))

    def put(self, name, content):
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(path)

    def run(self, *arguments, **more):
        return subprocess.run([self.bbplay, *arguments], capture_output=True, env=self.environment, timeout=HANGS_S, **more)

    def document(self, output, *arguments, code=0):
        """What is on standard output, once it is valid and the exit code is `code`."""
        done = self.run("--json", *arguments)
        if done.returncode != code:
            raise AssertionError(f"{arguments}: exit code {done.returncode}: {done.stderr.decode()}")
        document = json.loads(done.stdout)
        self.check(output, document)
        if "exit_code" in document and document["exit_code"] != code:
            raise AssertionError(f"{arguments}: says exit code {document['exit_code']}")
        return document

    def check(self, output, document):
        for error in self.validators[output].iter_errors(document):
            causes = [str(list(cause.absolute_path)) + " " + cause.message for cause in error.context]
            raise AssertionError(f"{output}: {error.message[:2000]}\n" + "\n".join(causes)[:4000])

    def events_of(self, standard_error, code):
        """The lines, once every one is valid, and the last one alone says that the program ends."""
        events = [json.loads(line) for line in standard_error.decode().splitlines()]
        for event in events:
            self.check("events", event)
        if [event["exit_code"] for event in events if event["event"] == "exit"] != [code]:
            raise AssertionError(f"expected one exit with {code}: {events[-3:]}")
        if events[-1]["event"] != "exit":
            raise AssertionError(f"something follows the exit: {events[-1]}")
        return events

    def events(self, *arguments, code=0, **more):
        done = self.run("--status", "json", *arguments, **more)
        if done.returncode != code:
            raise AssertionError(f"{arguments}: exit code {done.returncode}: {done.stderr.decode()}")
        return self.events_of(done.stderr, code)

    def start(self, *arguments, command=None):
        command = [*(command or []), self.bbplay, "--status", "json", *arguments]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment)


def wait_for(process, event):
    """Everything on standard error until `event` comes."""
    heard = b""
    for line in process.stderr:
        heard += line
        if json.loads(line)["event"] == event:
            return heard
    raise AssertionError(f"{event} did not come: {heard.decode()}")


def finish(process, heard):
    """All of standard output and of standard error, and what a shell makes of the end."""
    out, rest = process.communicate(timeout=HANGS_S)
    code = process.returncode
    return out, heard + rest, code if code >= 0 else 128 - code


SIGNALS = (signal.SIGINT, signal.SIGTERM)
