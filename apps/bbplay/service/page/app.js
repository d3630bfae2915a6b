// SPDX-License-Identifier: MIT
// Steers the player: shows what its events tell, and sends what fingers and keys ask for. Whatever
// comes from there is put into the page as text.

const kStopFade_s = 5;
const kSleepFade_s = 30;
const kSleepTimes_min = [0, 15, 30, 45, 60, 90];
const kSilentAfter_ms = 5000;  // without an event
const kAskEvery_ms = 2000;
const kGiveUp_ms = 4000;  // on an answer
const kBarShows_ms = 8000;
const kGainEvery_ms = 100;
const kQuietest_dB = -40;
const kSameMoment_ms = 3000;

const kStates = {
  idle: 'Nothing chosen', planning: 'Preparing', waiting: 'Waiting for the sound device', playing: 'Playing', paused: 'Paused',
  stopping: 'Fading out', ended: 'Ended',
};
const kEvents = ['start', 'asked', 'exact', 'pause', 'resume', 'seek', 'gain', 'mute', 'unmute', 'step', 'underrun',
  'device-stalled', 'device-lost', 'device-back', 'stop', 'end'];

const at = (id) => document.getElementById(id);
const on = (id, event, act) => at(id).addEventListener(event, act);
const store = {
  get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
  set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* private windows keep nothing */ } },
};

let status = {state: 'idle', gain_db: 0, muted: false};
let library = [];
let libraryText = '';     // as it was sent
let info = null;          // of the track that plays: its steps and voices
let infoOf = null;        // which that is
let ribbonOf = null;      // which the picture shows
let clockAhead_ms = 0;    // the player's clock before this one
let loop = store.get('loop') === 'yes';

// ---- Words

function clock(seconds) {
  const all = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, '0');
  const [h, m, s] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function spoken(seconds) {
  const all = Math.max(0, Math.floor(seconds));
  const parts = [[Math.floor(all / 3600), 'hour'], [Math.floor(all / 60) % 60, 'minute'], [all % 60, 'second']];
  const said = parts.filter(([n]) => n > 0).map(([n, unit]) => `${n} ${unit}${n === 1 ? '' : 's'}`);
  return said.join(' ') || '0 seconds';
}

const number = (hertz) => String(Number(Math.abs(hertz).toFixed(Math.abs(hertz) < 10 ? 2 : 1)));
const way = (from, to) => number(from) === number(to) ? `${number(from)} Hz` : `${number(from)} → ${number(to)} Hz`;
const decibels = (gain_db) => gain_db === null ? 'silent' : `${Math.round(gain_db)} dB`.replace('-', '−');

/** Writes only what is new: a screen reader says again whatever is written. */
function write(id, text) {
  if (at(id).textContent !== text) at(id).textContent = text;
}

function element(kind, className, text) {
  const made = document.createElement(kind);
  made.className = className;
  made.textContent = text;
  return made;
}

// ---- Asking the player

let errorTimer = 0;
function showError(text) {
  write('error-text', text);
  at('error').hidden = false;
  clearTimeout(errorTimer);
  errorTimer = setTimeout(() => { at('error').hidden = true; }, kBarShows_ms);
}

async function wordsOf(answer) {
  try {
    const {error} = await answer.json();
    const found = (error.findings || []).find((finding) => finding.severity === 'error');
    return found && !error.message.includes(found.message) ? `${error.message}: ${found.message}` : error.message;
  } catch {
    return `The player answered ${answer.status}`;
  }
}

/** An answer, also one that refuses; null where there is no connection, or no token. */
async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, {...options, signal: AbortSignal.timeout(kGiveUp_ms)});
  } catch {
    setConnected(false);
    return null;
  }
  setConnected(true);
  if (answer.status !== 401 || path === '/login') return answer;
  if (!at('login').open) at('login').showModal();
  return null;
}

const post = (path, body) =>
  ask(path, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)});

