/*
 * netstat_s.c - kernel counters as sentences: netstat -s of Linux
 *
 *	TcpExt:
 *	    23 times the listen queue of a socket overflowed
 *	    TCPLossProbes: 15
 *
 * net-tools knows sentences for old counters and prints the others by name. A
 * sentence is mapped back to the counter's MIB name, so that a rule need not
 * know who printed it. Also /proc/net/netstat and /proc/net/snmp themselves,
 * which are a line of names and a line of values.
 */
#include "readers/again.h"
#include "readers/counters.h"
#include "readers/probe.h"

/* Where the number stands in a sentence there is a %. */
struct sentence {
	const char *text;
	const char *name;
};

/* net-tools 1.60 to 2.10, statistics.c; older spellings besides newer ones. */
static const struct sentence sentences[] = {
	{ "% total packets received", "IpInReceives" },
	{ "% with invalid headers", "IpInHdrErrors" },
	{ "% with invalid addresses", "IpInAddrErrors" },
	{ "% forwarded", "IpForwDatagrams" },
	{ "% with unknown protocol", "IpInUnknownProtos" },
	{ "% incoming packets discarded", "IpInDiscards" },
	{ "% incoming packets delivered", "IpInDelivers" },
	{ "% requests sent out", "IpOutRequests" },
	{ "% outgoing packets dropped", "IpOutDiscards" },
	{ "% dropped because of missing route", "IpOutNoRoutes" },
	{ "% fragments dropped after timeout", "IpReasmTimeout" },
	{ "% reassemblies required", "IpReasmReqds" },
	{ "% packets reassembled ok", "IpReasmOKs" },
	{ "% packet reassemblies failed", "IpReasmFails" },
	{ "% packet reassembles failed", "IpReasmFails" },
	{ "% outgoing packets fragmented ok", "IpFragOKs" },
	{ "% outgoing packets failed fragmentation", "IpFragFails" },
	{ "% fragments received ok", "IpFragOKs" },
	{ "% fragments failed", "IpFragFails" },
	{ "% fragments created", "IpFragCreates" },
	{ "% ICMP messages received", "IcmpInMsgs" },
	{ "% input ICMP message failed", "IcmpInErrors" },
	{ "% input ICMP message failed.", "IcmpInErrors" },
	{ "% ICMP messages sent", "IcmpOutMsgs" },
	{ "% ICMP messages failed", "IcmpOutErrors" },
	{ "% active connection openings", "TcpActiveOpens" },
	{ "% active connections openings", "TcpActiveOpens" },
	{ "% passive connection openings", "TcpPassiveOpens" },
	{ "% failed connection attempts", "TcpAttemptFails" },
	{ "% connection resets received", "TcpEstabResets" },
	{ "% connections established", "TcpCurrEstab" },
	{ "% segments received", "TcpInSegs" },
	{ "% segments sent out", "TcpOutSegs" },
	{ "% segments send out", "TcpOutSegs" },
	{ "% segments retransmitted", "TcpRetransSegs" },
	{ "% segments retransmited", "TcpRetransSegs" },
	{ "% bad segments received", "TcpInErrs" },
	{ "% bad segments received.", "TcpInErrs" },
	{ "% resets sent", "TcpOutRsts" },
	{ "% packets received", "UdpInDatagrams" },
	{ "% packets to unknown port received", "UdpNoPorts" },
	{ "% packets to unknown port received.", "UdpNoPorts" },
	{ "% packet receive errors", "UdpInErrors" },
	{ "% packets sent", "UdpOutDatagrams" },
	{ "% receive buffer errors", "UdpRcvbufErrors" },
	{ "% send buffer errors", "UdpSndbufErrors" },
	{ "% SYN cookies sent", "TcpExtSyncookiesSent" },
	{ "% SYN cookies received", "TcpExtSyncookiesRecv" },
	{ "% invalid SYN cookies received", "TcpExtSyncookiesFailed" },
	{ "% resets received for embryonic SYN_RECV sockets", "TcpExtEmbryonicRsts" },
	{ "% packets pruned from receive queue because of socket buffer overrun",
	  "TcpExtPruneCalled" },
	{ "% packets pruned from receive queue", "TcpExtRcvPruned" },
	{ "% packets dropped from out-of-order queue because of socket buffer overrun",
	  "TcpExtOfoPruned" },
	{ "% ICMP packets dropped because they were out-of-window", "TcpExtOutOfWindowIcmps" },
	{ "% ICMP packets dropped because socket was locked", "TcpExtLockDroppedIcmps" },
	{ "% TCP sockets finished time wait in fast timer", "TcpExtTW" },
	{ "% TCP sockets finished time wait in slow timer", "TcpExtTWKilled" },
	{ "% time wait sockets recycled by time stamp", "TcpExtTWRecycled" },
	{ "% passive connections rejected because of time stamp", "TcpExtPAWSPassive" },
	{ "% active connections rejected because of time stamp", "TcpExtPAWSActive" },
	{ "% packets rejects in established connections because of timestamp", "TcpExtPAWSEstab" },
	{ "% packets rejected in established connections because of timestamp", "TcpExtPAWSEstab" },
	{ "% delayed acks sent", "TcpExtDelayedACKs" },
	{ "% delayed acks further delayed because of locked socket", "TcpExtDelayedACKLocked" },
	{ "Quick ack mode was activated % times", "TcpExtDelayedACKLost" },
	{ "% times the listen queue of a socket overflowed", "TcpExtListenOverflows" },
	{ "% SYNs to LISTEN sockets dropped", "TcpExtListenDrops" },
	{ "% SYNs to LISTEN sockets ignored", "TcpExtListenDrops" },
	{ "% packets directly queued to recvmsg prequeue", "TcpExtTCPPrequeued" },
	{ "% packets directly queued to recvmsg prequeue.", "TcpExtTCPPrequeued" },
	{ "% bytes directly in process context from backlog", "TcpExtTCPDirectCopyFromBacklog" },
	{ "% bytes directly received in process context from prequeue",
	  "TcpExtTCPDirectCopyFromPrequeue" },
	{ "% packets directly received from backlog", "TcpExtTCPDirectCopyFromBacklog" },
	{ "% packets directly received from prequeue", "TcpExtTCPDirectCopyFromPrequeue" },
	{ "% packets dropped from prequeue", "TcpExtTCPPrequeueDropped" },
	{ "% packet headers predicted", "TcpExtTCPHPHits" },
	{ "% packets header predicted", "TcpExtTCPHPHits" },
	{ "% packet headers predicted and directly queued to user", "TcpExtTCPHPHitsToUser" },
	{ "% packets header predicted and directly queued to user", "TcpExtTCPHPHitsToUser" },
	{ "% acknowledgments not containing data payload received", "TcpExtTCPPureAcks" },
	{ "% acknowledgments not containing data received", "TcpExtTCPPureAcks" },
	{ "% predicted acknowledgments", "TcpExtTCPHPAcks" },
	{ "% times recovered from packet loss due to fast retransmit", "TcpExtTCPRenoRecovery" },
	{ "% times recovered from packet loss by selective acknowledgements",
	  "TcpExtTCPSackRecovery" },
	{ "% times recovered from packet loss due to SACK data", "TcpExtTCPSackRecovery" },
	{ "% bad SACK blocks received", "TcpExtTCPSACKReneging" },
	{ "Detected reordering % times using FACK", "TcpExtTCPFACKReorder" },
	{ "Detected reordering % times using SACK", "TcpExtTCPSACKReorder" },
	{ "Detected reordering % times using reno fast retransmit", "TcpExtTCPRenoReorder" },
	{ "Detected reordering % times using time stamp", "TcpExtTCPTSReorder" },
	{ "% congestion windows fully recovered without slow start", "TcpExtTCPFullUndo" },
	{ "% congestion windows fully recovered", "TcpExtTCPFullUndo" },
	{ "% congestion windows partially recovered using Hoe heuristic", "TcpExtTCPPartialUndo" },
	{ "% congestion window recovered without slow start using DSACK", "TcpExtTCPDSACKUndo" },
	{ "% congestion windows recovered without slow start by DSACK", "TcpExtTCPDSACKUndo" },
	{ "% congestion windows recovered without slow start after partial ack",
	  "TcpExtTCPLossUndo" },
	{ "% congestion windows recovered after partial ack", "TcpExtTCPLossUndo" },
	{ "% TCP data loss events", "TcpExtTCPLoss" },
	{ "% retransmits lost", "TcpExtTCPLostRetransmit" },
	{ "% timeouts after reno fast retransmit", "TcpExtTCPRenoFailures" },
	{ "% timeouts after SACK recovery", "TcpExtTCPSackFailures" },
	{ "% timeouts in loss state", "TcpExtTCPLossFailures" },
	{ "% fast retransmits", "TcpExtTCPFastRetrans" },
	{ "% forward retransmits", "TcpExtTCPForwardRetrans" },
	{ "% retransmits in slow start", "TcpExtTCPSlowStartRetrans" },
	{ "% other TCP timeouts", "TcpExtTCPTimeouts" },
	{ "% classic Reno fast retransmits failed", "TcpExtTCPRenoRecoveryFail" },
	{ "% reno fast retransmits failed", "TcpExtTCPRenoRecoveryFail" },
	{ "% SACK retransmits failed", "TcpExtTCPSackRecoveryFail" },
	{ "% sack retransmits failed", "TcpExtTCPSackRecoveryFail" },
	{ "% times receiver scheduled too late for direct processing", "TcpExtTCPSchedulerFailed" },
	{ "% packets collapsed in receive queue due to low socket buffer",
	  "TcpExtTCPRcvCollapsed" },
	{ "% DSACKs sent for old packets", "TcpExtTCPDSACKOldSent" },
	{ "% DSACKs sent for out of order packets", "TcpExtTCPDSACKOfoSent" },
	{ "% DSACKs received", "TcpExtTCPDSACKRecv" },
	{ "% DSACKs for out of order packets received", "TcpExtTCPDSACKOfoRecv" },
	{ "% connections reset due to unexpected SYN", "TcpExtTCPAbortOnSyn" },
	{ "% connections reset due to unexpected data", "TcpExtTCPAbortOnData" },
	{ "% connections reset due to early user close", "TcpExtTCPAbortOnClose" },
	{ "% connections aborted due to memory pressure", "TcpExtTCPAbortOnMemory" },
	{ "% connections aborted due to timeout", "TcpExtTCPAbortOnTimeout" },
	{ "% connections aborted after user close in linger timeout", "TcpExtTCPAbortOnLinger" },
	{ "% times unable to send RST due to no memory", "TcpExtTCPAbortFailed" },
	{ "% times unabled to send RST due to no memory", "TcpExtTCPAbortFailed" },
	{ "TCP ran low on memory % times", "TcpExtTCPMemoryPressures" },
	{ "Ran % times out of system memory during packet sending", "TcpExtRstQ" },
};

