/*
 * script.c - scripts of packets, from text to segments
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "script.h"

#define CLIENT_ISN 1000000u
#define SERVER_ISN 4200000u

struct side {
	struct endpoint end;
	uint32_t isn;
	uint32_t next;	/* relative: behind all that was sent */
	uint32_t acked; /* relative to the other's ISN, as last sent */
	uint16_t window;
	uint16_t ip_id;
};

struct reading {
	struct arena *arena;
	struct script *script;
	struct side side[2]; /* by enum direction */
	int64_t now_ns;
	uint8_t known;
	/* what the packet being read adds to its numbers */
	bool absolute;
};

/* ---- words and numbers ---- */

static bool
wrong(struct err *e, struct str what, const char *why)
{
	return err_set(e, ERR_FORMAT, "'" STR_F "': %s", STR_A(what), why);
}

/* A number relative to an ISN: it may stand before it. */
static bool
read_relative(struct str s, uint32_t *ret)
{
	int64_t n;

	if (!str_to_i64(s, &n) || n < INT32_MIN || n > UINT32_MAX)
		return false;
	*ret = (uint32_t)n;
	return true;
}

static bool
read_u16_after(struct str *rest, uint16_t *ret)
{
	struct str word;

	return str_word(rest, &word) && str_to_u16(word, ret);
}

static bool
read_u8_after(struct str *rest, uint8_t *ret)
{
	uint16_t n;

	if (!read_u16_after(rest, &n) || n > UINT8_MAX)
		return false;
	*ret = (uint8_t)n;
	return true;
}

/* ---- options ---- */

static bool
read_sack(struct str rest, uint32_t isn, struct segment *seg)
{
	struct str block, left;
	uint32_t from, to;

	while (str_word(&rest, &block)) {
		if (seg->nsack == SEG_SACK_MAX || !str_cut(&block, '-', &left) ||
		    !read_relative(left, &from) || !read_relative(block, &to))
			return false;
		seg->sack[seg->nsack][0] = from + isn;
		seg->sack[seg->nsack][1] = to + isn;
		seg->nsack++;
	}
	seg->options |= OPT_SACK;
	return seg->nsack > 0;
}

static bool
read_timestamp(struct str rest, struct segment *seg)
{
	struct str val, ecr;

	seg->options |= OPT_TIMESTAMP;
	return str_word(&rest, &val) && str_to_u32(val, &seg->tsval) && str_word(&rest, &ecr) &&
	       str_to_u32(ecr, &seg->tsecr);
}

/* As wire has it: RFC 7323, 2.3. */
static bool
read_shift(struct str *rest, uint8_t *ret)
{
	if (!read_u8_after(rest, ret))
		return false;
	*ret = MIN(*ret, (uint8_t)14);
	return true;
}

static bool
read_option(struct str option, uint32_t other_isn, struct segment *seg)
{
	struct str name;

	if (!str_word(&option, &name))
		return false;
	if (str_eq(name, STR("mss")))
		return seg->options |= OPT_MSS, read_u16_after(&option, &seg->mss);
	if (str_eq(name, STR("wscale")))
		return seg->options |= OPT_WSCALE, read_shift(&option, &seg->wscale);
	if (str_eq(name, STR("sackOK")))
		return seg->options |= OPT_SACK_OK, true;
	if (str_eq(name, STR("tfo")))
		return seg->options |= OPT_FASTOPEN, true;
	if (str_eq(name, STR("mptcp")))
		return seg->options |= OPT_MPTCP, true;
	if (str_eq(name, STR("md5")) || str_eq(name, STR("ao")))
		return seg->options |= OPT_MD5_AO, true;
	if (str_eq(name, STR("ts")))
		return read_timestamp(option, seg);
	if (str_eq(name, STR("sack")))
		return read_sack(option, other_isn, seg);
	return false;
}

