/*
 * pair_text.c - what two captures of the same connections tell, in words
 */
#include "report/report.h"
#include "report/segments.h"

static void
put_time(struct out *o, int64_t ns)
{
	char buf[TIME_TEXT_BYTES];

	if (ns < 0)
		out_char(o, '-');
	out_puts(o, duration_text(buf, ns < 0 ? (ns == INT64_MIN ? INT64_MAX : -ns) : ns));
}

static void
put_name(struct out *o, const char *path)
{
	text_put(o, input_name_words(path));
}

static void
put_place(struct out *o, const struct fate *f)
{
	put_name(o, f->other);
	out_printf(o, "#%llu", (unsigned long long)f->packet);
	if (f->last != f->packet)
		out_printf(o, "-%llu", (unsigned long long)f->last);
}

static void
put_delay(struct out *o, const struct fate *f)
{
	if (f->delay_ns == TIME_NONE)
		return;
	if (f->absolute) {
		out_puts(o, " after ");
		put_time(o, f->delay_ns);
	} else {
		out_puts(o, ", ");
		put_time(o, f->delay_ns);
		out_puts(o, " above the least");
	}
}

void
fate_words(struct out *o, const struct fate *f)
{
	switch ((enum fate_kind)f->kind) {
	case FATE_ARRIVED:
	case FATE_PARTLY:
		out_puts(o, "arrived as ");
		put_place(o, f);
		put_delay(o, f);
		if (f->missing)
			out_printf(o, "; %u of its bytes did not", f->missing);
		break;
	case FATE_DAMAGED:
		out_puts(o, "arrived damaged as ");
		put_place(o, f);
		out_puts(o, ": a bad checksum");
		break;
	case FATE_LOST:
		out_puts(o, "lost on the way to ");
		put_name(o, f->other);
		break;
	case FATE_MISSED:
		out_puts(o, "arrived, and ");
		put_name(o, f->other);
		out_puts(o, " missed it");
		break;
	case FATE_BEYOND:
		put_name(o, f->other);
		out_puts(o, " does not reach to this time");
		break;
	case FATE_SENT:
		out_puts(o, "sent as ");
		put_place(o, f);
		if (f->delay_ns != TIME_NONE) {
			put_delay(o, f);
			out_puts(o, f->absolute ? " on the way" : "");
		}
		break;
	case FATE_UNSENT:
		out_puts(o, "not in ");
		put_name(o, f->other);
		out_puts(o, ": made on the way, or missed there");
		break;
	case FATE_NONE:
	case FATE_COUNT:
		return;
	}
	out_char(o, '.');
}

static void
put_count(struct out *o, uint64_t n, const char *words)
{
	if (n)
		out_printf(o, ", %llu %s", (unsigned long long)n, words);
}

static void
put_way(struct out *o, const struct pair_way *w, const char *from, const char *to)
{
	put_name(o, from);
	out_puts(o, " to ");
	put_name(o, to);
	out_printf(o, ": %llu matched, %llu lost", (unsigned long long)w->matched,
		   (unsigned long long)w->lost);
	if (w->lost_data)
		out_printf(o, " (%llu with data, %llu bytes)", (unsigned long long)w->lost_data,
			   (unsigned long long)w->lost_bytes);
	put_count(o, w->damaged, "damaged");
	put_count(o, w->missed, "missed by the second");
	put_count(o, w->unsent, "not in the first");
	put_count(o, w->beyond, "when the other did not capture");
	if (w->timed) {
		out_puts(o, w->absolute ? "; took " : "; above the least ");
		put_time(o, w->min_ns);
		out_puts(o, " at least, ");
		put_time(o, w->median_ns);
		out_puts(o, " in the median, ");
		put_time(o, w->max_ns);
		out_puts(o, " at most");
	}
	out_char(o, '.');
}

