/*
 * tshark_fields.c - packets as columns of chosen fields: tshark -T fields -e …
 *
 *	frame.time_epoch	ip.src	tcp.srcport	tcp.flags	tcp.seq_raw	tcp.len
 *	1795358429.383288000	10.8.0.6	57354	0x0002	1704532207	0
 *
 * Which fields they are is told by the heading (-E header=y) or by the command
 * line. Without either it is a table of numbers that nobody can read, and so no
 * evidence.
 */
#include "readers/command.h"
#include "readers/packet_feed.h"
#include "readers/scan.h"
#include "readers/shark_numbers.h"
#include "readers/shark_row.h"
#include "readers/stamps.h"

#define COLUMNS_MAX 64

/* One row while its cells are taken. */
struct cells {
	struct packet_text p;
	struct shark_row row;
	enum stamp_form stamp;
	int64_t stamp_ns;
	bool has_src, has_dst, raw_seq, raw_ack;
	unsigned shift; /* of the window scale by its factor */
};

typedef void take_fn(struct cells *c, struct str value);

static bool
number(struct str s, uint32_t *ret)
{
	uint64_t v;

	if (str_take(&s, STR("0x")) ? !str_to_hex64(s, &v) : !str_to_u64(s, &v))
		return false;
	*ret = (uint32_t)v;
	return v <= UINT32_MAX;
}

/* "1" and "True", as versions differ */
static bool
is_set(struct str s)
{
	return str_eq(s, STR("1")) || str_eq_nocase(s, STR("true"));
}

static void
time_epoch(struct cells *c, struct str s)
{
	if (str_s_to_ns(s, &c->stamp_ns))
		c->stamp = STAMP_EPOCH;
}

static void
time_any(struct cells *c, struct str s)
{
	enum shark_time t = shark_time_take(&s, &c->stamp_ns);

	if (t != SHARK_UNTIMED)
		c->stamp = t == SHARK_CLOCK	? STAMP_CLOCK
			   : t == SHARK_SECONDS ? STAMP_EPOCH
						: STAMP_DATED;
}

static void
time_delta(struct cells *c, struct str s)
{
	if (str_s_to_ns(s, &c->stamp_ns))
		c->stamp = STAMP_DELTA;
}

static void
frame_len(struct cells *c, struct str s)
{
	number(s, &c->row.frame_bytes);
}

static void
ip_src(struct cells *c, struct str s)
{
	c->has_src |= addr_parse(s, &c->p.seg.src.addr);
}

static void
ip_dst(struct cells *c, struct str s)
{
	c->has_dst |= addr_parse(s, &c->p.seg.dst.addr);
}

static void
ip_ttl(struct cells *c, struct str s)
{
	uint32_t v;

	if (!number(s, &v))
		return;
	c->p.ip.told = true;
	c->p.ip.ttl = (uint8_t)v;
}

static void
ip_id(struct cells *c, struct str s)
{
	uint32_t v;

	if (number(s, &v))
		c->p.ip.id = (uint16_t)v;
}

static void
ip_tos(struct cells *c, struct str s)
{
	uint32_t v;

	if (number(s, &v))
		c->p.ip.tos = (uint8_t)v;
}

static void
src_port(struct cells *c, struct str s)
{
	str_to_u16(s, &c->p.seg.src.port);
}

static void
dst_port(struct cells *c, struct str s)
{
	str_to_u16(s, &c->p.seg.dst.port);
}

static void
flags(struct cells *c, struct str s)
{
	uint32_t v;

	if (!number(s, &v))
		return;
	c->p.form = PACKET_TCP;
	c->p.seg.flags = (uint8_t)v;
}

/* "·······A··S·", the letters of Wireshark, with dots of several kinds between */
static void
flags_letters(struct cells *c, struct str s)
{
	static const struct {
		char letter;
		uint8_t flag;
	} letters[] = {
		{ 'F', TCP_FIN }, { 'S', TCP_SYN }, { 'R', TCP_RST }, { 'P', TCP_PSH },
		{ 'A', TCP_ACK }, { 'U', TCP_URG }, { 'E', TCP_ECE }, { 'C', TCP_CWR },
	};

	for (size_t i = 0; i < COUNT_OF(letters); i++)
		if (str_index(s, letters[i].letter) != SIZE_MAX) {
			c->p.form = PACKET_TCP;
			c->p.seg.flags |= letters[i].flag;
		}
	/* "A" stands for ACK and for the ninth flag, which is "N" in older versions */
	if (str_index(s, 'N') != SIZE_MAX)
		c->p.seg.known |= SEG_AE;
}

