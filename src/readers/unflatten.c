/*
 * unflatten.c - a paste that lost its line ends
 *
 * A web page or a chat makes one line of a session:
 *
 *	… $ ss -tan state close-wait | wc -l9821$ ss -sTCP:   23552 (estab …
 *
 * Such a line has prompts in its middle. It is cut before each; each piece is
 * then cut where its command ends, which is where output that one knows begins:
 * headings, a row of sockets, a counter, a packet. Output is cut before each
 * further beginning. Nothing is cut in a text of many lines with one prompt each.
 */
#include "readers/unflatten.h"

#include "readers/command.h"
#include "readers/packet_front.h"
#include "readers/prompt.h"

/* A paste is not longer; it bounds the time that hostile lines can cost. */
#define LINE_MAX_BYTES ((size_t)1 << 20)
/* A text of so few lines may be a flattened one, though it has one prompt only. */
#define FEW_LINES 2

/*
 * How lines of output begin: words, and letters for what differs.
 *
 *	#  a number; N#  a number with a point
 *	S  a state of TCP, as ss and netstat print it
 *	C  a counter of the kernel
 *	@  address and port
 *	T  a time of day; D  a date
 *	W  any word
 *	K  a name with points in it
 *
 * The last word may have anything glued behind it. Longer ones come first.
 */
static const char *const beginnings[] = {
	"Netid State Recv-Q Send-Q",
	"State Recv-Q Send-Q",
	"Proto Recv-Q Send-Q",
	"Recv-Q Send-Q",
	"Active Internet connections",
	"S # # @ @",
	"# # @ @",
	"tcp # # @ @",
	"tcp6 # # @ @",
	"Total: #",
	"TCP: # (",
	"Transport Total IP",
	"RAW # # #",
	"UDP # # #",
	"TCP # # #",
	"INET # # #",
	"FRAG # # #",
	"sockets: used #",
	"TCP: inuse #",
	"UDP: inuse #",
	"UDPLITE: inuse #",
	"RAW: inuse #",
	"FRAG: inuse #",
	"#kernel",
	"C # N#",
	"D T IP W >",
	"D T IP6 W >",
	"T IP W >",
	"T IP6 W >",
	"N# IP W >",
	"N# IP6 W >",
	"tcpdump: ",
	"listening on ",
};

/* A setting begins a line only where a word begins. */
#define SETTING "K = #"
/* A packet without a time, unless it has one further to the left: "14:02:11 eth0 In IP …" */
#define PACKET "IP W > W Flags"

static bool
is_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!char_is_digit(s.p[i]))
			return false;
	return s.n > 0;
}

static bool
begins_with_digit(struct str s)
{
	return s.n && char_is_digit(s.p[0]);
}

static bool
is_decimal(struct str s)
{
	size_t point = str_index(s, '.');

	return begins_with_digit(s) && point != SIZE_MAX && is_digits(str_sub(s, 0, point)) &&
	       begins_with_digit(str_from_pos(s, point + 1));
}

static bool
is_counter(struct str s)
{
	static const char *const groups[] = { "TcpExt", "Tcp", "IpExt", "Ip", "Icmp", "Udp" };

	for (size_t i = 0; i < COUNT_OF(groups); i++) {
		struct str rest = s;

		if (str_take(&rest, str_from(groups[i])))
			return rest.n && !char_is_digit(rest.p[0]);
	}
	return false;
}

static bool
is_address(struct str s)
{
	size_t colon = str_rindex(s, ':');

	return colon != SIZE_MAX && colon && colon + 1 < s.n &&
	       (char_is_alnum(s.p[colon + 1]) || s.p[colon + 1] == '*');
}

static bool
is_state(struct str s)
{
	enum tcp_state state;

	/* in capitals: "established" is a word of commands */
	return s.n >= 5 && s.p[0] >= 'A' && s.p[0] <= 'Z' && tcp_state_parse(s, &state);
}

static bool
is_clock(struct str s)
{
	int64_t ns;

	return s.n >= 8 && s.p[2] == ':' && clock_parse(s, &ns);
}

static bool
is_date(struct str s)
{
	int64_t ns;

	return date_parse(s, &ns);
}