static bool
read_options(struct str *rest, uint32_t other_isn, struct segment *seg, struct err *e)
{
	struct str list, option;
	size_t end = str_index(*rest, '>');

	if (end == SIZE_MAX)
		return wrong(e, *rest, "options have no end");
	list = str_sub(*rest, 1, end - 1);
	*rest = str_from_pos(*rest, end + 1);
	while (list.n && str_cut(&list, ',', &option))
		if (!read_option(option, other_isn, seg))
			return wrong(e, option, "no such option, or its value is wrong");
	return true;
}

/* ---- packets ---- */

static bool
read_flags(struct str word, struct segment *ret)
{
	static const char letters[] = "FSRP.UEW"; /* by bit */

	ret->flags = 0;
	if (str_eq(word, STR("-")))
		return true;
	for (size_t i = 0; i < word.n; i++) {
		const char *at = memchr(letters, word.p[i], sizeof letters - 1);

		if (word.p[i] == 'e') { /* as tcpdump writes the ninth flag */
			ret->known |= SEG_AE;
			continue;
		}
		if (!at)
			return false;
		ret->flags |= (uint8_t)(1 << (at - letters));
	}
	return word.n > 0;
}

static bool
read_seq(struct str word, struct segment *seg)
{
	struct str from;
	uint32_t end;

	if (str_index(word, ':') == SIZE_MAX)
		return read_relative(word, &seg->seq);
	str_cut(&word, ':', &from);
	if (!read_relative(from, &seg->seq) || !read_relative(word, &end))
		return false;
	seg->len = end - seg->seq;
	return seg->len <= 1 << 20; /* more is a slip of the pen */
}

static bool
read_attribute(struct str word, struct str *rest, struct reading *r, struct segment *seg)
{
	if (str_eq(word, STR("win")))
		return read_u16_after(rest, &seg->window);
	if (str_eq(word, STR("id")))
		return read_u16_after(rest, &seg->ip_id);
	if (str_eq(word, STR("ttl")))
		return read_u8_after(rest, &seg->ttl);
	if (str_eq(word, STR("urg")))
		return read_u16_after(rest, &seg->urgent);
	if (str_eq(word, STR("ce")))
		return seg->tos |= 3, true;
	if (str_eq(word, STR("ect")))
		return seg->tos |= 2, true;
	if (str_eq(word, STR("bad")))
		return seg->checksum = CHECKSUM_BAD, true;
	if (str_eq(word, STR("offloaded")))
		return seg->checksum = CHECKSUM_OFFLOADED, true;
	if (str_eq(word, STR("abs")))
		return r->absolute = true;
	return false;
}

static bool
read_numbers(struct str *rest, struct reading *r, struct segment *seg, uint32_t other_isn,
	     struct err *e)
{
	struct str word, ack;

	while (*rest = str_trim_left(*rest), rest->n) {
		if (rest->p[0] == '<') {
			if (!read_options(rest, other_isn, seg, e))
				return false;
			continue;
		}
		str_word(rest, &word);
		if (char_is_digit(word.p[0]) || word.p[0] == '-') {
			if (!read_seq(word, seg))
				return wrong(e, word, "no sequence numbers");
		} else if (str_eq(word, STR("ack"))) {
			if (!str_word(rest, &ack) || !read_relative(ack, &seg->ack))
				return wrong(e, word, "a number comes after it");
		} else if (!read_attribute(word, rest, r, seg)) {
			return wrong(e, word, "no such word, or its value is wrong");
		}
	}
	return true;
}

/* What this side will send next, if the script leaves it out. */
static void
remember(struct side *me, const struct segment *seg)
{
	uint32_t end = seg->seq + seg->len + !!(seg->flags & TCP_SYN) + !!(seg->flags & TCP_FIN);

	if ((int32_t)(end - me->next) > 0)
		me->next = end;
	if (seg->flags & TCP_ACK)
		me->acked = seg->ack;
	me->window = seg->window;
	me->ip_id = (uint16_t)(seg->ip_id + 1);
}

static bool
read_time(struct str word, struct reading *r)
{
	int64_t ns, sign = 1;
	bool later = str_take(&word, STR("+"));

	if (str_take(&word, STR("-")))
		sign = -1;
	if (!str_s_to_ns(word, &ns))
		return false;
	r->now_ns = later ? r->now_ns + sign * ns : sign * ns;
	return true;
}

