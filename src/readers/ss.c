/*
 * ss.c - the socket table of iproute2's ss
 *
 *	State Recv-Q Send-Q Local Address:Port Peer Address:Port Process
 *	ESTAB 0      496664  203.0.113.25:443  192.0.2.44:42152 timer:(on,260ms,0)
 *		 ts sack cubic wscale:7,7 rto:390 rtt:180.185/26.623 …
 *
 * Which columns there are hangs on the options: Netid stands in front unless
 * one family was asked for, State is left out where one state was; the header
 * may be missing (-H, grep, head). So a row is known by its form, and the
 * command is asked only for what no row tells.
 */
#include "readers/again.h"
#include "readers/command.h"
#include "readers/probe.h"
#include "readers/sock_row.h"
#include "readers/ss_details.h"
#include "readers/ss_summary.h"

/* --- the command --- */

struct options {
	enum tcp_state state; /* state X, when it is one */
	bool listening;	      /* -l */
	bool other_only;      /* families were asked for, and TCP is not among them */
};

static bool
has_option(const struct stage *st, char letter, struct str word)
{
	struct str words = st->words, have;

	while (command_word(&words, &have))
		if (str_eq(have, word))
			return true;
	return stage_has_flag(st, letter);
}

static const struct {
	char letter;
	struct str word;
} other_families[] = {
	{ 'u', { "--udp", 5 } },  { 'w', { "--raw", 5 } },    { 'x', { "--unix", 6 } },
	{ 'd', { "--dccp", 6 } }, { '0', { "--packet", 8 } }, { 'S', { "--sctp", 6 } },
};

static bool
asks_other_only(const struct stage *st)
{
	if (has_option(st, 't', STR("--tcp")))
		return false;
	for (size_t i = 0; i < COUNT_OF(other_families); i++)
		if (has_option(st, other_families[i].letter, other_families[i].word))
			return true;
	return false;
}

static struct options
options_of(struct str command)
{
	struct options opt = { .state = command_state(command) };
	struct stage st;

	while (command_stage(&command, &st)) {
		if (!str_eq(st.program, STR("ss")))
			continue;
		opt.listening |= has_option(&st, 'l', STR("--listening"));
		opt.other_only |= asks_other_only(&st);
	}
	return opt;
}

/* --- a row --- */

enum protocol { PROTOCOL_UNTOLD, PROTOCOL_TCP, PROTOCOL_OTHER };

struct row {
	enum protocol protocol;
	bool has_state;
	enum tcp_state state;
	bool unconnected; /* "UNCONN": a datagram socket, mostly */
	uint64_t recv_q, send_q;
	struct str local_text, peer_text;
	struct endpoint local, peer;
	struct str rest;
};

/* The Netid column: misc/ss.c, proto_name and unix_netid_name. */
static const char *const other_protocols[] = {
	"udp",	 "raw",	  "u_str", "u_dgr", "u_seq", "nl",	"p_raw",       "p_dgr", "icmp",
	"icmp6", "dccp",  "sctp",  "mptcp", "v_str", "v_dgr",	"v_seq",       "ti_st", "ti_rd",
	"ti_sq", "ti_dg", "xdp",   "unix",  "???",   "udplite", "ipproto-255",
};

static enum protocol
protocol_of(struct str word)
{
	if (str_eq(word, STR("tcp")) || str_eq(word, STR("tcp6")))
		return PROTOCOL_TCP;
	for (size_t i = 0; i < COUNT_OF(other_protocols); i++)
		if (str_eq(word, str_from(other_protocols[i])))
			return PROTOCOL_OTHER;
	return PROTOCOL_UNTOLD;
}

/*
 * iproute2 4.15 to 4.19 leave no blank behind the longest names: "CLOSE-WAIT0      0". All
 * three have as many letters as their column.
 */
#define GLUED_LETTERS 10

static bool
take_glued_state(struct str *rest, struct row *row)
{
	struct str word = str_trim_left(*rest);

	if (word.n <= GLUED_LETTERS || !char_is_digit(word.p[GLUED_LETTERS]) ||
	    !tcp_state_parse(str_sub(word, 0, GLUED_LETTERS), &row->state))
		return false;
	*rest = str_from_pos(word, GLUED_LETTERS);
	return true;
}

/* Netid and State, each if it is there; then *rest stands at Recv-Q. */
static bool
row_head(struct str *rest, struct row *row)
{
	struct str at = *rest, word;

	if (!str_word(&at, &word))
		return false;
	row->protocol = protocol_of(word);
	if (row->protocol != PROTOCOL_UNTOLD) {
		*rest = at;
		if (!str_word(&at, &word))
			return false;
	}
	row->has_state = tcp_state_parse(word, &row->state);
	row->unconnected = str_eq(word, STR("UNCONN"));
	if (row->has_state)
		*rest = at;
	else
		row->has_state = take_glued_state(rest, row);
	return true;
}

static bool
take_number(struct str *rest, uint64_t *ret)
{
	struct str word;

	return str_word(rest, &word) && str_to_u64(word, ret);
}

/* "tcp 0 0 0.0.0.0:22 0.0.0.0:* LISTEN" is netstat's. */
static bool
begins_with_state(struct str rest)
{
	enum tcp_state state;
	struct str word;

	return str_word(&rest, &word) && tcp_state_parse(word, &state);
}

static bool
row_parse(struct str text, struct row *ret)
{
	struct row row = { 0 };
	struct str rest = text;

	if (!row_head(&rest, &row) || !take_number(&rest, &row.recv_q) ||
	    !take_number(&rest, &row.send_q))
		return false;
	if (row.protocol != PROTOCOL_OTHER) {
		if (!str_word(&rest, &row.local_text) || !str_word(&rest, &row.peer_text))
			return false;
		if (!sock_end_parse(row.local_text, &row.local) ||
		    !sock_end_parse(row.peer_text, &row.peer))
			return false;
	}
	if (!row.has_state && begins_with_state(rest))
		return false;
	row.rest = rest;
	*ret = row;
	return true;
}

