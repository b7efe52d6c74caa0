/*
 * netstat.c - the socket table of netstat: Linux, the BSDs and macOS, Windows
 *
 *	Proto Recv-Q Send-Q Local Address   Foreign Address  State   PID/Program name Timer
 *	tcp        0      0 0.0.0.0:22      0.0.0.0:*        LISTEN  612/sshd         off (0.00/0/0)
 *	tcp4       0      0 10.0.0.5.51514  10.0.0.9.6379    ESTABLISHED
 *	  TCP    10.0.0.5:51514         10.0.0.9:6379          ESTABLISHED     1234
 *
 *	tcp4  193/0/128        *.443				(netstat -aL)
 *	tcp4       3      0      0  10.0.0.5.443  10.0.0.9.51514	(netstat -aT)
 *
 * A row begins with its protocol, so it is known without the header. What is
 * behind the state (user, inode, program, timer) is told apart by its form.
 */
#include "readers/again.h"
#include "readers/probe.h"
#include "readers/sock_row.h"

struct row {
	bool tcp;
	bool has_queues;
	uint64_t recv_q, send_q;
	struct str local_text, peer_text;
	struct endpoint local, peer;
	enum tcp_state state;
	bool is_queue;	  /* of netstat -L: qlen/incqlen/maxqlen */
	bool has_retrans; /* of netstat -T: retransmitted, out of order, zero windows */
	uint64_t retrans;
	struct str rest;
};

/* "tcp", "tcp6", "tcp4", "tcp46", "TCP" and the same of UDP. */
static bool
is_protocol(struct str word, struct str name)
{
	if (!str_eq_nocase(str_sub(word, 0, name.n), name))
		return false;
	word = str_from_pos(word, name.n);
	return !word.n || str_eq(word, STR("4")) || str_eq(word, STR("6")) ||
	       str_eq(word, STR("46")) || str_eq(word, STR("64"));
}

/* Rows of other protocols are recognised and passed over. */
static const struct str other_protocols[] = {
	{ "udp", 3 },	  { "raw", 3 },	  { "icmp", 4 },   { "icm", 3 },
	{ "udplite", 7 }, { "sctp", 4 },  { "dccp", 4 },   { "igmp", 4 },
	{ "unix", 4 },	  { "l2cap", 5 }, { "rfcomm", 6 }, { "bluetooth", 9 },
};

static bool
is_other_protocol(struct str word)
{
	for (size_t i = 0; i < COUNT_OF(other_protocols); i++)
		if (is_protocol(word, other_protocols[i]))
			return true;
	return false;
}

static bool
take_queues(struct str *rest, struct row *row)
{
	struct str at = *rest, recv, send;

	if (!str_word(&at, &recv) || !str_word(&at, &send) || !str_to_u64(recv, &row->recv_q) ||
	    !str_to_u64(send, &row->send_q))
		return false;
	*rest = at;
	return true;
}

static bool
take_ends(struct str *rest, struct row *row)
{
	return str_word(rest, &row->local_text) && str_word(rest, &row->peer_text) &&
	       sock_end_parse(row->local_text, &row->local) &&
	       sock_end_parse(row->peer_text, &row->peer);
}

/* "193/0/128": waiting for accept, half-open, the most that may wait */
static bool
queue_parse(struct str word, struct row *row)
{
	struct str waiting, half_open;
	uint64_t n;

	return str_cut(&word, '/', &waiting) && str_cut(&word, '/', &half_open) && word.n &&
	       str_to_u64(waiting, &row->recv_q) && str_to_u64(half_open, &n) &&
	       str_to_u64(word, &row->send_q);
}

/* FreeBSD's and macOS's netstat -L */
static bool
take_listen_queue(struct str text, struct row *row)
{
	struct str word;

	if (!str_word(&text, &word) || !queue_parse(word, row) || !str_word(&text, &word))
		return false;
	row->rest = text;
	row->local_text = word;
	row->peer_text = STR("*.*");
	row->state = TCP_LISTEN;
	row->is_queue = true;
	row->has_queues = true;
	return !row->tcp || sock_end_parse(word, &row->local);
}

/* FreeBSD's netstat -T: three numbers before the ends, and no state. */
static bool
take_diagnostics(struct str text, struct row *row)
{
	uint64_t out_of_order, zero_windows;
	struct str a, b, c;

	if (!str_word(&text, &a) || !str_word(&text, &b) || !str_word(&text, &c) ||
	    !str_to_u64(a, &row->retrans) || !str_to_u64(b, &out_of_order) ||
	    !str_to_u64(c, &zero_windows) || !take_ends(&text, row))
		return false;
	row->has_retrans = true;
	row->has_queues = false;
	row->rest = text;
	/* a listener has no other end; what else it is, -T does not tell */
	if (str_eq(row->peer_text, STR("*.*")))
		row->state = TCP_LISTEN;
	return true;
}

