<CsoundSynthesizer>
<CsOptions>
-d -m0 -s -W
</CsOptions>
<CsInstruments>
sr=44100
ksmps=64
nchnls=2
0dbfs=1

; What the voice spatial_angle_modulation does: a tone that turns around the head four times a second.
instr 1
  kangle = phasor:k(4) * 360
  aleft, aright hrtfmove2 poscil(0.5, 440), kangle, 0, "hrtf-44100-left.dat", "hrtf-44100-right.dat"
  outs aleft, aright
endin
</CsInstruments>
<CsScore>
i1 0 600
</CsScore>
</CsoundSynthesizer>
