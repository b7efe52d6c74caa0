/*
 * landlock.c - a ruleset without rules
 *
 * All that is needed is open by now, so nothing has to be allowed. The kernel's
 * header may be older than the kernel that runs: the few constants stand here, and
 * the size of the struct follows the version that the kernel answers
 * (Documentation/userspace-api/landlock.rst).
 */
#include "base/landlock.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The numbers are the same on all architectures; glibc's header may not have them. */
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#endif
#ifndef SYS_landlock_restrict_self
#define SYS_landlock_restrict_self 446
#endif

#define CREATE_RULESET_VERSION 1u

struct ruleset_attr {
	uint64_t handled_access_fs;
	uint64_t handled_access_net; /* version 4 on */
	uint64_t scoped;	     /* version 6 on */
};

/* What each version added, all of it; a newer kernel's additions are not known here. */
static const struct {
	int abi;
	struct ruleset_attr adds;
	size_t bytes; /* of the struct, as that version knows it */
} versions[] = {
	/* execute, write, read file, read folder, two removals, seven ways to make: bits 0 to 12 */
	{ 1, { .handled_access_fs = 0x1fff }, offsetof(struct ruleset_attr, handled_access_net) },
	/* refer: link and rename across folders */
	{ 2, { .handled_access_fs = 1 << 13 }, offsetof(struct ruleset_attr, handled_access_net) },
	/* truncate */
	{ 3, { .handled_access_fs = 1 << 14 }, offsetof(struct ruleset_attr, handled_access_net) },
	/* TCP bind and connect */
	{ 4, { .handled_access_net = 3 }, offsetof(struct ruleset_attr, scoped) },
	/* ioctl on devices that are opened later */
	{ 5, { .handled_access_fs = 1 << 15 }, offsetof(struct ruleset_attr, scoped) },
	/* abstract UNIX sockets and signals to the outside */
	{ 6, { .scoped = 3 }, sizeof(struct ruleset_attr) },
};

int
landlock_abi(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);

	return abi > 0 ? (int)abi : 0;
}

bool
landlock_lock(int abi, struct err *e)
{
	struct ruleset_attr attr = { 0 };
	size_t bytes = 0;
	long fd, status;

	for (size_t i = 0; i < COUNT_OF(versions) && versions[i].abi <= abi; i++) {
		attr.handled_access_fs |= versions[i].adds.handled_access_fs;
		attr.handled_access_net |= versions[i].adds.handled_access_net;
		attr.scoped |= versions[i].adds.scoped;
		bytes = versions[i].bytes;
	}
	fd = syscall(SYS_landlock_create_ruleset, &attr, bytes, 0);
	if (fd < 0)
		return err_errno(e, "Landlock: no ruleset");
	status = syscall(SYS_landlock_restrict_self, (int)fd, 0);
	if (status)
		err_errno(e, "Landlock");
	close((int)fd);
	return !status;
}