/* Known, and of no counter that a rule would ask for. */
static bool
is_passed(struct str text)
{
	/* of ICMP's, which net-tools translates, the rows are no sentences */
	return str_has_nocase(text, STR("histogram")) || str_has(text, STR("ヒストグラム")) ||
	       str_starts(text, STR("RTO algorithm is ")) || str_starts(text, STR("Forwarding")) ||
	       str_starts(text, STR("Default TTL is "));
}

static bool
sentence_match(const struct sentence *w, struct str text, uint64_t *ret_value)
{
	struct str pattern = str_from(w->text);
	size_t hole = str_index(pattern, '%');

	return str_take(&text, str_sub(pattern, 0, hole)) && str_take_u64(&text, ret_value) &&
	       str_eq(text, str_from_pos(pattern, hole + 1));
}

static const struct sentence *
sentence_find(struct str text, uint64_t *ret_value)
{
	for (size_t i = 0; i < COUNT_OF(sentences); i++)
		if (sentence_match(&sentences[i], text, ret_value))
			return &sentences[i];
	return NULL;
}

/* "TcpExt:" alone on its line; its lines are indented below it. */
static bool
group_parse(struct str text, struct str *ret_group)
{
	if (!str_ends(text, STR(":")))
		return false;
	text = str_sub(text, 0, text.n - 1);
	if (counter_group(text) < 0)
		return false;
	*ret_group = text;
	return true;
}

