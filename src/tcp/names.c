/*
 * names.c - states, classes and accounts in the words of the contract
 */
#include "tcp/tcp.h"

static const char *const state_names[TCP_STATE_COUNT] = {
	[TCP_STATE_UNKNOWN] = "unknown",
	[TCP_CLOSED] = "CLOSED",
	[TCP_LISTEN] = "LISTEN",
	[TCP_SYN_SENT] = "SYN-SENT",
	[TCP_SYN_RECEIVED] = "SYN-RECEIVED",
	[TCP_ESTABLISHED] = "ESTABLISHED",
	[TCP_FIN_WAIT_1] = "FIN-WAIT-1",
	[TCP_FIN_WAIT_2] = "FIN-WAIT-2",
	[TCP_CLOSE_WAIT] = "CLOSE-WAIT",
	[TCP_CLOSING] = "CLOSING",
	[TCP_LAST_ACK] = "LAST-ACK",
	[TCP_TIME_WAIT] = "TIME-WAIT",
};

const char *
tcp_state_name(enum tcp_state s)
{
	return (unsigned)s < TCP_STATE_COUNT ? state_names[s] : state_names[0];
}

/* Spellings besides the RFC's: ss, netstat, the BSDs, Windows, filters of ss. */
static const struct {
	const char *word;
	enum tcp_state state;
} spellings[] = {
	{ "ESTAB", TCP_ESTABLISHED },
	{ "SYN-RECV", TCP_SYN_RECEIVED },
	{ "SYN-RCVD", TCP_SYN_RECEIVED },
	{ "LISTENING", TCP_LISTEN },
	{ "FIN-WAIT1", TCP_FIN_WAIT_1 },
	{ "FIN-WAIT2", TCP_FIN_WAIT_2 },
	{ "TIMEWAIT", TCP_TIME_WAIT },
	{ "CLOSE", TCP_CLOSED },
	{ "UNCONN", TCP_CLOSED },
	{ "NEW-SYN-RECV", TCP_SYN_RECEIVED },
	{ "SYNRECV", TCP_SYN_RECEIVED },
	/* net-tools in German, Portuguese and Czech: other translations leave them */
	{ "VERBUNDEN", TCP_ESTABLISHED },
	{ "ESTABELECIDA", TCP_ESTABLISHED },
	{ "SPOJENO", TCP_ESTABLISHED },
	{ "OUÇA", TCP_LISTEN },
	{ "NASLOUCHÁ", TCP_LISTEN },
	{ "SYN-ENVIADO", TCP_SYN_SENT },
	{ "SYN-RECEBIDO", TCP_SYN_RECEIVED },
	{ "ESPERA-FIN1", TCP_FIN_WAIT_1 },
	{ "ESPERA-FIN2", TCP_FIN_WAIT_2 },
	{ "ESPERANDO-FECHAR", TCP_CLOSE_WAIT },
	{ "FECHAR", TCP_CLOSED },
	{ "FECHANDO", TCP_CLOSING },
	{ "ÚLTIMO-ACK", TCP_LAST_ACK },
	{ "POSLEDNÍ", TCP_LAST_ACK },
	{ "ZAVÍRÁ", TCP_CLOSING },
	{ "ZAVŘEN", TCP_CLOSED },
	/* Windows in German */
	{ "HERGESTELLT", TCP_ESTABLISHED },
	{ "ABHÖREN", TCP_LISTEN },
	{ "WARTEND", TCP_TIME_WAIT },
	{ "SCHLIESSEN-WARTEN", TCP_CLOSE_WAIT },
	{ "SYN-GESENDET", TCP_SYN_SENT },
	{ "SYN-EMPFANGEN", TCP_SYN_RECEIVED },
	{ "FIN-WARTEN-1", TCP_FIN_WAIT_1 },
	{ "FIN-WARTEN-2", TCP_FIN_WAIT_2 },
};

static bool
same_word(struct str s, const char *word)
{
	if (s.n != strlen(word))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i] == '_' ? '-' : char_lower(s.p[i]);

		if (c != char_lower(word[i]))
			return false;
	}
	return true;
}

bool
tcp_state_parse(struct str s, enum tcp_state *ret)
{
	for (unsigned i = TCP_CLOSED; i < TCP_STATE_COUNT; i++)
		if (same_word(s, state_names[i])) {
			*ret = (enum tcp_state)i;
			return true;
		}
	for (size_t i = 0; i < COUNT_OF(spellings); i++)
		if (same_word(s, spellings[i].word)) {
			*ret = spellings[i].state;
			return true;
		}
	return false;
}

