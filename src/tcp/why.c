/*
 * why.c - the reasons in words
 *
 * One sentence a reason, with the numbers that the judgement used. Words are a
 * table where they are fixed, and a small function where they hold numbers.
 */
#include "tcp/why.h"

#include "tcp/tcp.h"

static const struct half *
sender(const struct judged *j)
{
	return &j->conn->half[j->dir];
}

static const char *
other_name(const struct judged *j)
{
	return j->dir == C2S ? "server" : "client";
}

static const char *
own_name(const struct judged *j)
{
	return j->dir == C2S ? "client" : "server";
}

static void
put_time(struct out *o, int64_t ns)
{
	char buf[TIME_TEXT_BYTES];

	out_puts(o, duration_text(buf, ns));
}

static bool
is_relative(const struct judged *j)
{
	return j->seg.known & SEG_RELATIVE;
}

/* "ack 4200001 = server ISN+1": only while it is that. */
static void
say_ack(const struct judged *j, struct out *o)
{
	if (!(j->seg.flags & TCP_ACK) || j->ack_relative != 1)
		return;
	out_printf(o,
		   " ack %u = %s ISN+1: the next number expected, not a count; no data of the "
		   "%s has been acknowledged.",
		   j->seg.ack, other_name(j), other_name(j));
}

static void
say_opens(const struct judged *j, struct out *o)
{
	out_printf(o, "opens; ISN %u. The SYN takes this one number.", j->seg.seq);
	if (j->seg.len)
		out_printf(o, " It carries %u bytes (Fast Open).", j->seg.len);
}

static void
say_syn_again(const struct judged *j, struct out *o)
{
	out_printf(o, "SYN again (repeat %llu), ", (unsigned long long)j->reason_count);
	put_time(o, j->reason_ns);
	out_puts(o, " after the first: nothing came back.");
}

static void
say_accepts(const struct judged *j, struct out *o)
{
	out_printf(o, "accepts; ISN %u. ack %u acknowledges the SYN, which takes one number.",
		   j->seg.seq, j->seg.ack);
}

static void
say_accepts_again(const struct judged *j, struct out *o)
{
	out_printf(o, "SYN-ACK again (repeat %llu), ", (unsigned long long)j->reason_count);
	put_time(o, j->reason_ns);
	out_puts(o, " after the first: the final ACK has not come.");
}

static void
say_accepts_after_ack(const struct judged *j, struct out *o)
{
	out_printf(o,
		   "SYN-ACK again although packet %llu was the final ACK: it passed here, and the "
		   "server did not take it (a full accept queue, or it was lost further on).",
		   (unsigned long long)j->ref_packet);
}

static void
say_handshake_done(const struct judged *j, struct out *o)
{
	out_puts(o, "handshake complete.");
	say_ack(j, o);
}

static void
say_first_data(const struct judged *j, struct out *o)
{
	const struct half *x = sender(j);

	out_puts(o, "first data.");
	if (x->have_isn && j->seq_relative == 1 && !is_relative(j))
		out_printf(o, " It starts at ISN+1: the SYN took %u.", x->isn);
	say_ack(j, o);
	out_puts(o, " Not a retransmission: these bytes are new.");
}

static void
say_new_after_hole(const struct judged *j, struct out *o)
{
	out_printf(o, "new data; %llu bytes before it have not passed here.",
		   (unsigned long long)j->reason_count);
}

static void
say_acked(const struct judged *j, struct out *o)
{
	const struct half *other = &j->conn->half[!j->dir];
	bool fin = other->fin_seq64 && j->ack64 > other->fin_seq64; /* which took a number */
	unsigned long long bytes = j->reason_count - fin;

	if (bytes || !fin)
		out_printf(o, "acknowledges %llu byte%s", bytes, bytes == 1 ? "" : "s");
	if (fin)
		out_puts(o, bytes ? " and the FIN" : "acknowledges the FIN");
	out_printf(o, "; expects %u next.", j->seg.ack);
	if (j->rtt_ns > 0) {
		out_puts(o, " RTT from here ");
		put_time(o, j->rtt_ns);
		out_char(o, '.');
	}
}

static void
say_dup_ack(const struct judged *j, struct out *o)
{
	out_printf(o, "duplicate ACK %llu: still expects %u.", (unsigned long long)j->reason_count,
		   j->seg.ack);
}

