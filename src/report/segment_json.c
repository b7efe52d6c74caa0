/*
 * segment_json.c - one judged segment, one line: the names are fixed
 */
#include "report/report.h"
#include "report/segments.h"

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
why(struct json *j, const struct judged *s)
{
	struct out o;

	out_init_memory(&o);
	judged_why(s, &o);
	json_key(j, "why");
	json_str(j, out_text(&o));
	out_fini(&o);
}

static void
needed(struct json *j, const struct judged *s)
{
	json_key(j, "needed");
	if (s->needed < 0 || !segment_is_repeat(s))
		json_null(j);
	else
		json_bool(j, s->needed > 0);
}

/* The packet of the other capture, null when it is not there. */
static void
counterpart(struct json *j, const char *key, const struct fate *f)
{
	json_key(j, key);
	if (!f->packet) {
		json_null(j);
		return;
	}
	json_object(j);
	json_key(j, "input");
	json_cstr(j, f->other);
	number_if(j, "packet", true, f->packet);
	number_if(j, "last_packet", true, f->last);
	json_key(j, "delay");
	json_seconds(j, f->absolute ? f->delay_ns : TIME_NONE);
	json_key(j, "delay_above_least");
	json_seconds(j, f->absolute ? TIME_NONE : f->delay_ns);
	json_end(j, '}');
}

/* Only where another capture was asked: then more fields. */
static void
fate(struct json *j, const struct fate *f)
{
	bool at_receiver;

	if (!f)
		return;
	at_receiver = f->kind == FATE_SENT || f->kind == FATE_UNSENT;
	json_key(j, "fate");
	json_cstr(j, fate_name((enum fate_kind)f->kind));
	counterpart(j, at_receiver ? "sent" : "arrived", f);
}

void
report_segment_json(struct out *o, const char *input, const struct judged *s)
{
	const struct segment *seg = &s->seg;
	bool has_ack = seg->flags & TCP_ACK, has_seq = seg->known & SEG_HAS_SEQ;
	char flags[SEGMENT_FLAGS_BYTES];
	struct json j;

	json_init(&j, o);
	json_object(&j);
	json_key(&j, "input");
	json_cstr(&j, input);
	number_if(&j, "packet", true, seg->packet);
	json_key(&j, "time");
	json_seconds(&j, seg->known & SEG_HAS_TIME ? seg->time_ns : TIME_NONE);
	number_if(&j, "connection", s->conn != NULL, s->conn ? s->conn->number : 0);
	json_key(&j, "direction");
	json_cstr(&j, s->dir == C2S ? "c2s" : "s2c");
	json_key(&j, "flags");
	json_cstr(&j, segment_letters(flags, seg->flags));
	number_if(&j, "seq", has_seq, seg->seq);
	number_if(&j, "ack", has_ack, seg->ack);
	number_if(&j, "len", true, seg->len);
	number_if(&j, "seq_relative",
		  has_seq && relative_is_known(s, (enum direction)s->dir, s->seq_relative),
		  s->seq_relative);
	number_if(&j, "ack_relative",
		  has_ack && relative_is_known(s, (enum direction) !s->dir, s->ack_relative),
		  s->ack_relative);
	number_if(&j, "window", seg->known & SEG_HAS_WINDOW, s->window_bytes);
	json_key(&j, "class");
	json_cstr(&j, segment_class_name((enum segment_class)s->class));
	needed(&j, s);
	why(&j, s);
	json_key(&j, "client_state");
	json_cstr(&j, tcp_state_name((enum tcp_state)s->client_state));
	json_key(&j, "server_state");
	json_cstr(&j, tcp_state_name((enum tcp_state)s->server_state));
	fate(&j, s->fate);
	json_end(&j, '}');
	out_char(o, '\n');
}
