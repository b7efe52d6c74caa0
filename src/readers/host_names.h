/*
 * host_names.h - ends of a connection by the names that tools print without -n
 */
#ifndef CRUX_READERS_HOST_NAMES_H
#define CRUX_READERS_HOST_NAMES_H

#include "readers/reader.h"

/*
 * "10.0.0.5.51514", "2001:db8::1.443", "web1.example.com.https", "[db].5432",
 * "10.0.0.5:51514". A host by name, or by an address of which somebody hid parts
 * ("10.x.x.7"), gets an address from 240.0.0.0/8, which no host can have (RFC
 * 1112, 4); the same name the same one in every input. *ret_named tells. The port
 * is 0 where none is told. False for what cannot be a host.
 */
bool host_port_parse(struct str s, struct endpoint *ret, bool *ret_named);

/* The same without a port: "web1.example.com", "10.0.0.5". */
bool host_parse(struct str s, struct addr *ret, bool *ret_named);

/* What of it is the host. */
struct str host_part(struct str s);

#endif