static bool
row_parse(struct str text, struct row *ret)
{
	struct row row = { 0 };
	struct str word;

	if (!str_word(&text, &word))
		return false;
	row.tcp = is_protocol(word, STR("tcp"));
	if (!row.tcp && !is_other_protocol(word))
		return false;
	if (take_listen_queue(text, &row) || take_diagnostics(text, &row)) {
		*ret = row;
		return true;
	}
	row.has_queues = take_queues(&text, &row); /* Windows has none */
	/* "unix  3      [ ]         STREAM     CONNECTED     1072" */
	if (!take_ends(&text, &row) && (row.tcp || !str_eq(word, STR("unix"))))
		return false;
	row.rest = text;
	if (row.tcp && (!str_word(&row.rest, &word) || !tcp_state_parse(word, &row.state)))
		return false;
	*ret = row;
	return true;
}

/* --- what stands behind the state --- */

/* "off", "on", … then "(0.20/3/0)": seconds, retransmissions, probes */
static const struct {
	struct str word;
	uint8_t timer;
} timers[] = {
	{ { "off", 3 }, TIMER_NONE },
	{ { "on", 2 }, TIMER_ON },
	{ { "keepalive", 9 }, TIMER_KEEPALIVE },
	{ { "timewait", 8 }, TIMER_TIMEWAIT },
	{ { "probe", 5 }, TIMER_PERSIST },
	{ { "unkn-", 5 }, TIMER_UNKNOWN },
};

static bool
take_timer(struct sock *k, struct str word, struct str value)
{
	struct str when, retries;
	uint64_t n, probes;

	if (!str_take(&value, STR("(")) || !str_cut(&value, '/', &when) ||
	    !str_cut(&value, '/', &retries) || !str_to_u64(retries, &n) ||
	    !str_take_u64(&value, &probes))
		return false;
	n = MAX(n, probes); /* only one of them counts: data goes out, or probes do */
	for (size_t i = 0; i < COUNT_OF(timers); i++) {
		if (!str_starts(word, timers[i].word) || !str_s_to_ns(when, &k->timer_ns))
			continue;
		k->timer = timers[i].timer;
		k->timer_retries = (uint8_t)MIN(n, (uint64_t)UINT8_MAX);
		/* "off (0.00/0/0)": no timer runs, which is nothing to tell */
		k->has |= k->timer == TIMER_NONE ? 0 : SOCK_TIMER;
		return true;
	}
	return false;
}

/* "612/sshd", "1234/python3 -m" as far as the column is wide */
static bool
is_program(struct str word)
{
	size_t slash = str_index(word, '/');
	uint64_t pid;

	return slash != SIZE_MAX && str_to_u64(str_sub(word, 0, slash), &pid);
}

static void
take_rest(struct sock *k, struct str rest)
{
	struct str word, next, after;

	while (str_word(&rest, &word)) {
		after = rest;
		if (is_program(word) && !k->process.n)
			k->process = word;
		else if (str_word(&after, &next) && take_timer(k, word, next))
			rest = after;
	}
}

static void
add(struct reading *r, const struct section *s, const struct line *l, uint32_t sample,
    const struct row *row)
{
	struct sock *k = sock_add(r, s, l, sample);

	k->state = (uint8_t)row->state;
	/*
	 * Of a listener Recv-Q is the queue, as with ss, but Send-Q is not the
	 * backlog: /proc/net/tcp has none (net/ipv4/tcp_ipv4.c, get_tcp4_sock).
	 */
	k->has_queues = row->has_queues && (row->state != TCP_LISTEN || row->is_queue);
	if (row->has_retrans) {
		k->retrans_total = row->retrans;
		k->has |= SOCK_RETRANS;
	}
	k->recv_q = row->recv_q;
	k->send_q = row->send_q;
	k->local = row->local;
	k->peer = row->peer;
	k->local_text = row->local_text;
	k->peer_text = row->peer_text;
	take_rest(k, row->rest);
}

/* --- the whole --- */

/* "Proto Recv-Q Send-Q Adresse locale …", "协议  本地地址 …": five words and no number */
static bool
is_translated_header(struct str text)
{
	static const char *const first[] = { "Proto", "协议", "プロトコル", "Имя", "프로토콜" };
	struct str word, rest = text;
	size_t words = 0, i = 0;

	str_word(&rest, &word);
	while (i < COUNT_OF(first) && !str_eq(word, str_from(first[i])))
		i++;
	for (size_t k = 0; k < text.n; k++)
		if (char_is_digit(text.p[k]))
			return false;
	for (rest = text; str_word(&rest, &word);)
		words++;
	return i < COUNT_OF(first) && words >= (i ? 4 : 5);
}

static bool
is_header(struct str text)
{
	text = str_trim(text);
	return is_translated_header(text) ||
	       (str_starts(text, STR("Proto")) &&
		(str_has(text, STR("Local Address")) || str_has(text, STR("RefCnt")))) ||
	       /* the table of UNIX sockets of BSD and macOS */
	       (str_starts(text, STR("Address ")) && str_has(text, STR("Recv-Q")));
}

