/*
 * flow_json.c - one connection, one line: the names are fixed
 */
#include "report/report.h"

static const char *
handshake_name(enum handshake h)
{
	static const char *const names[] = {
		[HANDSHAKE_NONE] = "none",
		[HANDSHAKE_PARTIAL] = "partial",
		[HANDSHAKE_FULL] = "full",
	};

	return names[h];
}

static const char *
opening_name(enum opening o)
{
	static const char *const names[] = {
		[OPENING_UNSEEN] = "unseen",
		[OPENING_DONE] = "done",
		[OPENING_UNANSWERED] = "unanswered",
		[OPENING_REFUSED] = "refused",
		[OPENING_HALF] = "half",
	};

	return names[o];
}

static void
number(struct json *j, const char *key, uint64_t v)
{
	json_key(j, key);
	json_u64(j, v);
}

static void
number_if(struct json *j, const char *key, bool known, uint64_t v)
{
	json_key(j, key);
	if (known)
		json_u64(j, v);
	else
		json_null(j);
}

static void
time_if(struct json *j, const char *key, bool known, int64_t ns)
{
	json_key(j, key);
	json_seconds(j, known ? ns : TIME_NONE);
}

static void
rtt(struct json *j, const struct rtt_stats *r)
{
	bool any = r->samples > 0;

	json_key(j, "rtt");
	json_object(j);
	number(j, "samples", r->samples);
	time_if(j, "min", any, r->min_ns);
	time_if(j, "mean", any, any ? r->sum_ns / (int64_t)r->samples : 0);
	time_if(j, "max", any, r->max_ns);
	time_if(j, "smoothed", any, r->srtt_ns);
	json_end(j, '}');
}

static void
recovery(struct json *j, const struct mind_episode *e)
{
	json_object(j);
	json_key(j, "kind");
	json_cstr(j, e->by_timeout ? "rto" : "fast");
	number(j, "first_packet", e->from_packet);
	number_if(j, "last_packet", e->to_packet, e->to_packet);
	time_if(j, "duration", true, e->to_ns - e->from_ns);
	number(j, "segments", e->segments);
	number(j, "flight_before", e->before_bytes);
	number_if(j, "flight_after", e->after_bytes, e->after_bytes);
	json_end(j, '}');
}

static void
slow_start(struct json *j, const struct conn *c, const struct mind *m)
{
	bool left = m->slow_start_left_ns != TIME_NONE;

	json_key(j, "slow_start");
	json_object(j);
	number(j, "rounds", m->slow_start_rounds);
	json_key(j, "left_by");
	if (left)
		json_cstr(j, m->slow_start_left_by_loss ? "loss" : "growth");
	else
		json_null(j);
	time_if(j, "left_after", left && c->has_times,
		left ? m->slow_start_left_ns - c->first_ns : 0);
	number_if(j, "left_packet", left, m->slow_start_left_packet);
	number_if(j, "left_flight", left, m->slow_start_left_bytes);
	json_end(j, '}');
}

static void
congestion_control(struct json *j, const struct mind *m)
{
	json_key(j, "congestion_control");
	json_object(j);
	json_key(j, "family");
	json_cstr(j, cc_family_name(m->family));
	json_key(j, "confidence");
	json_double(j, m->confidence);
	json_key(j, "paced");
	json_double(j, m->paced);
	json_key(j, "factor");
	json_double(j, m->factor_mean);
	number(j, "factors", m->factors);
	number(j, "factors_reno", m->factors_reno);
	number(j, "factors_cubic", m->factors_cubic);
	number(j, "factors_none", m->factors_none);
	number(j, "growth_linear", m->growth_linear);
	number(j, "growth_curved", m->growth_curved);
	number(j, "window_dips", m->window_dips);
	json_end(j, '}');
}

static void
mind(struct json *j, const struct conn *c, const struct half *h)
{
	const struct mind *m = h->mind;

	json_key(j, "mind");
	json_object(j);
	number_if(j, "cwnd", m->cwnd_bytes, m->cwnd_bytes);
	number(j, "cwnd_max", m->cwnd_max_bytes);
	json_key(j, "cwnd_is_floor");
	json_bool(j, m->cwnd_is_floor);
	number_if(j, "ssthresh", m->ssthresh_bytes, m->ssthresh_bytes);
	number_if(j, "initial_window", m->initial_window_bytes, m->initial_window_bytes);
	number(j, "rounds", m->rounds);
	number(j, "rounds_window_limited", m->rounds_window_limited);
	number(j, "rounds_application_limited", m->rounds_application_limited);
	time_if(j, "rto", c->has_times, h->rto_ns);
	number(j, "rto_backoff_max", h->rto_backoff_max);
	slow_start(j, c, m);
	number(j, "recoveries", m->recoveries);
	number(j, "recoveries_by_timeout", m->recoveries_by_timeout);
	time_if(j, "recovery_time", c->has_times, m->recovery_ns);
	json_key(j, "longest_recoveries");
	json_array(j);
	for (size_t i = 0; i < MIND_EPISODES && m->longest[i].from_packet; i++)
		recovery(j, &m->longest[i]);
	json_end(j, ']');
	number(j, "idle_restarts", m->idle_restarts);
	number(j, "idle_kept", m->idle_kept);
	congestion_control(j, m);
	json_end(j, '}');
}

