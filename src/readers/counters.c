/*
 * counters.c - kernel counters by their MIB names
 */
#include "readers/counters.h"

void
counter_add(struct reading *r, const struct section *s, const struct line *l, uint32_t sample,
	    struct str name, uint64_t value)
{
	struct counter *c = vec_add(r->cs->arena, &r->cs->counters);

	c->at = line_origin(s, l);
	c->sample = sample;
	c->name = name;
	c->value = value;
}

/* The first word of the lines of /proc/net/snmp, snmp6 and netstat. */
static const char *const groups[] = {
	"Ip",	 "Icmp", "IcmpMsg",  "Tcp",	 "Udp",	 "UdpLite", "TcpExt", "IpExt", "Ip6",
	"Icmp6", "Udp6", "UdpLite6", "MPTcpExt", "Sctp", "Dccp",    "Tls",    "Xfrm",
};

int
counter_group(struct str s)
{
	for (size_t i = 0; i < COUNT_OF(groups); i++)
		if (str_eq(s, str_from(groups[i])))
			return (int)i;
	return -1;
}

static bool
is_plain_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!char_is_alnum(s.p[i]))
			return false;
	return s.n > 0;
}

bool
counter_is_full_name(struct str name)
{
	if (!is_plain_name(name))
		return false;
	for (size_t i = 0; i < COUNT_OF(groups); i++) {
		struct str rest = name;

		if (str_take(&rest, str_from(groups[i])) && rest.n && *rest.p >= 'A' &&
		    *rest.p <= 'Z')
			return true;
	}
	return false;
}

/*
 * Names that only one group has (net/ipv4/proc.c of Linux 2.6 to 6.18). Not
 * here: InCsumErrors, InErrors, InMsgs … which several groups have.
 */
static const char *const tcp_names[] = {
	"ActiveOpens", "AttemptFails", "CurrEstab", "EstabResets",  "InErrs",
	"InSegs",      "OutRsts",      "OutSegs",   "PassiveOpens", "RetransSegs",
};

