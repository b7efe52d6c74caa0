/*
 * tcp_options.c - the options of one TCP header
 *
 * Kinds are from IANA's registry. An option with another length than its RFC
 * gives it is passed over, as Linux does in tcp_parse_options.
 */
#include "wire/tcp_options.h"

#include <string.h>

#define KIND_END 0
#define KIND_NOP 1

#define WSCALE_MAX 14 /* RFC 7323, 2.3 */

#define FASTOPEN_MAGIC 0xf989 /* RFC 7413, appendix A, with RFC 6994 */

/* p is behind kind and length, n bytes of it are the option's. */
typedef void option_fn(struct segment *s, const uint8_t *p, size_t n);

static void
mss(struct segment *s, const uint8_t *p, size_t n)
{
	if (n != 2)
		return;
	s->mss = load_be16(p);
	s->options |= OPT_MSS;
}

static void
wscale(struct segment *s, const uint8_t *p, size_t n)
{
	if (n != 1)
		return;
	s->wscale = MIN(*p, WSCALE_MAX);
	s->options |= OPT_WSCALE;
}

static void
sack_ok(struct segment *s, const uint8_t *p, size_t n)
{
	(void)p;
	if (n == 0)
		s->options |= OPT_SACK_OK;
}

static void
sack(struct segment *s, const uint8_t *p, size_t n)
{
	if (n < 8 || n % 8)
		return;
	s->options |= OPT_SACK;
	for (; n && s->nsack < SEG_SACK_MAX; n -= 8, p += 8) {
		s->sack[s->nsack][0] = load_be32(p);
		s->sack[s->nsack][1] = load_be32(p + 4);
		s->nsack++;
	}
}

static void
timestamp(struct segment *s, const uint8_t *p, size_t n)
{
	if (n != 8)
		return;
	s->tsval = load_be32(p);
	s->tsecr = load_be32(p + 4);
	s->options |= OPT_TIMESTAMP;
}

static void
fastopen(struct segment *s, const uint8_t *p, size_t n)
{
	(void)p, (void)n;
	s->options |= OPT_FASTOPEN;
}

static void
experiment(struct segment *s, const uint8_t *p, size_t n)
{
	if (n >= 2 && load_be16(p) == FASTOPEN_MAGIC)
		s->options |= OPT_FASTOPEN;
}

static void
signature(struct segment *s, const uint8_t *p, size_t n)
{
	(void)p;
	if (n >= 2) /* TCP-AO has a key id and a next one; MD5 has more */
		s->options |= OPT_MD5_AO;
}

static void
mptcp(struct segment *s, const uint8_t *p, size_t n)
{
	(void)p;
	if (n >= 1)
		s->options |= OPT_MPTCP;
}

static option_fn *const options[256] = {
	[2] = mss,	 [3] = wscale,	     [4] = sack_ok,	 [5] = sack,
	[8] = timestamp, [19] = signature,   [29] = signature,	 [30] = mptcp,
	[34] = fastopen, [253] = experiment, [254] = experiment,
};

void
tcp_options_walk(struct segment *s, const uint8_t *p, size_t n)
{
	while (n && *p != KIND_END) {
		size_t len = 1;

		if (*p != KIND_NOP) {
			if (n < 2 || p[1] < 2 || p[1] > n)
				return;
			len = p[1];
			if (options[*p])
				options[*p](s, p + 2, len - 2);
		}
		p += len;
		n -= len;
	}
}
