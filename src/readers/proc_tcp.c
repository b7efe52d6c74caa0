/*
 * proc_tcp.c - /proc/net/tcp and tcp6: the socket table in hexadecimal
 *
 *	  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt …
 *	   0: 0A00000A:01BB 0200000A:C000 01 00000000:00000000 00:00000000 00000000 …
 *
 * The words of net/ipv4/tcp_ipv4.c, get_tcp4_sock. An address is printed as words of
 * the machine, so its bytes are turned around on x86 and ARM, which are meant here; on
 * the few machines with the other order addresses come out reversed. A process that
 * looks at it without a port by name is netstat; this is what people cat in containers
 * that have no tools at all.
 */
#include "readers/probe.h"
#include "readers/rows.h"
#include "readers/sock_row.h"

#define TICK_NS 10000000 /* USER_HZ is 100 for all that /proc prints */

/* include/net/tcp_states.h, from 1 */
static const uint8_t states[] = {
	TCP_ESTABLISHED, TCP_SYN_SENT,	TCP_SYN_RECEIVED, TCP_FIN_WAIT_1,
	TCP_FIN_WAIT_2,	 TCP_TIME_WAIT, TCP_CLOSED,	  TCP_CLOSE_WAIT,
	TCP_LAST_ACK,	 TCP_LISTEN,	TCP_CLOSING,	  TCP_SYN_RECEIVED,
};

/* the column tr */
static const uint8_t timers[] = { TIMER_NONE, TIMER_ON, TIMER_KEEPALIVE, TIMER_TIMEWAIT,
				  TIMER_PERSIST };

static bool
hex_pair(struct str word, uint64_t *ret_a, uint64_t *ret_b)
{
	struct str first;

	return str_cut(&word, ':', &first) && first.n && word.n && str_to_hex64(first, ret_a) &&
	       str_to_hex64(word, ret_b);
}

/* "0100007F", or four such words of IPv6 in a row */
static bool
address_parse(struct str hex, struct addr *ret)
{
	struct addr a = { 0 };
	uint64_t word;

	if (hex.n != 8 && hex.n != 32)
		return false;
	for (size_t i = 0; i < hex.n / 8; i++) {
		if (!str_to_hex64(str_sub(hex, i * 8, 8), &word))
			return false;
		for (size_t k = 0; k < 4; k++)
			a.b[i * 4 + k] = (uint8_t)(word >> 8 * k);
	}
	if (hex.n == 8)
		a = addr_from_v4((uint32_t)a.b[0] << 24 | (uint32_t)a.b[1] << 16 |
				 (uint32_t)a.b[2] << 8 | a.b[3]);
	*ret = a;
	return true;
}

static bool
end_parse(struct str word, struct endpoint *ret)
{
	size_t colon = str_index(word, ':');
	uint64_t port;

	if (colon == SIZE_MAX || word.n - colon != 5 ||
	    !str_to_hex64(str_from_pos(word, colon + 1), &port))
		return false;
	ret->port = (uint16_t)port;
	return address_parse(str_sub(word, 0, colon), &ret->addr);
}

/* "12:" */
static bool
take_slot(struct str *rest)
{
	struct str word;
	uint64_t slot;

	if (!str_word(rest, &word) || !str_ends(word, STR(":")))
		return false;
	word.n--;
	return str_to_u64(word, &slot);
}

static bool
take_hex(struct str *rest, uint64_t *ret)
{
	struct str word;

	return str_word(rest, &word) && str_to_hex64(word, ret);
}

static bool
take_pair(struct str *rest, uint64_t *ret_a, uint64_t *ret_b)
{
	struct str word;

	return str_word(rest, &word) && hex_pair(word, ret_a, ret_b);
}

/* Behind the inode: "1 ffff888… 20 4 30 10 -1": references, place, RTO, ATO, …, cwnd, ssthresh */
static void
take_tail(struct sock *k, struct str rest)
{
	uint64_t rto_ticks, ato_ticks, quick, cwnd;
	struct str word;

	if (!str_word(&rest, &word) || !str_word(&rest, &word))
		return;
	if (!str_word(&rest, &word) || !str_to_u64(word, &rto_ticks) || !str_word(&rest, &word) ||
	    !str_to_u64(word, &ato_ticks) || !str_word(&rest, &word) || !str_to_u64(word, &quick) ||
	    !str_word(&rest, &word) || !str_to_u64(word, &cwnd) || rto_ticks > UINT32_MAX)
		return;
	if (k->state == TCP_LISTEN)
		return;
	k->rto_ns = (int64_t)rto_ticks * TICK_NS;
	k->cwnd_segs = (uint32_t)MIN(cwnd, (uint64_t)UINT32_MAX);
	k->has |= SOCK_RTO | SOCK_CWND;
	if (str_word(&rest, &word) && str_to_u32(word, &k->ssthresh_segs))
		k->has |= SOCK_SSTHRESH;
}

static bool
row_parse(struct str rest, struct sock *k)
{
	uint64_t state, timer, ticks, retries;
	struct str local, peer, word;

	if (!take_slot(&rest) || !str_word(&rest, &local) || !str_word(&rest, &peer) ||
	    !end_parse(local, &k->local) || !end_parse(peer, &k->peer) ||
	    !take_hex(&rest, &state) || !state || state > COUNT_OF(states) ||
	    !take_pair(&rest, &k->send_q, &k->recv_q) || !take_pair(&rest, &timer, &ticks) ||
	    !take_hex(&rest, &retries))
		return false;
	k->state = states[state - 1];
	k->local_text = local;
	k->peer_text = peer;
	/* of a listener rx_queue is the queue; its backlog is not told */
	k->has_queues = k->state != TCP_LISTEN;
	if (timer && timer < COUNT_OF(timers) && ticks <= UINT32_MAX) {
		k->timer = timers[timer];
		k->timer_ns = (int64_t)ticks * TICK_NS;
		k->timer_retries = (uint8_t)MIN(retries, (uint64_t)UINT8_MAX);
		k->has |= SOCK_TIMER;
	}
	/* uid, timeout, inode */
	for (unsigned i = 0; i < 3; i++)
		if (!str_word(&rest, &word))
			return true;
	take_tail(k, rest);
	return true;
}

static bool
is_header(struct str text)
{
	return str_starts(text, STR("sl ")) && str_has(text, STR("local_address"));
}

/* UDP's table has states of its own: 07 is any socket, and no LISTEN. */
static bool
is_udp(const struct section *s)
{
	return str_has(s->command, STR("/udp")) || str_ends(s->path, STR("/udp")) ||
	       str_ends(s->path, STR("/udp6"));
}

static bool
take_line(struct rows *t, struct str text)
{
	struct sock row = { 0 }, *k;

	if (is_header(text))
		return true;
	if (!row_parse(text, &row))
		return false;
	if (is_udp(t->s))
		return true;
	k = sock_add(t->r, t->s, t->l, t->sample);
	row.at = k->at;
	row.sample = k->sample;
	*k = row;
	return true;
}

static void
take(struct reading *r, const struct section *s)
{
	rows_read(r, s, "proc-tcp", take_line, NULL, NULL);
}

static int
line_score(struct str text)
{
	struct sock k = { 0 };

	text = str_trim(text);
	return is_header(text) ? 97 : row_parse(text, &k) ? 93 : 0;
}

static int
probe(const struct section *s)
{
	return probe_lines(s, line_score);
}

const struct reader reader_proc_tcp = {
	.kind = "proc-tcp",
	.words = "socket table of the kernel, /proc/net/tcp and tcp6",
	.probe = probe,
	.read = take,
};
