/*
 * readers_tcpdump.c - a few packets as text, with any bytes where they differ
 *
 * readers_paste finds its way to tcpdump lines seldom. Here each line of the
 * input stands behind the addresses of a segment, or where the time does, and
 * the text is read twice, as two views of one thing.
 */
#include "readers/readers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes);

static void
add_line(struct out *o, struct str line, unsigned number)
{
	static const char *const starts[] = {
		"14:02:11.001 IP 10.0.0.5.51514 > 10.0.0.9.6379: Flags [",
		"14:02:11.001 IP 10.0.0.9.6379 > 10.0.0.5.51514: Flags [",
		"IP 10.0.0.5.51514 > 10.0.0.9.6379: ",
		"14:02:11.001 IP (tos 0x0, ttl 64, id 1, ",
		"    10.0.0.9.6379 > 10.0.0.5.51514: ",
		" 00:00:00.000001 ",
		"",
	};
	unsigned pick = line.n ? (uint8_t)line.p[0] % COUNT_OF(starts) : number % COUNT_OF(starts);

	out_puts(o, starts[pick]);
	out_str(o, str_from_pos(line, 1));
	out_char(o, '\n');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	struct str rest = { (const char *)data, len_bytes }, line;
	struct arena kept, scratch;
	struct crux_case cs;
	struct reading r = { .arena = &kept, .scratch = &scratch, .cs = &cs };
	struct out o;

	arena_init(&kept, "case", (size_t)512 << 20);
	arena_init(&scratch, "scratch", (size_t)512 << 20);
	out_init_memory(&o);
	case_init(&cs, &kept);
	for (unsigned n = 0; str_line(&rest, &line); n++)
		add_line(&o, line, n);
	read_text(&r, "one", out_text(&o));
	read_text(&r, "two", out_text(&o));
	case_finish(&cs);
	out_fini(&o);
	arena_fini(&scratch);
	arena_fini(&kept);
	return 0;
}
