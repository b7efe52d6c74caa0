/*
 * ss_details.c - what ss prints behind the two ends of a socket
 *
 * The words and their order are those of iproute2's misc/ss.c, tcp_stats_print
 * and the functions around it. Most are "name:value" and stand in one table;
 * what has an inner form has a function.
 */
#include "readers/ss_details.h"

#include "readers/units.h"

/* --- values of one number --- */

enum value_kind { VALUE_U32, VALUE_U64, VALUE_MS, VALUE_BPS };

struct field {
	const char *name;
	enum value_kind kind;
	size_t offset;
	uint32_t bit; /* of sock.has, 0 none */
};

#define FIELD(name, kind, member, bit)                                 \
	{                                                              \
		name, VALUE_##kind, offsetof(struct sock, member), bit \
	}

static const struct field fields[] = {
	FIELD("cwnd", U32, cwnd_segs, SOCK_CWND),
	FIELD("ssthresh", U32, ssthresh_segs, SOCK_SSTHRESH),
	FIELD("mss", U32, mss, SOCK_MSS),
	FIELD("rto", MS, rto_ns, SOCK_RTO),
	FIELD("ato", MS, ato_ns, SOCK_ATO),
	FIELD("minrtt", MS, min_rtt_ns, SOCK_MIN_RTT),
	FIELD("bytes_sent", U64, bytes_sent, SOCK_BYTES_SENT),
	FIELD("bytes_retrans", U64, bytes_retrans, SOCK_BYTES_RETRANS),
	FIELD("bytes_acked", U64, bytes_acked, SOCK_BYTES_ACKED),
	FIELD("bytes_received", U64, bytes_received, SOCK_BYTES_RECEIVED),
	FIELD("segs_out", U64, segs_out, SOCK_SEGS_OUT),
	FIELD("segs_in", U64, segs_in, SOCK_SEGS_IN),
	FIELD("data_segs_out", U64, data_segs_out, SOCK_DATA_SEGS_OUT),
	FIELD("busy", MS, busy_ns, SOCK_BUSY),
	FIELD("rwnd_limited", MS, rwnd_limited_ns, SOCK_RWND_LIMITED),
	FIELD("sndbuf_limited", MS, sndbuf_limited_ns, SOCK_SNDBUF_LIMITED),
	FIELD("unacked", U32, unacked, SOCK_UNACKED),
	FIELD("dsack_dups", U32, dsack_dups, SOCK_DSACK_DUPS),
	FIELD("reordering", U32, reordering, SOCK_REORDERING),
	FIELD("lost", U32, lost, 0),
	FIELD("sacked", U32, sacked, 0),
	FIELD("backoff", U32, backoff, 0),
	FIELD("rcv_space", U64, rcv_space_bytes, SOCK_RCV_SPACE),
	FIELD("notsent", U64, notsent_bytes, SOCK_NOTSENT),
	FIELD("snd_wnd", U64, snd_wnd_bytes, SOCK_SND_WND),
	FIELD("lastsnd", MS, lastsnd_ns, SOCK_LAST_TIMES),
	FIELD("lastrcv", MS, lastrcv_ns, SOCK_LAST_TIMES),
	FIELD("lastack", MS, lastack_ns, SOCK_LAST_TIMES),
	/* "send 964342bps" as ss prints it, "send:…" and "rate:…" as people do */
	FIELD("send", BPS, send_rate_bps, SOCK_SEND_RATE),
	FIELD("rate", BPS, send_rate_bps, SOCK_SEND_RATE),
	FIELD("pacing_rate", BPS, pacing_rate_bps, SOCK_PACING_RATE),
	FIELD("delivery_rate", BPS, delivery_rate_bps, SOCK_DELIVERY_RATE),
};

