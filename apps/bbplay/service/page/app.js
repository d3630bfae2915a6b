// SPDX-License-Identifier: MIT
'use strict';

const post = (path, body) => fetch(path, {
  method: 'POST',
  headers: {'Content-Type': 'application/json'},
  body: JSON.stringify(body),
});

document.getElementById('toggle').addEventListener('click', () => post('/toggle', {}));

new EventSource('/events').addEventListener('status', (event) => {
  const status = JSON.parse(event.data);
  document.getElementById('state').textContent = status.state;
});

fetch('/tracks').then((answer) => answer.json()).then((library) => {
  document.getElementById('tracks').replaceChildren(...library.tracks.map((track) => {
    const button = document.createElement('button');
    button.textContent = track.title;
    button.addEventListener('click', () => post('/play', {track: track.id}));
    const row = document.createElement('li');
    row.append(button);
    return row;
  }));
});
