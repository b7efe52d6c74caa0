/*
 * fields.c - the fields of struct conn by name
 */
#include "fields.h"

#define IS_SIGNED(T, member) \
	_Generic(((T *)0)->member, int8_t : true, int32_t : true, int64_t : true, default : false)
#define FIELD(T, member, field_kind, words)                                         \
	{                                                                           \
#member, offsetof(T, member), sizeof(((T *)0)->member), field_kind, \
			IS_SIGNED(T, member), words                                 \
	}

static const char *
word_of_opening(int v)
{
	static const char *const words[] = { "unseen", "done", "unanswered", "refused", "half" };

	return v >= 0 && v < (int)COUNT_OF(words) ? words[v] : "?";
}

static const char *
word_of_handshake(int v)
{
	static const char *const words[] = { "none", "partial", "full" };

	return v >= 0 && v < (int)COUNT_OF(words) ? words[v] : "?";
}

static const char *
word_of_vantage(int v)
{
	return vantage_name((enum vantage)v);
}

static const char *
word_of_reset(int v)
{
	static const char *const words[] = { "none",	"refused", "unread-data", "after-close",
					     "no-such", "abort",   "after-done" };

	return v >= 0 && v < (int)COUNT_OF(words) ? words[v] : "?";
}

static const char *
word_of_state(int v)
{
	return tcp_state_name((enum tcp_state)v);
}

#define N(member) FIELD(struct half, member, FIELD_COUNT, NULL)
#define NS(member) FIELD(struct half, member, FIELD_DURATION, NULL)
#define AT(member) FIELD(struct half, member, FIELD_TIME, NULL)
#define PK(member) FIELD(struct half, member, FIELD_PACKET, NULL)
#define SQ(member) FIELD(struct half, member, FIELD_SEQ64, NULL)

const struct field half_fields[] = {
	N(packets),
	N(bytes),
	N(unique_bytes),
	N(data_packets),
	N(retransmissions),
	N(retransmitted_bytes),
	N(fast),
	N(rto),
	N(tlp),
	N(unneeded),
	N(retransmissions_unknown),
	N(out_of_order),
	N(late_max_packets),
	N(capture_duplicates),
	N(keep_alives),
	N(window_probes),
	N(pure_acks),
	N(duplicate_acks),
	N(sack_blocks),
	N(dsacks),
	N(zero_windows),
	NS(zero_window_ns),
	NS(zero_window_longest_ns),
	N(resets),
	N(fins),
	N(challenge_acks),
	N(ahead_bytes),
	N(unacceptable_acks),
	N(after_reset),
	N(reset_off_bytes),
	AT(unacked_ns),
	PK(unacked_packet),
	FIELD(struct half, reset_kind, FIELD_COUNT, word_of_reset),
	PK(reset_packet),
	N(reset_ttl),
	N(ttl),
	N(ce),
	N(ece),
	N(cwr),
	N(bad_checksums),
	N(offloaded_checksums),
	N(over_mss),
	N(small_segments),
	N(full_segments),
	N(have_isn),
	N(sack_ok),
	N(timestamps),
	N(have_wscale),
	N(options_known),
	FIELD(struct half, isn, FIELD_ISN, NULL),
	N(mss),
	N(mss_seen),
	N(wscale),
	SQ(isn64),
	SQ(snd_una),
	SQ(snd_max),
	SQ(fin_seq64),
	N(window_syn),
	N(sacks_outside),
	PK(sacks_outside_packet),
	N(window_bytes),
	N(window_min_bytes),
	N(window_max_bytes),
	N(window_scale_unknown),
	N(flight_max_bytes),
	N(flight_last_bytes),
	N(acked_unseen_bytes),
	N(acked_unseen_events),
	N(rtt.samples),
	NS(rtt.min_ns),
	NS(rtt.max_ns),
	NS(rtt.sum_ns),
	NS(rtt.srtt_ns),
	NS(rtt.rttvar_ns),
	NS(rtt.loaded_sum_ns),
	N(rtt.loaded_samples),
	N(echo.samples),
	NS(echo.min_ns),
	NS(echo.max_ns),
	NS(echo.sum_ns),
	NS(echo.srtt_ns),
	NS(echo.rttvar_ns),
	NS(echo.loaded_sum_ns),
	N(echo.loaded_samples),
	N(loss.events),
	N(loss.single_events),
	N(loss.segments),
	N(loss.flight_sum_bytes),
	N(loss.flight_min_bytes),
	N(loss.flight_next_bytes),
	N(loss.flight_max_bytes),
	NS(loss.rtt_sum_ns),
	N(loss.rtt_events),
	N(loss.timeouts),
	N(loss.largest_event),
	N(loss.adjacent),
	NS(rto_ns),
	N(tsval),
	N(ts_back_ticks),
	PK(ts_back_packet),
	SQ(ts_back_seq64),
	N(ts_back_segments),
	N(rto_backoff),
	N(rto_backoff_max),
	AT(first_data_ns),
	AT(last_data_ns),
	AT(last_send_ns),
	AT(fin_ns),
	AT(reset_ns),
	PK(last_packet),
	N(pauses),
	NS(pause_ns),
	N(bursts),
	N(nagle_stalls),
	NS(nagle_stall_ns),
	FIELD(struct half, state, FIELD_COUNT, word_of_state),
};
const size_t half_field_count = COUNT_OF(half_fields);