static const char *const class_names[CLASS_COUNT] = {
	[CLASS_OTHER] = "other",
	[CLASS_SYN] = "syn",
	[CLASS_SYN_ACK] = "syn-ack",
	[CLASS_HANDSHAKE_ACK] = "handshake-ack",
	[CLASS_DATA] = "data",
	[CLASS_ACK] = "ack",
	[CLASS_WINDOW_UPDATE] = "window-update",
	[CLASS_DUPLICATE_ACK] = "duplicate-ack",
	[CLASS_FAST_RETRANSMISSION] = "fast-retransmission",
	[CLASS_RTO_RETRANSMISSION] = "rto-retransmission",
	[CLASS_TAIL_LOSS_PROBE] = "tail-loss-probe",
	[CLASS_UNNEEDED_RETRANSMISSION] = "unneeded-retransmission",
	[CLASS_RETRANSMISSION] = "retransmission",
	[CLASS_OUT_OF_ORDER] = "out-of-order",
	[CLASS_KEEP_ALIVE] = "keep-alive",
	[CLASS_KEEP_ALIVE_ACK] = "keep-alive-ack",
	[CLASS_ZERO_WINDOW] = "zero-window",
	[CLASS_ZERO_WINDOW_PROBE] = "zero-window-probe",
	[CLASS_FIN] = "fin",
	[CLASS_RESET] = "reset",
	[CLASS_CHALLENGE_ACK] = "challenge-ack",
	[CLASS_SYN_RETRANSMISSION] = "syn-retransmission",
	[CLASS_CAPTURE_DUPLICATE] = "capture-duplicate",
};

const char *
segment_class_name(enum segment_class c)
{
	return (unsigned)c < CLASS_COUNT ? class_names[c] : class_names[0];
}

static const struct {
	const char *name, *words;
} accounts[ACCOUNT_COUNT] = {
	[ACCOUNT_HANDSHAKE] = { "handshake", "handshake" },
	[ACCOUNT_SENDER_IDLE] = { "sender_idle", "applications idle" },
	[ACCOUNT_SERVER_THINKING] = { "server_thinking", "server thinking" },
	[ACCOUNT_RECEIVE_WINDOW] = { "receive_window", "receive window" },
	[ACCOUNT_ZERO_WINDOW] = { "zero_window", "zero window" },
	[ACCOUNT_SEND_BUFFER] = { "send_buffer", "send buffer" },
	[ACCOUNT_CONGESTION_WINDOW] = { "congestion_window", "congestion window" },
	[ACCOUNT_SLOW_START] = { "slow_start", "slow start" },
	[ACCOUNT_LOSS_RECOVERY] = { "loss_recovery", "loss recovery" },
	[ACCOUNT_RTO] = { "retransmission_timeout", "retransmission timeout" },
	[ACCOUNT_DELAYED_ACK] = { "delayed_ack", "delayed ACK" },
	[ACCOUNT_PATH] = { "path", "path" },
	[ACCOUNT_REORDERING] = { "reordering", "reordering" },
	[ACCOUNT_CLOSING] = { "closing", "closing" },
	[ACCOUNT_CAPTURE_GAP] = { "capture_gap", "gap in the capture" },
};

const char *
account_name(enum account a)
{
	return (unsigned)a < ACCOUNT_COUNT ? accounts[a].name : "";
}

const char *
account_words(enum account a)
{
	return (unsigned)a < ACCOUNT_COUNT ? accounts[a].words : "";
}

const char *
vantage_name(enum vantage v)
{
	static const char *const names[] = { "unknown", "client", "server", "between" };

	return (unsigned)v < COUNT_OF(names) ? names[v] : names[0];
}

const char *
reset_kind_name(enum reset_kind k)
{
	static const char *const names[] = {
		[RESET_NONE] = "none",
		[RESET_REFUSED] = "refused",
		[RESET_UNREAD_DATA] = "close with unread data",
		[RESET_AFTER_CLOSE] = "data after close",
		[RESET_NO_SUCH] = "no such connection",
		[RESET_ABORT] = "abort",
		[RESET_AFTER_DONE] = "after both FINs",
	};

	return (unsigned)k < COUNT_OF(names) ? names[k] : names[0];
}

const char *
cc_family_name(enum cc_family f)
{
	static const char *const names[] = {
		[CC_UNKNOWN] = "unknown",
		[CC_RENO] = "reno",
		[CC_CUBIC] = "cubic",
		[CC_BBR] = "bbr",
	};

	return (unsigned)f < COUNT_OF(names) ? names[f] : names[0];
}

int64_t
conn_think_quantile_ns(const struct conn *c, double q)
{
	double want = q * (double)c->exchanges;
	uint64_t seen = 0;

	if (!c->exchanges)
		return 0;
	for (size_t i = 0; i < COUNT_OF(c->think_histogram); i++) {
		seen += c->think_histogram[i];
		if ((double)seen >= want && seen)
			return MIN((int64_t)NS_PER_US << i, c->think_max_ns);
	}
	return c->think_max_ns;
}
