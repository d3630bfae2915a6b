// SPDX-License-Identifier: MIT
#include "reference/manual_page.h"

#include "reference/key_table.h"
#include "reference/roff.h"

namespace bbplay::app {
namespace {

const auto bold = RoffPage::bold;
const auto italic = RoffPage::italic;
const auto plain = RoffPage::plain;

std::string tag_of(const OptionText& option) {
  std::string out;
  if (!option.short_name.empty()) out = bold(option.short_name) + ", ";
  out += bold(option.long_name);
  if (!option.value.empty()) out += ' ' + italic(option.value);
  return out;
}

void put_options(RoffPage& page, const std::vector<OptionText>& options) {
  page.section("OPTIONS");
  page.paragraph(plain("Options may stand before or after the tracks; ") + bold("--") +
                 " ends them. " + italic("TIME") +
                 " is seconds or [h:]m:s (90, 90.5, 1:30, 1:02:03.25), " + italic("LEVEL") +
                 " a linear peak or decibels (0.25, " + bold("-12dB") + ") or a loudness (" +
                 bold("-23LUFS") + ").");
  std::string_view group;
  for (const OptionText& option : options) {
    if (option.group != group) page.subsection(option.group);
    group = option.group;
    page.item(tag_of(option), plain(option.meaning));
  }
}

struct Pair {
  std::string_view tag, meaning;
};

template <std::size_t N>
void put_pairs(RoffPage& page, const Pair (&pairs)[N]) {
  for (const Pair& pair : pairs) page.item(bold(pair.tag), plain(pair.meaning));
}

constexpr Pair kSignals[] = {
    {"SIGINT, SIGTERM, SIGHUP",
     "fade out and stop, at most 0.3 s after the fade-out: what a device with a larger buffer "
     "(--latency) still holds then is dropped. A second one stops at once, except that a second "
     "SIGHUP is ignored: shells and terminals send it twice"},
    {"SIGUSR1", "pause and resume"},
    {"SIGUSR2", "print the status on standard error"},
    {"SIGTSTP, SIGCONT", "suspend and continue without a click"},
};

constexpr Pair kExitStatus[] = {
    {"0", "done"},
    {"64", "wrong usage, or a part of the track that is empty"},
    {"65", "a track, or a .noise file it names, is invalid; with --strict, doubtful or silent"},
    {"66", "an input file is missing, unreadable or no sound file"},
    {"69", "no usable audio device, or it was lost"},
    {"70", "internal error: please report it"},
    {"73", "the output exists or cannot be created"},
    {"74", "reading or writing failed"},
    {"129, 130, 143", "stopped by SIGHUP, SIGINT, SIGTERM; with --serve, stopping is 0"},
};

constexpr Pair kMachines[] = {
    {"--check --json", "check.schema.json"},
    {"--info --json", "info.schema.json"},
    {"--list-devices --json", "devices.schema.json"},
    {"--list-voices --json", "voices.schema.json"},
    {"--describe VOICE --json", "voice.schema.json"},
    {"--status json", "events.schema.json, for every line on standard error"},
};

constexpr Pair kFiles[] = {
    {"$XDG_CONFIG_HOME/bbplay/config.toml",
     "defaults of the options, by their long names: device = \"headphones\". The command line "
     "overrides them. ~/.config when the variable is not set."},
    {"$XDG_CACHE_HOME/bbplay", "plans of tracks that were analysed before; may be deleted"},
    {"$XDG_DATA_HOME/bbplay/presets", "presets that sessions use; ~/.local/share when not set"},
    {"share/bbplay", "example tracks, JSON Schemas, lines for cron"},
    {"share/doc/bbplay", "the book of the format, all parameters"},
};

constexpr Pair kEnvironment[] = {
    {"BBPLAY_DEVICE", "the output device where --device does not name one"},
    {"NO_COLOR", "no colours in diagnostics when it is set to anything"},
    {"SOURCE_DATE_EPOCH", "date in rendered files, seconds since 1970"},
    {"XDG_CONFIG_HOME, XDG_CACHE_HOME", "where the configuration and the plans are"},
};

}  // namespace

std::string program_page(const std::vector<OptionText>& options, const Release& release) {
  RoffPage page("BBPLAY", 1, release.date, "bbplay " + release.version, "User Commands");
  page.section("NAME").paragraph("bbplay \\- play and render binaural and entrainment tracks");
  page.section("SYNOPSIS");
  page.paragraph(bold("bbplay") + " [" + italic("OPTIONS") + "] " + italic("TRACK") + " ...");
  page.paragraph(bold("bbplay --render") + ' ' + italic("OUT") + " [" + italic("OPTIONS") + "] " +
                 italic("TRACK") + " ...");
  page.paragraph(bold("bbplay --check") + '|' + bold("--info") + " [" + italic("OPTIONS") + "] " +
                 italic("TRACK") + " ...");
  page.paragraph(bold("bbplay --new") + " [" + italic("NAME") + "]");
  page.section("DESCRIPTION");
  page.paragraph(
      bold("bbplay") +
      plain(" plays tracks of the BinauralBuilder family on an audio device, or renders the same "
            "samples to files. A track is a JSON file of steps whose voices follow one another and "
            "blend; ") +
      bold("bbplay-track") +
      plain("(5) describes it. Presets (.voice, .voices, .noise) play as a track "
            "of one step of 60 seconds. Sessions and exports of the programs around become tracks "
            "first; they look for their presets beside themselves, in "
            "~/.local/share/bbplay/presets, and where --presets says. A track \"-\" is read from "
            "standard input."));
  page.paragraph(
      plain("Several tracks are played one after the other; to render them, ") + italic("OUT") +
      plain(" has to be a folder or to contain {name}. Standard output carries only what was asked "
            "for: audio, lists, summaries. Everything else goes to standard error."));
  page.paragraph(plain(
      "Rendered files say how they were made and where their steps begin: as cue points in "
      "wav, rf64 and aiff, as chapters in flac, ogg, opus and mp3. Opus has a few rates only; "
      "what has another one is converted to 48000 Hz."));
  put_options(page, options);
  page.section("PLAYING");
  page.paragraph(
      plain("Playing begins within a fraction of a second. If the exact levels of a long track are "
            "not known by then, they are estimated, mostly within 0.5 dB and rather too low; when "
            "they are, they take over in a crossfade of a second, and from then on every sample is "
            "that of the render. ") +
      bold("--exact") + plain(" waits for them instead. They are kept for the next time."));
  page.paragraph(plain("A device that is lost is tried for 30 seconds, or as long as ") +
                 bold("--wait-device") + plain(" says, and playing goes on where it was left. ") +
                 bold("--at") + plain(" plans the track first and waits then; it and ") +
                 bold("--until") + plain(" follow the clock on the wall, also when that is set."));
  page.section("OUTPUT FILES");
  page.paragraph(
      plain("Files appear under their names when they are complete and on the disk; what a killed "
            "run has left goes a day later. If one of several tracks is invalid, none is rendered. "
            "An output that is there is an error; ") +
      bold("--force") +
      plain(" replaces it and keeps its mode and owner, or replaces what a link points to, and "
            "never what the run reads; ") +
      bold("--skip-existing") + plain(" goes on with the other tracks."));
  page.paragraph(
      plain("Samples of 16 bits cut off fractions, as the reference does; for mastering use ") +
      bold("--dither tpdf") + " or " + bold("--encoding pcm24") +
      plain(". A warning counts samples that clipped."));
  page.section("KEYS").paragraph("While playing on a terminal:");
  for (const KeyText& key : kKeyTable) page.item(bold(key.keys), plain(key.meaning));
  page.section("SIGNALS");
  put_pairs(page, kSignals);
  page.section("EXIT STATUS");
  put_pairs(page, kExitStatus);
  page.section("OUTPUT FOR SCRIPTS");
  page.paragraph(plain(
      "Outputs carry a version, which goes up when a key goes away or changes its meaning. "
      "Steps count from 1; a key ends in the unit of its value, as in true_peak_dbtp; silence "
      "is null. Events of --status json are status, twice a second, progress, start, pause, "
      "step, underrun, device-lost, rendered and others; the last one is exit, with a reason and "
      "the exit_code. JSON Schemas in share/bbplay describe them all:"));
  put_pairs(page, kMachines);
  page.section("TIMERS");
  page.paragraph(
      plain("Units of systemd play tracks of ~/tracks, night.json as bbplay@night; stopping fades "
            "out. Options for all of them stand in ~/.config/bbplay/service.env, as "
            "BBPLAY_OPTIONS=--loop."));
  page.example(
      "systemctl --user start bbplay@night\n"
      "systemctl --user enable --now bbplay@night.timer");
  page.paragraph(plain("Lines for cron stand in share/bbplay/cron/crontab.example."));
  page.section("SERVICE");
  page.paragraph(
      bold("--serve") +
      plain(" makes a player that a browser steers, or any program that speaks HTTP: GET /tracks, "
            "/status and /events; POST /play, /stop, /pause, /resume, /toggle, /seek, /gain and "
            "/timer with a JSON object. What plays comes out of this machine, not of the phone. "
            "Every user of the machine may steer a loopback address; another one needs a token. "
            "HTTP is not encrypted: that is the business of a proxy before it. SIGTERM fades out "
            "and ends, SIGHUP looks at the library again. service.md in share/doc/bbplay/format "
            "has all requests, errors and limits. systemd starts it when it is called, with "
            "~/tracks; its options and BBPLAY_TOKEN stand in ~/.config/bbplay/serve.env."));
  page.example(
      "bbplay --serve 8765 --library ~/tracks\n"
      "curl --json '{\"track\": \"night.json\"}' localhost:8765/play\n"
      "systemctl --user enable --now bbplay-serve.socket");
  page.section("ENVIRONMENT");
  put_pairs(page, kEnvironment);
  page.section("FILES");
  put_pairs(page, kFiles);
  page.section("EXAMPLES");
  page.paragraph("Play ten minutes of a track from its middle, with soft ends:");
  page.example("bbplay --start 30:00 --duration 10:00 --fade-in 5 --fade-out 10 night.json");
  page.paragraph("Render a folder of tracks:");
  page.example("bbplay --skip-existing --format flac --render out/ tracks/*.json");
  page.paragraph("Hand the samples and the tags to another program:");
  page.example("bbplay --render - --format flac night.json | ffmpeg -i - night.m4a");
  page.paragraph("Begin a track:");
  page.example("bbplay --new night && bbplay night.json");
  page.paragraph("Find out what is wrong with a track, and what a voice understands:");
  page.example("bbplay --check --strict night.json\nbbplay --describe binaural_beat");
  page.section("SEE ALSO").paragraph(bold("bbplay-track") + "(5), " + bold("ffmpeg") + "(1)");
  return page.text();
}

}  // namespace bbplay::app