/* Known, and of no use here: they tell that a line is ss's. */
static const char *const passed_names[] = {
	"uid",	    "ino",	  "sk",		  "cgroup",  "fwmark",	     "class_id",
	"tclass",   "pmtu",	  "rcvmss",	  "advmss",  "data_segs_in", "delivered",
	"fallback", "reord_seen", "delivered_ce", "rcv_rtt", "rcv_ssthresh", "fackets",
	"mem",	    "rehash",	  "rcv_ooopack",  "rcv_wnd", "v6only",	     "dctcp",
};

static bool
store(struct sock *k, const struct field *f, struct str value)
{
	char *at = (char *)k + f->offset;
	uint64_t v;

	switch (f->kind) {
	case VALUE_MS:
		return unit_ms(value, (int64_t *)(void *)at);
	case VALUE_BPS:
		/* "pacing_rate 1.2Mbps/2Mbps": the second is the most allowed */
		value = str_sub(value, 0, str_index(value, '/'));
		return unit_bps(value, (uint64_t *)(void *)at);
	case VALUE_U64:
		return unit_bytes(value, (uint64_t *)(void *)at);
	case VALUE_U32:
		if (!unit_bytes(value, &v))
			return false;
		*(uint32_t *)(void *)at = (uint32_t)MIN(v, (uint64_t)UINT32_MAX);
		return true;
	}
	return false;
}

static const struct field *
find_field(struct str name)
{
	for (size_t i = 0; i < COUNT_OF(fields); i++)
		if (str_eq(name, str_from(fields[i].name)))
			return &fields[i];
	return NULL;
}

/* rwnd_limited:1320ms(60.3%): the share follows from busy and is dropped. */
static bool
take_field(struct sock *k, struct str name, struct str value)
{
	const struct field *f = find_field(name);

	if (!f)
		return false;
	if (str_ends(value, STR("%)")))
		value = str_sub(value, 0, str_index(value, '('));
	if (!store(k, f, value))
		return false;
	k->has |= f->bit;
	return true;
}

/* --- values with an inner form --- */

static bool
take_rtt(struct sock *k, struct str value)
{
	struct str rtt;

	if (!str_cut(&value, '/', &rtt) || !unit_ms(rtt, &k->rtt_ns))
		return false;
	if (value.n && !unit_ms(value, &k->rttvar_ns))
		return false;
	k->has |= SOCK_RTT;
	return true;
}

/* wscale:7,9: what the peer announced, what we announced. */
static bool
take_wscale(struct sock *k, struct str value)
{
	uint16_t snd, rcv;
	struct str first;

	if (!str_cut(&value, ',', &first) || !str_to_u16(first, &snd) || !str_to_u16(value, &rcv))
		return false;
	if (snd > 14 || rcv > 14) /* RFC 7323, 2.3 */
		return false;
	k->snd_wscale = (uint8_t)snd;
	k->rcv_wscale = (uint8_t)rcv;
	k->has |= SOCK_WSCALE;
	return true;
}

/* retrans:0/214: in flight again now, and in all. */
static bool
take_retrans(struct sock *k, struct str value)
{
	struct str now;

	if (!str_cut(&value, '/', &now) || !str_to_u32(now, &k->retrans_now) ||
	    !unit_bytes(value, &k->retrans_total))
		return false;
	k->has |= SOCK_RETRANS;
	return true;
}

/* Take the brackets off: "(a,b)" is "a,b". */
static bool
unwrap(struct str *value)
{
	if (!str_take(value, STR("(")) || !str_ends(*value, STR(")")))
		return false;
	value->n--;
	return true;
}

/* Longest first: "rb" begins as "r" does. */
static const struct {
	struct str name;
	size_t offset;
} skmem_parts[] = {
	{ { "rb", 2 }, offsetof(struct sock, skmem_rb) },
	{ { "r", 1 }, offsetof(struct sock, skmem_r) },
	{ { "tb", 2 }, offsetof(struct sock, skmem_tb) },
	{ { "t", 1 }, offsetof(struct sock, skmem_t) },
	{ { "w", 1 }, offsetof(struct sock, skmem_w) },
	{ { "d", 1 }, offsetof(struct sock, skmem_drops) },
};