static void
half(struct json *j, const struct conn *c, const char *key, const struct half *h)
{
	const struct {
		const char *key;
		uint64_t v;
	} counts[] = {
		{ "packets", h->packets },
		{ "bytes", h->bytes },
		{ "unique_bytes", h->unique_bytes },
		{ "data_packets", h->data_packets },
		{ "retransmissions", h->retransmissions },
		{ "retransmitted_bytes", h->retransmitted_bytes },
		{ "fast", h->fast },
		{ "rto", h->rto },
		{ "tlp", h->tlp },
		{ "unneeded", h->unneeded },
		{ "out_of_order", h->out_of_order },
		{ "duplicate_acks", h->duplicate_acks },
		{ "sack_blocks", h->sack_blocks },
		{ "dsacks", h->dsacks },
		{ "zero_windows", h->zero_windows },
		{ "window_probes", h->window_probes },
		{ "keep_alives", h->keep_alives },
		{ "capture_duplicates", h->capture_duplicates },
		{ "resets", h->resets },
		{ "fins", h->fins },
		{ "flight_max", h->flight_max_bytes },
	};

	json_key(j, key);
	json_object(j);
	for (size_t i = 0; i < COUNT_OF(counts); i++)
		number(j, counts[i].key, counts[i].v);
	number_if(j, "mss", h->mss, h->mss);
	number_if(j, "window_scale", h->have_wscale, h->wscale);
	number_if(j, "isn", h->have_isn, h->isn);
	rtt(j, &h->rtt);
	if (h->mind)
		mind(j, c, h);
	json_end(j, '}');
}

static void
end_point(struct json *j, const char *address_key, const char *port_key, const struct endpoint *e)
{
	char buf[ADDR_TEXT_BYTES];

	json_key(j, address_key);
	json_cstr(j, addr_text(buf, &e->addr));
	number(j, port_key, e->port);
}

static void
ledger(struct json *j, const struct ledger *l)
{
	json_key(j, "ledger");
	json_object(j);
	for (size_t i = 0; i < ACCOUNT_COUNT; i++) {
		if (!l->ns[i])
			continue;
		json_key(j, account_name((enum account)i));
		json_seconds(j, l->ns[i]);
	}
	json_end(j, '}');
}

/* From the SYN that was answered to the ACK that ends the handshake. */
static void
handshake_time(struct json *j, const struct conn *c)
{
	bool known = c->has_times && c->syn_ns != TIME_NONE && c->handshake_ack_ns != TIME_NONE;

	time_if(j, "handshake_time", known, known ? c->handshake_ack_ns - c->syn_ns : 0);
}

void
report_flow_json(struct out *o, const char *input, const struct conn *c)
{
	struct json j;

	json_init(&j, o);
	json_object(&j);
	json_key(&j, "input");
	json_cstr(&j, input);
	number(&j, "connection", c->number);
	end_point(&j, "client", "client_port", &c->client);
	end_point(&j, "server", "server_port", &c->server);
	time_if(&j, "start", c->has_times, c->first_ns);
	time_if(&j, "duration", c->has_times, conn_duration_ns(c));
	json_key(&j, "client_state");
	json_cstr(&j, tcp_state_name((enum tcp_state)c->half[C2S].state));
	json_key(&j, "server_state");
	json_cstr(&j, tcp_state_name((enum tcp_state)c->half[S2C].state));
	json_key(&j, "vantage");
	json_cstr(&j, vantage_name((enum vantage)c->vantage));
	json_key(&j, "handshake");
	json_cstr(&j, handshake_name((enum handshake)c->handshake));
	json_key(&j, "opening");
	json_cstr(&j, opening_name((enum opening)c->opening));
	handshake_time(&j, c);
	number(&j, "first_packet", c->first_packet);
	number(&j, "last_packet", c->last_packet);
	half(&j, c, "c2s", &c->half[C2S]);
	half(&j, c, "s2c", &c->half[S2C]);
	ledger(&j, &c->ledger);
	json_end(&j, '}');
	out_char(o, '\n');
}
