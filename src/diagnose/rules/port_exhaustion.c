/*
 * port-exhaustion: no local port is left towards one destination.
 *
 * A connection is told apart by its four numbers, so one source address has as many
 * connections to one destination (address and port) as ip_local_port_range has ports,
 * TIME-WAIT included: 28,232 by default. When all are taken connect() gives
 * EADDRNOTAVAIL; nothing is sent, so no packet tells it. The range is per destination:
 * sockets to others do not count (__inet_check_established), except where a program
 * binds its source address first without IP_BIND_ADDRESS_NO_PORT.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"

/* ip_local_port_range of Linux, where the evidence does not show another */
#define RANGE_FROM 32768
#define RANGE_TO 60999
/* Linux tries odd ports for connect() after even ones (6.8 no more): near the end it searches. */
#define SHARE_CLOSE 0.8
#define SHARE_FULL 0.97
#define TIME_WAIT_S 60 /* TCP_TIMEWAIT_LEN */
/* A range this small was made so; fewer sockets than this are no proof of anything. */
#define PORTS_MIN 16

struct range {
	uint64_t from, to, n;
	bool told;
};

struct crowd { /* the most local ports of one address towards one destination */
	uint64_t n, time_wait, open, close_wait;
	struct endpoint peer, local;
	struct origin at;
	bool counted_only; /* a number of ss -s: towards whom is not told */
};

static struct range
range_of(const struct crux_case *cs)
{
	struct str v = str_trim(case_setting(cs, "net.ipv4.ip_local_port_range"));
	struct range r = { .from = RANGE_FROM, .to = RANGE_TO };
	uint64_t from, to;

	if (str_take_u64(&v, &from)) {
		v = str_trim(v);
		if (str_take_u64(&v, &to) && to >= from && to <= UINT16_MAX)
			r = (struct range){ .from = from, .to = to, .told = true };
	}
	r.n = r.to - r.from + 1;
	return r;
}

/* --- the crowd --- */

#define KEY_BYTES (sizeof(struct endpoint) + sizeof(struct addr))

static struct crowd *
crowd_of(struct map *m, struct arena *a, const struct sock *s)
{
	char key[KEY_BYTES] = { 0 };
	void **slot;

	memcpy(key, &s->peer.addr, sizeof s->peer.addr);
	memcpy(key + sizeof s->peer.addr, &s->peer.port, sizeof s->peer.port);
	memcpy(key + sizeof s->peer, &s->local.addr, sizeof s->local.addr);
	slot = map_put(m, (struct str){ key, KEY_BYTES });
	if (!*slot) {
		struct crowd *c = arena_new(a, struct crowd, 1);

		*c = (struct crowd){ .peer = s->peer, .local = s->local, .at = s->at };
		*slot = c;
	}
	return *slot;
}

static void
count_states(struct crowd *c, enum tcp_state state)
{
	c->n++;
	c->time_wait += state == TCP_TIME_WAIT;
	c->open += state == TCP_ESTABLISHED;
	c->close_wait += state == TCP_CLOSE_WAIT;
}

static void
gather_rows(const struct crux_case *cs, struct arena *a, const struct range *r, struct crowd *most)
{
	uint32_t sample = NO_SAMPLE;
	struct map crowds;

	map_init(&crowds, a);
	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i];
		struct crowd *c;

		if (s->sample != sample)
			map_init(&crowds, a);
		sample = s->sample;
		if (s->state == TCP_LISTEN || s->local.port < r->from || s->local.port > r->to ||
		    !s->peer.port || s->peer.port >= s->local.port)
			continue;
		c = crowd_of(&crowds, a, s);
		count_states(c, (enum tcp_state)s->state);
		if (c->n > most->n)
			*most = *c;
	}
}

/* A table too long to keep was counted: service is the end with the smaller port. */
static void
gather_counted(const struct crux_case *cs, struct crowd *most)
{
	for (size_t i = 0; i < cs->sock_counts.n; i++) {
		const struct sock_count *c = &cs->sock_counts.v[i];
		uint64_t n = 0, waits = 0;

		if (!c->peer.n)
			continue;
		for (size_t k = 0; k < cs->sock_counts.n; k++) {
			const struct sock_count *o = &cs->sock_counts.v[k];

			if (o->sample != c->sample || !str_eq(o->service, c->service) ||
			    !str_eq(o->peer, c->peer))
				continue;
			n += o->count;
			waits += o->state == TCP_TIME_WAIT ? o->count : 0;
		}
		if (n <= most->n)
			continue;
		*most = (struct crowd){ .n = n,
					.time_wait = waits,
					.open = n - waits,
					.at = c->at,
					.counted_only = true };
	}
}