static void
say_sacks(const struct judged *j, struct out *o)
{
	out_printf(o, "still expects %u, holds", j->seg.ack);
	for (unsigned i = 0; i < j->seg.nsack; i++)
		out_printf(o, "%s %u-%u", i ? "," : "", j->seg.sack[i][0], j->seg.sack[i][1]);
	out_puts(o, ": something in between is missing.");
}

static void
say_dsack(const struct judged *j, struct out *o)
{
	out_printf(o, "says that %u-%u came twice (DSACK, RFC 2883).", j->seg.sack[0][0],
		   j->seg.sack[0][1]);
}

static void
say_window(const struct judged *j, struct out *o)
{
	out_printf(o, "window now %llu bytes; nothing new acknowledged.",
		   (unsigned long long)j->window_bytes);
}

static void
say_keep_alive_ack(const struct judged *j, struct out *o)
{
	out_printf(o, "answers the keep-alive of packet %llu.", (unsigned long long)j->ref_packet);
}

static void
say_fin(const struct judged *j, struct out *o)
{
	out_printf(o, "the %s has nothing more to send; the FIN takes number %u.", own_name(j),
		   j->seg.seq + j->seg.len);
}

static void
say_fin_again(const struct judged *j, struct out *o)
{
	out_puts(o, "FIN again, ");
	put_time(o, j->reason_ns);
	out_puts(o, j->needed ? " later: the first was not acknowledged." : " later.");
}

static void
say_reset(const struct judged *j, struct out *o)
{
	static const char *const words[] = {
		[RESET_NONE] = "aborts the connection.",
		[RESET_REFUSED] = "refuses: nobody listens on that port.",
		[RESET_UNREAD_DATA] =
			"closes with unread data in its buffer: RST destroys what is in flight.",
		[RESET_AFTER_CLOSE] = "data came after it had closed: RST.",
		[RESET_NO_SUCH] = "does not know this connection (it answers with the ack number).",
		[RESET_ABORT] = "aborts the connection.",
		[RESET_AFTER_DONE] = "after both sides had closed: harmless.",
	};

	out_puts(o, words[MIN(j->reason_count, (uint64_t)RESET_AFTER_DONE)]);
}

static void
say_challenge(const struct judged *j, struct out *o)
{
	out_printf(o, "challenges packet %llu with the numbers that it holds itself (RFC 5961).",
		   (unsigned long long)j->ref_packet);
}

static void
say_copy(const struct judged *j, struct out *o)
{
	out_printf(o, "the same packet as %llu, captured twice.",
		   (unsigned long long)j->ref_packet);
}

static void
say_fast_sack(const struct judged *j, struct out *o)
{
	out_printf(o, "repeats packet %llu: %llu bytes sent after it have been SACKed.",
		   (unsigned long long)j->ref_packet, (unsigned long long)j->reason_count);
}

static void
say_fast_dup(const struct judged *j, struct out *o)
{
	out_printf(o, "repeats packet %llu after %llu duplicate ACKs (RFC 5681).",
		   (unsigned long long)j->ref_packet, (unsigned long long)j->reason_count);
}

static void
say_fast_partial(const struct judged *j, struct out *o)
{
	out_printf(o, "repeats packet %llu: a partial ACK ended just before it (RFC 6582).",
		   (unsigned long long)j->ref_packet);
}

static void
say_fast_rack(const struct judged *j, struct out *o)
{
	out_printf(o, "repeats packet %llu: what was sent after it has arrived (RACK, RFC 8985).",
		   (unsigned long long)j->ref_packet);
}

static void
say_rto(const struct judged *j, struct out *o)
{
	if (j->ref_packet)
		out_printf(o, "repeats packet %llu after ", (unsigned long long)j->ref_packet);
	else
		out_puts(o, "repeats old data after ");
	put_time(o, j->reason_ns);
	out_puts(o, " of silence: the retransmission timer ended (RFC 6298).");
}

static void
say_after_rto(const struct judged *j, struct out *o)
{
	out_printf(o, "repeats packet %llu, which the timeout had declared lost as well.",
		   (unsigned long long)j->ref_packet);
}