/* "Active Internet connections (servers and established)", "… UNIX domain …" */
static bool
is_translated_title(struct str text)
{
	static const char *const titles[] = {
		"Aktive Internetverbindungen",
		"Connexions Internet actives",
		"Conexões Internet Ativas",
		"Aktivní Internetová spojení",
		"稼働中のインターネット接続",
		"Aktiivsed interneti",
		/* Windows */
		"Aktive Verbindungen",
		"Connexions actives",
		"Conexiones activas",
		"Conexões ativas",
		"Connessioni attive",
		"活动连接",
		"Активные подключения",
		"アクティブな接続",
	};

	for (size_t i = 0; i < COUNT_OF(titles); i++)
		if (str_starts(text, str_from(titles[i])))
			return true;
	return false;
}

/* "Aktive Sockets in der UNIX-Domäne (…)" */
static bool
is_translated_unix_title(struct str text)
{
	static const char *const titles[] = {
		"Aktive Sockets in der UNIX-Dom", "Sockets du domaine UNIX actives",
		"Domain sockets UNIX ativos",	  "Aktivní sokety domény UNIX",
		"稼働中のUNIXドメインソケット",	  "Aktiivsed UNIX domeeni",
	};

	for (size_t i = 0; i < COUNT_OF(titles); i++)
		if (str_starts(text, str_from(titles[i])))
			return true;
	return false;
}

static bool
is_title(struct str text)
{
	if (text.n && (text.p[0] < 0 || strchr("ACDS", text.p[0])) &&
	    (is_translated_title(text) || is_translated_unix_title(text)))
		return true;
	if (str_starts(text, STR("Active connections: "))) /* nginx counts so */
		return false;
	return (str_starts(text, STR("Active ")) &&
		(str_has(text, STR("onnections")) || str_has(text, STR("sockets")))) ||
	       str_starts(text, STR("Current listen queue sizes")) ||
	       str_starts(text, STR("Registered kernel "));
}

/* Windows's netstat -b: " [svchost.exe]" below its row */
static bool
is_owner(struct str text)
{
	return str_starts(text, STR("[")) && str_ends(text, STR(".exe]"));
}

/* What netstat says to a user who is not root, and to one without a kernel part. */
static bool
is_notice(struct str text)
{
	return str_starts(text, STR("(Not all processes could be identified")) ||
	       str_starts(text, STR("will not be shown, you would have to be root")) ||
	       str_starts(text, STR("netstat: no support for")) ||
	       str_starts(text, STR("Can not obtain ownership information")) || is_owner(text);
}

/* Below "Active UNIX domain sockets" all rows are passed over, on macOS too. */
static bool
is_unix_title(struct str text)
{
	return is_title(text) &&
	       (is_translated_unix_title(text) || str_has(text, STR("UNIX")) ||
		str_has(text, STR("LOCAL")) || str_starts(text, STR("Registered kernel ")));
}

struct table {
	struct reading *r;
	const struct section *s;
	uint32_t sample;
	bool has_rows;
	bool in_unix;
};

static void
take_title(struct table *t, const struct line *l, struct str text)
{
	t->in_unix = is_unix_title(text);
	if (t->in_unix || !t->has_rows)
		return;
	/* asked again without a prompt between */
	t->sample = sample_again(t->r, t->s, l, "netstat");
	t->has_rows = false;
}

static void
take_line(struct table *t, const struct line *l)
{
	struct str text = str_trim(l->text);
	struct row row;

	if (is_title(text)) {
		take_title(t, l, text);
	} else if (row_parse(text, &row)) {
		t->has_rows = true;
		if (row.tcp)
			add(t->r, t->s, l, t->sample, &row);
	} else if (text.n && !t->in_unix && !is_header(text) && !is_notice(text)) {
		case_unread(t->r->cs, t->s->input, l->number, l->text);
	}
}

static void
take(struct reading *r, const struct section *s)
{
	struct table t = { .r = r, .s = s, .sample = section_sample(r, s, "netstat") };

	for (size_t i = 0; i < s->n; i++)
		take_line(&t, &s->lines[i]);
}

static int
line_score(struct str text)
{
	struct row row;

	if (is_title(text) || is_header(text))
		return 95;
	/* ss writes "tcp ESTAB 0 0 …": its state stands before the queues */
	if (row_parse(text, &row))
		return row.tcp ? 91 : 85;
	return is_notice(str_trim(text)) ? 60 : 0;
}

static int
probe(const struct section *s)
{
	return probe_lines(s, line_score);
}

const struct reader reader_netstat = {
	.kind = "netstat",
	.words = "socket table of netstat, Linux, BSD, macOS, Windows",
	.probe = probe,
	.read = take,
};
