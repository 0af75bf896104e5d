# SPDX-License-Identifier: Apache-2.0
# A mail server for test_mailer_smtp: aiosmtpd on the loopback, whose mood the recipient's local part decides. Prints its port,
# then a line of JSON for each mail that it got to the end of.  smtp_server.py plain|starttls|tls|ascii CERTIFICATE KEY
import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

mode, certificate, key = sys.argv[1:4]


def say(**what):
    print(json.dumps(what), flush=True)


seen = set()


class Moods:
    # "ascii" does not say what it could
    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return [r for r in responses if mode != "ascii" or "SMTPUTF8" not in r]

    async def handle_RCPT(self, server, session, envelope, address, options):
        moods = {"unknown": "550 5.1.1 no such user", "grey": "451 4.7.1 try again in five minutes"}
        name = address.partition("@")[0]
        answer = moods.get("grey" if name == "grey-once" and address not in seen else name)
        seen.add(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 2.1.5 ok"

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 ok"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].partition("@")[0]
        say(sender=envelope.mail_from, to=envelope.rcpt_tos, options=envelope.mail_options, tls=session.ssl is not None,
            user=session.auth_data, helo=session.host_name,
            content=envelope.content.decode("utf-8"))
        if name == "hangup":
            server.transport.abort()
            return "250 never said"
        if name == "silent":
            await asyncio.sleep(30)
        return {"full": "552 5.2.2 mailbox full", "busy": "452 4.3.1 no space now"}.get(name, "250 2.0.0 queued as 42")


class Server(SMTP):
    # early@: hangs up before the mail
    async def smtp_DATA(self, argument):
        if self.envelope.rcpt_tos and self.envelope.rcpt_tos[0].startswith("early@"):
            self.transport.abort()
            return
        await super().smtp_DATA(argument)


async def main():
    tls = None
    if mode in ("starttls", "tls"):
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate, key)

    def authenticate(server, session, envelope, mechanism, data):
        ok = (data.login, data.password) == (b"stagefy", b"a secret: \xc3\xa9")
        return AuthResult(success=ok, handled=False, auth_data=data.login.decode())

    def make():
        return Server(Moods(), hostname="mx.test", enable_SMTPUTF8=True, authenticator=authenticate,
                      auth_require_tls=mode == "starttls", tls_context=tls if mode == "starttls" else None,
                      require_starttls=mode == "starttls")

    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0, ssl=tls if mode == "tls" else None)
    say(port=server.sockets[0].getsockname()[1])
    await server.serve_forever()


asyncio.run(main())