static bool
is_dotted_name(struct str s)
{
	size_t point = str_index(s, '.');

	return s.n && char_is_alpha(s.p[0]) && point != SIZE_MAX && point + 1 < s.n;
}

/* Whether a word fits one word of a beginning; the last may go on. */
static bool
word_fits(struct str word, struct str wanted, bool last)
{
	if (wanted.n == 2 && wanted.p[0] == 'N')
		return last ? begins_with_digit(word) : is_decimal(word);
	if (wanted.n != 1)
		return last ? str_starts(word, wanted) : str_eq(word, wanted);
	switch (wanted.p[0]) {
	case '#':
		return last ? begins_with_digit(word) : is_digits(word);
	case 'S':
		return is_state(word);
	case 'C':
		return is_counter(word);
	case '@':
		return is_address(word);
	case 'T':
		return is_clock(word);
	case 'D':
		return is_date(word);
	case 'K':
		return is_dotted_name(word);
	case 'W':
		return true;
	default:
		return last ? str_starts(word, wanted) : str_eq(word, wanted);
	}
}

/* Whether the first letter can be one of this word: asked at every letter of a text. */
static bool
may_fit(struct str s, struct str wanted)
{
	char c = s.p[0];

	if (wanted.n > 1)
		return c == wanted.p[0] && str_starts(s, wanted);
	switch (wanted.p[0]) {
	case '#':
	case 'T':
	case 'D':
		return char_is_digit(c);
	case 'S':
	case 'C':
		return c >= 'A' && c <= 'Z';
	default:
		return char_is_alpha(c);
	}
}

/* How many bytes of s a beginning covers, 0 if s does not begin so. */
static size_t
covers(struct str s, const char *beginning)
{
	struct str wanted = str_from(beginning), want, rest = s, word;

	if (!may_fit(s, str_sub(wanted, 0, str_index(wanted, ' '))))
		return 0;
	while (str_word(&wanted, &want))
		if (!str_word(&rest, &word) || !word_fits(word, want, !str_trim(wanted).n))
			return 0;
	/* the last word's end may be another line's beginning */
	return (size_t)(word.p - s.p) + MIN(word.n, want.n);
}

/* "[  437.110000] " of the kernel's log */
static size_t
covers_uptime(struct str s)
{
	struct str rest = s, word;
	size_t close = str_index(str_sub(s, 0, 24), ']');

	if (!str_take(&rest, STR("[")) || close == SIZE_MAX)
		return 0;
	word = str_trim(str_sub(s, 1, close - 1));
	return is_decimal(word) && is_digits(str_from_pos(word, str_index(word, '.') + 1))
		       ? close + 1
		       : 0;
}

/* The names of columns that ps prints, and whether a number stands below. */
static const struct {
	struct str name;
	bool number;
} columns[] = {
	{ { "PID", 3 }, true },	     { { "PPID", 4 }, true },	  { { "RSS", 3 }, true },
	{ { "VSZ", 3 }, true },	     { { "SZ", 2 }, true },	  { { "NLWP", 4 }, true },
	{ { "LWP", 3 }, true },	     { { "PRI", 3 }, true },	  { { "NI", 2 }, true },
	{ { "%CPU", 4 }, true },     { { "%MEM", 4 }, true },	  { { "C", 1 }, true },
	{ { "USER", 4 }, false },    { { "UID", 3 }, false },	  { { "STAT", 4 }, false },
	{ { "S", 1 }, false },	     { { "TTY", 3 }, false },	  { { "TIME", 4 }, false },
	{ { "CMD", 3 }, false },     { { "COMMAND", 7 }, false }, { { "ARGS", 4 }, false },
	{ { "START", 5 }, false },   { { "STIME", 5 }, false },	  { { "STARTED", 7 }, false },
	{ { "ELAPSED", 7 }, false }, { { "WCHAN", 5 }, false },
};

/* Headings of ps, whose rows begin like nothing else. */
struct table {
	bool number[8]; /* of the first columns */
	size_t n;	/* columns, 0: no table is open */
};

static int
column_of(struct str word)
{
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		if (str_eq(word, columns[i].name))
			return (int)i;
	return -1;
}

