/*
 * path_command.c - the command that a file's place tells
 *
 * sosreport, and supportconfig after it, name a file after the command, with underscores
 * for blanks, and keep copies of /proc, /sys and /etc at their own places.
 */
#include "readers/path_command.h"

#define SOS_FOLDER "/sos_commands/"

/* Behind SOS_FOLDER stands the plugin's name, then the command's. */
static struct str
sos_command(struct arena *a, struct str path)
{
	size_t at = str_find(path, STR(SOS_FOLDER));
	struct str name, plugin;
	char *p;

	if (at == SIZE_MAX)
		return STR("");
	name = str_from_pos(path, at + sizeof(SOS_FOLDER) - 1);
	if (!str_cut(&name, '/', &plugin) || !name.p || str_index(name, '/') != SIZE_MAX)
		return STR("");
	p = arena_new(a, char, name.n + 1);
	for (size_t i = 0; i < name.n; i++)
		p[i] = name.p[i] == '_' ? ' ' : name.p[i];
	return (struct str){ p, name.n };
}

struct str
path_command(struct arena *a, struct str path)
{
	static const char *const places[] = { "/proc/net/", "/proc/sys/", "/etc/os-release",
					      "/proc/uptime" };
	struct str command = sos_command(a, path);

	for (size_t i = 0; i < COUNT_OF(places) && !command.n; i++) {
		size_t at = str_find(path, str_from(places[i]));

		if (at != SIZE_MAX)
			command = str_printf(a, "cat " STR_F, STR_A(str_from_pos(path, at)));
	}
	return command;
}
