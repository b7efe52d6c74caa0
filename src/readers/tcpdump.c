/*
 * tcpdump.c - packets as text, into the tracker of their input
 *
 * packet_text.c takes lines apart; here is what needs more than one line: the
 * header that -v prints above a packet, which kind of time the lines have, what
 * the numbers are relative to (relative.c), and whether options were cut out of
 * the text by whoever pasted it.
 */
#include "readers/command.h"
#include "readers/host_names.h"
#include "readers/packet_text.h"
#include "readers/relative.h"
#include "readers/remark.h"

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
	struct reading *r;
	const struct section *s;
	struct case_input *in;
	struct dialogs dialogs;
	struct map interfaces;
	struct map named; /* host names that were told already */
	enum stamp_mode mode;
	bool options;
	int64_t now_ns;		       /* of the last line with a time; with deltas their sum */
	int64_t last_clock_ns, day_ns; /* a clock that passed midnight */
	bool timed;		       /* the packet at hand has a time */
	struct packet_text header;     /* of -v, for the next line */
	bool after_icmp, quoted;       /* what -v shows of a packet inside an ICMP error */
	bool letters;		       /* by -A */
	uint64_t quiet;
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
count_packet(struct dump *d)
{
	struct capture_stats *stats = &d->in->capture;

	stats->packets++;
	if (!d->timed)
		return;
	if (stats->first_ns == TIME_NONE || d->now_ns < stats->first_ns)
		stats->first_ns = d->now_ns;
	if (stats->last_ns == TIME_NONE || d->now_ns > stats->last_ns)
		stats->last_ns = d->now_ns;
}

static uint16_t
interface_number(struct dump *d, struct str name)
{
	void **place;

	if (!name.n)
		return 0;
	place = map_put(&d->interfaces, name);
	if (!*place)
		*place = (void *)(uintptr_t)MIN(d->interfaces.n, (size_t)UINT16_MAX);
	return (uint16_t)(uintptr_t)*place;
}

/* Tell once which address a name got. */
static void
tell_name(struct dump *d, const struct line *l, struct str end, const struct endpoint *e)
{
	struct str host = str_sub(end, 0, str_rindex(end, '.'));
	char text[ADDR_TEXT_BYTES];
	void **place = map_put(&d->named, host);

	if (*place)
		return;
	*place = d;
	remark_add(d->r, d->s->input, l->number,
		   str_printf(d->r->arena, STR_F " is named without an address: shown as %s",
			      STR_A(host), addr_text(text, &e->addr)));
}

static bool
take_end(struct dump *d, const struct line *l, struct str text, struct endpoint *ret)
{
	bool named;

	if (!host_port_parse(text, ret, &named))
		return false;
	if (named)
		tell_name(d, l, text, ret);
	return true;
}

/* The sum over 16-bit words that the pseudo header of the checksum has (RFC 9293, 3.1). */
static uint32_t
pseudo_header_sum(const struct segment *seg, uint32_t tcp_bytes)
{
	size_t from = addr_is_v4(&seg->src.addr) ? 12 : 0;
	uint32_t sum = 6 + (tcp_bytes >> 16) + (tcp_bytes & 0xffff); /* 6: TCP */

	for (size_t i = from; i < 16; i += 2) {
		sum += (uint32_t)(seg->src.addr.b[i] << 8 | seg->src.addr.b[i + 1]);
		sum += (uint32_t)(seg->dst.addr.b[i] << 8 | seg->dst.addr.b[i + 1]);
	}
	sum = (sum & 0xffff) + (sum >> 16);
	return (sum & 0xffff) + (sum >> 16);
}

/*
 * A host whose card reckons checksums leaves the pseudo header's sum in the
 * field: then the packet was captured where it was sent. The length is -v's.
 */
static void
judge_checksum(struct segment *seg, const struct packet_text *p, const struct ip_text *ip)
{
	uint32_t header = addr_is_v4(&seg->src.addr) ? 20 : 0;

	if (seg->checksum == CHECKSUM_BAD && ip->len_bytes > header &&
	    p->checksum == pseudo_header_sum(seg, ip->len_bytes - header))
		seg->checksum = CHECKSUM_OFFLOADED;
}

static void
take_ip(struct segment *seg, const struct packet_text *p, const struct ip_text *ip)
{
	if (!ip->told)
		return;
	seg->known |= SEG_HAS_IP;
	seg->ttl = ip->ttl;
	seg->tos = ip->tos;
	seg->ip_id = ip->id;
	judge_checksum(seg, p, ip);
}