/* Three headings or more in a row, or "PID CMD". */
static size_t
covers_headings(struct str s, struct table *ret)
{
	struct str rest = s, word;
	struct table t = { .n = 0 };
	size_t end = 0;

	while (str_word(&rest, &word)) {
		int column = column_of(word);

		if (column < 0)
			break;
		if (t.n < COUNT_OF(t.number))
			t.number[t.n] = columns[column].number;
		t.n++;
		end = (size_t)(word.p + word.n - s.p);
	}
	if (t.n < 2)
		return 0;
	*ret = t;
	return end;
}

/* The columns before the last, which is the command with any words. */
#define ROW_LOOK 3

static size_t
covers_row(struct str s, const struct table *t)
{
	struct str rest = s, word = { 0 };
	size_t numbers = 0;

	for (size_t i = 0; i < MIN(t->n - 1, (size_t)ROW_LOOK); i++) {
		if (!str_word(&rest, &word))
			return 0;
		if (t->number[i] && !is_digits(word) && !is_decimal(word))
			return 0;
		if (!t->number[i] && is_digits(word))
			return 0;
		numbers += t->number[i];
	}
	return numbers ? (size_t)(word.p + word.n - s.p) : 0;
}

/* The longest beginning, the headings of a table, with the blanks between them. */
#define BEGINNING_MAX_BYTES 256

static bool
is_timed_packet(struct str above)
{
	return begins_with_digit(str_trim_left(above)) && !str_has(above, STR("Flags ["));
}

/* A number goes on; only a time may be glued to one, as it has its own form. */
static bool
is_within_number(struct str s, char before)
{
	return begins_with_digit(s) &&
	       (char_is_digit(before) || str_index(STR(".:/-"), before) != SIZE_MAX) &&
	       !is_clock(str_sub(s, 0, str_index(s, ' ')));
}

/* "    1  ", "12:", "web-1 tcpdump[71]: ": what numbers a line, or says whose it is. */
static bool
is_label(struct str above)
{
	struct str s = str_trim(above);

	return str_ends(s, STR("]:")) || (s.n && is_digits(s)) ||
	       (str_ends(s, STR(":")) && is_digits(str_sub(s, 0, s.n - 1)));
}

/*
 * How many bytes at s are the beginning of a line of output, 0 if they are none.
 * above is the line so far.
 */
static size_t
begins_line(struct str s, struct str above, struct table *t)
{
	char before = above.n ? above.p[above.n - 1] : ' ';
	size_t n = 0;

	s = str_sub(s, 0, BEGINNING_MAX_BYTES);
	if (is_within_number(s, before))
		return 0;
	if (s.p[0] == '%' || (s.p[0] >= 'A' && s.p[0] <= 'Z'))
		n = covers_headings(s, t);
	if (!n && t->n > 1 && char_is_space(before))
		n = covers_row(s, t);
	for (size_t i = 0; i < COUNT_OF(beginnings) && !n; i++)
		n = covers(s, beginnings[i]);
	if (!n && char_is_space(before))
		n = covers(s, SETTING);
	if (!n) {
		n = covers(s, PACKET);
		n = n && is_timed_packet(above) ? 0 : n;
	}
	return n || s.p[0] != '[' ? n : covers_uptime(s);
}

/* What is made of the pieces. */
struct pieces {
	struct arena *arena;
	struct line *v;
	size_t n, cap;
	uint32_t number;
};

static void
add_piece(struct pieces *p, struct str text)
{
	text = str_trim(text);
	if (text.n)
		vec_push(p->arena, p, (struct line){ .text = text, .number = p->number });
}

static bool
may_begin(char c)
{
	return !char_is_space(c) && c != '(' && c != ')' && c != ',';
}

/* Cut output before each line that begins in it. */
static void
add_output(struct pieces *p, struct str s)
{
	struct table t = { .n = 0 };
	size_t begin = 0;

	for (size_t i = 0; i < s.n;) {
		struct str above = str_sub(s, begin, i - begin);
		size_t n = may_begin(s.p[i]) ? begins_line(str_from_pos(s, i), above, &t) : 0;

		if (n && i > begin && !is_label(above)) {
			add_piece(p, above);
			begin = i;
		}
		i += MAX(n, (size_t)1);
	}
	add_piece(p, str_from_pos(s, begin));
}

