/*
 * rewrap.c - packets that a mail program or a terminal broke over several lines
 *
 *	14:02:11.001 IP 10.0.0.5.51514 > 10.0.0.9.6379: Flags [S], seq 882146506,
 *	win 64240, options [mss 1460,sackOK,TS val 3553895691 ecr 0,nop,wscale 7],
 *	length 0
 *
 * A line that begins a packet is followed by one that begins none. The lines are
 * joined as long as that makes more of the packet known than there was before; so
 * a remark below a packet that is whole, or that somebody cut, stays a line of its
 * own. Programs of mail break at a blank, which is put back. Terminals break at
 * their width, wherever that is: then nearly all such lines are as long as the
 * longest.
 */
#include "readers/rewrap.h"

#include "readers/packet_front.h"
#include "readers/packet_text.h"
#include "readers/prompt.h"
#include "readers/scan.h"
#include "readers/shark_row.h"

/* Of one packet: the longest ones of tcpdump have 400 letters, mail has 72 in a line. */
#define PIECES_MAX 8
/* Narrower is nothing. */
#define WIDTH_MIN 40

/* The cheap question: does a packet begin here? */
static bool
begins_packet(struct str line)
{
	struct packet_text p = { .form = PACKET_NONE };
	struct str s = line, rest, word;

	scan_blanks(&s);
	if (!s.n || s.p[0] == '[' || s.p[0] == '<')
		return false;
	if (s.p[0] == '(') /* the header of what an ICMP error quotes, of -e -v */
		return s.n != line.n;
	rest = s;
	word = scan_word(&rest);
	if (packet_is_network_word(word))
		return true;
	if (s.n != line.n && scan_starts(rest, " > ")) /* the second line of -v */
		return true;
	if (!scan_is_digit(word.p[0]) && word.p[0] != '-')
		return false;
	packet_front_cut(&s, &p);
	return p.stamp != STAMP_NONE;
}

/* "    1   0.000000 …": a number and a time */
static bool
begins_row(struct str line)
{
	struct str s = str_trim(line), word = scan_word(&s);
	uint32_t number;
	int64_t ns;

	return str_to_u32(word, &number) && shark_time_take(&s, &ns) != SHARK_UNTIMED;
}

static bool
begins(struct str line)
{
	return begins_packet(line) || begins_row(line);
}

/* How much of a packet a line tells. */
static int
packet_worth(struct str line)
{
	struct packet_text p = packet_text_parse(line);
	bool length;

	switch (p.form) {
	case PACKET_TCP:
		return 10 + p.has_seq + p.has_ack + p.has_window + p.has_options + 4 * p.has_len -
		       2 * p.options_cut + p.ip.told + (p.seg.options & OPT_TIMESTAMP ? 1 : 0);
	case PACKET_HEADER:
		return 12;
	case PACKET_QUIET:
		return 9;
	case PACKET_OTHER:
		length = str_has(line, STR(", length "));
		return 3 + 3 * length + p.ip.told;
	case PACKET_NONE:
	case PACKET_MESSAGE:
	case PACKET_HEX:
		return 0;
	}
	return 0;
}

static int
row_worth(struct str line)
{
	struct shark_line l;
	uint8_t options;
	int worth;

	if (!shark_row_parse(line, &l))
		return 0;
	if (l.p.form != PACKET_TCP)
		return 3;
	options = l.p.seg.options;
	worth = 10 + l.p.has_seq + l.p.has_ack + l.p.has_window + 2 * l.p.has_len + l.p.seg.nsack;
	for (; options; options &= (uint8_t)(options - 1))
		worth++;
	return worth + (l.p.seg.tsecr != 0);
}

static int
worth(struct str line)
{
	int packet = packet_worth(line), row = begins_row(line) ? row_worth(line) : 0;

	return MAX(packet, row);
}

/* Whether a line can be what is left of the packet above. */
static bool
can_continue(const struct line *l)
{
	struct prompt p;

	return l->text.n && !begins(l->text) && !str_starts(str_trim(l->text), STR("0x")) &&
	       !prompt_parse(l->text, &p);
}

static bool
is_whole(struct str line)
{
	struct packet_text p = packet_text_parse(line);

	return p.form == PACKET_HEADER || (p.form == PACKET_TCP && p.has_len && p.whole);
}

/* The width of a terminal, if it is one that broke the lines: else SIZE_MAX. */
static size_t
terminal_width(const struct line *lines, size_t n)
{
	size_t longest = 0, broken = 0, full = 0;

	for (size_t i = 0; i + 1 < n; i++)
		if (begins(lines[i].text) && can_continue(&lines[i + 1]))
			longest = MAX(longest, lines[i].text.n);
	for (size_t i = 0; i + 1 < n; i++)
		if (begins(lines[i].text) && can_continue(&lines[i + 1])) {
			broken++;
			full += lines[i].text.n + 1 >= longest;
		}
	return longest >= WIDTH_MIN && broken > 1 && full * 10 >= broken * 9 ? longest : SIZE_MAX;
}

static struct str
join(struct arena *a, struct str left, struct str right, bool blank)
{
	return str_printf(a, STR_F "%s" STR_F, STR_A(left), blank ? " " : "", STR_A(right));
}

/*
 * The packet that begins at lines[i], and in *ret_taken how many lines it has. The
 * pieces that add nothing are not taken.
 */
static struct str
gather(struct arena *a, const struct line *lines, size_t n, size_t width, size_t *ret_taken)
{
	struct str best = lines[0].text, all = best;
	int most = worth(best);

	*ret_taken = 1;
	for (size_t k = 1; k < n && k < PIECES_MAX && can_continue(&lines[k]); k++) {
		bool blank = lines[k - 1].text.n != width;
		int now;

		all = join(a, all, blank ? str_trim(lines[k].text) : lines[k].text, blank);
		now = worth(all);
		if (now <= most)
			continue;
		most = now;
		best = all;
		*ret_taken = k + 1;
		if (is_whole(all))
			break;
	}
	return best;
}

static bool
is_broken(const struct line *lines, size_t n)
{
	return n > 1 && !packet_line_is_plain(lines[0].text) && lines[0].text.n >= WIDTH_MIN / 2 &&
	       begins(lines[0].text) && can_continue(&lines[1]) && !is_whole(lines[0].text);
}

const struct line *
lines_rewrap(struct arena *a, const struct line *lines, size_t *n)
{
	struct line *out;
	size_t first = 0, used, width;

	while (first < *n && !is_broken(lines + first, *n - first))
		first++;
	if (first == *n)
		return lines;
	width = terminal_width(lines, *n);
	out = arena_new(a, struct line, *n);
	memcpy(out, lines, first * sizeof(*out));
	used = first;
	for (size_t i = first, taken; i < *n; i += taken) {
		out[used] = lines[i];
		taken = 1;
		if (is_broken(lines + i, *n - i))
			out[used].text = gather(a, lines + i, *n - i, width, &taken);
		used++;
	}
	*n = used;
	return out;
}
