/*
 * tcpdump.c - packets as text, into the tracker of their input
 *
 * packet_text.c takes lines apart; here is what needs more than one line: the
 * header that -v prints above a packet, which kind of time the lines have, what
 * the numbers are relative to (relative.c), and whether options were cut out of
 * the text by whoever pasted it.
 */
#include "readers/command.h"
#include "readers/packet_feed.h"

#define NS_PER_HOUR (3600LL * NS_PER_S)

/* What the times of a section are. */
enum stamp_mode {
	STAMPS_AS_TOLD, /* of the day or since 1970 */
	STAMPS_DELTA,	/* each since the line before: -ttt */
	STAMPS_ELAPSED, /* each since the first: -ttttt */
};

/* What a first look over a section tells. */
struct overview {
	size_t stamps, falls; /* times; those before the one above */
	int64_t first_ns, last_ns, max_ns;
	bool clock, delta, indented;
	bool options; /* any line has some */
	bool letters; /* -A printed the packets as letters */
};

struct dump {
	struct packet_feed feed;
	enum stamp_mode mode;
	int64_t now_ns;		       /* of the last line with a time; with deltas their sum */
	int64_t last_clock_ns, day_ns; /* a clock that passed midnight */
	bool timed;		       /* the packet at hand has a time */
	struct packet_text header;     /* of -v, for the next line */
	bool after_icmp, quoted;       /* what -v shows of a packet inside an ICMP error */
	bool letters;		       /* by -A */
};

/*
 * An IPv4 header begins with "E", one of IPv6 with "`", and the next byte is
 * seldom a letter. Bytes that end lines are in payloads too, so once there is
 * such a line any that is no packet may be a part of one.
 */
static bool
is_letters(struct str text)
{
	return text.n > 1 && (text.p[0] == 'E' || text.p[0] == '`') && !char_is_alnum(text.p[1]) &&
	       text.p[1] != ' ';
}

static void
look_over(const struct section *s, struct overview *ret)
{
	*ret = (struct overview){ 0 };
	for (size_t i = 0; i < s->n; i++) {
		struct packet_text p = packet_text_parse(s->lines[i].text);

		ret->options |= p.has_options;
		ret->letters |= p.form == PACKET_NONE && is_letters(s->lines[i].text);
		if (p.form == PACKET_NONE || p.stamp == STAMP_NONE)
			continue;
		if (!ret->stamps++)
			ret->first_ns = p.stamp_ns;
		else
			ret->falls += p.stamp_ns < ret->last_ns;
		ret->last_ns = p.stamp_ns;
		ret->max_ns = MAX(ret->max_ns, p.stamp_ns);
		ret->clock |= p.stamp == STAMP_CLOCK;
		ret->delta |= p.stamp == STAMP_DELTA;
		ret->indented |= p.indented;
	}
}

/* The number of letters t that tcpdump was given. */
static unsigned
count_t(struct str command)
{
	struct stage st;
	struct str word;
	unsigned n = 0;

	while (command_stage(&command, &st)) {
		if (!str_eq(st.program, STR("tcpdump")))
			continue;
		while (command_word(&st.words, &word))
			for (size_t i = 1; i < word.n && word.p[0] == '-'; i++)
				n += word.p[i] == 't';
	}
	return n;
}

/*
 * -t three times prints the time since the line before, five times since the
 * first. Both look like a time soon after midnight with a blank before it, and
 * begin at 0 unless the top was cut off. Pauses go up and down at random; time
 * since the first packet does not fall, but for a packet here and there that
 * two queues of a card swapped.
 */
static enum stamp_mode
stamp_mode(const struct overview *o, struct str command)
{
	unsigned t = count_t(command);

	if (o->delta || t == 3)
		return STAMPS_DELTA;
	if (t == 5)
		return STAMPS_ELAPSED;
	if (!o->clock || t == 4 || (o->first_ns && (!o->indented || o->max_ns >= NS_PER_HOUR)))
		return STAMPS_AS_TOLD;
	/* of four pauses, none shorter than the one before, one in 24 is so by chance */
	if (o->stamps <= 4 || o->falls * 8 > o->stamps)
		return STAMPS_DELTA;
	return STAMPS_ELAPSED;
}

static int64_t
clamp_time(int64_t ns)
{
	return MAX(MIN(ns, WIRE_TIME_MAX_NS), -WIRE_TIME_MAX_NS);
}

/* A clock that falls by more than half a day has passed midnight. */
static int64_t
over_midnight(struct dump *d, int64_t clock_ns)
{
	if (clock_ns < d->last_clock_ns - 12 * NS_PER_HOUR)
		d->day_ns += 24 * NS_PER_HOUR;
	d->last_clock_ns = clock_ns;
	return d->day_ns + clock_ns;
}