static bool
take_skmem(struct sock *k, struct str value)
{
	struct str part;

	if (!unwrap(&value))
		return false;
	while (str_cut(&value, ',', &part))
		for (size_t i = 0; i < COUNT_OF(skmem_parts); i++) {
			char *at = (char *)k + skmem_parts[i].offset;

			if (!str_take(&part, skmem_parts[i].name))
				continue;
			str_to_u64(part, (uint64_t *)(void *)at);
			break;
		}
	k->has |= SOCK_SKMEM;
	return true;
}

/* bbr:(bw:632456bps,mrtt:152.34,pacing_gain:2.88672,…) */
static bool
take_bbr(struct sock *k, struct str value)
{
	struct str part;

	if (!unwrap(&value))
		return false;
	while (str_cut(&value, ',', &part))
		if (str_take(&part, STR("bw:")) && unit_bps(part, &k->bbr_bw_bps))
			k->has |= SOCK_BBR;
	return true;
}

static const struct {
	struct str name;
	uint8_t timer;
} timers[] = {
	{ { "off", 3 }, TIMER_NONE },
	{ { "on", 2 }, TIMER_ON },
	{ { "keepalive", 9 }, TIMER_KEEPALIVE },
	{ { "timewait", 8 }, TIMER_TIMEWAIT },
	{ { "persist", 7 }, TIMER_PERSIST },
	{ { "unknown", 7 }, TIMER_UNKNOWN },
};

/* timer:(on,200ms,3): which, when it fires, how often it has. */
static bool
take_timer(struct sock *k, struct str value)
{
	uint8_t timer = TIMER_UNKNOWN;
	struct str name, when;
	uint64_t retries;

	if (!unwrap(&value) || !str_cut(&value, ',', &name) || !str_cut(&value, ',', &when) ||
	    !str_to_u64(value, &retries))
		return false;
	for (size_t i = 0; i < COUNT_OF(timers); i++)
		if (str_eq(name, timers[i].name))
			timer = timers[i].timer;
	if (!unit_ss_timer(when, &k->timer_ns))
		return false;
	k->timer = timer;
	k->timer_retries = (uint8_t)MIN(retries, (uint64_t)UINT8_MAX);
	k->has |= SOCK_TIMER;
	return true;
}

static const struct {
	const char *name;
	bool (*take)(struct sock *k, struct str value);
} formed[] = {
	{ "rtt", take_rtt },	 { "wscale", take_wscale }, { "retrans", take_retrans },
	{ "skmem", take_skmem }, { "bbr", take_bbr },	    { "timer", take_timer },
};

static bool
take_formed(struct sock *k, struct str name, struct str value)
{
	for (size_t i = 0; i < COUNT_OF(formed); i++)
		if (str_eq(name, str_from(formed[i].name)))
			return formed[i].take(k, value);
	return false;
}

/* --- words without a value --- */

static const struct {
	struct str name;
	size_t offset;
} flags[] = {
	{ { "ts", 2 }, offsetof(struct sock, ts) },
	{ { "sack", 4 }, offsetof(struct sock, sack) },
	{ { "ecn", 3 }, offsetof(struct sock, ecn) },
	{ { "ecnseen", 7 }, offsetof(struct sock, ecn) },
	{ { "fastopen", 8 }, offsetof(struct sock, fastopen) },
	{ { "app_limited", 11 }, offsetof(struct sock, app_limited) },
};

static bool
take_flag(struct sock *k, struct str word)
{
	for (size_t i = 0; i < COUNT_OF(flags); i++)
		if (str_eq(word, flags[i].name)) {
			*(bool *)((char *)k + flags[i].offset) = true;
			return true;
		}
	return false;
}