/** Commands arrive in the order of the taps. */
let commands = Promise.resolve();
let waiting = 0;  // commands that are not answered
/** Shows `guess` at once, then what the player answers. */
function command(path, body = {}, guess = {}) {
  ++waiting;
  take({...status, ...guess});
  commands = commands.then(async () => {
    const answer = await post(path, body);
    --waiting;
    if (answer && answer.ok) take(await answer.json());
    else if (answer) showError(await wordsOf(answer));
    if (!answer || !answer.ok) askStatus();
  });
}

async function askStatus() {
  const answer = await ask('/status');
  if (answer && answer.ok && waiting === 0) take(await answer.json());
}

/** Calls `act` with the newest value, now or when `every_ms` have passed since the last time. */
function sparing(every_ms, act) {
  let newest, timer = 0, last = -Infinity;
  const go = () => {
    timer = 0;
    last = performance.now();
    act(newest);
  };
  return (value) => {
    newest = value;
    if (timer === 0) timer = setTimeout(go, Math.max(0, last + every_ms - performance.now()));
  };
}

// ---- The connection

let events = null;
let lastEvent_ms = 0;
let connected = null;  // not known yet

function setConnected(now) {
  if (now === connected) return;
  const back = now && connected === false;
  connected = now;
  at('controls').disabled = !now;
  at('offline').hidden = now;
  write('offline', now ? '' : 'No connection. Trying again…');
  show();
  showTracks();
  if (back) listen();
}

/** Listens from now on, and looks at everything once. */
function listen() {
  if (events) events.close();
  events = new EventSource('/events');
  const hear = (event) => {
    lastEvent_ms = performance.now();
    setConnected(true);
    return JSON.parse(event.data);
  };
  events.addEventListener('status', (event) => { const now = hear(event); if (waiting === 0 && !isOld(now)) take(now); });
  for (const name of kEvents) {
    events.addEventListener(name, (event) => {
      const now = hear(event);
      if (name === 'end') askStatus();  // which tells what comes then
      else if (waiting === 0 && !isOld(now)) take({...status, ...now});
    });
  }
  events.addEventListener('progress', (event) => showProgress(hear(event)));
  events.addEventListener('tracks', (event) => { hear(event); loadTracks(); });
  // Of the player if it says something, else of the connection.
  events.addEventListener('error', (event) => event.data ? showError(hear(event).message) : askStatus());
  askStatus();
  loadTracks();
}

setInterval(() => {
  if (document.hidden || performance.now() - lastEvent_ms < kSilentAfter_ms) return;
  askStatus();
  if (events.readyState === EventSource.CLOSED && connected && !at('login').open) listen();
}, kAskEvery_ms);
document.addEventListener('visibilitychange', () => { if (!document.hidden) listen(); });
addEventListener('online', listen);
addEventListener('pageshow', (event) => { if (event.persisted) listen(); });

// ---- What plays

const isThere = () => typeof status.position_s === 'number' && !['ended', 'planning'].includes(status.state);
const canStop = () => isThere() || status.state === 'planning' || status.state === 'waiting';
const isGoing = () => ['playing', 'planning', 'waiting'].includes(status.state);
const trackNow = () => library.find((track) => track.id === status.id);
const length_s = () => (info && info.duration_s) || (trackNow() || {}).duration_s || status.end_s || 0;

/** Sent before what is shown, on another connection. */
const isOld = (now) => now.time_s < status.time_s && now.time_s > status.time_s - kSilentAfter_ms / 1000;

function take(now) {
  const before = status;
  status = now;
  if (now.time_s) clockAhead_ms = now.time_s * 1000 - Date.now();
  show();
  const said = [];
  if (before.track !== now.track && now.track) said.push(now.track);
  if (before.state !== now.state) said.push(kStates[now.state] || now.state);
  if (before.step !== now.step && now.step && now.step_description) said.push(now.step_description);
  if (said.length > 0) write('say', said.join(', '));
  if (before.id !== now.id) showTracks();
  // Tracks of the command line and of other programs are in no library, and have a name only.
  const which = now.id || now.track;
  if (now.state === 'planning') return;
  if (which !== ribbonOf) loadRibbon(which);
  // Not before the player has the levels itself: it would listen to the whole track a second time.
  if (now.id && which !== infoOf && now.plan === 'exact') loadInfo(which);
}