static void
set_flag(struct cells *c, struct str s, uint8_t flag)
{
	c->p.form = PACKET_TCP;
	if (is_set(s))
		c->p.seg.flags |= flag;
}

static void
flag_fin(struct cells *c, struct str s)
{
	set_flag(c, s, TCP_FIN);
}

static void
flag_syn(struct cells *c, struct str s)
{
	set_flag(c, s, TCP_SYN);
}

static void
flag_reset(struct cells *c, struct str s)
{
	set_flag(c, s, TCP_RST);
}

static void
flag_push(struct cells *c, struct str s)
{
	set_flag(c, s, TCP_PSH);
}

static void
flag_ack(struct cells *c, struct str s)
{
	set_flag(c, s, TCP_ACK);
}

static void
seq(struct cells *c, struct str s)
{
	uint32_t v;

	if (c->raw_seq || !number(s, &v))
		return;
	c->p.seg.seq = v;
	c->p.has_seq = true;
}

static void
seq_raw(struct cells *c, struct str s)
{
	c->raw_seq = false;
	seq(c, s);
	c->raw_seq = c->p.has_seq;
}

static void
ack(struct cells *c, struct str s)
{
	uint32_t v;

	if (c->raw_ack || !number(s, &v))
		return;
	c->p.seg.ack = v;
	c->p.has_ack = true;
}

static void
ack_raw(struct cells *c, struct str s)
{
	c->raw_ack = false;
	ack(c, s);
	c->raw_ack = c->p.has_ack;
}

static void
len(struct cells *c, struct str s)
{
	c->p.has_len = number(s, &c->p.seg.len);
}

static void
window_value(struct cells *c, struct str s)
{
	c->row.raw_window = c->p.has_window = number(s, &c->p.window_shown);
}

static void
window(struct cells *c, struct str s)
{
	if (!c->row.raw_window)
		c->p.has_window = number(s, &c->p.window_shown);
}

static void
mss(struct cells *c, struct str s)
{
	if (str_to_u16(s, &c->p.seg.mss))
		c->p.seg.options |= OPT_MSS;
}

static void
scale(struct cells *c, struct str s)
{
	uint32_t v;

	if (!number(s, &v))
		return;
	c->p.seg.wscale = (uint8_t)MIN(v, 14u); /* RFC 7323, 2.3 */
	c->p.seg.options |= OPT_WSCALE;
}

static void
multiplier(struct cells *c, struct str s)
{
	uint32_t v;

	if (!number(s, &v))
		return;
	for (c->shift = 0; c->shift < 14 && (1u << c->shift) < v;)
		c->shift++;
	c->p.seg.wscale = (uint8_t)c->shift;
	c->p.seg.options |= OPT_WSCALE;
}

static void
sack_ok(struct cells *c, struct str s)
{
	if (s.n)
		c->p.seg.options |= OPT_SACK_OK;
}

static void
tsval(struct cells *c, struct str s)
{
	if (number(s, &c->p.seg.tsval))
		c->p.seg.options |= OPT_TIMESTAMP;
}

static void
tsecr(struct cells *c, struct str s)
{
	number(s, &c->p.seg.tsecr);
}

/* "1449,4345": several of one field are joined by commas */
static void
sack_edges(struct cells *c, struct str s, int edge)
{
	struct segment *seg = &c->p.seg;
	struct str one;
	uint8_t n = 0;

	while (n < SEG_SACK_MAX && str_cut(&s, ',', &one) && number(one, &seg->sack[n][edge]))
		n++;
	seg->nsack = n;
	if (n)
		seg->options |= OPT_SACK;
}

static void
sack_left(struct cells *c, struct str s)
{
	sack_edges(c, s, 0);
}

static void
sack_right(struct cells *c, struct str s)
{
	sack_edges(c, s, 1);
}

static void
info(struct cells *c, struct str s)
{
	struct packet_text p = c->p;

	if (shark_info_parse(s, &p, &c->row))
		c->p = p;
}

static void
reused(struct cells *c, struct str s)
{
	c->row.ports_reused |= s.n > 0;
}