#undef N
#undef NS
#undef AT
#undef PK
#define N(member) FIELD(struct conn, member, FIELD_COUNT, NULL)
#define NS(member) FIELD(struct conn, member, FIELD_DURATION, NULL)
#define AT(member) FIELD(struct conn, member, FIELD_TIME, NULL)
#define PK(member) FIELD(struct conn, member, FIELD_PACKET, NULL)

const struct field conn_fields[] = {
	N(number),
	N(client_sure),
	AT(first_ns),
	AT(last_ns),
	PK(first_packet),
	PK(last_packet),
	FIELD(struct conn, handshake, FIELD_COUNT, word_of_handshake),
	FIELD(struct conn, opening, FIELD_COUNT, word_of_opening),
	FIELD(struct conn, vantage, FIELD_COUNT, word_of_vantage),
	N(last_dir),
	N(has_times),
	N(reused),
	N(simultaneous_open),
	N(syns),
	N(syn_acks),
	N(syn_acks_after_ack),
	AT(syn_ns),
	AT(syn_ack_ns),
	AT(handshake_ack_ns),
	AT(last_syn_ns),
	AT(last_syn_ack_ns),
	PK(syn_packet),
	PK(syn_ack_packet),
	PK(handshake_ack_packet),
	N(data_before_accept_repeats),
	N(syns_fastopen),
	N(syns_plain),
	N(syn_data_bytes),
	N(exchanges),
	NS(think_ns),
	NS(think_max_ns),
	PK(think_max_packet),
};
const size_t conn_field_count = COUNT_OF(conn_fields);

int64_t
field_value(const struct field *f, const void *of)
{
	const unsigned char *at = (const unsigned char *)of + f->offset;
	uint8_t u8;
	uint16_t u16;
	uint32_t u32;
	uint64_t u64;

	switch (f->size_bytes) {
	case 1:
		return memcpy(&u8, at, 1), u8;
	case 2:
		return memcpy(&u16, at, 2), u16;
	case 4:
		return memcpy(&u32, at, 4), f->is_signed ? (int32_t)u32 : (int64_t)u32;
	default:
		return memcpy(&u64, at, 8), (int64_t)u64;
	}
}

static bool
find_in(const struct field *fields, size_t n, struct str name, const void *of,
	const struct field **ret_field, int64_t *ret_value)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(str_from(fields[i].name), name)) {
			*ret_field = &fields[i];
			*ret_value = field_value(&fields[i], of);
			return true;
		}
	return false;
}

static bool
find_account(const struct ledger *l, struct str name, bool count, const struct field **ret_field,
	     int64_t *ret_value)
{
	static const struct field ns = { .name = "ledger", .kind = FIELD_DURATION };
	static const struct field n = { .name = "ledger_count", .kind = FIELD_COUNT };

	for (int a = 0; a < ACCOUNT_COUNT; a++)
		if (str_eq(str_from(account_name((enum account)a)), name)) {
			*ret_field = count ? &n : &ns;
			*ret_value = count ? l->count[a] : l->ns[a];
			return true;
		}
	return false;
}

static const char *
error_word(int e)
{
	return icmp_error_name((enum icmp_error)e);
}

/* Of the first kind of error; all are 0 where there is none. */
static bool
find_icmp(const struct half *h, struct str name, const struct field **ret_field, int64_t *ret_value)
{
	static const struct icmp_seen none;
	static const struct field fields[] = {
#define F(f) .name = #f, .offset = offsetof(struct icmp_seen, f), .size_bytes = sizeof none.f
		{ F(count) },	     { F(out_of_flight) },
		{ F(mtu) },	     { F(error), .word = error_word },
		{ F(type) },	     { F(code) },
		{ F(first_packet) }, { F(last_packet) },
#undef F
	};

	return find_in(fields, COUNT_OF(fields), name, h->icmp ? h->icmp : &none, ret_field,
		       ret_value);
}

bool
field_find(const struct conn *c, struct str path, const struct field **ret_field,
	   int64_t *ret_value)
{
	if (str_take(&path, STR("c2s.icmp.")))
		return find_icmp(&c->half[C2S], path, ret_field, ret_value);
	if (str_take(&path, STR("s2c.icmp.")))
		return find_icmp(&c->half[S2C], path, ret_field, ret_value);
	if (str_take(&path, STR("c2s.")))
		return find_in(half_fields, half_field_count, path, &c->half[C2S], ret_field,
			       ret_value);
	if (str_take(&path, STR("s2c.")))
		return find_in(half_fields, half_field_count, path, &c->half[S2C], ret_field,
			       ret_value);
	if (str_take(&path, STR("ledger.")))
		return find_account(&c->ledger, path, false, ret_field, ret_value);
	if (str_take(&path, STR("ledger_count.")))
		return find_account(&c->ledger, path, true, ret_field, ret_value);
	return find_in(conn_fields, conn_field_count, path, c, ret_field, ret_value);
}
