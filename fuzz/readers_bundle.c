/*
 * readers_bundle.c - any bytes as an archive of evidence
 */
#include "readers/bundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	struct arena kept, scratch;
	struct crux_case cs;
	struct reading r = { .arena = &kept, .scratch = &scratch, .cs = &cs };
	struct input *in = input_from_bytes("fuzz", (struct str){ (const char *)data, len_bytes });
	struct err e;

	arena_init(&kept, "case", (size_t)512 << 20);
	arena_init(&scratch, "scratch", (size_t)1 << 30);
	case_init(&cs, &kept);
	if (input_start(in, &e)) {
		const char *form = members_form(input_peek(in, MEMBERS_HEAD_BYTES));

		if (*form)
			bundle_read(&r, case_add_input(&cs, "fuzz"), in, form);
	}
	input_close(in);
	case_finish(&cs);
	arena_fini(&scratch);
	arena_fini(&kept);
	return 0;
}
