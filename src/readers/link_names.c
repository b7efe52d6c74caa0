/*
 * link_names.c - counters of interfaces, whichever tool prints them
 *
 * The words of ip (ip/ipaddress.c, print_stats64), of /proc/net/dev, of ifconfig and of
 * netstat -i, for the fields of struct rtnl_link_stats64.
 */
#include "readers/link_names.h"

static const struct {
	const char *word, *received, *sent;
} words[] = {
	{ "bytes", "LinkRxBytes", "LinkTxBytes" },
	{ "packets", "LinkRxPackets", "LinkTxPackets" },
	{ "OK", "LinkRxPackets", "LinkTxPackets" },
	{ "pkts", "LinkRxPackets", "LinkTxPackets" },
	{ "errors", "LinkRxErrors", "LinkTxErrors" },
	{ "errs", "LinkRxErrors", "LinkTxErrors" },
	{ "ERR", "LinkRxErrors", "LinkTxErrors" },
	{ "dropped", "LinkRxDropped", "LinkTxDropped" },
	{ "drop", "LinkRxDropped", "LinkTxDropped" },
	{ "DRP", "LinkRxDropped", "LinkTxDropped" },
	{ "missed", "LinkRxMissed", "LinkTxMissed" },
	{ "overrun", "LinkRxOverruns", "LinkTxOverruns" },
	{ "overruns", "LinkRxOverruns", "LinkTxOverruns" },
	{ "OVR", "LinkRxOverruns", "LinkTxOverruns" },
	{ "fifo", "LinkRxFifo", "LinkTxFifo" },
	{ "frame", "LinkRxFrame", "LinkTxFrame" },
	{ "mcast", "LinkRxMulticast", "LinkTxMulticast" },
	{ "multicast", "LinkRxMulticast", "LinkTxMulticast" },
	{ "compressed", "LinkRxCompressed", "LinkTxCompressed" },
	{ "carrier", "LinkRxCarrier", "LinkTxCarrier" },
	{ "collsns", "LinkRxCollisions", "LinkTxCollisions" },
	{ "colls", "LinkRxCollisions", "LinkTxCollisions" },
	{ "collisions", "LinkRxCollisions", "LinkTxCollisions" },
	{ "length", "LinkRxLength", "LinkTxLength" },
	{ "crc", "LinkRxCrc", "LinkTxCrc" },
	{ "nohandler", "LinkRxNohandler", "LinkTxNohandler" },
	{ "otherhost", "LinkRxOtherhost", "LinkTxOtherhost" },
	{ "aborted", "LinkRxAborted", "LinkTxAborted" },
	{ "window", "LinkRxWindow", "LinkTxWindow" },
	{ "heartbt", "LinkRxHeartbeat", "LinkTxHeartbeat" },
	{ "heartbeat", "LinkRxHeartbeat", "LinkTxHeartbeat" },
	{ "transns", "LinkRxTransitions", "LinkTxTransitions" },
};

static const char *
find(struct str word, bool sent)
{
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_eq(word, str_from(words[i].word)))
			return sent ? words[i].sent : words[i].received;
	return NULL;
}

bool
link_word_is_known(struct str word)
{
	return find(word, false) != NULL;
}

bool
link_counter(struct rows *t, struct str device, bool sent, struct str word, uint64_t value)
{
	const char *name = find(word, sent);

	if (!name)
		return false;
	rows_counter(t, str_from(name), device, value);
	return true;
}

struct str
link_device(struct str name)
{
	return str_sub(name, 0, str_index(name, '@'));
}

void
link_setting(struct rows *t, struct str device, const char *what, struct str value)
{
	rows_setting(t, str_printf(t->r->cs->arena, "link." STR_F ".%s", STR_A(device), what),
		     value);
}

void
link_address(struct rows *t, struct str device, struct str address)
{
	link_setting(t, device, "address", address);
}
