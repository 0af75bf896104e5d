/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_NOTIFY_MODULE_H
#define STAGEFY_NOTIFY_MODULE_H

#include "serve/module.h"

/* Notifications: what people are told of, by list, stream and mail. */
extern const struct module notify_module;

extern const struct resource notify_notifications;

#endif