/*
 * An error about a segment that this side sent; from a router that is neither. What
 * would belong to a packet of its own is taken from nobody.
 */
static bool
read_icmp(struct str rest, struct reading *r, const struct side *me, struct segment *seg,
	  struct err *e)
{
	struct str word;
	uint8_t type, code;

	if (!read_u8_after(&rest, &type) || !read_u8_after(&rest, &code))
		return wrong(e, rest, "want type and code");
	seg->icmp = ICMP_HOST_UNREACHABLE;
	if (type == 3 && code == 4)
		seg->icmp = ICMP_TOO_BIG;
	seg->icmp_type = type;
	seg->icmp_code = code;
	seg->icmp_from = addr_from_v4(0xcb007101u);
	while (str_word(&rest, &word)) {
		if (str_eq(word, STR("mtu")) && read_u16_after(&rest, &seg->icmp_mtu))
			continue;
		if (!read_relative(word, &seg->seq))
			return wrong(e, word, "no number of the segment, and no MTU");
		seg->seq += me->isn;
	}
	seg->time_ns = r->now_ns;
	return true;
}

static bool
read_packet(struct str time, enum direction dir, struct str rest, struct reading *r,
	    struct script_packet *ret, struct err *e)
{
	struct side *me = &r->side[dir], *other = &r->side[!dir];
	struct segment *seg = &ret->seg;
	struct str flags;

	if (!read_time(time, r))
		return wrong(e, time, "no time");
	*seg = (struct segment){ .time_ns = r->now_ns,
				 .src = me->end,
				 .dst = other->end,
				 .seq = me->next,
				 .window = me->window,
				 .known = r->known,
				 .checksum = CHECKSUM_GOOD,
				 .ttl = 64,
				 .ip_id = me->ip_id };
	if (str_word(&rest, &flags) && str_eq(flags, STR("icmp")))
		return read_icmp(rest, r, me, seg, e);
	if (!read_flags(flags, seg))
		return wrong(e, flags, "no flags, want letters of FSRPU.EWe");
	if (seg->flags & TCP_ACK)
		seg->ack = me->acked;
	r->absolute = false;
	if (!read_numbers(&rest, r, seg, other->isn, e))
		return false;
	if (!(r->known & SEG_HAS_IP))
		seg->ip_id = seg->ttl = 0;
	if (!r->absolute) {
		remember(me, seg);
		seg->seq += me->isn;
		seg->ack += seg->flags & TCP_ACK ? other->isn : 0;
	}
	return true;
}

/* ---- lines ---- */

static struct endpoint
end_of(uint8_t last_byte, uint16_t port)
{
	return (struct endpoint){ addr_from_v4(0xc0000200u + last_byte), port };
}

static bool
read_unknown(struct str word, struct reading *r)
{
	static const struct {
		const char *word;
		uint8_t known;
	} parts[] = { { "ip", SEG_HAS_IP },
		      { "options", SEG_HAS_OPTIONS },
		      { "window", SEG_HAS_WINDOW },
		      { "time", SEG_HAS_TIME } };

	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (str_eq(word, str_from(parts[i].word))) {
			r->known &= (uint8_t)~parts[i].known;
			return true;
		}
	return false;
}

static bool
read_isn(struct str rest, struct reading *r)
{
	struct str dir, number;
	struct side *side;

	if (!str_word(&rest, &dir) || !str_word(&rest, &number))
		return false;
	side = &r->side[str_eq(dir, STR("<")) ? S2C : C2S];
	side->next = 0;
	r->side[side == &r->side[C2S]].acked = 0;
	return str_to_u32(number, &side->isn);
}

static bool
read_ports(struct str rest, struct reading *r)
{
	for (int dir = C2S; dir <= S2C; dir++)
		r->side[dir].next = r->side[dir].acked = 0;
	return read_u16_after(&rest, &r->side[C2S].end.port) &&
	       read_u16_after(&rest, &r->side[S2C].end.port);
}