/* --- the whole --- */

#define NO_ROW SIZE_MAX

struct table {
	struct reading *r;
	const struct section *s;
	struct options opt;
	uint32_t sample;
	bool begun;  /* a header or a row of this sample was seen */
	bool passed; /* the last row was of another protocol */
	size_t sock; /* the last row, NO_ROW before it */
};

static bool
is_header(struct str text)
{
	return str_has(text, STR("Recv-Q")) && str_has(text, STR("Send-Q")) &&
	       !str_has(text, STR("Foreign")) && /* netstat's, also translated */
	       !str_starts(str_trim_left(text), STR("Proto"));
}

/* Two headers without a prompt between: asked again later. */
static bool
take_header(struct table *t, const struct line *l)
{
	if (!is_header(l->text))
		return false;
	if (t->begun)
		t->sample = sample_again(t->r, t->s, l, "ss");
	t->begun = true;
	t->passed = false;
	t->sock = NO_ROW;
	return true;
}

static enum tcp_state
row_state(const struct table *t, const struct row *row)
{
	if (row->has_state)
		return row->state;
	if (t->opt.state == TCP_STATE_UNKNOWN && t->opt.listening)
		return TCP_LISTEN;
	return t->opt.state;
}

static bool
is_tcp(const struct table *t, const struct row *row)
{
	if (row->protocol != PROTOCOL_UNTOLD)
		return row->protocol == PROTOCOL_TCP;
	/* without a Netid column only one family was asked for */
	return !t->opt.other_only;
}

static struct sock *
new_sock(struct table *t, const struct line *l)
{
	t->sock = t->r->cs->socks.n;
	t->passed = false;
	t->begun = true;
	return sock_add(t->r, t->s, l, t->sample);
}

static bool
take_row(struct table *t, const struct line *l)
{
	struct row row;
	struct sock *k;

	if (!row_parse(l->text, &row))
		return false;
	if (!is_tcp(t, &row)) {
		t->passed = true;
		t->begun = true;
		return true;
	}
	k = new_sock(t, l);
	k->state = (uint8_t)row_state(t, &row);
	k->has_queues = true;
	k->recv_q = row.recv_q;
	k->send_q = row.send_q;
	k->local = row.local;
	k->peer = row.peer;
	k->local_text = row.local_text;
	k->peer_text = row.peer_text;
	ss_details_read(k, row.rest);
	return true;
}

/*
 * A line of details belongs to the row before it. Where there is none, or that
 * row has these details already, the rows were left out (grep cwnd): then it
 * is a socket whose ends nobody told.
 */
static bool
take_details(struct table *t, const struct line *l)
{
	struct sock scratch = { 0 }, *k;

	if (!ss_details_read(&scratch, l->text))
		return false;
	if (t->passed)
		return true;
	if (t->sock != NO_ROW && !ss_details_repeat(&t->r->cs->socks.v[t->sock], l->text)) {
		k = &t->r->cs->socks.v[t->sock];
	} else {
		if (!(scratch.has & (SOCK_RTT | SOCK_CWND)))
			return false;
		k = new_sock(t, l);
		k->state = (uint8_t)t->opt.state;
	}
	ss_details_read(k, l->text);
	return true;
}

/* After a tab stand details even when no word of them is known. */
static bool
is_continuation(const struct table *t, struct str text)
{
	return (t->sock != NO_ROW || t->passed) && text.n && *text.p == '\t' &&
	       str_has(text, STR(":"));
}

/* What ss says when the kernel lacks a part, and no socket. */
static bool
is_notice(struct str text)
{
	return str_starts(text, STR("RTNETLINK answers: ")) ||
	       str_starts(text, STR("Cannot open netlink socket"));
}

static void
take_line(struct table *t, const struct line *l)
{
	if (!str_trim(l->text).n || take_header(t, l) || take_row(t, l) || take_details(t, l))
		return;
	if (is_continuation(t, l->text) || is_notice(l->text))
		return;
	if (!ss_summary_line(t->r, t->s, l, t->sample))
		case_unread(t->r->cs, t->s->input, l->number, l->text);
}

static void
take(struct reading *r, const struct section *s)
{
	struct table t = {
		.r = r,
		.s = s,
		.opt = options_of(s->command),
		.sample = section_sample(r, s, "ss"),
		.sock = NO_ROW,
	};

	for (size_t i = 0; i < s->n; i++)
		take_line(&t, &s->lines[i]);
}

/* --- is it ss? --- */

static int
line_score(struct str text)
{
	struct sock scratch = { 0 };
	struct row row;

	if (is_header(text))
		return 96;
	if (row_parse(text, &row))
		return row.has_state || row.protocol != PROTOCOL_UNTOLD ? 90 : 80;
	/* two words that only ss prints, so that prose with "mss:1448" is not its */
	if (ss_details_read(&scratch, text) >= 2 && (scratch.has & (SOCK_RTT | SOCK_CWND)))
		return 75;
	return 0;
}

static int
probe(const struct section *s)
{
	/* an empty answer is one too: no such socket */
	if (probe_is_silent(s))
		return section_runs(s, "ss") && !str_has(s->command, STR("|")) ? 80 : 0;
	return probe_lines(s, line_score);
}

const struct reader reader_ss = {
	.kind = "ss",
	.words = "socket table of iproute2, ss",
	.probe = probe,
	.read = take,
};
