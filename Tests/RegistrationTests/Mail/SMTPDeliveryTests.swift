import AfterglowTesting
import Foundation
import Subprocess
import Testing

@testable import Registration

/// The whole way: `SendmailMailer`, a real `sendmail` compatible command, SMTP and a real server.
@Suite(.timeLimit(.minutes(1))) struct SMTPDeliveryTests {
  private struct Delivery: Decodable {
    let sender: String
    let recipients: [String]
    let subject: String
    let body: String
    let identifier: String
  }

  private struct NoServer: Error, CustomStringConvertible {
    let description: String
  }

  @Test func deliversThroughMsmtpToAnSMTPServer() async throws {
    let folder = try TemporaryFolder()
    let message = try EmailMessage.sample(
      subject: String(repeating: "Grüße 日本 ", count: 20), body: "Hello Ada,\n.\n..\nFrom here = Zürich \n")
    let delivery = try await withServer { port, deliveries in
      // msmtp insists on a configuration that only its owner can read.
      try folder.write(Self.configuration(port: port), to: "msmtprc", mode: 0o600)
      let command = try SendmailCommand(parsing: "/usr/bin/msmtp -C \(folder.path("msmtprc"))")
      try await SendmailMailer(command: command).send(message)
      return try await deliveries()
    }
    #expect(delivery.sender == "registration@example.com")
    #expect(delivery.recipients == ["ada@example.org"])
    #expect(delivery.subject == message.subject.text)
    #expect(delivery.body == message.body)
    #expect(delivery.identifier == message.messageID)
  }

  private static func configuration(port: String) -> String {
    """
    account default
    host 127.0.0.1
    port \(port)
    from registration@example.com
    tls off
    auth off

    """
  }

  /// Runs a server on a free port while `body` runs; `body` gets the port and a way to await a delivery.
  private func withServer(
    _ body: (String, () async throws -> Delivery) async throws -> Delivery
  ) async throws -> Delivery {
    try await run(
      ReferenceMessage.python, arguments: ["-c", Self.server], input: .none, output: .sequence,
      error: .currentStandardError
    ) { execution in
      let lines = LineReader(execution.standardOutput.strings())
      guard let port = try await lines.next() else {
        throw NoServer(
          description: "The mail server needs Python's aiosmtpd 1.4.6. Run the tests with Tests/run, which "
            + "installs it, or name a Python that has it in AFTERGLOW_TEST_PYTHON.")
      }
      let delivery = try await body(port) {
        try JSONDecoder().decode(Delivery.self, from: Data(try #require(await lines.next()).utf8))
      }
      try execution.send(signal: .terminate)
      return delivery
    }.closureResult
  }

  /// Prints its port, then a line of JSON for each message it accepts.
  private static let server = """
    import asyncio, email, email.policy, json
    from aiosmtpd.smtp import SMTP

    class Receiver:
        async def handle_DATA(self, server, session, envelope):
            m = email.message_from_bytes(envelope.content, policy=email.policy.default)
            print(json.dumps({"sender": envelope.mail_from, "recipients": envelope.rcpt_tos,
                "subject": m["Subject"], "body": m.get_content().replace("\\r\\n", "\\n"),
                "identifier": m["Message-ID"]}), flush=True)
            return "250 OK"

    async def main():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(Receiver()), "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    asyncio.run(main())
    """
}

/// The lines of a process's output, one at a time.
private final class LineReader {
  private var iterator: SubprocessOutputSequence.StringSequence<UTF8>.AsyncIterator

  init(_ lines: SubprocessOutputSequence.StringSequence<UTF8>) {
    iterator = lines.makeAsyncIterator()
  }

  func next() async throws -> String? { try await iterator.next() }
}