static void
put_spikes(struct out *o, const struct pair_way *w, const char *from)
{
	uint32_t kept = MIN(w->spikes_n, (uint32_t)PAIR_SPIKES);

	if (!kept)
		return;
	out_printf(o, " %u delay spike%s", w->spikes_n, w->spikes_n == 1 ? "" : "s");
	out_puts(o, w->spikes_n > kept ? ", the worst of " : ": of ");
	put_name(o, from);
	for (uint32_t i = 0; i < kept; i++) {
		const struct pair_spike *s = &w->spikes[i];

		out_puts(o, i ? ", " : " ");
		out_printf(o, "#%llu", (unsigned long long)s->from_packet);
		if (s->to_packet != s->from_packet)
			out_printf(o, "-%llu", (unsigned long long)s->to_packet);
		out_puts(o, " +");
		put_time(o, s->queued_ns);
	}
	out_char(o, '.');
}

static void
put_clock(struct out *o, const struct pair_summary *s)
{
	const struct pair_clock *c = &s->clock;

	if (c->set_packet) {
		out_puts(o, "Clocks: one of them was set, ");
		put_name(o, s->second);
		out_puts(o, c->set_ns < 0 ? " back by about " : " ahead by about ");
		put_time(o, c->set_ns < 0 ? -c->set_ns : c->set_ns);
		out_puts(o, " against ");
		put_name(o, s->first);
		out_printf(o, ", before #%llu of that: no delays can be told.",
			   (unsigned long long)c->set_packet);
		return;
	}
	if (!c->known) {
		out_puts(o, "Clocks: packets both ways are needed to compare them.");
		return;
	}
	out_puts(o, "Clocks: ");
	put_name(o, s->second);
	out_puts(o, c->offset_ns < 0 ? " is behind by " : " is ahead by ");
	put_time(o, c->offset_ns < 0 ? -c->offset_ns : c->offset_ns);
	out_puts(o, " ± ");
	put_time(o, c->error_ns);
	if (c->drift_known && c->drifts)
		out_printf(o, " and %s %.1f ± %.1f ppm", c->drift_ppm < 0 ? "loses" : "gains",
			   c->drift_ppm < 0 ? -c->drift_ppm : c->drift_ppm, c->drift_error_ppm);
	else if (c->drift_known)
		out_printf(o, ", no drift above %.1f ppm", c->drift_error_ppm);
	out_puts(o, "; this takes the way there and the way back as equally long.");
}

static void
put_line(struct out *o, struct out *line, struct style style, unsigned indent)
{
	out_fill(o, ' ', indent);
	wrap_text(o, out_text(line), indent, 2, style.width);
	out_char(o, '\n');
	line->n = 0;
}

void
report_pair_text(struct out *o, const struct pair_summary *s, struct style style)
{
	struct out line;

	out_init_memory(&line);
	put_name(&line, s->first);
	out_puts(&line, " and ");
	put_name(&line, s->second);
	out_printf(&line, " share %u connection%s:", s->connections,
		   s->connections == 1 ? "" : "s");
	put_line(o, &line, style, 0);
	if (s->unplaced) {
		out_printf(&line,
			   "of %u it is not known which capture stands nearer to whom; "
			   "%llu packets of them are in both.",
			   s->unplaced, (unsigned long long)s->same_place);
		put_line(o, &line, style, 2);
	}
	if (s->rewritten) {
		out_printf(&line, "of %u a device between the two rewrites the sequence numbers.",
			   s->rewritten);
		put_line(o, &line, style, 2);
	}
	if (s->unplaced < s->connections) {
		put_way(&line, &s->way[0], s->first, s->second);
		put_spikes(&line, &s->way[0], s->first);
		put_line(o, &line, style, 2);
		put_way(&line, &s->way[1], s->second, s->first);
		put_spikes(&line, &s->way[1], s->second);
		put_line(o, &line, style, 2);
		put_clock(&line, s);
		put_line(o, &line, style, 2);
	}
	out_fini(&line);
}
