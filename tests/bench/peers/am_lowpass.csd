<CsoundSynthesizer>
<CsOptions>
-d -m0 -s -W
</CsOptions>
<CsInstruments>
sr=44100
ksmps=64
nchnls=2
0dbfs=1

; What the voice qam_beat does by default: a tone for each ear, its modulation, a low pass behind it.
instr 1
  aleft = poscil(0.5, 200) * (1 + poscil(0.5, 4, -1, 0.25))
  aright = poscil(0.5, 204) * (1 + poscil(0.5, 5, -1, 0.25))
  outs butterlp(aleft, 20000), butterlp(aright, 20000)
endin
</CsInstruments>
<CsScore>
i1 0 600
</CsScore>
</CsoundSynthesizer>