/* Fields that say nothing here have no function. */
static const struct {
	const char *name;
	take_fn *take;
} fields[] = {
	{ "frame.time_epoch", time_epoch },
	{ "frame.time_relative", time_any },
	{ "frame.time", time_any },
	{ "frame.time_delta", time_delta },
	{ "frame.time_delta_displayed", time_delta },
	{ "_ws.col.Time", time_any },
	{ "_ws.col.time", time_any },
	{ "frame.len", frame_len },
	{ "ip.src", ip_src },
	{ "ip.dst", ip_dst },
	{ "ipv6.src", ip_src },
	{ "ipv6.dst", ip_dst },
	{ "_ws.col.Source", ip_src },
	{ "_ws.col.Destination", ip_dst },
	{ "_ws.col.def_src", ip_src },
	{ "_ws.col.def_dst", ip_dst },
	{ "ip.ttl", ip_ttl },
	{ "ipv6.hlim", ip_ttl },
	{ "ip.id", ip_id },
	{ "ip.dsfield", ip_tos },
	{ "tcp.srcport", src_port },
	{ "tcp.dstport", dst_port },
	{ "tcp.flags", flags },
	{ "tcp.flags.str", flags_letters },
	{ "tcp.flags.fin", flag_fin },
	{ "tcp.flags.syn", flag_syn },
	{ "tcp.flags.reset", flag_reset },
	{ "tcp.flags.push", flag_push },
	{ "tcp.flags.ack", flag_ack },
	{ "tcp.seq", seq },
	{ "tcp.seq_raw", seq_raw },
	{ "tcp.ack", ack },
	{ "tcp.ack_raw", ack_raw },
	{ "tcp.len", len },
	{ "tcp.window_size_value", window_value },
	{ "tcp.window_size", window },
	{ "tcp.options.mss_val", mss },
	{ "tcp.options.wscale.shift", scale },
	{ "tcp.options.wscale.multiplier", multiplier },
	{ "tcp.options.sack_perm", sack_ok },
	{ "tcp.options.timestamp.tsval", tsval },
	{ "tcp.options.timestamp.tsecr", tsecr },
	{ "tcp.options.sack_le", sack_left },
	{ "tcp.options.sack_re", sack_right },
	{ "tcp.analysis.reused_ports", reused },
	{ "_ws.col.Info", info },
	{ "_ws.col.info", info },
};

struct table {
	struct packet_feed feed;
	struct shark_numbers numbers;
	struct stamps stamps;
	struct shark_row row;
	take_fn *columns[COLUMNS_MAX]; /* NULL: of no use */
	size_t n;
	char separator;
	bool any; /* one of them is of use */
};

static bool
has_column(const struct table *t, take_fn *take)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->columns[i] == take)
			return true;
	return false;
}

static bool
has_options(const struct table *t)
{
	return has_column(t, mss) && has_column(t, tsval) && has_column(t, sack_left) &&
	       (has_column(t, scale) || has_column(t, multiplier));
}

/* "ip.src": a name of Wireshark's, with a point */
static bool
is_field_name(struct str s)
{
	size_t points = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (!char_is_alnum(s.p[i]) && str_index(STR("._-"), s.p[i]) == SIZE_MAX)
			return false;
		points += s.p[i] == '.';
	}
	return points && s.n > 3 && (char_is_alpha(s.p[0]) || s.p[0] == '_');
}

static void
add_column(struct table *t, struct str name)
{
	take_fn *take = NULL;

	for (size_t i = 0; i < COUNT_OF(fields); i++)
		if (str_eq(name, str_from(fields[i].name)))
			take = fields[i].take;
	if (t->n < COLUMNS_MAX)
		t->columns[t->n++] = take;
	t->any |= take != NULL;
}

static char
separator_of(struct str option)
{
	if (!str_take(&option, STR("separator=")) || !option.n)
		return 0;
	if (str_eq(option, STR("/t")))
		return '\t';
	return str_eq(option, STR("/s")) ? ' ' : option.p[0];
}

/* "tshark -T fields -e ip.src -e tcp.srcport -E separator=," */
static bool
columns_of_command(struct table *t, struct str command)
{
	struct stage st;
	struct str word;
	bool asked = false;

	while (command_stage(&command, &st)) {
		if (!str_eq(st.program, STR("tshark")))
			continue;
		while (command_word(&st.words, &word)) {
			if (str_eq(word, STR("-e")) && command_word(&st.words, &word))
				add_column(t, word);
			else if (str_eq(word, STR("-E")) && command_word(&st.words, &word))
				t->separator = separator_of(word) ? separator_of(word)
								  : t->separator;
			else
				asked |= str_ends(word, STR("fields"));
		}
	}
	return asked && t->n;
}