static void
take_time(struct dump *d, const struct packet_text *p)
{
	if (p->stamp == STAMP_NONE)
		return;
	if (d->mode == STAMPS_DELTA)
		d->now_ns = clamp_time(d->now_ns + clamp_time(p->stamp_ns));
	else if (p->stamp == STAMP_CLOCK && d->mode == STAMPS_AS_TOLD)
		d->now_ns = clamp_time(over_midnight(d, p->stamp_ns));
	else
		d->now_ns = clamp_time(p->stamp_ns);
	d->timed = true;
}

static void
take_message(struct dump *d, const struct line *l, const struct packet_text *p)
{
	if (p->dropped)
		case_problem(d->feed.r->cs, d->feed.s->input, l->number,
			     "tcpdump missed packets: " STR_F, STR_A(l->text));
}

static void
take_header(struct dump *d, const struct packet_text *p)
{
	/* inside an ICMP error: the packet that it speaks of, seen elsewhere before */
	d->quoted = p->stamp == STAMP_NONE && p->indented && d->after_icmp;
	if (d->quoted)
		return;
	d->timed = false;
	take_time(d, p);
	d->header = *p;
}

/* What the line above told of the packet on this one. */
static void
join_header(struct packet_text *p, const struct packet_text *header)
{
	p->interface = header->interface;
	p->direction = header->direction;
	p->ip = header->ip;
}

static void
take_packet(struct dump *d, const struct line *l, struct packet_text *p)
{
	bool below_header = d->header.form == PACKET_HEADER;

	if (d->quoted || (p->indented && p->stamp == STAMP_NONE && p->ip.told && d->after_icmp)) {
		d->quoted = false;
		return;
	}
	if (!below_header)
		d->timed = false;
	take_time(d, p);
	if (below_header)
		join_header(p, &d->header);
	packet_feed_take(&d->feed, l, p, d->timed ? d->now_ns : TIME_NONE);
	d->after_icmp = p->icmp;
	d->header.form = PACKET_NONE;
}

/* -v prints more lines below packets that are not TCP, indented. */
static bool
goes_on(const struct dump *d, struct str text)
{
	if (!d->feed.waits && !d->feed.in->capture.packets)
		return false;
	return d->letters || (text.n && char_is_space(text.p[0]));
}

static void
take_line(struct dump *d, const struct line *l)
{
	struct packet_text p = packet_text_parse(l->text);

	switch (p.form) {
	case PACKET_TCP:
	case PACKET_QUIET:
	case PACKET_OTHER:
		take_packet(d, l, &p);
		return;
	case PACKET_HEADER:
		take_header(d, &p);
		return;
	case PACKET_MESSAGE:
		take_message(d, l, &p);
		return;
	case PACKET_HEX:
		packet_feed_hex(&d->feed, l->text);
		return;
	case PACKET_NONE:
		if (!packet_feed_hex(&d->feed, l->text) && !goes_on(d, l->text))
			case_unread(d->feed.r->cs, d->feed.s->input, l->number, l->text);
		return;
	}
}

static void
tell_quiet(const struct packet_feed *f)
{
	if (f->quiet)
		case_problem(f->r->cs, f->s->input, 0,
			     "%llu packet%s without flags and numbers (-q, or cut short): only counted",
			     (unsigned long long)f->quiet, f->quiet == 1 ? "" : "s");
}

static void
read_section(struct reading *r, const struct section *s)
{
	struct dump *d = arena_new(r->scratch, struct dump, 1);
	struct overview o;

	look_over(s, &o);
	packet_feed_init(&d->feed, r, s);
	d->feed.options = o.options;
	d->mode = stamp_mode(&o, s->command);
	d->letters = o.letters;
	section_sample(r, s, "tcpdump");
	for (size_t i = 0; i < s->n; i++)
		take_line(d, &s->lines[i]);
	packet_feed_flush(&d->feed);
	tell_quiet(&d->feed);
}

static int
line_score(const struct line *l)
{
	struct packet_text p = packet_text_parse(l->text);

	switch (p.form) {
	case PACKET_TCP:
		return 95;
	case PACKET_QUIET:
	case PACKET_HEADER:
		return 85;
	case PACKET_OTHER:
		return p.stamp == STAMP_NONE ? 60 : 80;
	case PACKET_MESSAGE:
		return 60;
	case PACKET_HEX:
		return 30; /* other tools print such lines too */
	case PACKET_NONE:
		return 0;
	}
	return 0;
}

static int
probe(const struct section *s)
{
	int best = section_runs(s, "tcpdump") && !s->n ? 60 : 0;

	for (size_t i = 0; i < s->n && best < 95; i++)
		best = MAX(best, line_score(&s->lines[i]));
	return best;
}

const struct reader reader_tcpdump = {
	.kind = "tcpdump",
	.words = "packets as tcpdump prints them",
	.probe = probe,
	.read = read_section,
};
