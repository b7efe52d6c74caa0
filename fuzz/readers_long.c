/*
 * readers_long.c - any bytes as a text that is too long to be kept
 *
 * With pieces so small that every boundary comes by.
 */
#include "readers/long_text.h"

/* A few lines of a table. */
#define PIECE_BYTES 256

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	struct arena kept, scratch;
	struct crux_case cs;
	struct reading r = { .arena = &kept, .scratch = &scratch, .cs = &cs };
	struct input *in = input_from_bytes("fuzz", (struct str){ (const char *)data, len_bytes });
	struct err e;

	arena_init(&kept, "case", (size_t)256 << 20);
	arena_init(&scratch, "scratch", (size_t)256 << 20);
	case_init(&cs, &kept);
	if (input_start(in, &e))
		long_text_read(&r, case_add_input(&cs, "fuzz"), in, PIECE_BYTES);
	input_close(in);
	case_finish(&cs);
	arena_fini(&scratch);
	arena_fini(&kept);
	return 0;
}