static const char *const tcp_ext_names[] = {
	"ArpFilter",
	"BeyondWindow",
	"BusyPollRxPackets",
	"DelayedACKLocked",
	"DelayedACKLost",
	"DelayedACKs",
	"EmbryonicRsts",
	"IPReversePathFilter",
	"ListenDrops",
	"ListenOverflows",
	"LockDroppedIcmps",
	"OfoPruned",
	"OutOfWindowIcmps",
	"PAWSActive",
	"PAWSEstab",
	"PAWSOldAck",
	"PAWSPassive",
	"PAWSTimewait",
	"PFMemallocDrop",
	"PruneCalled",
	"RcvPruned",
	"RstQ",
	"SyncookiesFailed",
	"SyncookiesRecv",
	"SyncookiesSent",
	"TCPACKSkippedChallenge",
	"TCPACKSkippedFinWait2",
	"TCPACKSkippedPAWS",
	"TCPACKSkippedSeq",
	"TCPACKSkippedSynRecv",
	"TCPACKSkippedTimeWait",
	"TCPAOBad",
	"TCPAODroppedIcmps",
	"TCPAOGood",
	"TCPAOKeyNotFound",
	"TCPAORequired",
	"TCPAbortFailed",
	"TCPAbortOnClose",
	"TCPAbortOnData",
	"TCPAbortOnLinger",
	"TCPAbortOnMemory",
	"TCPAbortOnSyn",
	"TCPAbortOnTimeout",
	"TCPAckCompressed",
	"TCPAutoCorking",
	"TCPBacklogCoalesce",
	"TCPBacklogDrop",
	"TCPChallengeACK",
	"TCPDSACKIgnoredDubious",
	"TCPDSACKIgnoredNoUndo",
	"TCPDSACKIgnoredOld",
	"TCPDSACKOfoRecv",
	"TCPDSACKOfoSent",
	"TCPDSACKOldSent",
	"TCPDSACKRecv",
	"TCPDSACKRecvSegs",
	"TCPDSACKUndo",
	"TCPDeferAcceptDrop",
	"TCPDelivered",
	"TCPDeliveredCE",
	"TCPDirectCopyFromBacklog",
	"TCPDirectCopyFromPrequeue",
	"TCPFACKReorder",
	"TCPFastOpenActive",
	"TCPFastOpenActiveFail",
	"TCPFastOpenBlackhole",
	"TCPFastOpenCookieReqd",
	"TCPFastOpenListenOverflow",
	"TCPFastOpenPassive",
	"TCPFastOpenPassiveAltKey",
	"TCPFastOpenPassiveFail",
	"TCPFastRetrans",
	"TCPForwardRetrans",
	"TCPFromZeroWindowAdv",
	"TCPFullUndo",
	"TCPHPAcks",
	"TCPHPHits",
	"TCPHPHitsToUser",
	"TCPHystartDelayCwnd",
	"TCPHystartDelayDetect",
	"TCPHystartTrainCwnd",
	"TCPHystartTrainDetect",
	"TCPKeepAlive",
	"TCPLoss",
	"TCPLossFailures",
	"TCPLossProbeRecovery",
	"TCPLossProbes",
	"TCPLossUndo",
	"TCPLostRetransmit",
	"TCPMD5Failure",
	"TCPMD5NotFound",
	"TCPMD5Unexpected",
	"TCPMTUPFail",
	"TCPMTUPSuccess",
	"TCPMemoryPressures",
	"TCPMemoryPressuresChrono",
	"TCPMigrateReqFailure",
	"TCPMigrateReqSuccess",
	"TCPMinTTLDrop",
	"TCPOFODrop",
	"TCPOFOMerge",
	"TCPOFOQueue",
	"TCPOrigDataSent",
	"TCPPLBRehash",
	"TCPPartialUndo",
	"TCPPrequeueDropped",
	"TCPPrequeued",
	"TCPPureAcks",
	"TCPRcvCoalesce",
	"TCPRcvCollapsed",
	"TCPRcvQDrop",
	"TCPRenoFailures",
	"TCPRenoRecovery",
	"TCPRenoRecoveryFail",
	"TCPRenoReorder",
	"TCPReqQFullDoCookies",
	"TCPReqQFullDrop",
	"TCPRetransFail",
	"TCPSACKDiscard",
	"TCPSACKReneging",
	"TCPSACKReorder",
	"TCPSYNChallenge",
	"TCPSackFailures",
	"TCPSackMerged",
	"TCPSackRecovery",
	"TCPSackRecoveryFail",
	"TCPSackShiftFallback",
	"TCPSackShifted",
	"TCPSchedulerFailed",
	"TCPSlowStartRetrans",
	"TCPSpuriousRTOs",
	"TCPSpuriousRtxHostQueues",
	"TCPSynRetrans",
	"TCPTSReorder",
	"TCPTimeWaitOverflow",
	"TCPTimeouts",
	"TCPToZeroWindowAdv",
	"TCPWantZeroWindowAdv",
	"TCPWinProbe",
	"TCPWqueueTooBig",
	"TCPZeroWindowDrop",
	"TSEcrRejected",
	"TW",
	"TWKilled",
	"TWRecycled",
	"TcpDuplicateDataRehash",
	"TcpTimeoutRehash",
};

static const struct {
	struct str group;
	const char *const *names;
	size_t n;
} lists[] = {
	{ { "Tcp", 3 }, tcp_names, COUNT_OF(tcp_names) },
	{ { "TcpExt", 6 }, tcp_ext_names, COUNT_OF(tcp_ext_names) },
};

static struct str
group_of(struct str bare)
{
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		for (size_t k = 0; k < lists[i].n; k++)
			if (str_eq(bare, str_from(lists[i].names[k])))
				return lists[i].group;
	return (struct str){ NULL, 0 };
}

bool
counter_is_bare_name(struct str s)
{
	return group_of(s).n > 0;
}

struct str
counter_full_name(struct arena *a, struct str name)
{
	struct str group = group_of(name);

	return group.n ? counter_join(a, group, name) : name;
}

struct str
counter_join(struct arena *a, struct str group, struct str bare)
{
	return str_printf(a, STR_F STR_F, STR_A(group), STR_A(bare));
}

struct str
counter_camel(struct arena *a, const char *prefix, struct str words)
{
	struct str front = str_from(prefix);
	char *p = arena_new(a, char, front.n + words.n + 1);
	size_t n = front.n;
	bool first = true;

	memcpy(p, front.p, front.n);
	for (size_t i = 0; i < words.n; i++) {
		char c = words.p[i];

		if (!char_is_alnum(c)) {
			first = true;
			continue;
		}
		p[n++] = first && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
		first = false;
	}
	return (struct str){ p, n };
}
