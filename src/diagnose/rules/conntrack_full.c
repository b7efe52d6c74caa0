/*
 * conntrack-full: the table of tracked connections is full, and new ones are dropped.
 *
 * Netfilter remembers each connection that passes a NAT or a stateful filter. At
 * nf_conntrack_max it drops the packet that would need a new entry, says so in the
 * kernel log (at most a few lines a second: net_warn_ratelimited), and counts it as
 * "drop". What has its entry goes on: old connections live, new SYNs vanish one by one
 * as entries come free. So on the wire it looks like SYNs lost; only the host with the
 * table knows.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

/* The kernel looks before each new entry: below this share it has room. */
#define FULL_FROM 0.95
#define FULL_TO 0.995
#define DROPS_FEW 1
#define DROPS_MANY 16
#define VANISHED_FEW 5	  /* attempts in vain, each of two SYNs or more */
#define ENTRY_BYTES 320	  /* struct nf_conn with its extensions, as slabtop shows it */
#define MAX_BETTER 262144 /* what Linux chooses with 8 GB: nf_conntrack_init_start */

struct table {
	const struct log_line *log;
	uint64_t log_n;
	struct counter_found count, max, drops, failed, early;
	double share;
	uint64_t waited, vanished;
	const struct view *worst;
	const struct service *service;
};

static void
gather(const struct crux_case *cs, struct table *t)
{
	t->log_n = log_count(cs, LOG_CONNTRACK_FULL, &t->log);
	t->count = case_counter(cs, "ConntrackCount");
	if (!t->count.found)
		t->count = case_counter(cs, "ConntrackEntries");
	t->max = case_counter(cs, "ConntrackMax");
	t->drops = counter_of(cs, "ConntrackDrop");
	t->failed = counter_of(cs, "ConntrackInsertFailed");
	t->early = counter_of(cs, "ConntrackEarlyDrop");
	if (t->count.found && t->max.found && t->max.value)
		t->share = (double)t->count.value / (double)t->max.value;
}

/* SYNs that got no answer, or a late one: what the full table costs. */
static void
gather_wire(const struct crux_case *cs, struct table *t, struct finding *f)
{
	struct opened o = { 0 };

	while (opened_next(cs, &o)) {
		double waited_s = conn_open_wait_s(o.client->conn);

		if (waited_s <= 0)
			continue;
		t->waited++;
		t->vanished += o.client->conn->opening != OPENING_DONE;
		finding_harm(f, o.client, waited_s, 0);
		if (!t->worst || o.client->conn->syns > t->worst->conn->syns)
			t->worst = o.client;
	}
	if (t->worst)
		t->service = service_of(cs, &t->worst->conn->server);
}

static void
judge_log(const struct table *t, struct finding *f)
{
	if (!t->log)
		return;
	finding_at(f, t->log->at, "\"" STR_F "\"%s", STR_A(str_sub(t->log->text, 0, 120)),
		   t->log_n > 1 ? say(f, ", %s such lines", say_count(f, t->log_n)) : "");
	finding_sure(f, t->log_n > 1 ? 0.9 : 0.8);
}

static void
judge_counters(const struct table *t, struct finding *f)
{
	double full = ramp(t->share, FULL_FROM, FULL_TO);

	if (t->count.found && t->max.found)
		finding_at(f, t->count.at, "%s of %s entries of the connection table are taken",
			   say_count(f, t->count.value), say_count(f, t->max.value));
	finding_sure(f, 0.7 * full);
	if (t->drops.growth) {
		finding_at(f, t->drops.at,
			   "conntrack drop %s%s: packets dropped for want of an "
			   "entry",
			   say_count(f, t->drops.growth), counter_meanwhile(f, &t->drops));
		/* a table that is not full now may have been */
		finding_sure(f,
			     (t->max.found && full <= 0 ? 0.4 : 0.5) +
				     0.15 * ramp((double)t->drops.growth, DROPS_FEW, DROPS_MANY) +
				     0.3 * full);
	}
	if (t->early.growth) {
		finding_at(f, t->early.at, "early_drop %s: entries thrown out to make room",
			   say_count(f, t->early.growth));
		finding_sure(f, 0.55);
	}
	if (t->failed.growth && f->confidence <= 0) {
		/* two packets of one flow that race for their entry (DNS over UDP) fail too */
		finding_at(f, t->failed.at, "insert_failed %s", say_count(f, t->failed.growth));
		finding_sure(f, 0.3);
	}
	if (f->confidence <= 0 && (t->max.found || t->drops.found))
		finding_not(f, f->id, t->max.found ? "the connection table is %s full%s" : "%s%s",
			    t->max.found ? say_percent(f, t->share) : "conntrack drop 0",
			    t->max.found && t->drops.found ? ", drop 0" : "");
}

static void
judge_wire(const struct table *t, struct finding *f)
{
	if (!t->worst)
		return;
	finding_seen(f, t->worst, t->worst->conn->syn_packet,
		     "meanwhile %s sent SYNs again, %s in vain%s",
		     say_things(f, t->waited, "connection", "connections"),
		     say_count(f, t->vanished),
		     t->service && t->service->done
			     ? say(f, "; %s opened", say_count(f, t->service->done))
			     : "");
}

/*
 * Packets alone: some SYNs to a service vanish, again and again, while others of the
 * same minute open at once. Chance loss would not spare all retries.
 */
