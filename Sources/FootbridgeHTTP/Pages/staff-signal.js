// What an answer sounds and feels like: the tones differ in pitch, number and rhythm, so that one is enough to tell.

/** Tones in hertz with their begin and length in seconds, and the pattern of a vibration in milliseconds. */
const signals = {
  ready: { wave: "sine", tones: [[880, 0, 0.12]], vibration: [60] },
  done: { wave: "sine", tones: [[660, 0, 0.12], [990, 0.13, 0.25]], vibration: [60, 60, 120] },
  refused: { wave: "square", tones: [[220, 0, 0.22], [165, 0.26, 0.4]], vibration: [250, 100, 250, 100, 250] },
  unsure: { wave: "triangle", tones: [[440, 0, 0.1], [440, 0.16, 0.1], [440, 0.32, 0.1]], vibration: [120, 80, 120] },
}
const loudness = 0.25

let audio = null

/** Browsers let a page sound only after it was touched; any touch will do. */
export function prepareSound() {
  const unlock = () => {
    if (navigator.userActivation?.hasBeenActive === false) return
    audio ??= new AudioContext()
    if (audio.state !== "running") void audio.resume()
  }
  addEventListener("click", unlock)
  addEventListener("keydown", unlock)
}

/** @param {"ready"|"done"|"refused"|"unsure"} tone */
export function signal(tone) {
  const { wave, tones, vibration } = signals[tone]
  navigator.vibrate?.(vibration)
  if (audio === null) return
  for (const [pitch, begin, length] of tones) {
    const oscillator = audio.createOscillator()
    const volume = audio.createGain()
    const from = audio.currentTime + begin
    oscillator.type = wave
    oscillator.frequency.value = pitch
    volume.gain.setValueAtTime(0, from)
    volume.gain.linearRampToValueAtTime(loudness, from + 0.01)
    volume.gain.setValueAtTime(loudness, from + length - 0.02)
    volume.gain.linearRampToValueAtTime(0, from + length)
    oscillator.connect(volume).connect(audio.destination)
    oscillator.start(from)
    oscillator.stop(from + length)
  }
}