function loadRibbon(which) {
  ribbonOf = which;
  info = null;
  at('ribbon').hidden = true;
  const named = encodeURIComponent(which);
  if (which) at('ribbon').src = `/timeline.svg?shape=ribbon${status.id ? '&track=' : '#'}${named}`;
  show();
}
on('ribbon', 'load', () => { at('ribbon').hidden = false; });
on('ribbon', 'error', () => { at('ribbon').hidden = true; });

async function loadInfo(which) {
  infoOf = which;
  const answer = await fetch(`/tracks/${which.split('/').map(encodeURIComponent).join('/')}`).catch(() => null);
  if (ribbonOf !== which || !answer || !answer.ok) return;
  info = (await answer.json()).tracks[0];
  show();
}

function stateInWords() {
  if (connected === false) return 'Not connected';
  if (status.state !== 'waiting' || !status.start_at) return kStates[status.state] || status.state;
  return `Begins at ${new Date(status.start_at).toLocaleTimeString([], {hour: '2-digit', minute: '2-digit'})}`;
}

/** The voice that stands for a step: the first with a beat, else the first with a carrier. */
function leadingVoice(step) {
  const voices = step ? step.voices : [];
  return voices.find((voice) => voice.start_beat_hz !== null) ||
    voices.find((voice) => voice.start_carrier_hz !== null);
}

function show() {
  const there = isThere();
  document.body.toggleAttribute('data-going', isGoing());
  at('toggle').setAttribute('aria-label', isGoing() ? 'Pause' : 'Play');
  write('state', stateInWords());
  write('title', status.track || 'bbplay');
  document.title = status.track ? `${status.track} · bbplay` : 'bbplay';

  const step = there && info ? info.steps.find((each) => each.step === status.step) : null;
  const steps = there && status.step ? `Step ${status.step} of ${status.step_count}` : '';
  const hint = status.state === 'idle' && library.length > 0 ? 'Choose a track.' : '';
  write('step', [steps, there && status.step_description].filter(Boolean).join(' · ') || hint);
  const voice = leadingVoice(step);
  const beat = there && typeof status.beat_hz === 'number' ? `Beat ${number(status.beat_hz)} Hz` : '';
  const carrier = voice && voice.start_carrier_hz !== null ?
    `Carrier ${way(voice.start_carrier_hz, voice.end_carrier_hz)}` : '';
  write('tones', [beat, carrier].filter(Boolean).join(' · '));
  showVoices(step);

  for (const id of ['back-60', 'back-10', 'forward-10', 'forward-60']) at(id).disabled = !there;
  at('step-back').disabled = at('step-forward').disabled = !there || !status.step;
  at('stop').disabled = !canStop();
  at('loop').setAttribute('aria-pressed', String(status.state === 'playing' ? loops() : loop));
  showScrubber();
  showGain();
  showTimer();
}

let voicesOf = null;
function showVoices(step) {
  if (step === voicesOf) return;
  voicesOf = step;
  at('voices').replaceChildren(...(step ? step.voices : []).map((voice) => {
    const row = element('li', '', voice.description || voice.function.replace(/_/g, ' '));
    const tones = [];
    if (voice.description) tones.push(voice.function.replace(/_/g, ' '));
    if (voice.start_carrier_hz !== null) tones.push(`carrier ${way(voice.start_carrier_hz, voice.end_carrier_hz)}`);
    if (voice.start_beat_hz !== null) tones.push(`beat ${way(voice.start_beat_hz, voice.end_beat_hz)}`);
    row.append(element('span', '', tones.join(', ')));
    return row;
  }));
}