static void
suspect(const struct table *t, struct finding *f)
{
	const struct service *s = t->service;

	if (!s || t->vanished < VANISHED_FEW || s->done < VANISHED_FEW)
		return;
	finding_sure(f,
		     0.35 * ramp((double)t->vanished / (double)(t->vanished + s->done), 0.02, 0.1));
}

/* --- words --- */

static void
say_fix(const struct table *t, struct finding *f)
{
	uint64_t now = t->max.found ? t->max.value : 0;
	uint64_t better = MAX(now > UINT64_MAX / 4 ? now : now * 4, (uint64_t)MAX_BETTER);

	finding_fix(f, SCOPE_HOST,
		    "On the NAT or firewall: raise nf_conntrack_max, shorten its timeouts, or do "
		    "not track what needs no state.");
	finding_command(f,
			say(f, "at once; %s of memory when full",
			    say_bytes(f, (double)better * ENTRY_BYTES)),
			"sysctl -w net.netfilter.nf_conntrack_max=%llu",
			(unsigned long long)better);
	finding_command(f, "buckets, so that look-ups stay short",
			"echo %llu > /sys/module/nf_conntrack/parameters/hashsize",
			(unsigned long long)better / 4);
	finding_command(f, "for good",
			"echo 'net.netfilter.nf_conntrack_max = %llu' > "
			"/etc/sysctl.d/60-conntrack.conf",
			(unsigned long long)better);
	finding_command(f,
			"an idle connection keeps its entry 5 days by default; 2 h 4 min is the "
			"least that RFC 5382 allows",
			"sysctl -w net.netfilter.nf_conntrack_tcp_timeout_established=7440 "
			"net.netfilter.nf_conntrack_tcp_timeout_time_wait=30");
	if (t->service)
		finding_command(f, "do not track this service, where no NAT needs it",
				"nft add rule inet raw prerouting %s daddr %s tcp dport %u notrack",
				addr_is_v4(&t->service->server.addr) ? "ip" : "ip6",
				say_addr(f, &t->service->server.addr), t->service->server.port);
	finding_risk(f,
		     "a flood fills any table; an idle connection whose entry is gone is cut off "
		     "unless keepalives are shorter than the timeout");
	finding_expect(f, "conntrack_used_share", t->share > 0 ? t->share : NAN,
		       now && t->share > 0 ? t->share * (double)now / (double)better : NAN,
		       "No more lines in the kernel log; new connections open at their first SYN.");
	finding_verify(f,
		       "sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max    "
		       "# count stays below 80 %% of max");
	finding_verify(f, "conntrack -S    # twice, 10 s apart: drop and early_drop stand");
	finding_settle(f, "how full it is, and whether it drops (on the NAT or firewall)",
		       "conntrack -C; sysctl net.netfilter.nf_conntrack_max; conntrack -S");
	finding_settle(f, "who fills it",
		       "conntrack -L -p tcp | awk '{print $4, $6}' | sort | uniq -c | sort -rn | "
		       "head");
	finding_refuse(f,
		       "Raise tcp_max_syn_backlog or somaxconn: the packet is dropped before TCP "
		       "sees it.");
}

static void
not_others(const struct crux_case *cs, struct finding *f)
{
	finding_not(f, "syn-blackholed",
		    "the way is open: SYNs are dropped only while the table has "
		    "no room");
	finding_not(f, "syn-backlog-full", "%s",
		    counter_growth(cs, "TcpExtTCPReqQFullDrop")
			    ? "it is full besides"
			    : "the packets are dropped on their way, "
			      "by netfilter and not by TCP");
	if (!counter_growth(cs, "TcpExtListenOverflows"))
		finding_not(f, "accept-queue-overflow", "no finished handshake is dropped");
	finding_not(f, "port-exhaustion", "SYNs are sent: the client has its ports");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct table t = { 0 };

	gather(cs, &t);
	gather_wire(cs, &t, f);
	judge_log(&t, f);
	judge_counters(&t, f);
	if (!t.max.found && !t.drops.found)
		suspect(&t, f);
	if (f->confidence <= 0) {
		if (cs->views.n && !t.waited)
			finding_not(f, f->id, "no SYN had to be sent again");
		return;
	}
	judge_wire(&t, f);
	finding_say(f,
		    "The connection tracking table is full%s: packets that need a new entry are "
		    "dropped%s.",
		    t.share > 0 ? say(f, " (%s of %s)", say_count(f, t.count.value),
				      say_count(f, t.max.value))
				: "",
		    t.drops.growth ? say(f, ", %s so far", say_count(f, t.drops.growth)) : "");
	say_fix(&t, f);
	not_others(cs, f);
	if (!f->harm.connections)
		finding_harm_estimated(f, 0, t.drops.growth, 0);
}

const struct rule rule_conntrack_full = {
	.id = "conntrack-full",
	.title = "the connection tracking table is full",
	.harm = HARM_DENIED,
	.witnesses = WITNESS_LOG | WITNESS_COUNTERS | WITNESS_WIRE,
	.explains = { "syn-blackholed", "synack-lost", "dead-peer-timeout" },
	.rivals = { "syn-blackholed", "syn-backlog-full", "accept-queue-overflow",
		    "port-exhaustion" },
	.look = look,
};
