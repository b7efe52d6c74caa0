/*
 * sandbox.c - the parts together
 */
#include "base/sandbox.h"

#include <sys/prctl.h>

#include "base/landlock.h"
#include "base/seccomp.h"
#include "config.h"

bool
sandbox_is_built_in(void)
{
#ifdef SANDBOX
	return true;
#else
	return false;
#endif
}

unsigned
sandbox_parts(void)
{
	unsigned parts = 0;

	if (!sandbox_is_built_in())
		return 0;
	if (landlock_abi())
		parts |= SANDBOX_LANDLOCK;
	if (seccomp_is_there())
		parts |= SANDBOX_SECCOMP;
	return parts;
}

/* Landlock first: seccomp would refuse its calls. */
bool
sandbox_lock(unsigned parts, struct err *e)
{
	parts &= sandbox_parts();
	/* Both demand it of who is not root: no program started later may gain rights. */
	if (parts && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return err_errno(e, "no_new_privs");
	if (parts & SANDBOX_LANDLOCK && !landlock_lock(landlock_abi(), e))
		return false;
	return !(parts & SANDBOX_SECCOMP) || seccomp_lock(e);
}

struct str
sandbox_words(struct arena *a)
{
	int abi = landlock_abi();
	struct str landlock = abi ? str_printf(a, "Landlock (ABI %d)", abi)
				  : STR("no Landlock (this kernel)");
	struct str seccomp = STR("seccomp");

	if (!sandbox_is_built_in())
		return STR("not built in");
	if (!seccomp_is_built_in())
		seccomp = STR("no seccomp (not built in: libseccomp)");
	else if (!seccomp_is_there())
		seccomp = STR("no seccomp (this kernel)");
	return str_printf(a, STR_F ", " STR_F, STR_A(landlock), STR_A(seccomp));
}