function showProgress({done}) {
  if (status.state === 'planning' && done) write('state', `${kStates.planning}, ${Math.floor(done * 100)} %`);
}

// ---- The timeline as a slider

let dragged_s = null;  // where a finger is

function showScrubber() {
  const there = isThere();
  const whole_s = length_s();
  const at_s = dragged_s !== null ? dragged_s : there ? status.position_s : 0;
  const part = Math.min(1, at_s / whole_s || 0);
  at('played').style.transform = `scaleX(${part})`;
  at('head').style.left = `${part * 100}%`;
  write('position', clock(at_s));
  write('length', clock(whole_s));
  const slider = at('scrubber');
  slider.setAttribute('aria-disabled', String(!there || !connected));
  slider.setAttribute('aria-valuemax', String(Math.round(whole_s)));
  slider.setAttribute('aria-valuenow', String(Math.round(at_s)));
  slider.setAttribute('aria-valuetext', there ? `${spoken(at_s)} of ${spoken(whole_s)}` : 'nothing plays');
}

function seek(position_s) {
  const to_s = Math.min(Math.max(0, position_s), length_s());
  command('/seek', {position_s: to_s}, {position_s: to_s});
}

function move(delta_s) {
  if (!isThere()) return;
  command('/seek', {delta_s}, {position_s: Math.min(Math.max(0, status.position_s + delta_s), length_s())});
}

function stepBy(delta_steps) {
  if (isThere() && status.step) command('/seek', {delta_steps});
}

const placeOf = (event) => {
  const box = at('scrubber').getBoundingClientRect();
  return Math.min(Math.max(0, (event.clientX - box.left) / box.width), 1) * length_s();
};
on('scrubber', 'pointerdown', (event) => {
  if (!connected || !isThere() || event.button !== 0) return;
  at('scrubber').setPointerCapture(event.pointerId);
  dragged_s = placeOf(event);
  showScrubber();
});
on('scrubber', 'pointermove', (event) => {
  if (dragged_s === null) return;
  dragged_s = placeOf(event);
  showScrubber();
});
on('scrubber', 'pointerup', (event) => {
  if (dragged_s === null) return;
  dragged_s = null;
  seek(placeOf(event));
});
// The finger scrolls.
on('scrubber', 'pointercancel', () => { dragged_s = null; showScrubber(); });

// ---- Playing and stopping

function play(id) {
  const track = library.find((each) => each.id === id) || {};
  command('/play', {track: id, loop},
    {id, track: track.title, state: 'planning', step: null, step_description: null});
}

const loops = () => status.passes === null;

/** From where it is, looping or not. */
function goOn() {
  const passes = loop ? null : 1;
  command('/play', {track: status.id, start_s: status.position_s, loop}, {state: 'playing', passes});
}

function toggle() {
  if (status.state === 'playing') command('/pause', {}, {state: 'paused'});
  else if (status.state === 'paused' && loop !== loops()) goOn();
  else if (status.state === 'paused') command('/resume', {}, {state: 'playing'});
  else if (isThere() && status.state !== 'stopping') command('/toggle');
  else if (status.state === 'ended') command('/play', {}, {state: 'planning'});
  else if (status.state === 'idle') chooseTrack();
}

function stop() {
  if (canStop()) command('/stop', {fade_s: kStopFade_s}, {state: 'stopping'});
}

on('toggle', 'click', toggle);
on('stop', 'click', stop);
on('back-60', 'click', () => move(-60));
on('back-10', 'click', () => move(-10));
on('forward-10', 'click', () => move(10));
on('forward-60', 'click', () => move(60));
on('step-back', 'click', () => stepBy(-1));
on('step-forward', 'click', () => stepBy(1));
on('loop', 'click', () => {
  loop = at('loop').getAttribute('aria-pressed') !== 'true';
  store.set('loop', loop ? 'yes' : 'no');
  if (status.state === 'playing') goOn();
  show();
});

// ---- Volume

let heldUntil_ms = 0;  // a finger is, or was a moment ago, on the slider

