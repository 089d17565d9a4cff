// Making a photo small enough to send quickly, since on a phone the upload takes longer than the answer.

/** Longest side of the photo sent first, in pixels. Barcodes that fill a third of it are still read. */
const reducedSide = 2000
/** A photo within reducedSide and this many bytes is sent as it is. */
const smallEnough = 1024 * 1024
/** What the gateway takes: 20 MiB and 50 megapixels. */
const mostBytes = 20 * 1024 * 1024
const mostPixels = 50_000_000
/** Longest side when the full-size photo has to be written again; within every phone's canvas limit. */
const rewrittenSide = 4000
const quality = 0.85

/**
 * A photo ready to be sent.
 * @typedef {{body: Blob, type: string, full: (null | (() => Promise<{body: Blob, type: string}>)), shown: Blob|null}} Photo
 *   `body` goes first; `full` gives the full-size photo when `body` is a reduction of it, else null;
 *   `shown` can be shown to the shopper, null when this browser cannot decode the file.
 */

/**
 * Reduces a photo.
 * @param {File} file as chosen by the shopper.
 * @returns {Promise<Photo>}
 * @throws {PhotoError} when nothing sendable can be made of it.
 */
export async function preparePhoto(file) {
  if (file.size === 0) throw new PhotoError("emptyFile")
  const type = pictureType(new Uint8Array(await file.slice(0, 12).arrayBuffer()))
  const picture = await decode(file)
  if (picture === null) {
    // The gateway may read what this browser cannot, if it is one of its kinds; it says so if not.
    if (type === null) throw new PhotoError("unsupported")
    if (file.size > mostBytes) throw new PhotoError("tooLarge")
    return { body: file, type, full: null, shown: null }
  }
  const { width, height } = picture
  try {
    if (type !== null && Math.max(width, height) <= reducedSide && file.size <= smallEnough) {
      return { body: file, type, full: null, shown: file }
    }
    const body = await write(picture, reducedSide)
    const sendable = type !== null && file.size <= mostBytes && width * height <= mostPixels
    const full = sendable ? async () => ({ body: file, type }) : () => rewritten(file)
    return { body, type: "image/jpeg", full, shown: body }
  } finally {
    picture.close()
  }
}

/** Why no photo can be sent; `word` is the name of its sentence in the dictionary. */
export class PhotoError extends Error {
  constructor(word) {
    super(word)
    this.name = "PhotoError"
    this.word = word
  }
}

/** The media type by the file's first bytes: the names of files are not to be trusted with it. */
function pictureType(head) {
  const ascii = String.fromCharCode(...head)
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return "image/jpeg"
  if (ascii.startsWith("\x89PNG\r\n\x1a\n")) return "image/png"
  if (ascii.startsWith("RIFF") && ascii.slice(8, 12) === "WEBP") return "image/webp"
  return null
}

async function decode(file) {
  try {
    return await createImageBitmap(file)
  } catch {
    return null // Not a picture, a damaged one, or a kind this browser does not know: the caller decides.
  }
}

async function rewritten(file) {
  const picture = await decode(file)
  if (picture === null) throw new PhotoError("damaged")
  try {
    return { body: await write(picture, rewrittenSide), type: "image/jpeg" }
  } finally {
    picture.close()
  }
}

/** Draws a picture at most `side` pixels long, upright and on white, as JPEG. */
async function write(picture, side) {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height))
  const canvas = document.createElement("canvas")
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  const context = canvas.getContext("2d", { alpha: false })
  if (context === null) throw new PhotoError("damaged")
  context.fillStyle = "#fff"
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.imageSmoothingEnabled = true
  context.imageSmoothingQuality = "high"
  context.drawImage(picture, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", quality) })
  // Phones give canvas memory back late unless it is shrunk.
  canvas.width = 1
  canvas.height = 1
  if (blob === null) throw new PhotoError("damaged")
  return blob
}
