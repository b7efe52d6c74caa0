/*
 * services.h - ports by the names that tools print without -n
 */
#ifndef CRUX_READERS_SERVICES_H
#define CRUX_READERS_SERVICES_H

#include "base/base.h"

/* "https" is 443; false for a name that is not in the table. */
bool service_port(struct str name, uint16_t *ret_port);

#endif
