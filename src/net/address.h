/* SPDX-License-Identifier: Apache-2.0 */
/* Which addresses a request may go to when a tenant names the target: public unicast alone. Names are
 * resolved before anything is judged, so what is judged is the address that the socket will use. */
#ifndef STAGEFY_NET_ADDRESS_H
#define STAGEFY_NET_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* Whether the address (IPv4 or IPv6; anything else is not) is public unicast by the IANA
 * special-purpose registries. IPv4 inside IPv6 (mapped, NAT64) is judged as the IPv4 address it is. */
bool address_public(const struct sockaddr *address, socklen_t size);

#endif