function showGain() {
  at('mute').setAttribute('aria-pressed', String(status.muted === true));
  if (performance.now() < heldUntil_ms) return;
  const gain_db = status.gain_db === undefined ? 0 : status.gain_db;
  at('gain').value = gain_db === null ? kQuietest_dB : gain_db;
  write('gain-text', decibels(gain_db));
  at('gain').setAttribute('aria-valuetext', decibels(gain_db));
}

const sendGain = sparing(kGainEvery_ms, (gain_db) => command('/gain', {gain_db}, {gain_db}));

function setGain(gain_db) {
  heldUntil_ms = performance.now() + 1000;
  at('gain').value = gain_db;
  write('gain-text', decibels(gain_db));
  at('gain').setAttribute('aria-valuetext', decibels(gain_db));
  sendGain(gain_db);
}

const mute = () => command('/gain', {muted: !status.muted}, {muted: !status.muted});
const louder = (delta_db) => setGain(Math.min(0, Math.max(kQuietest_dB, at('gain').valueAsNumber + delta_db)));
on('gain', 'input', () => setGain(at('gain').valueAsNumber));
on('mute', 'click', mute);

// ---- Sleep timer

for (const minutes of kSleepTimes_min) {
  const button = element('button', '', minutes === 0 ? 'Off' : String(minutes));
  button.type = 'button';
  button.dataset.minutes = minutes;
  button.setAttribute('aria-label', minutes === 0 ? 'Sleep timer off' : `Stop in ${minutes} minutes`);
  button.addEventListener('click', () => {
    const stop_at = minutes === 0 ? undefined : new Date(playerNow_ms() + minutes * 60000).toISOString();
    const body = minutes === 0 ? {stop_in_s: null} : {stop_in_s: minutes * 60, fade_s: kSleepFade_s};
    command('/timer', body, {stop_at});
    store.set('sleep', `${minutes} ${stop_at}`);
  });
  at('timers').append(button);
}

const playerNow_ms = () => Date.now() + clockAhead_ms;

function showTimer() {
  const stop_ms = status.stop_at ? Date.parse(status.stop_at) : null;
  const rest_s = stop_ms === null ? null : (stop_ms - playerNow_ms()) / 1000;
  // Another phone may have set it to something else.
  const [minutes, chosen] = (store.get('sleep') || '').split(' ');
  const mine = Math.abs(stop_ms - Date.parse(chosen)) < kSameMoment_ms;
  const pressed = rest_s === null ? 0 : mine ? Number(minutes) : null;
  for (const button of at('timers').children) {
    button.setAttribute('aria-pressed', String(Number(button.dataset.minutes) === pressed));
  }
  write('timer-rest', rest_s === null ? 'minutes' : `stops in ${clock(rest_s)}`);
}
setInterval(() => { if (status.stop_at && !document.hidden) showTimer(); }, 1000);

// ---- Tracks

async function loadTracks() {
  const answer = await ask('/tracks');
  if (!answer || !answer.ok) return;
  const text = await answer.text();
  if (text === libraryText) return;  // a finger may be on it
  libraryText = text;
  const told = JSON.parse(text);
  library = told.tracks;
  const count = `${library.length} track${library.length === 1 ? '' : 's'}`;
  write('count', library.length === 0 ? 'No tracks in the library.' :
    told.skipped > 0 ? `${count}; ${told.skipped} other file${told.skipped === 1 ? '' : 's'} left out` : count);
  const focused = document.activeElement.dataset.id;
  at('tracks').replaceChildren(...folders().map(([folder, tracks]) => {
    const section = element('section', '', '');
    if (folder !== '') section.append(element('h3', '', folder));
    const list = document.createElement('ul');
    list.append(...tracks.map(rowOf));
    section.append(list);
    return section;
  }));
  filter();
  showTracks();
  show();
  const again = [...at('tracks').querySelectorAll('button')].find((row) => row.dataset.id === focused);
  if (focused && again) again.focus({preventScroll: true});
}

