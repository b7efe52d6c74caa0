/*
 * close-wait-leak: the peer has closed, the application never calls close().
 *
 * In CLOSE-WAIT the kernel has acknowledged the peer's FIN and waits for the
 * application's close(), without any timer (RFC 9293, 3.6). A program that means
 * to close does so as soon as it reads end-of-file, so the state is seen for
 * milliseconds; what tells a leak is that sockets stay and that they become more.
 * One sample cannot tell that; there a large share of all sockets must do.
 *
 * TIME-WAIT beside it is another matter: it belongs to the side that closed
 * first, and ends by itself.
 */
#include "diagnose/facts.h"
#include "diagnose/rule.h"
#include "diagnose/source.h"

/* A program between read() = 0 and close() is descheduled for less than this. */
#define STAYS_NS ((int64_t)NS_PER_S)
/* On the wire: quiet for as long, and for so many round trips, after the FIN. */
#define QUIET_RTTS 10
/* A handful in one sample is a busy program on its way to close(). */
#define FEW 3
#define SOME 10

/* What one sample says of the state. */
struct count {
	uint64_t waiting, established, sending;
	struct origin at;
	int64_t time_ns;
};

struct leak {
	uint64_t most, established;
	uint64_t sending; /* the most in one sample that only the peer has ended */
	struct origin at;
	uint64_t first, last; /* in the first and last sample that tell of it */
	size_t samples;
	int64_t from_ns, to_ns;
	uint64_t stayed; /* the same socket in two samples, STAYS_NS apart */
	uint64_t eof_unread;
	const struct sock *example;
	uint16_t port; /* local port of most of them */
	uint64_t at_port;
};

/* A sample that lists all states, or this one. */
static bool
tells(const struct sample *s)
{
	return !s->listening_only &&
	       (s->state_filter == TCP_STATE_UNKNOWN || s->state_filter == TCP_CLOSE_WAIT);
}

/*
 * The peer has ended its half and is still being sent to (a half-close, RFC 9293, 3.6.1):
 * nobody forgot this socket.
 */
static bool
is_sending(const struct sock *s)
{
	return (s->has & SOCK_LAST_TIMES) && (s->has & SOCK_BYTES_SENT) &&
	       s->lastsnd_ns < STAYS_NS && s->lastsnd_ns < s->lastrcv_ns;
}

/* Rows of one sample stand together; from..end are those of one. */
static size_t
count_rows(const struct crux_case *cs, size_t from, struct count *ret)
{
	uint32_t sample = cs->socks.v[from].sample;
	size_t i = from;

	*ret = (struct count){ .time_ns = TIME_NONE };
	for (; i < cs->socks.n && cs->socks.v[i].sample == sample; i++) {
		const struct sock *s = &cs->socks.v[i];

		if (s->state == TCP_CLOSE_WAIT && is_sending(s))
			ret->sending++;
		else if (s->state == TCP_CLOSE_WAIT && ret->waiting++ == 0)
			ret->at = s->at;
		ret->established += s->state == TCP_ESTABLISHED;
	}
	if (sample < cs->samples.n)
		ret->time_ns = cs->samples.v[sample].time_ns;
	return i;
}

static void
take_count(struct leak *l, const struct count *c)
{
	if (l->samples++ == 0) {
		l->first = c->waiting;
		l->from_ns = c->time_ns;
	}
	l->last = c->waiting;
	l->to_ns = c->time_ns;
	if (c->waiting > l->most) {
		l->most = c->waiting;
		l->at = c->at;
		l->established = c->established;
	}
}

static void
gather_rows(const struct crux_case *cs, struct leak *l)
{
	size_t end;

	for (size_t i = 0; i < cs->socks.n; i = end) {
		uint32_t sample = cs->socks.v[i].sample;
		struct count c;

		end = count_rows(cs, i, &c);
		l->sending = MAX(l->sending, c.sending);
		/* a client and a server sample must not be taken for a series */
		if (sample < cs->samples.n && tells(&cs->samples.v[sample]) && c.waiting)
			take_count(l, &c);
	}
}

static void
gather_counts(const struct crux_case *cs, struct leak *l)
{
	struct origin at;
	uint64_t n = case_sockets_in_state(cs, TCP_CLOSE_WAIT, &at);

	if (n <= l->most + l->sending)
		return;
	l->most = n - l->sending;
	l->at = at;
	l->established = case_sockets_in_state(cs, TCP_ESTABLISHED, &at);
}

