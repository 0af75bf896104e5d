# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
cat <<'END'
./dev up [--detach]                  install, build and start everything; Ctrl-C stops it
./dev down                           stop it
./dev status                         what runs
./dev logs [-f]                      the last lines of every log
./dev users                          who is there: e-mail, agency, role
./dev token EMAIL [--agency SLUG]    a session token, for curl
./dev psql [ARGUMENT…]               the database, as superuser
./dev env                            addresses and files, as shell assignments
./dev stagefy ARGUMENT…             the operator's command, with the options of this instance
./dev reset                          stop it and forget its data

./dev check                          every short test, on an instance of its own
./dev prove [NAME] [--json FILE]     the long tests, or one of them
./dev bench [--json FILE]            how fast it is

STAGEFY_PORT (8443) and STAGEFY_VAR (var) let two instances run side by side; STAGEFY_CONF adds a file of options
('./dev stagefy config --example' lists them).
END
