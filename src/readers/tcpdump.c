/*
 * tcpdump.c - packets as tcpdump prints them
 *
 * packet_text.c takes lines apart, packet_feed.c makes segments of them; here is
 * what needs more than one line: the header that -v prints above a packet, which
 * kind of time the lines have, and what belongs to no packet.
 */
#include "readers/command.h"
#include "readers/packet_feed.h"
#include "readers/packet_front.h"
#include "readers/stamps.h"

/* What a first look over a section tells. */
struct overview {
	struct stamp_overview stamps;
	bool options; /* any line has some */
	bool letters; /* -A printed the packets as letters */
};

struct dump {
	struct packet_feed feed;
	struct stamps stamps;
	bool timed;		   /* the packet at hand has a time */
	struct packet_text header; /* of -v, for the next line */
	bool after_icmp, quoted;   /* what -v shows of a packet inside an ICMP error */
	bool letters;		   /* by -A */
	uint32_t command_line;	   /* of its section */
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

/* Every form shows itself within the first screens. */
#define LOOK_LINES 4096

static void
look_over(const struct section *s, struct overview *ret)
{
	*ret = (struct overview){ 0 };
	for (size_t i = 0; i < s->n && i < LOOK_LINES; i++) {
		struct packet_text p = packet_text_parse(s->lines[i].text);

		ret->options |= p.has_options;
		ret->letters |= p.form == PACKET_NONE && is_letters(s->lines[i].text);
		if (p.form != PACKET_NONE)
			stamp_overview_add(&ret->stamps, p.stamp, p.stamp_ns, p.indented);
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

static void
take_time(struct dump *d, const struct packet_text *p)
{
	if (p->stamp == STAMP_NONE)
		return;
	stamps_next(&d->stamps, p->stamp, p->stamp_ns);
	d->feed.clock = d->stamps.clock;
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
	packet_feed_take(&d->feed, l, p, d->timed ? d->stamps.now_ns : TIME_NONE);
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
tell_what_lacks(struct packet_feed *f)
{
	if (f->quiet)
		case_problem(
			f->r->cs, f->s->input, 0,
			"%llu packet%s without flags and numbers (-q): who sent how much when is "
			"told, losses are not",
			(unsigned long long)f->quiet, f->quiet == 1 ? "" : "s");
	if (f->cut)
		case_problem(f->r->cs, f->s->input, 0,
			     "%llu packet%s cut short by the snap length: only counted",
			     (unsigned long long)f->cut, f->cut == 1 ? "" : "s");
	f->quiet = f->cut = 0;
}

static struct dump *
dump_new(struct reading *r, const struct section *s)
{
	struct dump *d = arena_new(r->piecewise ? r->arena : r->scratch, struct dump, 1);
	struct overview o;

	look_over(s, &o);
	packet_feed_init(&d->feed, r, s);
	d->feed.options = o.options;
	stamps_init(&d->stamps, stamp_mode(&o.stamps, count_t(s->command)), &o.stamps);
	d->letters = o.letters;
	d->command_line = s->command_line;
	section_sample(r, s, "tcpdump");
	return d;
}

/*
 * Of a text in pieces the section may have begun in the one before: numbers are relative
 * to what stood there, and so are times.
 */
static struct dump *
dump_of(struct reading *r, const struct section *s)
{
	struct dump *d = r->going_on;

	if (!d || d->command_line != s->command_line)
		d = dump_new(r, s);
	r->going_on = r->piecewise ? d : NULL;
	d->feed.s = s;
	d->feed.in = case_input(r->cs, s->input);
	return d;
}

static void
read_section(struct reading *r, const struct section *s)
{
	struct dump *d = dump_of(r, s);

	for (size_t i = 0; i < s->n; i++)
		take_line(d, &s->lines[i]);
	packet_feed_flush(&d->feed);
	/* the piece's text may go */
	d->header.interface = STR("");
	tell_what_lacks(&d->feed);
}

static int
line_score(const struct line *l)
{
	struct packet_text p;

	if (packet_line_is_plain(l->text))
		return 95;
	p = packet_text_parse(l->text);
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