/* Congestion controls of Linux: net/ipv4/tcp_*.c, and those often added to it. */
static const char *const controls[] = {
	"cubic", "reno",     "bbr",  "bbr1",  "bbr2",	   "bbr3",     "dctcp",
	"vegas", "westwood", "htcp", "hybla", "illinois",  "veno",     "yeah",
	"nv",	 "lp",	     "cdg",  "bic",   "highspeed", "scalable",
};

static bool
take_control(struct sock *k, struct str word)
{
	for (size_t i = 0; i < COUNT_OF(controls); i++)
		if (str_eq(word, str_from(controls[i]))) {
			k->cc = word;
			return true;
		}
	return false;
}

static bool
is_passed(struct str word)
{
	struct str name = str_sub(word, 0, str_index(word, ':'));

	if (str_eq(word, STR("<->")) || str_eq(word, STR("-->")) || str_eq(word, STR("<--")) ||
	    str_eq(word, STR("---")))
		return true;
	for (size_t i = 0; i < COUNT_OF(passed_names); i++)
		if (name.n < word.n && str_eq(name, str_from(passed_names[i])))
			return true;
	return false;
}

/* --- the line --- */

/*
 * users:(("a b",pid=1,fd=3)): a name may hold blanks, so it is no word. A list
 * that was cut off has no end and takes all the rest.
 */
static bool
take_users(struct sock *k, struct str word, struct str *rest)
{
	struct str all = { word.p, (size_t)(rest->p + rest->n - word.p) };
	size_t end;

	if (!str_take(&all, STR("users:(")))
		return false;
	end = str_find(all, STR("))"));
	k->process = end == SIZE_MAX ? all : str_sub(all, 0, end + 1);
	*rest = end == SIZE_MAX ? str_sub(all, 0, 0) : str_from_pos(all, end + 2);
	return true;
}

/* A rate's value is the next word: "send 964342bps". */
static bool
take_rate(struct sock *k, struct str word, struct str *rest)
{
	const struct field *f = find_field(word);
	struct str after = *rest, value;

	if (!f || f->kind != VALUE_BPS || !str_word(&after, &value) || !take_field(k, word, value))
		return false;
	*rest = after;
	return true;
}

static bool
take_word(struct sock *k, struct str word, struct str *rest)
{
	size_t colon = str_index(word, ':');
	struct str name, value;

	if (colon == SIZE_MAX)
		return take_flag(k, word) || take_control(k, word) || take_rate(k, word, rest) ||
		       is_passed(word);
	name = str_sub(word, 0, colon);
	value = str_from_pos(word, colon + 1);
	return take_users(k, word, rest) || take_formed(k, name, value) ||
	       take_field(k, name, value) || is_passed(word);
}

/* The control's name stands before the window scale or the RTO, whatever it is. */
static bool
control_stands_before(struct str word)
{
	return str_starts(word, STR("wscale:")) || str_starts(word, STR("rto:"));
}

size_t
ss_details_read(struct sock *k, struct str text)
{
	struct str rest = text, word, before = { NULL, 0 };
	const uint32_t options = SOCK_RTO | SOCK_WSCALE | SOCK_CWND | SOCK_MSS;
	size_t known = 0;

	while (str_word(&rest, &word)) {
		if (before.n && !k->cc.n && char_is_alpha(*before.p) && control_stands_before(word))
			k->cc = before;
		before = (struct str){ NULL, 0 };
		if (take_word(k, word, &rest))
			known++;
		else if (str_index(word, ':') == SIZE_MAX)
			before = word;
	}
	k->has_options |= (k->has & options) != 0;
	return known;
}

bool
ss_details_repeat(const struct sock *k, struct str text)
{
	struct str word;

	while (str_word(&text, &word))
		if ((str_starts(word, STR("rtt:")) && (k->has & SOCK_RTT)) ||
		    (str_starts(word, STR("cwnd:")) && (k->has & SOCK_CWND)))
			return true;
	return false;
}
