<CsoundSynthesizer>
<CsOptions>
-d -m0 -s -W
</CsOptions>
<CsInstruments>
sr=44100
ksmps=64
nchnls=2
0dbfs=1

; What the voice noise_swept_notch does with three sweeps of ten notches, each ear on its own.
opcode notches, a, akki
  asound, kcentre, kq, itimes xin
  asound butterbr asound, kcentre, kcentre / kq
  if itimes > 1 then
    asound notches asound, kcentre, kq, itimes - 1
  endif
  xout asound
endop

opcode sweep, a, akii
  asound, klfo, ilow, ihigh xin
  kcentre = (ilow + ihigh) / 2 + klfo * (ihigh - ilow) / 2
  asound notches asound, kcentre, 25, 10
  xout asound
endop

instr 1
  klfo = poscil:k(1, 0.1)
  apink pinker
  aleft sweep apink, klfo, 1000, 10000
  aleft sweep aleft, klfo, 500, 1000
  aleft sweep aleft, klfo, 1850, 3350
  aright sweep apink, -klfo, 1000, 10000
  aright sweep aright, -klfo, 500, 1000
  aright sweep aright, -klfo, 1850, 3350
  outs aleft * 0.2, aright * 0.2
endin
</CsInstruments>
<CsScore>
i1 0 600
</CsScore>
</CsoundSynthesizer>