/* "TCPLossProbes: 15", "destination unreachable: 1" */
static bool
named_parse(struct str text, struct str *ret_name, uint64_t *ret_value)
{
	size_t colon = str_index(text, ':');

	if (colon == SIZE_MAX || !colon ||
	    !str_to_u64(str_trim(str_from_pos(text, colon + 1)), ret_value))
		return false;
	*ret_name = str_sub(text, 0, colon);
	return true;
}

static bool
is_counter_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!char_is_alnum(s.p[i]))
			return false;
	return s.n > 0 && *s.p >= 'A' && *s.p <= 'Z';
}

struct counts {
	struct reading *r;
	const struct section *s;
	uint32_t sample;
	uint32_t groups;  /* seen in this sample, by counter_group */
	struct str group; /* "Tcp"; empty before the first */
	struct str names; /* of /proc/net/snmp: the line of names, its values follow */
};

static bool
take_named(struct counts *t, const struct line *l, struct str text)
{
	struct arena *a = t->r->cs->arena;
	struct str name;
	uint64_t value;

	if (!named_parse(text, &name, &value))
		return false;
	if (t->group.n && is_counter_name(name))
		counter_add(t->r, t->s, l, t->sample, counter_join(a, t->group, name), value);
	else if (counter_is_bare_name(name)) /* grepped: the group is gone */
		counter_add(t->r, t->s, l, t->sample, counter_full_name(a, name), value);
	else
		return t->group.n > 0; /* ICMP's histogram has words of its own */
	return true;
}