static struct str
sock_key(const struct sock *s, uint8_t buf[36])
{
	memcpy(buf, s->local.addr.b, 16);
	memcpy(buf + 16, s->peer.addr.b, 16);
	memcpy(buf + 32, &s->local.port, 2);
	memcpy(buf + 34, &s->peer.port, 2);
	return (struct str){ (const char *)buf, 36 };
}

static int64_t
sock_time_ns(const struct crux_case *cs, const struct sock *s)
{
	return s->sample < cs->samples.n ? cs->samples.v[s->sample].time_ns : TIME_NONE;
}

/* Sockets that are in CLOSE-WAIT now and were so a good while ago. */
static void
gather_stayed(const struct crux_case *cs, struct arena *a, struct leak *l)
{
	struct map seen;
	uint64_t ports[2] = { 0 }; /* majority vote (Boyer and Moore): port, votes */

	map_init(&seen, a);
	for (size_t i = 0; i < cs->socks.n; i++) {
		const struct sock *s = &cs->socks.v[i], *before;
		uint8_t key[36];
		void **slot;

		if (s->state != TCP_CLOSE_WAIT || is_sending(s))
			continue;
		l->example = l->example ? l->example : s;
		l->eof_unread += s->has_queues && s->recv_q > 0;
		if (ports[1] == 0)
			ports[0] = s->local.port;
		ports[1] += s->local.port == ports[0] ? 1 : UINT64_MAX;
		slot = map_put(&seen, sock_key(s, key));
		before = *slot;
		if (!before) {
			*slot = (void *)(uintptr_t)s;
			/* ss -i: when the peer's last segment came, its FIN at the latest */
			l->stayed += (s->has & SOCK_LAST_TIMES) && s->lastrcv_ns > STAYS_NS;
			continue;
		}
		l->stayed += sock_time_ns(cs, s) != TIME_NONE &&
			     sock_time_ns(cs, before) != TIME_NONE &&
			     sock_time_ns(cs, s) - sock_time_ns(cs, before) > STAYS_NS;
	}
	l->port = (uint16_t)ports[0];
}

static bool
grows(const struct leak *l)
{
	return l->samples > 1 && l->last >= l->first + FEW && l->last * 10 >= l->most * 9;
}

/* They come and go: more at some time, few at the end. */
static bool
drains(const struct leak *l)
{
	return l->samples > 1 && l->last * 2 < l->most;
}

static double
judge(const struct leak *l)
{
	double share = (double)l->most / (double)(l->most + l->established);
	double sure;

	if (l->most < FEW)
		return 0;
	/* one sample: a share that no program on its way to close() makes */
	sure = l->most < SOME ? 0.3
			      : 0.35 + 0.3 * ramp(share, 0.05, 0.25) +
					0.25 * ramp((double)l->most, SOME, 1000);
	if (l->stayed >= FEW)
		sure = MAX(sure, 0.8);
	if (grows(l))
		sure = MAX(sure, l->stayed >= FEW ? 0.95 : 0.8);
	return drains(l) && l->stayed < FEW ? MIN(sure, 0.3) : sure;
}

static void
say_socks(const struct crux_case *cs, const struct leak *l, struct finding *f)
{
	struct origin at;
	uint64_t draining = case_sockets_in_state(cs, TCP_TIME_WAIT, &at);

	finding_at(f, l->at,
		   "%s in CLOSE-WAIT beside %s established: the peers have closed, this "
		   "side has not",
		   say_things(f, l->most, "socket", "sockets"), say_count(f, l->established));
	if (grows(l))
		finding_at(f, l->at, "from %s to %s%s: they stay and become more",
			   say_count(f, l->first), say_count(f, l->last),
			   l->from_ns != TIME_NONE && l->to_ns > l->from_ns
				   ? say(f, " in %s", say_time(f, l->to_ns - l->from_ns))
				   : "");
	if (l->example)
		finding_at(f, l->example->at,
			   l->eof_unread
				   ? "Recv-Q %s: the program has not even read the end-of-file"
				   : "Recv-Q %s: the program has read the end-of-file and kept "
				     "the socket",
			   say_count(f, l->example->recv_q));
	if (draining) {
		finding_at(f, at,
			   "%s TIME-WAIT are normal: this side closed those first, and the "
			   "kernel drops them after 60 s",
			   say_count(f, draining));
		finding_not(f, "time-wait-normal",
			    "the %s TIME-WAIT are normal and drain by themselves; CLOSE-WAIT never "
			    "does",
			    say_count(f, draining));
	}
}

