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
half(struct json *j, const char *key, const struct half *h)
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
	half(&j, "c2s", &c->half[C2S]);
	half(&j, "s2c", &c->half[S2C]);
	ledger(&j, &c->ledger);
	json_end(&j, '}');
	out_char(o, '\n');
}
