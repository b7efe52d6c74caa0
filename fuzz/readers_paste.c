/*
 * readers_paste.c - any text through the way that a user's text goes
 *
 * Splitting, putting lost line ends back, detection, all readers, the tracker of
 * packet text, and what the case makes of all of it.
 */
#include "readers/readers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes);

static void
look_at(void *ctx, const struct judged *j)
{
	struct out *o = ctx;

	o->n = 0;
	judged_why(j, o);
}

static void
ask(const struct crux_case *cs, struct out *o)
{
	struct origin at = { 0 };

	for (int s = TCP_STATE_UNKNOWN; s < TCP_STATE_COUNT; s++)
		case_sockets_in_state(cs, (enum tcp_state)s, &at);
	origin_text(cs, at, o);
	case_counter(cs, "TcpExtListenDrops");
	case_setting(cs, "net.ipv4.tcp_tw_reuse");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	struct arena kept, scratch;
	struct crux_case cs;
	struct reading r = { .arena = &kept, .scratch = &scratch, .cs = &cs };
	struct out o;

	arena_init(&kept, "case", (size_t)512 << 20);
	arena_init(&scratch, "scratch", (size_t)512 << 20);
	out_init_memory(&o);
	case_init(&cs, &kept);
	r.tracker.episodes = true;
	r.tracker.segment = look_at;
	r.tracker.ctx = &o;
	read_text(&r, "fuzz", (struct str){ (const char *)data, len_bytes });
	case_finish(&cs);
	ask(&cs, &o);
	out_fini(&o);
	arena_fini(&scratch);
	arena_fini(&kept);
	return 0;
}