/* Memory and descriptors that grow are what a leak costs, not why it is. */
static void
say_process(const struct crux_case *cs, struct finding *f)
{
	const struct process *first = NULL, *last = NULL;

	for (size_t i = 0; i < cs->processes.n; i++) {
		const struct process *p = &cs->processes.v[i];

		if (!p->has_pid || !(p->has_rss || p->has_fds))
			continue;
		if (!first)
			first = p;
		if (p->pid == first->pid)
			last = p;
	}
	if (!first)
		return;
	if (last != first && last->has_rss && first->has_rss && last->rss_bytes > first->rss_bytes)
		finding_at(f, last->at,
			   "pid %s: RSS from %s to %s: what each open socket keeps, a "
			   "consequence",
			   say_count(f, last->pid), say_bytes(f, (double)first->rss_bytes),
			   say_bytes(f, (double)last->rss_bytes));
	else if (first->has_rss)
		finding_at(f, first->at,
			   "pid %llu: RSS %s%s: sessions of sockets never closed, a "
			   "consequence and not the cause",
			   (unsigned long long)first->pid, say_bytes(f, (double)first->rss_bytes),
			   str_has_nocase(first->remark, STR("climb")) ||
					   str_has_nocase(first->remark, STR("grow"))
				   ? ", climbing"
				   : "");
}

struct on_wire {
	uint64_t stuck, closed;
	const struct view *first;
	enum direction silent; /* the side that does not close */
};

/* dir got a FIN and never closed. */
static bool
stays_open(const struct flow *w, enum direction dir)
{
	const struct half *me = &w->conn->half[dir];
	const struct half *peer = &w->conn->half[dir == C2S ? S2C : C2S];

	/* an ACK of it that counts more than it sent here: its FIN is lost on the way */
	return me->state == TCP_CLOSE_WAIT && peer->fins && !me->fins && !me->resets &&
	       !peer->resets && me->ahead_bytes == 0;
}

static int64_t
capture_end_ns(const struct crux_case *cs, const struct flow *w)
{
	const struct case_input *in = &cs->inputs.v[w->view->input];

	if (in->capture.packets && in->capture.last_ns != TIME_NONE)
		return in->capture.last_ns;
	return in->to_ns != TIME_NONE ? in->to_ns : w->conn->last_ns;
}

static void
gather_wire(const struct crux_case *cs, struct on_wire *o, struct finding *f)
{
	struct flow w = { 0 };

	while (flow_next(cs, &w)) {
		int64_t quiet_ns = capture_end_ns(cs, &w) - w.conn->last_ns;
		int64_t long_ns = MAX(STAYS_NS, QUIET_RTTS * flow_path_rtt_ns(&w));

		o->closed += w.conn->half[C2S].fins && w.conn->half[S2C].fins;
		for (int dir = C2S; dir <= S2C; dir++) {
			if (!stays_open(&w, (enum direction)dir) || quiet_ns < long_ns)
				continue;
			if (o->stuck++ == 0) {
				o->first = w.view;
				o->silent = (enum direction)dir;
			}
			finding_harm(f, w.view, 0, 0);
		}
	}
}

static void
judge_wire(const struct crux_case *cs, struct finding *f)
{
	struct on_wire o = { 0 };
	const struct conn *c;
	const struct half *closer;

	gather_wire(cs, &o, f);
	if (o.stuck < FEW)
		return;
	c = o.first->conn;
	closer = &c->half[o.silent == C2S ? S2C : C2S];
	finding_seen(f, o.first, closer->last_packet,
		     "%s: FIN received and acknowledged, no FIN in return until the capture ends",
		     say_things(f, o.stuck, "connection", "connections"));
	finding_sure(f,
		     0.35 + 0.3 * ramp((double)o.stuck, FEW, SOME) +
			     0.2 * ramp((double)o.stuck / (double)(o.stuck + o.closed), 0.05, 0.5));
	if (!f->summary.n)
		finding_say(f,
			    "%s does not close: %s have had the peer's FIN for long and send "
			    "none.",
			    say_endpoint(f, o.silent == S2C ? &c->server : &c->client),
			    say_things(f, o.stuck, "connection", "connections"));
}

