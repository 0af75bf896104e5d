# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# reset: stops the instance and forgets its data (database, files, passwords). Builds and tools stay.
[[ -d $VAR/run ]] || die "there is no instance in $VAR"
stop_all
[[ -n $RUN && -d $RUN ]] && rm -rf "$RUN"
rm -rf "$VAR"/{pg,storage,keys,mail,secrets,tls,nginx,stagefy.conf}
rm -f "$VAR"/state/{schema,demo,pictures}.stamp "$VAR"/state/{pg-port,runtime-dir,port}
echo "The data of $VAR is gone; ./dev up begins anew."