/* Make a segment of what the line has; the ends are set. */
static void
complete(struct dump *d, const struct packet_text *p, struct segment *seg)
{
	const struct packet_text *first = d->header.form == PACKET_HEADER ? &d->header : p;

	seg->packet = d->in->capture.packets;
	if (d->timed) {
		seg->known |= SEG_HAS_TIME;
		seg->time_ns = d->now_ns;
	}
	if (p->has_seq)
		seg->known |= SEG_HAS_SEQ;
	if (p->has_window)
		seg->known |= SEG_HAS_WINDOW;
	if (p->has_options || (d->options && p->whole))
		seg->known |= SEG_HAS_OPTIONS;
	if (!p->has_len && p->has_seq_end)
		seg->len = p->seq_end - seg->seq;
	seg->interface = interface_number(d, first->interface);
	seg->direction = (uint8_t)first->direction;
	take_ip(seg, p, &first->ip);
	dialogs_absolute(&d->dialogs, seg, p->has_seq, p->has_ack);
}

static struct tracker *
tracker_of(struct dump *d)
{
	if (!d->in->tracker)
		d->in->tracker = tracker_new(d->r->arena, &d->r->tracker);
	return d->in->tracker;
}

static void
take_segment(struct dump *d, const struct line *l, const struct packet_text *p)
{
	struct segment seg = p->seg;

	count_packet(d);
	if (!take_end(d, l, p->src, &seg.src) || !take_end(d, l, p->dst, &seg.dst)) {
		d->in->capture.undecodable++;
		case_unread(d->r->cs, d->s->input, l->number, l->text);
		return;
	}
	complete(d, p, &seg);
	d->in->capture.segments++;
	tracker_feed(tracker_of(d), &seg);
}

static void
take_other(struct dump *d, const struct packet_text *p)
{
	struct capture_stats *stats = &d->in->capture;

	count_packet(d);
	stats->icmp_unreachable += p->icmp_unreachable;
	stats->icmp_too_big += p->icmp_too_big;
	if (p->form == PACKET_QUIET) {
		stats->cut++;
		d->quiet++;
	} else if (d->header.ip.later_fragment || p->ip.later_fragment) {
		stats->fragments++;
	} else {
		stats->other++;
	}
}

static void
take_message(struct dump *d, const struct line *l, const struct packet_text *p)
{
	if (p->dropped)
		case_problem(d->r->cs, d->s->input, l->number, "tcpdump missed packets: " STR_F,
			     STR_A(l->text));
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

static void
take_packet(struct dump *d, const struct line *l, const struct packet_text *p)
{
	if (d->quoted || (p->indented && p->stamp == STAMP_NONE && p->ip.told && d->after_icmp)) {
		d->quoted = false;
		return;
	}
	if (d->header.form != PACKET_HEADER)
		d->timed = false;
	take_time(d, p);
	if (p->form == PACKET_TCP)
		take_segment(d, l, p);
	else
		take_other(d, p);
	d->after_icmp = p->icmp;
	d->header = (struct packet_text){ 0 };
}

/* -v prints more lines below packets that are not TCP, indented. */
static bool
goes_on(const struct dump *d, struct str text)
{
	if (!d->in->capture.packets)
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
		return;
	case PACKET_NONE:
		if (!goes_on(d, l->text))
			case_unread(d->r->cs, d->s->input, l->number, l->text);
		return;
	}
}

static void
read_section(struct reading *r, const struct section *s)
{
	struct dump d = { .r = r, .s = s, .in = case_input(r->cs, s->input) };
	struct overview o;

	look_over(s, &o);
	d.mode = stamp_mode(&o, s->command);
	d.options = o.options;
	d.letters = o.letters;
	dialogs_init(&d.dialogs, r->scratch);
	map_init(&d.interfaces, r->scratch);
	map_init(&d.named, r->scratch);
	section_sample(r, s, "tcpdump");
	for (size_t i = 0; i < s->n; i++)
		take_line(&d, &s->lines[i]);
	if (d.quiet)
		case_problem(r->cs, s->input, 0,
			     "%llu packet%s without flags and numbers (tcpdump -q): only counted",
			     (unsigned long long)d.quiet, d.quiet == 1 ? "" : "s");
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