static void
say_tlp(const struct judged *j, struct out *o)
{
	out_printf(o, "repeats the last segment (packet %llu) after ",
		   (unsigned long long)j->ref_packet);
	put_time(o, j->reason_ns);
	out_puts(o, ": a tail-loss probe (RFC 8985).");
}

static void
say_repeat(const struct judged *j, struct out *o)
{
	if (j->ref_packet)
		out_printf(o, "repeats packet %llu.", (unsigned long long)j->ref_packet);
	else
		out_puts(o, "repeats data that passed here before.");
}

static void
say_repair_hole(const struct judged *j, struct out *o)
{
	out_puts(o, "fills a hole that was open for ");
	put_time(o, j->reason_ns);
	out_printf(o, " (since packet %llu): newer than what came behind the hole, so sent again.",
		   (unsigned long long)j->ref_packet);
}

static void
say_repair_id(const struct judged *j, struct out *o)
{
	out_puts(o, "in order, ");
	put_time(o, j->reason_ns);
	out_puts(o, " late, and the sender's IP ids skipped: the first copy was lost before here.");
}

static void
say_late(const struct judged *j, struct out *o)
{
	static const char *const proofs[] = {
		[REASON_LATE_TS] = "its time stamp is as old as theirs",
		[REASON_LATE_ID] = "its IP id stands before theirs",
		[REASON_LATE_GAP] = "too soon for a repair",
		[REASON_LATE_AFTER_REPEAT] = "its time stamp is older than its repeat's",
	};

	if (j->reason == REASON_LATE_AFTER_REPEAT)
		out_printf(o, "the original, behind its own repeat (packet %llu); ",
			   (unsigned long long)j->ref_packet);
	else
		out_printf(o, "late original, overtaken by %llu packets; ",
			   (unsigned long long)j->reason_count + 1);
	out_printf(o, "%s.", proofs[j->reason]);
}

static void
say_unseen(const struct judged *j, struct out *o)
{
	out_printf(o, "acknowledges %llu bytes that this capture does not hold.",
		   (unsigned long long)j->reason_count);
}

typedef void say_fn(const struct judged *j, struct out *o);

static const struct {
	const char *fixed;
	say_fn *say;
} words[REASON_COUNT] = {
	[REASON_NONE] = { "", NULL },
	[REASON_OPENS] = { NULL, say_opens },
	[REASON_SYN_AGAIN] = { NULL, say_syn_again },
	[REASON_ACCEPTS] = { NULL, say_accepts },
	[REASON_ACCEPTS_AGAIN] = { NULL, say_accepts_again },
	[REASON_ACCEPTS_AFTER_ACK] = { NULL, say_accepts_after_ack },
	[REASON_OPENS_BOTH] = { "opens too: both sides at once (RFC 9293, 3.5).", NULL },
	[REASON_HANDSHAKE_DONE] = { NULL, say_handshake_done },
	[REASON_FIRST_DATA] = { NULL, say_first_data },
	[REASON_NEW_DATA] = { "new data.", NULL },
	[REASON_LENGTH_ONLY] = { "only its length is told: no flags and no numbers.", NULL },
	[REASON_NEW_AFTER_HOLE] = { NULL, say_new_after_hole },
	[REASON_ACK] = { NULL, say_acked },
	[REASON_ACK_NOTHING] = { "nothing new acknowledged.", NULL },
	[REASON_ACK_UNSEEN] = { NULL, say_unseen },
	[REASON_DUP_ACK] = { NULL, say_dup_ack },
	[REASON_SACKS_MORE] = { NULL, say_sacks },
	[REASON_DSACK] = { NULL, say_dsack },
	[REASON_WINDOW_UPDATE] = { NULL, say_window },
	[REASON_WINDOW_SHUT] = { "window 0: its application does not read.", NULL },
	[REASON_WINDOW_PROBE] = { "probes the shut window (RFC 9293, 3.8.6.1).", NULL },
	[REASON_KEEP_ALIVE] = { "keep-alive: are you there? (RFC 9293, 3.8.4)", NULL },
	[REASON_KEEP_ALIVE_ACK] = { NULL, say_keep_alive_ack },
	[REASON_FIN] = { NULL, say_fin },
	[REASON_RESET] = { NULL, say_reset },
	[REASON_CHALLENGE] = { NULL, say_challenge },
	[REASON_UNACCEPTABLE] = { "acknowledges numbers that were never sent: the two ends disagree.",
				  NULL },
	[REASON_OTHER_LIFE] = { "belongs to an older connection between the same ports: it "
				"does not answer this SYN.",
				NULL },
	[REASON_DAMAGED] = { "damaged on its way: the checksum is wrong, so its receiver drops it.",
			     NULL },
	[REASON_COPY] = { NULL, say_copy },
	[REASON_FAST_SACK] = { NULL, say_fast_sack },
	[REASON_FAST_DUP] = { NULL, say_fast_dup },
	[REASON_FAST_PARTIAL] = { NULL, say_fast_partial },
	[REASON_FAST_RACK] = { NULL, say_fast_rack },
	[REASON_RTO] = { NULL, say_rto },
	[REASON_AFTER_RTO] = { NULL, say_after_rto },
	[REASON_TLP] = { NULL, say_tlp },
	[REASON_REPEAT] = { NULL, say_repeat },
	[REASON_REPAIR_HOLE] = { NULL, say_repair_hole },
	[REASON_REPAIR_ID] = { NULL, say_repair_id },
	[REASON_REPAIR_GHOST] = { "in order, yet sent again: the sender's IP ids skipped when it was "
				  "new, and that copy was lost before here.",
				  NULL },
	[REASON_LATE_TS] = { NULL, say_late },
	[REASON_LATE_ID] = { NULL, say_late },
	[REASON_LATE_GAP] = { NULL, say_late },
	[REASON_LATE_AFTER_REPEAT] = { NULL, say_late },
	[REASON_FIN_AGAIN] = { NULL, say_fin_again },
	[REASON_PAIR_REPEAT] = { "sent again, as the capture near the sender shows.", NULL },
	[REASON_PAIR_LATE] = { "late original: the capture near the sender shows it sent once.",
			       NULL },
};

