/*
 * host_names.h - ends of a connection by the names that tools print without -n
 */
#ifndef CRUX_READERS_HOST_NAMES_H
#define CRUX_READERS_HOST_NAMES_H

#include "readers/reader.h"

/*
 * "10.0.0.5.51514", "2001:db8::1.443", "web1.example.com.https". A host by name
 * gets an address from 240.0.0.0/8, which no host can have (RFC 1112, 4); the
 * same name the same one in every input. *ret_named tells. False when there is
 * no point to part host and port.
 */
bool host_port_parse(struct str s, struct endpoint *ret, bool *ret_named);

#endif
