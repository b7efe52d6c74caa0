/*
 * reader.c - any bytes as one section, for the reader named by READER
 *
 * Built once for each line of readers.def. A first line "$ command" is the
 * command that the section is the output of, as readers do ask for it.
 */
#include "readers/reader.h"

extern const struct reader READER;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes);

/* The lines of a text, numbered from 1. */
static size_t
cut_lines(struct arena *a, struct str text, struct line **ret_lines)
{
	VEC(struct line) lines = { 0 };
	struct str line;

	while (str_line(&text, &line))
		vec_push(a, &lines, ((struct line){ line, (uint32_t)lines.n + 1, { 0 } }));
	*ret_lines = lines.v;
	return lines.n;
}

static struct section
one_section(struct arena *a, struct str text, uint32_t input)
{
	struct section s = { .input = input, .time_ns = TIME_NONE };
	struct line *lines;
	size_t n = cut_lines(a, text, &lines);
	bool prompt = n && str_starts(lines[0].text, STR("$ "));

	if (prompt)
		s.command = str_from_pos(lines[0].text, 2);
	s.lines = prompt ? lines + 1 : lines; /* no offset to NULL */
	s.n = n - prompt;
	return s;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	struct arena kept, scratch;
	struct crux_case cs;
	struct reading r = { .arena = &kept, .scratch = &scratch, .cs = &cs };
	struct section s;

	arena_init(&kept, "case", (size_t)256 << 20);
	arena_init(&scratch, "scratch", (size_t)256 << 20);
	case_init(&cs, &kept);
	s = one_section(&scratch, (struct str){ (const char *)data, len_bytes },
			case_add_input(&cs, "fuzz"));
	if (READER.probe(&s) > 0)
		READER.read(&r, &s);
	case_finish(&cs);
	arena_fini(&scratch);
	arena_fini(&kept);
	return 0;
}