/* Its table was too long to keep, and the counts tell towards whom. */
static bool
tells_of_peers(const struct crux_case *cs, uint32_t sample)
{
	for (size_t i = 0; i < cs->sock_counts.n; i++)
		if (cs->sock_counts.v[i].sample == sample)
			return true;
	return false;
}

/* A number of ss -s, of all destinations together: where no table tells more. */
static void
gather_summary(const struct crux_case *cs, struct crowd *most)
{
	for (size_t i = 0; i < cs->state_counts.n; i++) {
		const struct state_count *s = &cs->state_counts.v[i];

		if (s->state == TCP_TIME_WAIT && s->count > most->n && s->count > cs->socks.n &&
		    !tells_of_peers(cs, s->sample))
			*most = (struct crowd){ .n = s->count,
						.time_wait = s->count,
						.at = s->at,
						.counted_only = true };
	}
}

/* --- judging --- */

static const struct log_line *
connect_log(const struct crux_case *cs, uint64_t *ret_n)
{
	const struct log_line *first = NULL;

	*ret_n = 0;
	for (size_t i = 0; i < cs->logs.n; i++) {
		const struct log_line *l = &cs->logs.v[i];

		/* bind() says the same of an address that this host does not have */
		if (l->kind != LOG_NO_PORT || str_has(l->text, STR("bind")))
			continue;
		first = first ? first : l;
		*ret_n += l->repeats ? l->repeats : 1;
	}
	return first;
}

static void
judge_crowd(const struct crowd *c, const struct range *r, const struct log_line *l,
	    struct finding *f)
{
	double share = (double)c->n / (double)r->n;

	if (c->n < PORTS_MIN || share < SHARE_CLOSE / 2)
		return;
	/* more than one destination can have */
	if (c->counted_only && c->n > r->n)
		finding_at(f, c->at,
			   "%s TIME-WAIT, towards whom is not told; one destination has room for "
			   "%s (%llu-%llu%s)",
			   say_count(f, c->time_wait), say_count(f, r->n),
			   (unsigned long long)r->from, (unsigned long long)r->to,
			   r->told ? "" : ", the default");
	else
		finding_at(f, c->at,
			   "%s of %s local ports (%llu-%llu%s) in use%s: %s TIME-WAIT, %s "
			   "ESTAB, %s CLOSE-WAIT",
			   say_count(f, c->n), say_count(f, r->n), (unsigned long long)r->from,
			   (unsigned long long)r->to, r->told ? "" : ", the default",
			   c->counted_only ? "" : say(f, " towards %s", say_endpoint(f, &c->peer)),
			   say_count(f, c->time_wait), say_count(f, c->open),
			   say_count(f, c->close_wait));
	finding_sure(f, (c->counted_only ? 0.55
			 : r->told	 ? 0.9
					 : 0.8) *
				ramp(share, SHARE_CLOSE, SHARE_FULL));
	if (l && share >= SHARE_CLOSE / 2)
		finding_sure(f, 0.8 + 0.15 * ramp(share, SHARE_CLOSE / 2, SHARE_CLOSE));
}

static void
judge_log(const struct log_line *l, uint64_t n, struct finding *f)
{
	if (!l)
		return;
	finding_at(f, l->at, "\"" STR_F "\"%s", STR_A(str_sub(l->text, 0, 120)),
		   n > 1 ? say(f, ", %s in all", say_count(f, n)) : "");
	finding_sure(f, 0.7); /* the error has no other reason in connect() */
	finding_harm_estimated(f, 0, n, 0);
}

/* Many ports, and yet a good part of the range is free. */
static void
judge_against(const struct crowd *c, const struct range *r, struct finding *f)
{
	if (f->confidence > 0 || !c->n)
		return;
	finding_not(f, f->id, "at most %s of %s local ports are in use towards one destination",
		    say_count(f, c->n), say_count(f, r->n));
}

/* --- words --- */

