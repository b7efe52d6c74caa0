/*
 * host_names.c - ends of a connection by the names that tools print without -n
 *
 * Names cannot be looked up: the address may have changed since, and nothing may
 * be asked of the network while evidence is read. All that is needed is that
 * equal names are equal and others differ.
 */
#include "readers/host_names.h"

#include "readers/services.h"

/* FNV-1a: the same in every run, so that a report can be compared with an older one. */
static uint32_t
stable_hash(struct str s)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (uint8_t)char_lower(s.p[i])) * 16777619u;
	return h;
}

static bool
is_host_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!char_is_alnum(s.p[i]) && str_index(STR(".-_:"), s.p[i]) == SIZE_MAX)
			return false;
	return s.n > 0 && char_is_alnum(s.p[0]);
}

static bool
is_service_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!char_is_alnum(s.p[i]) && str_index(STR("-_+"), s.p[i]) == SIZE_MAX)
			return false;
	return s.n > 0;
}

/* A name that is not in our table is a service's all the same: below 1024. */
static bool
port_parse(struct str s, uint16_t *ret)
{
	if (str_to_u16(s, ret) || service_port(s, ret))
		return true;
	if (!is_service_name(s) || char_is_digit(s.p[0]))
		return false;
	*ret = (uint16_t)(1 + stable_hash(s) % 1023);
	return true;
}

bool
host_port_parse(struct str s, struct endpoint *ret, bool *ret_named)
{
	size_t point = str_rindex(s, '.');
	struct endpoint e = { 0 };
	struct str host;

	if (point == SIZE_MAX || !point)
		return false;
	host = str_sub(s, 0, point);
	if (!port_parse(str_from_pos(s, point + 1), &e.port))
		return false;
	*ret_named = !addr_parse(host, &e.addr);
	if (*ret_named && !is_host_name(host))
		return false;
	if (*ret_named)
		e.addr = addr_from_v4(240u << 24 | (stable_hash(host) & 0xffffff));
	*ret = e;
	return true;
}