/* Numbers behind what counts: "wc -l9821", "uniq -c     89 CLOSE-WAIT". */
static size_t
counting_end(struct str command)
{
	static const struct str counters[] = { { "wc -l", 5 },
					       { "uniq -c", 7 },
					       { "sort -rn", 8 },
					       { "sort -nr", 8 },
					       { "sort -n", 7 } };

	for (size_t i = 0; i < COUNT_OF(counters); i++) {
		size_t at = str_find(command, counters[i]);
		struct str rest;

		if (at == SIZE_MAX)
			continue;
		at += counters[i].n;
		rest = str_from_pos(command, at);
		if (begins_with_digit(str_trim_left(rest)))
			return at;
	}
	return command.n;
}

/* Where a command ends and its output begins, command.n if it has none. */
static size_t
command_end(struct str command)
{
	struct table t = { .n = 0 };
	size_t most = counting_end(command);
	char quote = 0;

	for (size_t i = 1; i < most; i++) {
		char c = command.p[i];

		if (quote || c == '\'' || c == '"')
			quote = !quote ? c : c == quote ? 0 : quote;
		else if (may_begin(c) &&
			 begins_line(str_from_pos(command, i), str_sub(command, 0, i), &t))
			return i;
	}
	return most;
}

/* One piece: a prompt with a command and its output, or neither. */
static void
add_session(struct pieces *p, struct str piece)
{
	struct prompt prompt;
	struct str command;
	size_t end;

	piece = str_trim(piece);
	if (!prompt_parse(str_sub(piece, 0, COMMAND_MAX_BYTES), &prompt) || !prompt.command.n) {
		add_output(p, piece);
		return;
	}
	command = str_from_pos(piece, (size_t)(prompt.command.p - piece.p));
	end = command_end(str_sub(command, 0, COMMAND_MAX_BYTES));
	add_piece(p, str_sub(piece, 0, (size_t)(command.p - piece.p) + end));
	add_output(p, str_from_pos(command, end));
}

/* Where to look for further prompts: behind the one that the line begins with. */
static size_t
after_prompt(struct str s)
{
	struct prompt prompt;

	if (!prompt_parse(str_sub(s, 0, COMMAND_MAX_BYTES), &prompt) || !prompt.command.n)
		return 0;
	return (size_t)(prompt.command.p - s.p);
}

static bool
is_flat(struct str s, bool few_lines)
{
	size_t from, at;

	if (s.n > LINE_MAX_BYTES || packet_line_is_plain(s))
		return false;
	from = after_prompt(s);
	if (few_lines)
		return true;
	at = prompt_find(s, from);
	if (at == s.n)
		return false;
	/* a second one: a sentence may well quote one command */
	return from || prompt_find(s, at + after_prompt(str_from_pos(s, at)) + 1) < s.n;
}

static void
add_flat(struct pieces *p, struct str s)
{
	size_t begin = 0, at = prompt_find(s, after_prompt(s));

	for (; at < s.n; at = prompt_find(s, at + MAX(after_prompt(str_from_pos(s, at)), 1))) {
		add_session(p, str_sub(s, begin, at - begin));
		begin = at;
	}
	add_session(p, str_from_pos(s, begin));
}

static bool
has_few(const struct line *lines, size_t n)
{
	size_t full = 0;

	for (size_t i = 0; i < n && full <= FEW_LINES; i++)
		full += str_trim(lines[i].text).n > 0;
	return full <= FEW_LINES;
}

const struct line *
lines_unflatten(struct arena *a, const struct line *lines, size_t *n)
{
	struct pieces p = { .arena = a };
	bool few = has_few(lines, *n), any = false;
	size_t full = 0;

	for (size_t i = 0; i < *n && !any; i++)
		any = is_flat(lines[i].text, few);
	if (!any)
		return lines;
	for (size_t i = 0; i < *n; i++) {
		p.number = lines[i].number;
		if (is_flat(lines[i].text, few))
			add_flat(&p, lines[i].text);
		else
			vec_push(a, &p, lines[i]);
		full += str_trim(lines[i].text).n > 0;
	}
	if (few && p.n == full) /* nothing was cut: keep what was before and between */
		return lines;
	*n = p.n;
	return p.v;
}
