/*
 * why.h - the reasons that a segment was judged by; their words are in why.c
 */
#ifndef CRUX_TCP_WHY_H
#define CRUX_TCP_WHY_H

/* Why a segment has its class. The comment says what judged's fields hold. */
enum reason {
	REASON_NONE,
	REASON_OPENS,
	REASON_SYN_AGAIN, /* reason_ns since the first, reason_count nth repeat */
	REASON_ACCEPTS,
	REASON_ACCEPTS_AGAIN,	  /* as SYN_AGAIN */
	REASON_ACCEPTS_AFTER_ACK, /* ref_packet: the final ACK that was not taken */
	REASON_OPENS_BOTH,	  /* simultaneous open */
	REASON_HANDSHAKE_DONE,
	REASON_FIRST_DATA,
	REASON_NEW_DATA,
	REASON_LENGTH_ONLY,    /* neither flags nor numbers are told */
	REASON_NEW_AFTER_HOLE, /* reason_count: bytes missing before it */
	REASON_ACK,	       /* reason_count: bytes newly acknowledged */
	REASON_ACK_NOTHING,
	REASON_ACK_UNSEEN, /* reason_count: bytes that the capture never held */
	REASON_DUP_ACK,	   /* reason_count: nth */
	REASON_SACKS_MORE, /* reason_count: nth; selective blocks are in it */
	REASON_DSACK,	   /* reports bytes that came twice */
	REASON_WINDOW_UPDATE,
	REASON_WINDOW_SHUT,
	REASON_WINDOW_PROBE,
	REASON_KEEP_ALIVE,
	REASON_KEEP_ALIVE_ACK, /* ref_packet: the probe */
	REASON_FIN,
	REASON_RESET,		  /* reason_count: enum reset_kind */
	REASON_CHALLENGE,	  /* ref_packet: what was challenged */
	REASON_UNACCEPTABLE,	  /* acknowledges what was never sent */
	REASON_OTHER_LIFE,	  /* of an older connection between the same ports */
	REASON_DAMAGED,		  /* its checksum is wrong */
	REASON_COPY,		  /* ref_packet: the first copy */
	REASON_FAST_SACK,	  /* ref_packet: repeated; reason_count: bytes SACKed above it */
	REASON_FAST_DUP,	  /* ref_packet; reason_count: duplicate ACKs */
	REASON_FAST_PARTIAL,	  /* ref_packet: a partial ACK in recovery */
	REASON_FAST_RACK,	  /* ref_packet: what was sent after it has arrived */
	REASON_RTO,		  /* ref_packet; reason_ns: silence before it */
	REASON_AFTER_RTO,	  /* ref_packet: the timeout had declared it lost too */
	REASON_TLP,		  /* ref_packet; reason_ns: wait */
	REASON_REPEAT,		  /* ref_packet: repeated, kind unknown */
	REASON_REPAIR_HOLE,	  /* fills a hole; reason_ns: how long it was open */
	REASON_REPAIR_ID,	  /* never passed here, yet the sender's IP ids skipped it */
	REASON_REPAIR_GHOST,	  /* the same, in the wake of such a one */
	REASON_LATE_TS,		  /* fills a hole, its time stamp is older: late original */
	REASON_LATE_ID,		  /* the same by IP identification */
	REASON_LATE_GAP,	  /* the same by the time: reason_ns since the hole */
	REASON_LATE_AFTER_REPEAT, /* original arriving behind its own repeat */
	REASON_FIN_AGAIN,
	REASON_PAIR_REPEAT, /* the capture near the sender shows it sent again */
	REASON_PAIR_LATE,   /* the capture near the sender shows it sent once */
	REASON_COUNT
};

/* How needed or unneeded was proved, or why it cannot be. */
enum proof {
	PROOF_NONE,
	PROOF_ACKED_BEFORE, /* acknowledged before it was sent (or passed here) */
	PROOF_SACKED_BEFORE,
	PROOF_DSACK,	       /* the receiver said that it came twice */
	PROOF_TSECR,	       /* the ACK echoes a time stamp from before the repeat */
	PROOF_TOO_EARLY,       /* the ACK came sooner than a round trip */
	PROOF_ORIGINAL_CAME,   /* the original arrived later */
	PROOF_NEVER_PASSED,    /* the original never passed the capture point */
	PROOF_RETURNED,	       /* ICMP errors tell of every earlier transmission */
	PROOF_ECHOED,	       /* the ACK echoes the repeat's own time stamp */
	PROOF_NO_DSACK,	       /* acknowledged after a round trip, and no DSACK came */
	PROOF_AFTER_TRIP,      /* acknowledged a round trip later; no SACK in use */
	PROOF_ANSWERED_ALIKE,  /* without SACK: its arrival brought the same ACK again */
	PROOF_OLDER_CAME,      /* acknowledged, while what was sent before it was still under way */
	PROOF_EARLIER_ARRIVED, /* another repeat is known to have been in vain before */
	PROOF_STILL_LACKED,    /* long after it the receiver spoke, and did not have the bytes */
	PROOF_UNSETTLED,       /* the capture ends before it is settled */
	PROOF_PAIR_ARRIVED,    /* two captures: all of it had arrived by an earlier transmission */
	PROOF_PAIR_LOST,       /* two captures: it had not */
	PROOF_COUNT
};

#endif