/** Pairs of a folder and its tracks, those of the library itself first. */
function folders() {
  const found = new Map([['', []]]);
  for (const track of library) {
    const folder = track.id.split('/').slice(0, -1).join('/');
    if (!found.has(folder)) found.set(folder, []);
    found.get(folder).push(track);
  }
  return [...found].filter(([, tracks]) => tracks.length > 0);
}

function rowOf(track) {
  const button = element('button', '', '');
  button.type = 'button';
  button.dataset.id = track.id;
  button.append(element('span', 'name', track.title || track.id));
  if (typeof track.duration_s === 'number') {
    const length = element('span', 'length', clock(track.duration_s));
    length.setAttribute('aria-hidden', 'true');
    button.append(length, element('span', 'heard', spoken(track.duration_s)));
  }
  if (track.error) button.append(element('span', 'wrong', track.error));
  else if (track.kind && track.kind !== 'track') button.append(element('span', 'kind', track.kind));
  button.addEventListener('click', () => play(track.id));
  const row = document.createElement('li');
  row.append(button);
  return row;
}

function showTracks() {
  const invalid = new Set(library.filter((track) => track.error).map((track) => track.id));
  for (const button of at('tracks').querySelectorAll('button')) {
    button.disabled = !connected || invalid.has(button.dataset.id);
    if (button.dataset.id === status.id) button.setAttribute('aria-current', 'true');
    else button.removeAttribute('aria-current');
  }
}

/** Nothing was played yet: goes to where one can be chosen. */
function chooseTrack() {
  const first = at('tracks').querySelector('button:enabled');
  if (first) first.focus();
}

function filter() {
  const words = at('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const section of at('tracks').children) {
    let any = false;
    for (const row of section.querySelectorAll('li')) {
      const text = `${row.textContent} ${row.firstChild.dataset.id}`.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      any = any || !row.hidden;
    }
    section.hidden = !any;
  }
}
on('search', 'input', filter);

// ---- Keys

const kKeys = {
  ' ': toggle, ArrowLeft: () => move(-10), ArrowRight: () => move(10), ArrowDown: () => move(-60), ArrowUp: () => move(60),
  ',': () => stepBy(-1), '.': () => stepBy(1), '+': () => louder(1), '-': () => louder(-1), m: mute, q: stop, Escape: stop,
  i: () => { at('about').open = !at('about').open; }, '?': () => { at('keys').open = !at('keys').open; },
};
// As sliders everywhere: up is more.
const kSliderKeys = {
  ArrowDown: () => move(-10), ArrowUp: () => move(10), PageDown: () => move(-60), PageUp: () => move(60),
  Home: () => seek(0), End: () => seek(length_s() - 10),
};

addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || at('login').open || !connected) return;
  const focus = document.activeElement;
  const onSlider = focus === at('scrubber');
  if (focus.matches('input:not([type=checkbox])')) return;
  if (focus.matches('button, summary, input') && event.key === ' ') return;
  if (at('library').contains(focus) && event.key.startsWith('Arrow')) return;
  let act = onSlider && isThere() ? kSliderKeys[event.key] : undefined;
  if (!act && (onSlider || at('keys-on').checked)) act = kKeys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
at('keys-on').checked = store.get('keys') !== 'off';
on('keys-on', 'change', () => store.set('keys', at('keys-on').checked ? 'on' : 'off'));

// ---- Token, messages

on('login-form', 'submit', async (event) => {
  event.preventDefault();
  write('login-error', '');
  const answer = await post('/login', {token: at('token').value});
  if (!answer) return write('login-error', 'No connection');
  if (!answer.ok) return write('login-error', answer.status === 401 ? 'That is not the token' : await wordsOf(answer));
  at('token').value = '';
  at('login').close();
  listen();
});
on('login', 'cancel', (event) => event.preventDefault());
on('error-close', 'click', () => { at('error').hidden = true; });

show();
listen();