static const char *const proofs[PROOF_COUNT] = {
	[PROOF_NONE] = "",
	[PROOF_ACKED_BEFORE] = "Not needed: it had been acknowledged before.",
	[PROOF_SACKED_BEFORE] = "Not needed: it had been SACKed before.",
	[PROOF_DSACK] = "Not needed: the receiver got it twice (DSACK).",
	[PROOF_TSECR] = "Not needed: the ACK echoes a time stamp from before it (RFC 3522).",
	[PROOF_TOO_EARLY] = "Not needed: the ACK came sooner than a round trip.",
	[PROOF_ORIGINAL_CAME] = "Not needed: the original arrived after it.",
	[PROOF_NEVER_PASSED] = "Needed: the original never passed here.",
	[PROOF_RETURNED] = "Needed: an ICMP error tells of each earlier transmission.",
	[PROOF_ECHOED] = "Needed: the ACK echoes its own time stamp.",
	[PROOF_NO_DSACK] = "Needed: acknowledged a round trip later, and no DSACK came.",
	[PROOF_AFTER_TRIP] = "Needed: acknowledged a round trip later.",
	[PROOF_PAIR_ARRIVED] = "Not needed: both captures show that an earlier transmission of "
			       "all of it arrived.",
	[PROOF_PAIR_LOST] = "Needed: both captures show that no earlier transmission of all of it "
			    "arrived.",
	[PROOF_ANSWERED_ALIKE] = "Not needed: the receiver answered it by the same ACK again.",
	[PROOF_OLDER_CAME] =
		"Not needed: what was sent before it arrived only after the ACK for it.",
	[PROOF_EARLIER_ARRIVED] = "Not needed: an earlier transmission had arrived.",
	[PROOF_STILL_LACKED] = "Needed: long after it the receiver still lacked the bytes.",
	[PROOF_UNSETTLED] = "Whether it was needed cannot be known from here.",
};

void
judged_why(const struct judged *j, struct out *o)
{
	enum reason r = j->reason < REASON_COUNT ? (enum reason)j->reason : REASON_NONE;

	if (words[r].fixed)
		out_puts(o, words[r].fixed);
	else if (words[r].say)
		words[r].say(j, o);
	if (j->proof && j->proof < PROOF_COUNT) {
		out_char(o, ' ');
		out_puts(o, proofs[j->proof]);
	}
}