static void
advise(const struct leak *l, struct finding *f)
{
	finding_fix(f, SCOPE_CODE,
		    "Call close() on every path that leaves after end-of-file (read() == 0) or an "
		    "error: no kernel setting ends CLOSE-WAIT.");
	finding_command(f, "which process, which listener",
			l->port ? "ss -tanp state close-wait 'sport = :%u'"
				: "ss -tanp state close-wait",
			l->port);
	finding_command(f, "a read that returns 0 and no close() after it",
			"strace -fp PID -e trace=accept4,read,recvfrom,close");
	finding_command(f, "until then: a restart gives the sockets back",
			"systemctl restart SERVICE");
	finding_risk(f, "closing earlier must not lose an answer that is still being written");
	finding_expect(f, "close_wait", (double)l->most, 0,
		       "CLOSE-WAIT stays near 0, and descriptors and RSS stop growing.");
	finding_verify(f, "watch -n 10 'ss -Htan state close-wait | wc -l'    # must not grow");
	finding_settle(f, "whether they stay and grow, and whose they are",
		       "ss -tanp state close-wait    # twice, 10 s apart");
	finding_settle(f, "where the handler leaves without close(): the path from end-of-file",
		       "grep -n -e accept -e 'close(' -e EPOLL_CTL_DEL HANDLER_SOURCE");
	finding_refuse(f,
		       "Lower tcp_fin_timeout or tcp_keepalive_time: the first is for FIN-WAIT-2, "
		       "and the peer of a CLOSE-WAIT has already gone.");
	finding_refuse(f, "Set tcp_tw_reuse: that concerns TIME-WAIT, which is normal here.");
	finding_not(f, "port-exhaustion", "the peers' ports are in use here, not this side's");
	finding_not(f, "memory-pressure",
		    "memory grows with the sockets: one process keeps them, TCP "
		    "as a whole is not short");
	finding_not(f, "last-ack-stuck",
		    "no FIN of this side is waiting for an answer: none was sent");
}

/*
 * No descriptor is left: a leak ends so, and many clients under a low limit do, too. Only
 * the sockets tell, so alone it stays a suspicion.
 */
static void
judge_log(const struct crux_case *cs, struct finding *f)
{
	const struct log_line *l = NULL;
	uint64_t n = log_count(cs, LOG_FILES, &l);
	bool alone = f->confidence <= 0;

	/* EMFILE while sockets stay in CLOSE-WAIT is what the leak has come to */
	if (!n || (alone && cs->socks.n))
		return;
	finding_at(f, l->at, "\"" STR_F "\"%s%s", STR_A(str_sub(l->text, 0, 120)),
		   n > 1 ? say(f, ", %s in all", say_count(f, n)) : "",
		   alone ? "" : ": a consequence");
	if (!alone)
		return;
	finding_sure(f, 0.35 + 0.1 * ramp((double)n, 1, 5));
	finding_harm_estimated(f, 0, n, 0);
	finding_say(f,
		    "Files run out: the log says so %s. Sockets that nobody closes are the usual "
		    "reason.",
		    say_things(f, n, "time", "times"));
	finding_fix(f, SCOPE_CODE,
		    "Count what the process holds: CLOSE-WAIT means that it does not close; many "
		    "in ESTAB and no more with time mean that the limit is too low.");
	finding_command(f, "how many, and whether they become more",
			"ls /proc/PID/fd | wc -l; grep 'open files' /proc/PID/limits");
	finding_command(f, "in which state", "ss -Htanp | awk '{print $1}' | sort | uniq -c");
	finding_settle(f, "whether sockets stay in CLOSE-WAIT",
		       "ss -tanp state close-wait    # twice, 10 s apart");
	finding_verify(f, "ls /proc/PID/fd | wc -l    # stays below the limit");
	finding_refuse(f, "Raise the limit and nothing else: a leak fills any limit.");
}

static void
look(const struct crux_case *cs, struct finding *f)
{
	struct leak l = { 0 };
	bool sockets;

	gather_rows(cs, &l);
	gather_counts(cs, &l);
	gather_stayed(cs, f->arena, &l);
	if (l.most) {
		finding_sure(f, judge(&l));
		finding_harm_estimated(f, 0, l.most, 0);
	}
	if (f->confidence > 0) {
		finding_say(f,
			    "The application does not close: %s stay in CLOSE-WAIT after the peer "
			    "has closed%s.",
			    say_things(f, l.most, "socket", "sockets"),
			    grows(&l) ? ", and they become more" : "");
		say_socks(cs, &l, f);
		say_process(cs, f);
		growth_tells(cs, f);
	}
	judge_wire(cs, f);
	sockets = f->confidence > 0;
	judge_log(cs, f);
	if (sockets)
		advise(&l, f);
	else if (f->confidence <= 0)
		finding_not(f, f->id,
			    "no CLOSE-WAIT that stays, and no FIN without a FIN in return");
}

const struct rule rule_close_wait_leak = {
	.id = "close-wait-leak",
	.title = "the application does not close what the peer has closed",
	.harm = HARM_LEAK,
	.witnesses = WITNESS_SOCKETS | WITNESS_PROCESS | WITNESS_WIRE | WITNESS_CODE,
	.rivals = { "time-wait-normal", "port-exhaustion", "memory-pressure", "last-ack-stuck" },
	.look = look,
};