static void
say_fix(const struct crux_case *cs, const struct crowd *c, const struct range *r, struct finding *f)
{
	bool waits = c->time_wait > c->open + c->close_wait;
	bool reuse_off = str_eq(str_trim(case_setting(cs, "net.ipv4.tcp_tw_reuse")), STR("0"));

	finding_fix(f, SCOPE_CODE,
		    waits ? "Reuse connections (keep-alive, a pool) instead of one for each "
			    "request; then let TIME-WAIT ports be used again, or widen the range."
			  : "Bound the pool and close what is not used: these connections are held "
			    "open; then widen the range.");
	if (c->peer.port)
		finding_command(f, "who holds them",
				"ss -Htanp dst %s:%u | awk '{print $1, $6}' | sort | uniq -c",
				say_addr(f, &c->peer.addr), c->peer.port);
	else
		finding_command(
			f, "towards whom, and in which state",
			"ss -Htan | awk '{print $1, $5}' | sort | uniq -c | sort -rn | head");
	if (waits)
		finding_command(f,
				"outgoing ports in TIME-WAIT after 1 s; needs time stamps, "
				"changes nothing for servers",
				"sysctl -w net.ipv4.tcp_tw_reuse=1");
	finding_command(f, "more ports; keep listeners out with ip_local_reserved_ports",
			"sysctl -w net.ipv4.ip_local_port_range=\"%llu %llu\"",
			(unsigned long long)MIN(r->from, 10240),
			(unsigned long long)MAX(r->to, 65535));
	finding_command(f, "for good",
			"echo 'net.ipv4.ip_local_port_range = %llu %llu' > "
			"/etc/sysctl.d/60-ports.conf",
			(unsigned long long)MIN(r->from, 10240),
			(unsigned long long)MAX(r->to, 65535));
	finding_command(f, "a program that binds its source address: take the port at connect()",
			"setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &(int){ 1 }, "
			"sizeof(int))");
	finding_risk(f, "a wider range only moves the day; %s",
		     waits && reuse_off
			     ? "tcp_tw_reuse is for the side that connects"
			     : "a program that listens inside the range may find its port "
			       "taken");
}

static void
say_more(const struct crowd *c, const struct range *r, struct finding *f)
{
	if (c->time_wait)
		finding_expect(
			f, "connections_per_second", NAN, (double)r->n / TIME_WAIT_S,
			"With TIME-WAIT of 60 s one address makes %s new connections a second "
			"to one destination and no more; connections that are kept have no "
			"such bound.",
			say_count(f, r->n / TIME_WAIT_S));
	else
		finding_expect(f, NULL, NAN, NAN, "connect() succeeds again.");
	if (c->peer.port)
		finding_verify(f, "ss -Htan dst %s:%u | wc -l    # well below %s",
			       say_addr(f, &c->peer.addr), c->peer.port, say_count(f, r->n));
	else
		finding_verify(f, "ss -s    # timewait stays well below %s", say_count(f, r->n));
	finding_settle(f, "how many ports are in use towards each destination",
		       "ss -Htan | awk '{print $5}' | sort | uniq -c | sort -rn | head");
	finding_settle(f, "how many there are", "sysctl net.ipv4.ip_local_port_range");
	finding_refuse(f, "tcp_tw_recycle: it broke clients behind NAT and was removed in Linux "
			  "4.12.");
	finding_refuse(f, "Lower tcp_fin_timeout: it bounds FIN-WAIT-2; TIME-WAIT stays 60 s.");
	finding_refuse(f, "Lower tcp_max_tw_buckets: it kills TIME-WAIT early, and late segments "
			  "then meet new connections.");
}

static void
not_others(const struct crowd *c, struct finding *f)
{
	if (c->time_wait)
		finding_not(f, "time-wait-normal",
			    "TIME-WAIT is normal until it takes up all ports of one destination");
	finding_not(f, "syn-blackholed", "connect() fails at once, before a SYN is sent");
	finding_not(f, "connection-refused", "EADDRNOTAVAIL is this host's own answer, no RST");
	if (c->n && !c->close_wait)
		finding_not(f, "close-wait-leak", "none of these sockets is in CLOSE-WAIT");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct range r = range_of(cs);
	struct crowd c = { 0 };
	uint64_t n;
	const struct log_line *l = connect_log(cs, &n);

	gather_rows(cs, f->arena, &r, &c);
	gather_counted(cs, &c);
	gather_summary(cs, &c);
	judge_log(l, n, f);
	judge_crowd(&c, &r, l, f);
	judge_against(&c, &r, f);
	if (f->confidence <= 0)
		return;
	if ((double)c.n >= SHARE_CLOSE / 2 * (double)r.n)
		finding_say(f, "No local port is left%s: %s of %s are taken%s.",
			    c.peer.port ? say(f, " towards %s", say_endpoint(f, &c.peer)) : "",
			    say_count(f, c.n), say_count(f, r.n),
			    n ? say(f, ", and connect() failed %s",
				    say_things(f, n, "time", "times"))
			      : "");
	else
		finding_say(f, "connect() finds no local port: the log says so %s.",
			    say_things(f, n, "time", "times"));
	say_fix(cs, &c, &r, f);
	say_more(&c, &r, f);
	not_others(&c, f);
}

const struct rule rule_port_exhaustion = {
	.id = "port-exhaustion",
	.title = "no local port is left towards a destination",
	.harm = HARM_DENIED,
	.witnesses = WITNESS_SOCKETS | WITNESS_LOG,
	.explains = { "connection-churn" },
	.rivals = { "time-wait-normal", "close-wait-leak", "syn-blackholed", "connection-refused" },
	.look = look,
};
