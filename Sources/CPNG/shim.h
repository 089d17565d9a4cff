#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

/// How reading a PNG ended.
typedef enum {
    FOOTBRIDGE_PNG_DONE,
    FOOTBRIDGE_PNG_CORRUPT,
    /// The size is not the one that was expected, or the header is broken.
    FOOTBRIDGE_PNG_BAD_HEADER,
    /// There is more picture data than the picture can hold.
    FOOTBRIDGE_PNG_EXCESS,
    FOOTBRIDGE_PNG_OUT_OF_MEMORY,
} footbridge_png_outcome;

/// A PNG file in memory and how far libpng has read it.
typedef struct {
    const png_byte *bytes;
    size_t size;
    size_t position;
    /// Where reading ends; `size` until the last row is unpacked.
    size_t limit;
    /// Bytes that may follow the last row.
    size_t spare;
    /// Rows of all passes that are not unpacked yet.
    size_t rowsLeft;
    footbridge_png_outcome outcome;
    png_infop info;
    png_bytep row;
} footbridge_png_source;

static inline void footbridge_png_read(png_structp png, png_bytep target, size_t count) {
    footbridge_png_source *source = (footbridge_png_source *)png_get_io_ptr(png);
    if (count > source->limit - source->position) {
        if (source->limit < source->size) source->outcome = FOOTBRIDGE_PNG_EXCESS;
        png_error(png, "read beyond the end");
    }
    memcpy(target, source->bytes + source->position, count);
    source->position += count;
}

static inline void footbridge_png_fail(png_structp png, png_const_charp message) {
    footbridge_png_source *source = (footbridge_png_source *)png_get_error_ptr(png);
    if (source->outcome == FOOTBRIDGE_PNG_DONE) {
        source->outcome = strstr(message, "emory") != NULL  ? FOOTBRIDGE_PNG_OUT_OF_MEMORY
                          : strstr(message, "IHDR") != NULL ? FOOTBRIDGE_PNG_BAD_HEADER
                                                            : FOOTBRIDGE_PNG_CORRUPT;
    }
    png_longjmp(png, 1);
}

/// Called by libpng with each row that it has unpacked, before it looks for what follows the last one.
static inline void footbridge_png_count_row(png_structp png, png_row_infop info, png_bytep row) {
    (void)info;
    (void)row;
    footbridge_png_source *source = (footbridge_png_source *)png_get_io_ptr(png);
    if (--source->rowsLeft == 0 && source->size - source->position > source->spare)
        source->limit = source->position + source->spare;
}

static inline void footbridge_png_ignore(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

/// Reads one row of a pass and puts its pixels in their places, over white.
/// - channels: 1 for grey, 3 for colour.
static inline void footbridge_png_read_row(
    png_structp png, footbridge_png_source *source, png_bytep target, png_uint_32 columns, png_uint_32 step,
    unsigned channels) {
    int isOpaque = png_get_channels(png, source->info) == channels;
    if (isOpaque && step == 1) {
        png_read_row(png, target, NULL);
        return;
    }
    png_read_row(png, source->row, NULL);
    unsigned stored = channels + (isOpaque ? 0 : 1);
    for (png_uint_32 x = 0; x < columns; x++) {
        const png_byte *pixel = source->row + (size_t)x * stored;
        unsigned opacity = isOpaque ? 255 : pixel[channels];
        for (unsigned channel = 0; channel < channels; channel++)
            target[(size_t)x * step * channels + channel] =
                (png_byte)((pixel[channel] * opacity + 255 * (255 - opacity) + 127) / 255);
    }
}

/// Decodes a PNG to grey or colour, white behind what is transparent.
///
/// libpng leaves a failed read with longjmp. All of it happens in here, so that no frame of Swift is jumped over.
///
/// After the last row libpng inflates whatever picture data is left, to see the stream end. A deflate stream holds a
/// thousand times its size, so after the last row no more of the file is given out than `spare` bytes.
/// - pixels: width times height times channels bytes.
/// - channels: 1 for grey, 3 for red, green and blue.
static inline footbridge_png_outcome footbridge_png_decode(
    const png_byte *bytes, size_t size, size_t spare, png_bytep pixels, png_uint_32 width, png_uint_32 height,
    unsigned channels) {
    footbridge_png_source source = {.bytes = bytes, .size = size, .limit = size, .spare = spare};
    png_structp png = png_create_read_struct(
        PNG_LIBPNG_VER_STRING, &source, footbridge_png_fail, footbridge_png_ignore);
    if (png == NULL) return FOOTBRIDGE_PNG_OUT_OF_MEMORY;
    if (setjmp(png_jmpbuf(png)) == 0) {
        source.info = png_create_info_struct(png);
        if (source.info == NULL) png_error(png, "no memory");
        png_set_read_fn(png, &source, footbridge_png_read);
        png_set_benign_errors(png, 1);
        png_read_info(png, source.info);
        if (png_get_image_width(png, source.info) != width || png_get_image_height(png, source.info) != height)
            png_error(png, "another IHDR");
        int isInterlaced = png_get_interlace_type(png, source.info) != PNG_INTERLACE_NONE;
        png_set_expand(png);
        png_set_scale_16(png);
        int isColor = (png_get_color_type(png, source.info) & PNG_COLOR_MASK_COLOR) != 0;
        if (channels == 3 && !isColor) png_set_gray_to_rgb(png);
        if (channels == 1 && isColor)
            png_set_rgb_to_gray_fixed(png, PNG_ERROR_ACTION_NONE, PNG_RGB_TO_GRAY_DEFAULT, PNG_RGB_TO_GRAY_DEFAULT);
        // Values are sRGB, and grey is made of colour in linear light.
        png_set_alpha_mode_fixed(png, PNG_ALPHA_PNG, PNG_DEFAULT_sRGB);
        png_set_read_user_transform_fn(png, footbridge_png_count_row);
        png_read_update_info(png, source.info);
        source.row = (png_bytep)malloc(png_get_rowbytes(png, source.info));
        if (source.row == NULL) png_error(png, "no memory");
        unsigned given = png_get_channels(png, source.info);
        if (given != channels && given != channels + 1) png_error(png, "other channels");
        int passes = isInterlaced ? PNG_INTERLACE_ADAM7_PASSES : 1;
        for (int pass = 0; pass < passes; pass++) {
            png_uint_32 columns = isInterlaced ? PNG_PASS_COLS(width, pass) : width;
            if (columns > 0) source.rowsLeft += isInterlaced ? PNG_PASS_ROWS(height, pass) : height;
        }
        for (int pass = 0; pass < passes; pass++) {
            png_uint_32 columns = isInterlaced ? PNG_PASS_COLS(width, pass) : width;
            png_uint_32 rows = isInterlaced ? PNG_PASS_ROWS(height, pass) : height;
            png_uint_32 x = isInterlaced ? PNG_PASS_START_COL(pass) : 0;
            for (png_uint_32 row = 0; row < rows && columns > 0; row++) {
                png_uint_32 y = isInterlaced ? PNG_ROW_FROM_PASS_ROW(row, pass) : row;
                footbridge_png_read_row(
                    png, &source, pixels + ((size_t)y * width + x) * channels, columns,
                    isInterlaced ? PNG_PASS_COL_OFFSET(pass) : 1, channels);
            }
        }
    }
    free(source.row);
    png_destroy_read_struct(&png, &source.info, NULL);
    return source.outcome;
}
