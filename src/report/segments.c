/*
 * segments.c - flags in letters, and which classes are repeats
 */
#include "report/segments.h"

struct mark {
	uint8_t flag;
	char letter;
};

static char *
spell(char *buf, uint8_t flags, const struct mark *marks, size_t n)
{
	size_t used = 0;

	for (size_t i = 0; i < n; i++)
		if (flags & marks[i].flag)
			buf[used++] = marks[i].letter;
	buf[used] = 0;
	return buf;
}

char *
segment_letters(char buf[SEGMENT_FLAGS_BYTES], uint8_t flags)
{
	static const struct mark marks[] = {
		{ TCP_SYN, 'S' }, { TCP_FIN, 'F' }, { TCP_RST, 'R' }, { TCP_PSH, 'P' },
		{ TCP_ACK, 'A' }, { TCP_URG, 'U' }, { TCP_ECE, 'E' }, { TCP_CWR, 'W' },
	};

	return spell(buf, flags, marks, COUNT_OF(marks));
}

char *
segment_marks(char buf[SEGMENT_FLAGS_BYTES], uint8_t flags)
{
	static const struct mark marks[] = {
		{ TCP_FIN, 'F' }, { TCP_SYN, 'S' }, { TCP_RST, 'R' }, { TCP_PSH, 'P' },
		{ TCP_ACK, '.' }, { TCP_URG, 'U' }, { TCP_ECE, 'E' }, { TCP_CWR, 'W' },
	};

	return spell(buf, flags, marks, COUNT_OF(marks));
}

bool
segment_is_repeat(const struct judged *j)
{
	switch ((enum segment_class)j->class) {
	case CLASS_FAST_RETRANSMISSION:
	case CLASS_RTO_RETRANSMISSION:
	case CLASS_TAIL_LOSS_PROBE:
	case CLASS_UNNEEDED_RETRANSMISSION:
	case CLASS_RETRANSMISSION:
	case CLASS_SYN_RETRANSMISSION:
		return true;
	case CLASS_OTHER:
	case CLASS_SYN:
	case CLASS_SYN_ACK:
	case CLASS_HANDSHAKE_ACK:
	case CLASS_DATA:
	case CLASS_ACK:
	case CLASS_WINDOW_UPDATE:
	case CLASS_DUPLICATE_ACK:
	case CLASS_OUT_OF_ORDER:
	case CLASS_KEEP_ALIVE:
	case CLASS_KEEP_ALIVE_ACK:
	case CLASS_ZERO_WINDOW:
	case CLASS_ZERO_WINDOW_PROBE:
	case CLASS_FIN:
	case CLASS_RESET:
	case CLASS_CHALLENGE_ACK:
	case CLASS_CAPTURE_DUPLICATE:
	case CLASS_COUNT:
		break;
	}
	return false;
}

bool
relative_is_known(const struct judged *j, enum direction dir, uint64_t relative)
{
	/* Beyond 4 GB only where so much was sent; below the ISN is a huge number. */
	return relative <= UINT32_MAX ||
	       (j->conn && j->conn->half[dir].unique_bytes >= relative / 2);
}