/* Lines that are no packets; false with e set when it is none of them. */
static bool
read_other(struct str word, struct str rest, unsigned line, struct reading *r, struct err *e)
{
	rest = str_trim(rest);
	if (str_eq(word, STR("expect")))
		return vec_push(r->arena, &r->script->facts, (struct script_fact){ rest, line }),
		       true;
	if (str_eq(word, STR("expected"))) {
		r->script->expected_failure = rest;
		return str_take(&rest, STR("failure:"));
	}
	if (str_eq(word, STR("isn")) && read_isn(rest, r))
		return true;
	if (str_eq(word, STR("ports")) && read_ports(rest, r))
		return true;
	if (str_eq(word, STR("unknown")) && read_unknown(rest, r))
		return true;
	if (str_eq(word, STR("wire"))) /* tests/support/situation.py reads it */
		return true;
	return wrong(e, word, "begins no line that scripts have");
}

static bool
read_line(struct str text, unsigned line, struct reading *r, struct err *e)
{
	struct str first, dir, expect = { NULL, 0 };
	struct script_packet packet = { .line = line };
	size_t at;

	at = str_index(text, '#');
	text = str_trim(at == SIZE_MAX ? text : str_sub(text, 0, at));
	at = str_find(text, STR("=>"));
	if (at != SIZE_MAX) {
		expect = str_trim(str_from_pos(text, at + 2));
		text = str_trim(str_sub(text, 0, at));
	}
	if (!str_word(&text, &first))
		return true;
	if (!char_is_digit(first.p[0]) && first.p[0] != '+' && first.p[0] != '.')
		return read_other(first, text, line, r, e);
	if (!str_word(&text, &dir) || dir.n != 1 || (dir.p[0] != '>' && dir.p[0] != '<'))
		return wrong(e, dir, "no direction, want > or <");
	if (!read_packet(first, dir.p[0] == '<' ? S2C : C2S, text, r, &packet, e))
		return false;
	packet.expect = expect;
	packet.seg.packet = r->script->packets.n + 1;
	vec_push(r->arena, &r->script->packets, packet);
	return true;
}

bool
script_parse(struct arena *a, const char *name, struct str text, struct script *ret, struct err *e)
{
	struct reading r = {
		.arena = a,
		.script = ret,
		.side = { { end_of(1, 40000), CLIENT_ISN, 0, 0, 65535, 1000 },
			  { end_of(2, 80), SERVER_ISN, 0, 0, 65535, 5000 } },
		.known = SEG_HAS_TIME | SEG_HAS_SEQ | SEG_HAS_WINDOW | SEG_HAS_OPTIONS | SEG_HAS_IP,
	};
	struct str line;

	*ret = (struct script){ .name = str_from(name) };
	for (unsigned number = 1; str_line(&text, &line); number++)
		if (!read_line(line, number, &r, e))
			return err_in(e, "%s:%u", name, number);
	if (!ret->packets.n)
		return err_set(e, ERR_FORMAT, "%s: no packets", name);
	return true;
}

unsigned
script_line_of(const struct script *s, uint64_t packet)
{
	return packet && packet <= s->packets.n ? s->packets.v[packet - 1].line : 0;
}

/* ---- files ---- */

bool
script_load(struct arena *a, const char *path, struct str *ret, struct err *e)
{
	struct input *in = input_open(path, e);
	bool cut;

	if (!in)
		return false;
	*ret = str_copy(a, input_rest(in, 1 << 20, &cut));
	input_close(in);
	return true;
}

static int
is_script(const struct dirent *entry)
{
	return str_ends(str_from(entry->d_name), STR(".tcp"));
}

void
script_find(struct arena *a, const char *folder, struct script_names *ret)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_script, alphasort);

	*ret = (struct script_names){ 0 };
	for (int i = 0; i < count; i++) {
		struct str path = str_printf(a, "%s/%s", folder, entries[i]->d_name);

		vec_push(a, &ret->paths, str_to_cstr(a, path));
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}