/* The names of the fields, one separator between them. */
static bool
columns_of_heading(struct table *t, struct str line)
{
	static const char separators[] = { '\t', ',', ';', '|', ' ' };
	struct str name;

	for (size_t i = 0; i < COUNT_OF(separators); i++) {
		struct str rest = line;
		bool names = str_index(line, separators[i]) != SIZE_MAX;

		while (names && str_cut(&rest, separators[i], &name))
			names = is_field_name(str_trim(name));
		if (!names)
			continue;
		t->separator = separators[i];
		t->n = 0;
		t->any = false;
		while (str_cut(&line, separators[i], &name))
			add_column(t, str_trim(name));
		return t->any;
	}
	return false;
}

static struct str
without_quotes(struct str s)
{
	s = str_trim(s);
	return s.n > 1 && s.p[0] == '"' && s.p[s.n - 1] == '"' ? str_sub(s, 1, s.n - 2) : s;
}

/* False: it has another number of columns. */
static bool
take_cells(const struct table *t, struct str line, struct cells *c)
{
	struct str cell;
	size_t i = 0;

	*c = (struct cells){ .p.form = PACKET_OTHER };
	for (; str_cut(&line, t->separator, &cell); i++) {
		if (i == t->n)
			return false;
		cell = without_quotes(cell);
		if (t->columns[i] && cell.n)
			t->columns[i](c, cell);
	}
	/* tshark leaves nothing out at the end, but pastes lose tabs there */
	return i > 1 || t->n == 1;
}

/* What the cells tell together. */
static void
finish_cells(struct cells *c)
{
	struct packet_text *p = &c->p;

	p->ends_known = c->has_src && c->has_dst;
	if (p->form == PACKET_OTHER && p->has_seq && p->seg.src.port) {
		/* no column of flags: what can be told from the numbers */
		p->form = PACKET_TCP;
		p->seg.flags = p->has_ack && p->seg.ack ? TCP_ACK : 0;
	}
	if (p->form == PACKET_TCP && !p->ends_known)
		p->form = PACKET_QUIET;
	p->has_ack &= (p->seg.flags & TCP_ACK) != 0;
	if (c->row.raw_window)
		p->seg.window = (uint16_t)p->window_shown;
	c->row.raw = c->row.sack_relative = c->raw_seq;
}

static void
settle(void *ctx, struct packet_text *p)
{
	struct table *t = ctx;

	if (p->ends_known)
		shark_numbers_settle(&t->numbers, &t->row, p);
}

static void
take_line(struct table *t, const struct line *l)
{
	struct cells c;
	int64_t time_ns = TIME_NONE;

	if (!str_trim(l->text).n || columns_of_heading(t, l->text))
		return;
	if (!t->n || !take_cells(t, l->text, &c)) {
		case_unread(t->feed.r->cs, t->feed.s->input, l->number, l->text);
		return;
	}
	finish_cells(&c);
	c.p.has_options = has_options(t);
	if (c.stamp != STAMP_NONE) {
		if (c.stamp == STAMP_DELTA)
			t->stamps.mode = STAMPS_DELTA;
		time_ns = stamps_next(&t->stamps, c.stamp, c.stamp_ns);
		t->feed.clock = t->stamps.clock;
	}
	packet_feed_take(&t->feed, l, &c.p, time_ns);
	t->row = c.row;
}

static void
read_section(struct reading *r, const struct section *s)
{
	struct table *t = arena_new(r->scratch, struct table, 1);

	packet_feed_init(&t->feed, r, s);
	t->feed.settle = settle;
	t->feed.ctx = t;
	t->separator = '\t';
	shark_numbers_init(&t->numbers, r->scratch);
	columns_of_command(t, s->command);
	section_sample(r, s, "tshark-fields");
	for (size_t i = 0; i < s->n; i++)
		take_line(t, &s->lines[i]);
	packet_feed_flush(&t->feed);
}

/* The command line or the heading, which may be followed by anything. */
static int
probe(const struct section *s)
{
	struct table t = { .n = 0 };

	if (section_runs(s, "tshark") && columns_of_command(&t, s->command))
		return 96;
	if (s->n && columns_of_heading(&t, s->lines[0].text))
		return 96;
	return 0;
}

const struct reader reader_tshark_fields = {
	.kind = "tshark-fields",
	.words = "packets as fields of their own choice: tshark -T fields",
	.probe = probe,
	.read = read_section,
};
