/*
 * seccomp.c - a list of what is allowed
 *
 * Refused calls fail with EPERM and do not kill: an allocator or a library that
 * tries something odd falls back, and a forgotten call is an error with words.
 */
#include "base/seccomp.h"

#include "config.h"

#ifdef HAVE_LIBSECCOMP
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* One more condition on an argument: (argument & mask) == value. */
struct call {
	int number;
	unsigned argument;
	uint64_t mask; /* 0: no condition */
	uint64_t value;
};

static const struct call calls[] = {
	/* bytes in and out of what is open */
	{ .number = SCMP_SYS(read) },
	{ .number = SCMP_SYS(write) },
	{ .number = SCMP_SYS(writev) },
	{ .number = SCMP_SYS(lseek) },
	{ .number = SCMP_SYS(_llseek) },
	{ .number = SCMP_SYS(fstat) },
	{ .number = SCMP_SYS(fstat64) },
	/* glibc's fstat; a path may be given, too, and tells no more than stat does */
	{ SCMP_SYS(newfstatat), 3, UINT32_MAX, 0x1000 /* AT_EMPTY_PATH */ },
	{ .number = SCMP_SYS(fsync) },
	{ .number = SCMP_SYS(close) },
	{ .number = SCMP_SYS(poll) },
	{ .number = SCMP_SYS(ppoll) },
	/* is it a terminal, and how wide: isatty and the style of the text */
	{ SCMP_SYS(ioctl), 1, UINT32_MAX, TCGETS },
	{ SCMP_SYS(ioctl), 1, UINT32_MAX, TIOCGWINSZ },
	/* memory, none of it executable */
	{ SCMP_SYS(mmap), 2, PROT_EXEC, 0 },
	{ SCMP_SYS(mmap2), 2, PROT_EXEC, 0 },
	{ SCMP_SYS(mprotect), 2, PROT_EXEC, 0 },
	{ .number = SCMP_SYS(munmap) },
	{ .number = SCMP_SYS(mremap) },
	{ .number = SCMP_SYS(madvise) },
	{ .number = SCMP_SYS(brk) },
	/* time, chance, and how much memory there is: qsort asks, so do the arenas */
	{ .number = SCMP_SYS(clock_gettime) },
	{ .number = SCMP_SYS(gettimeofday) },
	{ .number = SCMP_SYS(getrandom) },
	{ .number = SCMP_SYS(sysinfo) },
	/* threads, and nothing that is more than a thread */
	{ SCMP_SYS(clone), 0, CLONE_THREAD, CLONE_THREAD },
	{ .number = SCMP_SYS(set_robust_list) },
	{ .number = SCMP_SYS(rseq) },
	{ .number = SCMP_SYS(futex) },
	{ .number = SCMP_SYS(sched_yield) },
	/* how many processors there are: so many threads are worth it, and heaps of libc */
	{ .number = SCMP_SYS(sched_getaffinity) },
	{ .number = SCMP_SYS(exit) },
	/* signals: the file that shrinks, stop and go on, and abort */
	{ .number = SCMP_SYS(rt_sigaction) },
	{ .number = SCMP_SYS(rt_sigprocmask) },
	{ .number = SCMP_SYS(rt_sigreturn) },
	{ .number = SCMP_SYS(sigreturn) },
	{ .number = SCMP_SYS(restart_syscall) },
	{ .number = SCMP_SYS(getpid) },
	{ .number = SCMP_SYS(gettid) },
	/* the end, and that of the process that puts the output in its place */
	{ .number = SCMP_SYS(exit_group) },
	{ .number = SCMP_SYS(wait4) },
};

static int
allow(scmp_filter_ctx filter, const struct call *c)
{
	const struct scmp_arg_cmp condition = {
		.arg = c->argument,
		.op = SCMP_CMP_MASKED_EQ,
		.datum_a = c->mask,
		.datum_b = c->value,
	};

	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, c->number, c->mask != 0, &condition);
}

/* For assert: abort() of this process, and no signal to another. */
static int
allow_abort(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp own[] = {
		{ .arg = 0, .op = SCMP_CMP_EQ, .datum_a = (scmp_datum_t)getpid() },
		{ .arg = 2, .op = SCMP_CMP_EQ, .datum_a = SIGABRT },
	};

	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), COUNT_OF(own), own);
}

/* Calls that this architecture lacks have numbers of their own and are no error. */
static int
allow_all(scmp_filter_ctx filter)
{
	int status = allow_abort(filter);

	for (size_t i = 0; i < COUNT_OF(calls) && !status; i++)
		status = allow(filter, &calls[i]);
	/* Flags of clone3 stand in memory, which a filter cannot see: libc falls back to clone. */
	if (!status)
		status = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	return status;
}

bool
seccomp_is_built_in(void)
{
	return true;
}

bool
seccomp_is_there(void)
{
	uint32_t action = SCMP_ACT_ERRNO(0);

	return syscall(SYS_seccomp, 2 /* SECCOMP_GET_ACTION_AVAIL */, 0, &action) == 0;
}

bool
seccomp_lock(struct err *e)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int status;

	if (!filter)
		return err_set(e, ERR_LIMIT, "seccomp: no memory");
	status = allow_all(filter);
	if (!status)
		status = seccomp_load(filter);
	seccomp_release(filter);
	if (!status)
		return true;
	errno = -status;
	return err_errno(e, "seccomp");
}

#else

bool
seccomp_is_built_in(void)
{
	return false;
}

bool
seccomp_is_there(void)
{
	return false;
}

bool
seccomp_lock(struct err *e)
{
	return err_set(e, ERR_LIMIT, "seccomp: this build has none");
}
#endif