/* A second "Tcp:" without a prompt between: asked again later. */
static void
begin_group(struct counts *t, const struct line *l, struct str group)
{
	uint32_t bit = 1u << counter_group(group);

	if (t->groups & bit) {
		t->sample = sample_again(t->r, t->s, l, "netstat-s");
		t->groups = 0;
	}
	t->groups |= bit;
	t->group = group;
}

/* --- /proc/net/snmp: "Tcp: InSegs OutSegs" and then "Tcp: 191 150" --- */

static bool
pair_parse(struct str text, struct str *ret_group, struct str *ret_rest)
{
	size_t colon = str_index(text, ':');

	if (colon == SIZE_MAX || counter_group(str_sub(text, 0, colon)) < 0)
		return false;
	*ret_group = str_sub(text, 0, colon);
	*ret_rest = str_trim(str_from_pos(text, colon + 1));
	return ret_rest->n > 0;
}

static bool
is_names(struct str rest)
{
	struct str word;

	return str_word(&rest, &word) && is_counter_name(word);
}

static bool
is_values(struct str rest)
{
	struct str word;
	int64_t value;

	/* MaxConn is -1 */
	return str_word(&rest, &word) && str_to_i64(word, &value);
}

static void
take_values(struct counts *t, const struct line *l, struct str group, struct str values)
{
	struct str names = t->names, name, word;
	uint64_t value;

	while (str_word(&names, &name) && str_word(&values, &word))
		if (str_to_u64(word, &value) && is_counter_name(name))
			counter_add(t->r, t->s, l, t->sample,
				    counter_join(t->r->cs->arena, group, name), value);
	t->names = (struct str){ NULL, 0 };
}

static bool
take_pair(struct counts *t, const struct line *l, struct str text)
{
	struct str group, rest;

	if (!pair_parse(text, &group, &rest))
		return false;
	if (is_names(rest)) {
		begin_group(t, l, group);
		t->names = rest;
		return true;
	}
	if (!is_values(rest) || !t->names.n || !str_eq(group, t->group))
		return false;
	take_values(t, l, group, rest);
	return true;
}

/* --- the whole --- */

static void
take_line(struct counts *t, const struct line *l)
{
	struct str text = str_trim(l->text), group;
	const struct sentence *w;
	uint64_t value;

	if (group_parse(text, &group)) {
		begin_group(t, l, group);
		return;
	}
	w = sentence_find(text, &value);
	if (w) {
		counter_add(t->r, t->s, l, t->sample, str_from(w->name), value);
		return;
	}
	if (!text.n || take_pair(t, l, text) || take_named(t, l, text) || is_passed(text))
		return;
	case_unread(t->r->cs, t->s->input, l->number, l->text);
}

static void
take(struct reading *r, const struct section *s)
{
	struct counts t = { .r = r, .s = s, .sample = section_sample(r, s, "netstat-s") };

	for (size_t i = 0; i < s->n; i++)
		take_line(&t, &s->lines[i]);
}

/* --- is it netstat -s? --- */

static int
line_score(struct str text)
{
	struct str group, rest, name;
	uint64_t value;

	text = str_trim(text);
	if (sentence_find(text, &value))
		return 92;
	if (pair_parse(text, &group, &rest) && is_names(rest) && str_has(rest, STR(" ")))
		return 95;
	if (pair_parse(text, &group, &rest) && is_values(rest))
		return 88;
	if (group_parse(text, &group))
		return 70;
	if (named_parse(text, &name, &value) && counter_is_bare_name(name))
		return 80;
	return is_passed(text) ? 40 : 0;
}

static int
probe(const struct section *s)
{
	return probe_lines(s, line_score);
}

const struct reader reader_netstat_s = {
	.kind = "netstat-s",
	.words = "kernel counters, netstat -s, /proc/net/snmp, /proc/net/netstat",
	.probe = probe,
	.read = take,
};
